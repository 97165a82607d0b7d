"""Slips by their serials: declaring one void, counting those on the table at the closing.

A hand scanner types whatever it sees, and a tired hand pastes the wrong thing: what is no serial goes no further.
"""

from __future__ import annotations

import re
from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField, TextAreaField, ValidationError

from app.forms.fields import SecondOfficer, at_most, clean_lines, offered, required, shown
from ballots.errors import BallotsError
from ballots.slips import read_serial

_CHARACTER: Final = "[1-9A-HJ-NP-Za-km-z]"
_SECRETS: Final = re.compile(
    rf"\S*[A-Za-z2-7]{{160}}\S*|\b(?:{_CHARACTER}{{3}}-){{4}}{_CHARACTER}{{3}}\b|\b(?:\d{{6}}\W?){{4}}\d{{6}}\b"
)
"""A token with what is glued to it, a voting code in its groups, thirty digits in theirs."""
_SHORT: Final = 9
"""Longer than this, what is no serial may be the whole of a code."""


class VoidSlipForm(SecondOfficer):
    """Which slip is void, and why."""

    serial = StringField(_("Serial on the slip"), [required(), at_most(20)])
    spoiled = RadioField(
        _("What happened"),
        choices=offered([("void", _("Lost, or handed out by mistake")), ("spoiled", _("Torn or unreadable"))]),
        default="void",
    )

    def validate_serial(self, field: StringField) -> None:
        """What is no serial may be a voting code: it is not shown again."""
        if _serials_in(field.data or "") is None:
            field.data = _harmless(field.data or "")
            raise ValidationError(_("This is not a serial: it has 8 letters and digits and stands on the outer half."))


class CloseForm(SecondOfficer):
    """The slips on the table by their serials, one on a line, and a reason when the numbers differ."""

    unused = TextAreaField(_("Serials of the slips on the table"), [at_most(2_000_000)])
    reason = TextAreaField(_("Reason of the difference"), [at_most(1000)], filters=[clean_lines])

    def validate_unused(self, field: TextAreaField) -> None:
        """What is no serial may be the secret of a slip: it is kept nowhere and not shown again."""
        lines = (field.data or "").splitlines()
        wrong = [number for number, line in enumerate(lines, start=1) if _serials_in(line) is None]
        if wrong:
            field.data = "\n".join(_harmless(line) if _serials_in(line) is None else line for line in lines)
            raise ValidationError(_(
                "Line %(line)s is not a serial, which has 8 letters and digits. If it was a voting code, it was thrown "
                "away: nothing but serials is taken here.", line=shown(wrong[0]),
            ))  # fmt: skip

    def validate_reason(self, field: TextAreaField) -> None:
        """The reason is published: a scanner that typed a slip into it would give a vote away."""
        cleaned = _SECRETS.sub("…", field.data or "")
        if cleaned != (field.data or ""):
            field.data = cleaned
            raise ValidationError(_("A slip’s code stood in the reason. It was thrown away; look at the reason."))

    def serials(self) -> tuple[str, ...]:
        """The serials, each once, in the order typed; what is none is left out."""
        found = (one for line in (self.unused.data or "").splitlines() for one in _serials_in(line) or ())
        return tuple(dict.fromkeys(found))


def _serials_in(line: str) -> tuple[str, ...] | None:
    """The serials on a line, or None where something else stands there."""
    try:
        return (read_serial(line),) if line.strip() else ()
    except BallotsError:
        pass
    try:
        return tuple(read_serial(piece) for piece in re.split(r"[\s,;،؛]+", line.strip()))
    except BallotsError:
        return None


def _harmless(line: str) -> str:
    """What may be shown again of something that is no serial."""
    return line if len(line.strip()) <= _SHORT else ""
