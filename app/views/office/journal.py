"""The journal in words: who did what to whom, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.journal import JournalForm
from app.language.dates import at_tehran
from app.language.paging import page_count
from app.language.text import isolate
from app.services.accounts import officer as officers
from app.services.accounts.account import institutions_behind
from app.services.acts import journal
from app.services.day import chair as chairs
from app.services.election import election as elections
from app.services.hall import roll
from app.services.letters import letter as letters
from app.services.register import assembly as assemblies
from app.services.register import institution as institutions
from app.services.register.assembly import AssemblyValue
from app.services.voting import trustee
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.journal_changes import Change, changes_of
from app.web.access import current_officer, officer
from app.web.filters import holder, name
from app.web.i18n import digits
from app.web.installation import Session, database
from app.web.posted import page_number
from app.web.state import journal_audit

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
    election: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalNames:
    """The names behind what entries hold."""

    officers: dict[str, str]
    accounts: dict[str, str]
    delegates: dict[int, str]
    institutions: dict[int, str]
    trustees: dict[str, str]
    letters: dict[str, str]


@blueprint.get("/journal")
@officer(Permission.LOOK)
def whole_journal() -> str | Response:
    """The journal of an assembly that has no election yet; of another one that of its newest, which shows the same."""
    home = current_officer().assembly_id
    with database().reading() as db:
        newest = elections.elections(db, home, most=1)
        if newest:
            return redirect(url_for("office.journal", public_id=newest[0].public_id))
        assembly = assemblies.assembly(db, current_officer().assembly)
    return _page(None, assembly)


@blueprint.get("/elections/<public_id>/journal", endpoint="journal")
@officer(Permission.LOOK)
def journal_page(public_id: str) -> str:
    """Who did what when, in the election's assembly; all of it, or what is asked for."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return _page(found, found.session.assembly)


def _page(found: elections.ElectionValue | None, assembly: AssemblyValue) -> str:
    page, form, home = page_number(), JournalForm(request.args), assembly.id
    form.validate()
    with database().reading() as db:
        every = {one.public_id: one for one in elections.elections(db, home)}
        asked = _asked(form, every)
        entries = journal.entries(db, 0, page, SIZE, asked, home=home)
        count = journal.count(db, 0, asked, home=home)
        seen = journal.kinds(db, 0, home=home)
        names = _names(db, found, home, entries)
    kinds = sorted(((kind, journal_word(kind)) for kind in seen), key=lambda pair: pair[1])
    form.offer([(one.public_id, name(one.title)) for one in every.values()], kinds, [*names.officers.items()])
    titles = {one.id: name(one.title) for one in every.values()} if len(every) > 1 else {}
    address = url_for("office.journal", public_id=found.public_id) if found else url_for("office.whole_journal")
    return render_template(
        "office/journal.html", election=found, assembly=assembly, address=address,
        entries=[_line(one, names, titles) for one in entries], page=page,
        page_count=page_count(count, SIZE), form=form, searched=asked != journal.EVERYTHING, every=count,
        audit=journal_audit(), query={key: value for key, value in request.args.items() if value and key != "page"},
    )  # fmt: skip


def _asked(form: JournalForm, every: Mapping[str, elections.ElectionValue]) -> journal.JournalSearch:
    """What is asked for; an election of another assembly is none."""
    chosen = every.get(form.election.data or "")
    since, until = form.since.data, form.until.data
    return journal.JournalSearch(
        election_id=chosen.id if chosen else None, kind=form.kind.data or "", person=form.person.data or "",
        since=at_tehran(since, time()) if since else None,
        until=at_tehran(until + timedelta(days=1), time()) if until else None,
    )  # fmt: skip


def journal_word(kind: str) -> str:
    """What the journal calls a kind of entry."""
    macro = current_app.jinja_env.get_template("macros/journal.html").module
    return str(macro.journal_word(kind))  # type: ignore[attr-defined]


def _names(
    db: Session, found: elections.ElectionValue | None, home: int, entries: Sequence[journal.Entry]
) -> JournalNames:
    delegates = roll.named(db, found.session.id, _keys(entries, "delegate")) if found else {}
    return JournalNames(
        officers={one.username: one.name for one in officers.officers(db, home)},
        accounts=_accounts(db, entries),
        delegates={one: gettext(", ").join(map(name, both)) for one, both in delegates.items()},
        institutions={one: name(it) for one, it in institutions.named(db, _keys(entries, "institution")).items()},
        trustees={one.name: holder(one) for one in trustee.trustees(db, found.public_id)} if found else {},
        letters=_letters(db, found, entries) if found else {},
    )


