"""The screen in the hall: a message on it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app.forms.fields import at_most, clean_lines, required


class MessageForm(FlaskForm):
    """What all in the hall read."""

    message = TextAreaField(_("Message on the screen"), [required(), at_most(200)], filters=[clean_lines])
