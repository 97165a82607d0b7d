"""A session: how it is called, its settings, its second call."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError

from app.forms.fields import (
    JalaliDateField,
    JalaliMomentField,
    SecondOfficer,
    WholeNumberField,
    at_most,
    clean,
    clean_arabic,
    clean_lines,
    offered,
    required,
    shown,
)
from app.language import text
from app.language.names import Names
from app.states.election import Quorum

QUORUM_WORDS = {
    Quorum.NONE: _("No quorum"),
    Quorum.INTRODUCED: _("Half of the introduced institutions plus one"),
    Quorum.SECOND_CALL: _("Second call: valid with any number"),
}
_CLOCK = re.compile("([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class ClockField(StringField):
    """An hour of Tehran's clock such as 09:00, in any digits; `data` is written so, or empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which becomes the field's error."""
        typed = text.ascii_digits(valuelist[0] if valuelist else "").strip()
        found = _CLOCK.fullmatch(typed if not typed.isdigit() else f"{typed}:00")
        self.data = f"{int(found[1]):02d}:{found[2]}" if found else ""
        if typed and not found:
            raise ValueError(_("Please enter an hour such as 09:00."))

    def _value(self) -> str:
        return shown(str(self.raw_data[0])) if self.raw_data else shown(self.data)


class _DayAndPlace(FlaskForm):
    """Day, hours and place of a session."""

    held_on = JalaliDateField(_("Day of the session"), [required()])
    begins = ClockField(_("From"))
    ends = ClockField(_("To"))
    place_fa = StringField(_("Place in Persian"), [required(), at_most(200)], filters=[clean])
    place_en = StringField(_("Place in English"), [at_most(200)], filters=[clean])
    place_ar = StringField(_("Place in Arabic"), [at_most(200)], filters=[clean_arabic])

    def validate_ends(self, field: ClockField) -> None:
        """The session ends after it begins."""
        if field.data and not self.begins.data:
            raise ValidationError(_("Please say also when the session begins."))
        if field.data and field.data <= (self.begins.data or ""):
            raise ValidationError(_("The session must end after it begins."))

    @property
    def place(self) -> Names:
        """The place in three languages."""
        return Names(self.place_fa.data or "", self.place_en.data or "", self.place_ar.data or "")


class CallForm(_DayAndPlace):
    """A session that is called: which one, when, where, with which quorum and agenda."""

    number = WholeNumberField(_("Number of the session"), least=1, most=999)
    quorum = SelectField(_("Quorum"))
    agenda = TextAreaField(_("Agenda"), [at_most(4000)], filters=[clean_lines])
    rehearsal = BooleanField(_("This is a rehearsal"))

    def __init__(self, *args: Any, second_call: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = list(Quorum) if second_call else [Quorum.NONE, Quorum.INTRODUCED]
        self.quorum.choices = offered((one, QUORUM_WORDS[one]) for one in rules)


class SessionForm(CallForm, SecondOfficer):
    """The same of a session that was called, and its presidium; by two officers once it has begun."""

    rehearsal = None  # type: ignore[assignment]  # said when it is called, and never changed
    roll_until = JalaliMomentField(_("Until when one officer alone changes the roll"), clock=time(8))
    chair = StringField(_("Chair"), [at_most(120)], filters=[clean])
    secretary = StringField(_("Secretary"), [at_most(120)], filters=[clean])
    first_observer = StringField(_("First observer"), [at_most(120)], filters=[clean])
    second_observer = StringField(_("Second observer"), [at_most(120)], filters=[clean])


class SecondCallForm(SecondOfficer, _DayAndPlace):
    """When and where the session meets after too few followed the first call."""
