"""Telling people what was done, and why something was not; sending them a paper."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, g, send_file
from flask_wtf import FlaskForm

from app.services.acts.refusal import Refused
from app.web.errors import words_of


def show_refusal(form: FlaskForm, refused: Refused, field: str | None = None) -> None:
    """Put a refusal into the form, at `field` or at what was typed wrong; the page answers with its status."""
    g.form_status = refused.why.status
    field = field or refused.why.field
    if field is not None and field in form:
        form[field].errors = [*form[field].errors, words_of(refused)]
    else:
        form.form_errors.append(words_of(refused))


def say(message: str) -> None:
    """Tell people, on the next page, what was done."""
    flash(message)


def send_pdf(content: bytes, name: str) -> Response:
    """Answer with a paper that the browser shows, and saves under `name`."""
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
