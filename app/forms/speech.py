"""The speakers' list: who asks for the floor, and what is noted of a speech."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField, ValidationError

from app.forms.fields import WholeNumberField, at_most, clean, clean_lines, required


class FloorForm(FlaskForm):
    """Somebody of the hall by `who`, such as d12 for a delegate and g3 for a guest, or by a typed name."""

    who = SelectField(_("Who asks for the floor"), validate_choice=False)
    name = StringField(_("Or the name of somebody else"), [at_most(200)], filters=[clean])
    house = StringField(_("Office or institution"), [at_most(200)], filters=[clean])

    def validate_who(self, field: SelectField) -> None:
        """One of both is said, and not both."""
        if bool(field.data) == bool(self.name.data):
            raise ValidationError(_("Please choose somebody in the hall, or type a name: one of both."))


class SpeechMinutesForm(FlaskForm):
    """The minutes that each speaker at an item has."""

    minutes = WholeNumberField(_("Minutes for each speaker"), least=1, most=60, optional=True)


class SpeechForm(FlaskForm):
    """What the minutes say of a speech."""

    name = StringField(_("Name"), [required(), at_most(200)], filters=[clean])
    house = StringField(_("Office or institution"), [at_most(200)], filters=[clean])
    topic = StringField(_("Topic"), [at_most(200)], filters=[clean])
    said = TextAreaField(_("A sentence of the statement"), [at_most(1000)], filters=[clean_lines])
