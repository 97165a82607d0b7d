"""Slips: making them, here or on a credential officer's laptop; declaring one void; slips by their serials.

A hand scanner types whatever it sees, and a tired hand pastes the wrong thing: what is no serial goes no further.
"""

from __future__ import annotations

import re
from typing import Final

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, ValidationError

from app.forms.fields import (
    PaperLanguageField,
    SecondOfficer,
    WholeNumberField,
    at_most,
    offered,
    one_of,
    required,
    shown,
)
from app.states.slip import SlipMishap
from ballots.errors import BallotsError
from ballots.slips import SERIAL_LENGTH, read_serial

_SHORT: Final = 9
"""Longer than this, what is no serial may be the whole of a code."""


MOST_SIMULATED: Final = 100
PERSONAL: Final = _("Of these, personal slips for delegates who vote from elsewhere")


def _per_page() -> RadioField:
    """How many slips are on a page; four where nothing is chosen."""
    choices = offered([
        ("4", _("Four: each a quarter of the page")),
        ("8", _("Eight: small, without the keys of the trustees")),
        ("1", _("One: large, for weak eyes")),
    ])  # fmt: skip
    return RadioField(_("Slips on a page"), choices=choices, default="4")


class SlipsForm(FlaskForm):
    """How many slips to print, how, how many of them are personal, and that an earlier printing is given up."""

    number = WholeNumberField(_("Number of slips"), least=1, most=100_000)
    per_page = _per_page()
    personal = WholeNumberField(PERSONAL, least=0, most=100_000, optional=True)
    simulated = WholeNumberField(_("Of these, for simulated delegates"), least=0, most=MOST_SIMULATED, optional=True)
    language = PaperLanguageField(_("Language of the slips"))
    anew = BooleanField(_("I know that the former slips become waste paper"))


class SimulationForm(FlaskForm):
    """How many simulated delegates vote, and how fast; the pause keeps a rehearsal of a hundred below half an hour."""

    count = WholeNumberField(_("How many of them vote now"), least=1, most=MOST_SIMULATED)
    seconds = WholeNumberField(_("Seconds between two of them"), least=0, most=15)


class OrderSlipsForm(FlaskForm):
    """How many slips a credential officer makes on another laptop, and how they are printed there."""

    ordered = WholeNumberField(_("Number of slips"), least=1, most=100_000)
    per_page = _per_page()
    personal = WholeNumberField(PERSONAL, least=0, most=100_000, optional=True)


class SealSlipsForm(SecondOfficer):
    """How many good slips two officers counted before the set-up begins the board."""

    counted = WholeNumberField(_("Good slips that you counted"), least=1, most=100_000)


class TakeSlipsForm(FlaskForm):
    """The public halves that the credential officer made."""

    batch = FileField(_("The credential officer’s file"), [FileRequired(_("Please choose a file."))])


class VoidSlipForm(SecondOfficer):
    """Which slip is void, and why."""

    serial = StringField(_("Serial on the slip"), [required(), at_most(20)])
    what = RadioField(
        _("What happened"),
        [required(), one_of(lambda: frozenset(SlipMishap))],
        choices=offered([
            (SlipMishap.TORN, _("Torn or unreadable; its holder gets another")),
            (SlipMishap.REFUSED, _("Given back: its holder does not vote")),
            (SlipMishap.MISTAKEN, _("Handed out by mistake, or nobody has had it")),
            (SlipMishap.KNOWN, _("Lost, and its serial is known")),
            (SlipMishap.FOUND, _("Found again, after another was handed out for it")),
        ]),
        validate_choice=False,
    )  # fmt: skip

    def validate_serial(self, field: StringField) -> None:
        """What is no serial may be a voting code: it is not shown again."""
        if serials_in(field.data or "") is None:
            field.data = harmless(field.data or "")
            said = _("This is not a serial: it has %(length)s letters and digits and stands on the outer half.")
            raise ValidationError(said % {"length": shown(SERIAL_LENGTH)})


class VoidPageForm(SecondOfficer):
    """Which page of slips is torn or misprinted: its number, or a serial that stands on it."""

    page = StringField(_("Number of the page, or a serial on it"), [required(), at_most(20)])


def serials_in(line: str) -> tuple[str, ...] | None:
    """The serials on a line, or None where something else stands there."""
    try:
        return (read_serial(line),) if line.strip() else ()
    except BallotsError:
        pass
    try:
        return tuple(read_serial(piece) for piece in re.split(r"[\s,;،؛]+", line.strip()))
    except BallotsError:
        return None


def harmless(line: str) -> str:
    """What may be shown again of something that is no serial."""
    return line if len(line.strip()) <= _SHORT else ""
