"""What two officers confirm of the machine's clock."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField

from app.forms.fields import SecondOfficer, required


class ClockForm(SecondOfficer):
    """That the clock is right; `looked` is the hour that the page showed."""

    right = BooleanField(
        _("We both compared this time with another clock, such as a telephone, and it is right."), [required()]
    )
    looked = HiddenField()

    @property
    def seen(self) -> datetime | None:
        """The hour that the page showed, or None where it was tampered with."""
        try:
            found = datetime.fromisoformat(self.looked.data or "")
        except ValueError:
            return None
        return found if found.tzinfo is not None else None
