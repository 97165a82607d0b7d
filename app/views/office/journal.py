"""The journal in words: who did what to whom, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import gettext

from app.language.paging import page_count
from app.services.accounts import officer as officers
from app.services.acts import journal
from app.services.election import election as elections
from app.services.hall import roll
from app.services.register import institution as institutions
from app.services.voting import trustee
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.filters import holder, name
from app.web.i18n import digits
from app.web.installation import Session, database
from app.web.posted import page_number

SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line; `about` names whom or what it is about, or is empty; `user_names` are empty for who is no officer."""

    kind: str
    phase: str
    about: str
    actors: tuple[str, ...]
    user_names: tuple[str, ...]
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalNames:
    """The names behind what entries hold."""

    officers: dict[str, str]
    delegates: dict[int, str]
    institutions: dict[int, str]
    trustees: dict[str, str]


@blueprint.get("/elections/<public_id>/journal", endpoint="journal")
@officer(Permission.LOOK)
def journal_page(public_id: str) -> str:
    """Who did what when."""
    page = page_number()
    with database().reading() as db:
        found = own_election(db, public_id)
        entries = journal.entries(db, found.id, page, SIZE)
        newest = entries if page == 1 else journal.entries(db, found.id, 1, 1)
        count = journal.count(db, found.id)
        names = _names(db, found, entries)
    return render_template(
        "office/journal.html", election=found, entries=[_line(one, names) for one in entries], page=page,
        page_count=page_count(count, SIZE), head=newest[0].hash if newest else None,
    )  # fmt: skip


def _names(db: Session, found: elections.ElectionValue, entries: Sequence[journal.Entry]) -> JournalNames:
    home = found.session.assembly.id
    delegates = roll.named(db, found.session.id, _keys(entries, "delegate"))
    return JournalNames(
        officers={one.username: one.name for one in officers.officers(db, home)},
        delegates={one: gettext(", ").join(map(name, both)) for one, both in delegates.items()},
        institutions={one: name(it) for one, it in institutions.named(db, _keys(entries, "institution")).items()},
        trustees={one.name: holder(one) for one in trustee.trustees(db, found.public_id)},
    )


def _keys(entries: Sequence[journal.Entry], word: str) -> set[int]:
    """The ids that entries hold under a word."""
    return {int(str(one.detail[word])) for one in entries if word in one.detail}


def _line(entry: journal.Entry, names: JournalNames) -> JournalLine:
    known = tuple(one for one in entry.actors if one in names.officers)
    return JournalLine(
        kind=entry.kind, phase=str(entry.detail.get("phase", "")), about=_about(entry, names),
        actors=_actors(entry, names), user_names=known if known == entry.actors else (), at=entry.at, hash=entry.hash,
    )  # fmt: skip


def _actors(entry: journal.Entry, names: JournalNames) -> tuple[str, ...]:
    """Who acted; a trustee acts without a sign-in, and setting up is no officer's act."""
    others = {"set-up": gettext("the set-up"), "rehearsal": gettext("the rehearsal")}
    if entry.actors:
        return tuple(names.officers.get(one) or others.get(one, one) for one in entry.actors)
    told = str(entry.detail.get("trustee", ""))
    return (names.trustees.get(told, told) or str(gettext("the program")),)


def _about(entry: journal.Entry, names: JournalNames) -> str:
    """The delegate, institution, trustee, slip, letter or officer that an entry is about, or the balls of a lot."""
    said: dict[str, Callable[[object], str]] = {
        "delegate": lambda key: names.delegates.get(int(str(key)), ""),
        "institution": lambda key: names.institutions.get(int(str(key)), ""),
        "trustee": lambda key: names.trustees.get(str(key), str(key)) if entry.actors else "",
        "username": lambda key: names.officers.get(str(key), str(key)),
        "serial": str,
        "balls": lambda number: gettext("%(number)s balls", number=digits(str(number))),
        "digits": lambda drawn: _drawn(entry.detail.get("purpose"), digits(str(drawn))),
        "tracker": str,
        "sha256": lambda _digests: _sealed(entry),
        "reason": lambda why: str(why) if entry.kind == journal.Kind.ELECTION_ANNULLED else "",
    }
    return next((look(entry.detail[word]) for word, look in said.items() if word in entry.detail), "")


def _sealed(entry: journal.Entry) -> str:
    """The number of a sealed paper and the SHA-256 of its Persian file."""
    digests = entry.detail["sha256"]
    return f"{entry.detail['number']} {digests.get('fa', '') if isinstance(digests, dict) else ''}"


def _drawn(purpose: object, drawn: str) -> str:
    if purpose == "tie":
        return str(gettext("tie, digits %(digits)s", digits=drawn))
    return str(gettext("order on the ballot, digits %(digits)s", digits=drawn))
