"""Old and new values of what an entry of the journal changed, in the words of the form that changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from app.forms.session import QUORUM_WORDS
from app.language.message import N_
from app.services.acts import journal
from app.states.election import Devices, Electorate, Ordering
from app.web.filters import field as field_word
from app.web.filters import kind as kind_word
from app.web.filters import province as province_word
from app.web.filters import track as track_word
from app.web.i18n import day_and_clock, digits, jalali

LABELS = {
    "held_on": N_("Day of the session"), "begins": N_("From"), "ends": N_("To"), "place_fa": N_("Place in Persian"),
    "place_en": N_("Place in English"), "place_ar": N_("Place in Arabic"), "quorum": N_("Quorum"),
    "agenda": N_("Agenda"), "chair": N_("Chair"), "secretary": N_("Secretary"), "first_observer": N_("First observer"),
    "second_observer": N_("Second observer"), "title_fa": N_("Title in Persian"), "title_en": N_("Title in English"),
    "title_ar": N_("Title in Arabic"), "seats": N_("Seats"), "alternates": N_("Alternates"),
    "term_months": N_("Term in months"), "minimum": N_("Fewest marks"), "maximum": N_("Most marks"),
    "blank": N_("A blank vote is allowed"), "checkpoint_minutes": N_("Minutes between two signed heads of the board"),
    "small_group": N_("Fewest ballots that are counted"), "name": N_("Name"), "given": N_("Name as it was given"),
    "province": N_("Province"), "kind": N_("Kind"), "registration": N_("Registration number"),
    "registered_at": N_("Place of registration"), "national_id": N_("National identifier"),
    "founded": N_("Founded (Solar Hijri)"), "permit": N_("Permit"), "fields": N_("Fields of activity"),
    "tracks": N_("Tracks of participation"), "representative": N_("Representative"), "contacts": N_("Contacts"),
    "devices": N_("On what votes are cast"), "order": N_("Order on the ballot"), "electorate": N_("Who votes"),
    "roll_until": N_("Until when one officer alone changes the roll"), "electors_on": N_("Put on the list"),
    "electors_off": N_("Taken off the list"),
}  # fmt: skip
"""What people call a field; of others the journal page says only that something changed."""

SHOWN = {"province": province_word, "kind": kind_word, "fields": field_word, "tracks": track_word}
"""Fields that hold codes of reference data."""
CHOICES: Mapping[str, Mapping[str, object]] = {
    "quorum": dict(QUORUM_WORDS.items()),
    "order": {Ordering.LOT: N_("Drawn by lot"), Ordering.ALPHABET: N_("In alphabetical order")},
    "devices": {
        Devices.ENROLLED: N_("On the enrolled tablets of the session alone"),
        Devices.ANY: N_("On any device"),
    },
    "electorate": {
        Electorate.ROLL: N_("All delegates on the roll"),
        Electorate.PRESENT: N_("The delegates who are here when it is frozen"),
        Electorate.LIST: N_("The delegates of a list of institutions"),
    },
}
"""Fields that hold one of a few codes, in the words of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field: its label, what it was, what it is."""

    label: str
    old: str
    new: str


def changes_of(entry: journal.Entry) -> tuple[Change, ...]:
    """The fields whose old and new value the entry holds; entries of earlier programs hold none."""
    values = entry.detail.get("values")
    if not isinstance(values, Mapping):
        return ()
    return tuple(
        Change(label=gettext(LABELS[name]), old=_said(name, pair[0]), new=_said(name, pair[1]))
        for name, pair in values.items()
        if name in LABELS and isinstance(pair, list) and len(pair) == 2
    )


def _said(name: str, value: object) -> str:
    """A plain value as people read it; "—" for nothing."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, Mapping):
        return str(gettext(", ").join(_said("", one) for one in value.values() if one)) or "—"
    if isinstance(value, list):
        return str(gettext(", ").join(_said(name, one) for one in value))
    if isinstance(value, int):
        return digits(value)
    text = str(value)
    if text in CHOICES.get(name, {}):
        word = CHOICES[name][text]
        return gettext(word) if isinstance(word, str) else str(word)
    if name in SHOWN:
        return SHOWN[name](text)
    if name == "roll_until":
        return day_and_clock(datetime.fromisoformat(text))
    return jalali(date.fromisoformat(text)) if name == "held_on" else text
