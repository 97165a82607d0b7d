"""Observers of a session: admitted, their notes and the answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from app.forms.fields import at_most, clean, clean_lines, required


class ObserverForm(FlaskForm):
    """Who is admitted as an observer."""

    name = StringField(_("Name of the observer"), [required(), at_most(120)], filters=[clean])
    house = StringField(_("Organisation"), [required(), at_most(120)], filters=[clean])


class NoteForm(FlaskForm):
    """What an observer writes down."""

    text = TextAreaField(_("Your note"), [required(), at_most(2000)], filters=[clean_lines])


class AnswerForm(FlaskForm):
    """What the office answers."""

    answer = TextAreaField(_("Answer"), [required(), at_most(2000)], filters=[clean_lines])
