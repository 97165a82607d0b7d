"""In which zone a page of an account was asked for, and whose account it is there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, request, url_for
from flask_babel import gettext

from app.services.accounts.passkey import Owner
from app.services.accounts.sign_in import Door
from app.services.acts.act import Act
from app.web.access import current_account, current_officer
from app.web.filters import name
from app.web.installation import act_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone that one signs in to: its blueprint, whose it is, where in the session the wanted page stands, and the
    beginning of the addresses of its pages."""

    blueprint: str
    door: Door
    wanted: str
    root: str
    start: str


ZONES = {
    zone.blueprint: zone
    for zone in (
        Zone(blueprint="office", door=Door.OFFICER, wanted="wanted", root="/office", start="office.home"),
        Zone(
            blueprint="institution", door=Door.INSTITUTION, wanted="wanted_by_institution", root="/own",
            start="institution.start",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """The account of this request."""

    account_id: int
    username: str
    owner: Owner


def zone() -> Zone:
    """The zone of this request."""
    return ZONES[request.blueprint or ""]


def mine() -> Mine:
    """The account of who has signed in; only inside views that a zone guards."""
    if zone().door == Door.OFFICER:
        me = current_officer()
        owner = Owner.of_officer(me.account_id, username=me.username, display=me.name)
        return Mine(account_id=me.account_id, username=me.username, owner=owner)
    ours = current_account()
    owner = Owner.of_institution(ours.institution_id, username=ours.username, display=name(ours.institution))
    return Mine(account_id=ours.id, username=ours.username, owner=owner)


def act_of_mine() -> Act:
    """An act of who has signed in."""
    return act_of(mine().username)


def address(endpoint: str) -> str:
    """The address of a page of the account in this zone."""
    return url_for(f"{zone().blueprint}.{endpoint}")


def page(template: str, **more: object) -> str:
    """A page of the account in the frame of its zone; `way` are the pages above it."""
    here = zone()
    words = gettext("My work") if here.door == Door.OFFICER else gettext("My elections")
    way = [(words, url_for(here.start))]
    if template != "account/account.html" and not g.get("due"):
        way.append((gettext("My account"), address("account")))
    return render_template(template, layout=f"layout/{here.blueprint}.html", zone=here.blueprint, way=way, **more)


def is_in(path: str) -> bool:
    """Whether a path leads to a page of this zone, on this site."""
    root = zone().root
    whole = path == root or path.startswith(f"{root}/")
    return whole and "//" not in path and "\\" not in path and path.isprintable()
