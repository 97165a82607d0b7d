"""Closing the poll: the slips that lie on the table, counted by their serials."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField, ValidationError

from app.forms.fields import SecondOfficer, at_most, clean_lines, shown
from app.forms.slip import harmless, serials_in
from ballots.slips import SERIAL_LENGTH

_CHARACTER: Final = "[1-9A-HJ-NP-Za-km-z]"
_SECRETS: Final = re.compile(
    rf"\S*[A-Za-z2-7]{{160}}\S*|\b(?:{_CHARACTER}{{3}}-){{4}}{_CHARACTER}{{3}}\b|\b(?:\d{{6}}\W?){{4}}\d{{6}}\b"
)
"""A token with what is glued to it, a voting code in its groups, thirty digits in theirs."""


def _only_serials(typed: str | None) -> str:
    """What may be shown again of the spoiled and void slips that were scanned: their serials, each once."""
    found = (one for line in (typed or "")[:2_000_000].splitlines() for one in serials_in(line) or ())
    return "\n".join(dict.fromkeys(found))


class CloseForm(SecondOfficer):
    """The slips on the table by their serials, one on a line, and a reason when the numbers differ. `apart`: those of
    them that were declared spoiled or void, which count elsewhere; a refused form has them still."""

    unused = TextAreaField(_("Serials of the slips on the table"), [at_most(2_000_000)])
    apart = HiddenField(filters=[_only_serials])
    reason = TextAreaField(_("Reason of the difference"), [at_most(1000)], filters=[clean_lines])

    def validate_unused(self, field: TextAreaField) -> None:
        """What is no serial may be the secret of a slip: it is kept nowhere and not shown again."""
        lines = (field.data or "").splitlines()
        wrong = [number for number, line in enumerate(lines, start=1) if serials_in(line) is None]
        if wrong:
            field.data = "\n".join(harmless(line) if serials_in(line) is None else line for line in lines)
            raise ValidationError(_(
                "Line %(line)s is not a serial, which has %(length)s letters and digits. If it was a voting code, it "
                "was thrown away: nothing but serials is taken here.",
                line=shown(wrong[0]), length=shown(SERIAL_LENGTH),
            ))  # fmt: skip

    def validate_reason(self, field: TextAreaField) -> None:
        """The reason is published: a scanner that typed a slip into it would give a vote away."""
        cleaned = _SECRETS.sub("…", field.data or "")
        if cleaned != (field.data or ""):
            field.data = cleaned
            raise ValidationError(_("A slip’s code stood in the reason. It was thrown away; look at the reason."))

    def serials_apart(self) -> tuple[str, ...]:
        """The serials of the spoiled and void slips that were scanned, each once."""
        return tuple((self.apart.data or "").splitlines())

    def serials(self) -> tuple[str, ...]:
        """The serials, each once, in the order typed; what is none is left out."""
        found = (one for line in (self.unused.data or "").splitlines() for one in serials_in(line) or ())
        return tuple(dict.fromkeys(found))
