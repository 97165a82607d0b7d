"""Forms as they come back."""

from __future__ import annotations

from flask_wtf import FlaskForm


def wrong(form: FlaskForm) -> FlaskForm:
    """The form after a post of nothing; its token is taken as right."""
    form.process(None)
    form.validate()
    form.csrf_token.errors = ()
    return form
