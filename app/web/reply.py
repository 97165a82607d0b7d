"""Telling people what was done, and why something was not; sending them a paper."""

from __future__ import annotations

import gzip
from datetime import datetime
from io import BytesIO

from flask import Response, flash, g, jsonify, request, send_file
from flask_wtf import FlaskForm

from app.services.acts.refusal import Refused
from app.web.errors import words_of


def show_refusal(form: FlaskForm, refused: Refused, field: str | None = None) -> None:
    """Put a refusal into the form, at `field` or at what was typed wrong; the page answers with its status."""
    g.form_status, g.refusal = refused.why.status, refused
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


def send_clock(at: datetime) -> Response:
    """Answer with the server's clock in milliseconds, by which timers run whatever a device believes."""
    return jsonify(now=round(at.timestamp() * 1000))


def send_compressed(text: str | bytes, mimetype: str = "text/html") -> Response:
    """Answer with a text, compressed for who takes it.

    Only for an answer that repeats nothing of what was asked: its length must tell nothing of a secret beside that
    (the attack is called BREACH).
    """
    data = text.encode() if isinstance(text, str) else text
    answer = Response(data, mimetype=mimetype)
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.set_data(gzip.compress(data, mtime=0))
        answer.content_encoding = "gzip"
    return answer