def _accounts(db: Session, entries: Sequence[journal.Entry]) -> dict[str, str]:
    """The names of institutions that acted themselves, by the user names of their accounts, and of who presided with a
    code."""
    behind = institutions_behind(db, {one for entry in entries for one in entry.actors})
    known = institutions.named(db, set(behind.values()))
    presided = chairs.named(db, {one for entry in entries for one in entry.actors})
    return {username: name(known[who]) for username, who in behind.items() if who in known} | presided


def _letters(db: Session, found: elections.ElectionValue, entries: Sequence[journal.Entry]) -> dict[str, str]:
    """Whom the letters of this election introduce, by their numbers; read only where an entry is of a letter."""
    if not any(one.kind.startswith("letter-") for one in entries):
        return {}
    return {one.number: name(one.institution.name) for one in letters.letters(db, found.public_id)}


def _keys(entries: Sequence[journal.Entry], word: str) -> set[int]:
    """The ids that entries hold under a word."""
    return {int(str(one.detail[word])) for one in entries if word in one.detail}


def _line(entry: journal.Entry, names: JournalNames, titles: Mapping[int, str]) -> JournalLine:
    known = tuple(one for one in entry.actors if one in names.officers)
    return JournalLine(
        kind=entry.kind, phase=str(entry.detail.get("phase", "")), about=_about(entry, names),
        actors=_actors(entry, names), user_names=known if known == entry.actors else (), at=entry.at, hash=entry.hash,
        election=titles.get(entry.election_id or 0, ""), reason=_reason(entry), changes=changes_of(entry),
    )  # fmt: skip


def _reason(entry: journal.Entry) -> str:
    """The reason that was given, where it is a text and does not stand in the line already."""
    told = entry.detail.get("reason")
    return told if isinstance(told, str) and entry.kind != journal.Kind.ELECTION_ANNULLED else ""


def _actors(entry: journal.Entry, names: JournalNames) -> tuple[str, ...]:
    """Who acted; a trustee acts without a sign-in, and setting up is no officer's act."""
    others = {"set-up": gettext("the set-up"), "rehearsal": gettext("the rehearsal")}
    if entry.actors:
        return tuple(names.officers.get(one) or names.accounts.get(one) or others.get(one, one) for one in entry.actors)
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
        "tablet": lambda number: _booth(str(number), entry),
        "balls": lambda number: gettext("%(number)s balls", number=digits(str(number))),
        "digits": lambda drawn: _drawn(entry.detail.get("purpose"), digits(str(drawn))),
        "tracker": str,
        "sha256": lambda _digests: _sealed(entry),
        "number": lambda number: _numbered(entry, str(number), names),
        "reason": lambda why: str(why) if entry.kind == journal.Kind.ELECTION_ANNULLED else "",
    }
    return next((look(entry.detail[word]) for word, look in said.items() if word in entry.detail), "")


def _numbered(entry: journal.Entry, number: str, names: JournalNames) -> str:
    """A letter with whom it introduces, or another thing by its number."""
    if not entry.kind.startswith("letter-"):
        return digits(number)
    return str(gettext(", ").join(one for one in (number, names.letters.get(number, "")) if one))


def _booth(number: str, entry: journal.Entry) -> str:
    """A tablet by its number and the name that it had."""
    named = gettext("Booth %(number)s", number=digits(number))
    return str(gettext(", ").join(one for one in (named, str(entry.detail.get("name", ""))) if one))


def _sealed(entry: journal.Entry) -> str:
    """The number of a sealed paper and the SHA-256 of its Persian file."""
    digests = entry.detail["sha256"]
    digest = str(digests.get("fa", "")) if isinstance(digests, dict) else ""
    number = "/".join(isolate(digits(part)) for part in str(entry.detail["number"]).split("/"))
    groups = " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
    return f"\u2066{number}\u2069 {isolate(groups)}"


def _drawn(purpose: object, drawn: str) -> str:
    if purpose == "tie":
        return str(gettext("tie, digits %(digits)s", digits=drawn))
    return str(gettext("order on the ballot, digits %(digits)s", digits=drawn))
