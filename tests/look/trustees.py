"""Trustees and the office's pages of their keys, in every state."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from app.forms.trustee import InviteForm, OfficeKeyForm, RemoveTrusteeForm
from app.services.voting.key_destruction import KeysDestroyed
from app.services.voting.secrecy import Secrecy
from app.services.voting.trustee import ReserveValue, TrusteeValue
from ballots.short import Kind, short
from tests.look import values as v
from tests.look.forms import wrong

Page = tuple[str, dict[str, Any]]


def trustee(
    name: str,
    *,
    kind: str = "browser",
    has_key: bool = True,
    decrypted: bool = False,
    rebuilt_from: tuple[int, ...] = (),
    reserves: tuple[ReserveValue, ...] = (),
) -> TrusteeValue:
    return TrusteeValue(
        public_id="T" + str(len(name)),
        election="K7QM2XPA",
        name=name,
        kind=kind,
        has_key=has_key,
        key_print=short(Kind.KEY, name) if has_key else None,
        checked=has_key,
        owner=None,
        decrypted=decrypted,
        threshold=2 if has_key and kind == "browser" else None,
        shares=3 if has_key and kind == "browser" else None,
        shares_seen=(1, 3) if has_key and kind == "browser" else (),
        rebuilt_from=rebuilt_from,
        head_source="observer" if decrypted else None,
        removed_reason=None,
        reserves=reserves,
    )


RESERVE = ReserveValue(number=1, key_print="07319264485530127746", threshold=2, shares=3, shares_seen=(1, 2, 3))
TRUSTEES = (
    trustee("مانا شریفی‌پور", decrypted=True, reserves=(RESERVE,)),
    trustee("بردیا صالح‌آبادی"),
    trustee("یاس کامران", has_key=False),
)


def trustee_pages() -> dict[str, Page]:
    """Keys of the trustees, in the office."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    keys = base | {
        "trustees": TRUSTEES,
        "invitation": None,
        "may_change": True,
        "invite_form": InviteForm(),
        "office_form": OfficeKeyForm(),
        "destroyed": None,
    }
    final = keys | {"election": replace(v.COUNTED, phase="final"), "may_change": False}
    ended = KeysDestroyed(at=v.NOON, office=True, trustees=("مانا شریفی‌پور",))
    removal = base | {"trustee": TRUSTEES[0]}
    invitation = SimpleNamespace(name="یاس کامران", address="https://majma.example/trustees/T9#Zk3mXq8vT0aWbY6uLr2n")
    return {
        "trustees": ("office/trustees.html", keys),
        "trustees-invited": ("office/trustees.html", keys | {"invitation": invitation}),
        "trustees-empty": ("office/trustees.html", keys | {"trustees": ()}),
        "trustees-alone": ("office/trustees.html", keys | {"trustees": (trustee("دفتر", kind="office"),)}),
        "trustees-final": ("office/trustees.html", final),
        "trustees-destroyed": ("office/trustees.html", final | {"destroyed": ended}),
        "trustee-remove": ("office/trustee_remove.html", removal | {"form": RemoveTrusteeForm()}),
        "trustee-remove-wrong": ("office/trustee_remove.html", removal | {"form": wrong(RemoveTrusteeForm())}),
    }


def secrecy_pages() -> dict[str, Page]:
    """Who could learn what, by who holds the keys, who made the slips, and what lies between browser and server."""
    office = (trustee("دفتر", kind="office"),)
    ended = KeysDestroyed(at=v.NOON, office=True, trustees=())
    return {
        "secrecy": _secrecy("open", Secrecy(election=v.ELECTION, holders=TRUSTEES, slips_by="server", destroyed=None)),
        "secrecy-one": _secrecy(
            "encrypted",
            Secrecy(election=v.ELECTION, holders=TRUSTEES[:1], slips_by="credential-officer", destroyed=None),
        ),
        "secrecy-office": _secrecy(
            "none", Secrecy(election=v.ELECTION, holders=office, slips_by=None, destroyed=ended)
        ),
    }


def _secrecy(line: str, rests_on: Secrecy) -> Page:
    names = [one.name for one in rests_on.holders]
    return ("public/secrecy.html", {"election": v.ELECTION, "secrecy": rests_on, "trustees": names, "line": line})
