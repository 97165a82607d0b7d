"""Answering an act that waits for a second officer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, TextAreaField

from app.forms.fields import at_most, clean_lines, required


class ConfirmForm(FlaskForm):
    """The own password of who confirms."""

    password = PasswordField(_("Your own password"), [required(), at_most(200)])


class DeclineForm(FlaskForm):
    """Why the act is not confirmed."""

    reason = TextAreaField(_("Reason"), [required(), at_most(500)], filters=[clean_lines])
