"""The forms of two acts that are about keys: opening without tested backups, and destroying the keys."""

from __future__ import annotations

from flask_babel import gettext
from flask_wtf import FlaskForm

from app.forms.trustee import DestroyKeysForm, OpenForm
from app.services.voting import trustee
from app.states.election import Keeper
from app.web.filters import holder
from app.web.installation import Session


def key_form(db: Session, code: str, public_id: str) -> FlaskForm | None:
    """The form of an act that asks something about keys, or None where it asks for two officers alone."""
    if code not in ("open", "destroy"):
        return None
    holders = trustee.trustees(db, public_id)
    if code == "destroy":
        return DestroyKeysForm() if any(one.kind != Keeper.OFFICE for one in holders) else None
    without = [holder(one) for one in holders if not one.has_backup]
    return _open_form(without) if without else None


def _open_form(names: list[str]) -> OpenForm:
    form = OpenForm()
    form.waiver.description = gettext(
        "No tested backup: %(names)s. If one of these keys is lost, the votes cannot be counted. Better: let every "
        "keeper of a sheet test it. The reason stands in the journal and in the minutes.",
        names=gettext(", ").join(names),
    )
    return form
