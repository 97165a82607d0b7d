"""Storing the demonstration through the services that store real data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.demonstration import values
from app.demonstration.portrait import logo, portrait
from app.language.dates import in_tehran
from app.language.names import Names
from app.received.file import settle
from app.services.accounts import officer as officers
from app.services.acts.act import Act
from app.services.election import election as elections
from app.services.election.rule import Rule
from app.services.hall import presence, roll
from app.services.hall import session as sessions
from app.services.hall.session import Presidium, SessionValue
from app.services.nomination import nomination as nominations
from app.services.nomination import review, upload
from app.services.nomination.dossier import Achievement, Dossier, Programme
from app.services.register import assembly as assemblies
from app.services.register import body as bodies
from app.services.register import institution as institutions
from app.states.election import Quorum
from app.states.nomination import Decision, Purpose, ReportHead
from app.states.officer import Role
from app.states.phase import Phase

PICTURED = 4
"""Every so many candidates have pictures; the others keep the drawn emblem."""

HELPERS = (
    ("reviewer", Role.REVIEWER, "کیانا پرتو", "کارشناس بررسی"),
    ("administrator", Role.ADMINISTRATOR, "هومن سپهری", "مدیر سامانه"),
)
"""Officers beside those of the session: user name, role, name, post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was stored: the election, and the user names by role."""

    election: str
    session_id: int
    usernames: dict[Role, str]


def store(db: Session, act: Act, shown: values.Assembly, *, password: str, check_in: bool) -> Stored:
    """Store a demonstration with its candidates accepted, ready for the trustees' keys.

    `password` is the one of its officers; `check_in` records every delegate as present.
    """
    home = found(db, act, shown, password=password)
    ids = introduce(db, act, shown)
    body_id = make_body(db, act, home.id, shown.body, "national")
    return prepare(db, act, shown, ids, body_id=body_id, check_in=check_in)


def found(db: Session, act: Act, shown: values.Assembly, *, password: str) -> assemblies.AssemblyValue:
    """The assembly and its officers, who have this password."""
    home = assemblies.create_assembly(db, act, address=shown.address, name=names(shown.name), demonstration=True)
    for person in shown.officers:
        officers.add_officer(
            db, act, assembly=home.address, username=person.username, name=person.person.name.fa, post=person.post.fa,
            role=person.role, password=password, is_own=True,
        )  # fmt: skip
    for username, role, name, post in HELPERS:
        officers.add_officer(
            db, act, assembly=home.address, username=username, name=name, post=post, role=role, password=password,
            is_own=True,
        )  # fmt: skip
    return home


def make_body(db: Session, act: Act, home_id: int, body: values.Body, composition: str) -> int:
    """A body whose seats are filled, as a composition proposes it; return its id."""
    draft = bodies.composed(composition, names(body.name))
    draft = replace(draft, seats=body.seats, term_months=body.term_years * 12)
    return bodies.create_body(db, act, home_id, draft).id


def prepare(
    db: Session, act: Act, shown: values.Assembly, ids: dict[int, int], *, body_id: int, check_in: bool
) -> Stored:
    """A session held on the day of the act, its election with candidates accepted, and its roll."""
    held = hold_session(db, act, shown, held_on=in_tehran(act.now).date())
    made = make_election(db, act, shown, held.id, body_id=body_id)
    _candidates(db, act, shown, made.public_id, ids)
    for delegate in shown.delegates:
        enrolled = roll.add_delegate(
            db, act, held.id, institution_id=ids[delegate.institution], name=names(delegate.person.name)
        )
        if check_in:
            presence.check_in(db, act, held.id, enrolled.id)
    return Stored(election=made.public_id, session_id=held.id, usernames=usernames(shown))


def usernames(shown: values.Assembly) -> dict[Role, str]:
    """The officers of the session by role."""
    return {person.role: person.username for person in shown.officers}


def hold_session(db: Session, act: Act, shown: values.Assembly, *, held_on: date) -> SessionValue:
    """A session with its presidium."""
    held = sessions.create_session(
        db, act, assembly=shown.address, number=shown.session.number, held_on=held_on,
        place=names(shown.session.place), quorum=Quorum.SECOND_CALL,
        agenda="\n".join(item.fa for item in shown.session.agenda),
    )  # fmt: skip
    people = [presider.person.name.fa for presider in shown.session.presidium]
    named = Presidium(chair=people[0], secretary=people[1], first_observer=people[2], second_observer=people[3])
    return sessions.change_session(
        db, act, held.id, presidium=named, quorum=held.quorum, held_on=held.held_on, place=held.place,
        agenda=held.agenda,
    )  # fmt: skip


def introduce(db: Session, act: Act, shown: values.Assembly) -> dict[int, int]:
    """The institutions of the register; return their ids by number."""
    introduced_on = in_tehran(act.now - timedelta(days=40)).date()
    ids = {}
    for one in shown.institutions:
        draft = institutions.InstitutionDraft(
            name=names(one.name), province=one.province, kind=one.kind, registration=one.registration_number,
            national_id=one.legal_id, founded=one.founded, fields=one.fields, tracks=one.tracks,
            representative=names(one.representative.name),
        )  # fmt: skip
        stored = institutions.add_institution(db, act, draft, assembly=shown.address, introduced_on=introduced_on)
        ids[one.number] = stored.id
    return ids


def make_election(
    db: Session, act: Act, shown: values.Assembly, session_id: int, *, body_id: int
) -> elections.ElectionValue:
    """An election of the session for the seats of a body."""
    rule = Rule(
        seats=shown.body.seats, maximum=shown.body.seats, alternates=shown.body.alternates,
        term_months=shown.body.term_years * 12,
    )  # fmt: skip
    title = Names(
        f"انتخاب اعضای {shown.body.name.fa}",
        f"Election of the members of the {shown.body.name.en}",
        f"انتخاب أعضاء {shown.body.name.ar}",
    )
    return elections.create_election(db, act, session_id, body_id=body_id, title=title, rule=rule)


def _candidates(db: Session, act: Act, shown: values.Assembly, public_id: str, ids: dict[int, int]) -> None:
    people = {one.number: one.representative for one in shown.institutions}
    both = replace(act, officers=tuple(person.username for person in shown.officers[:2]))
    elections.advance_early(db, act, public_id, to=Phase.NOMINATING)
    for place, one in enumerate(shown.candidates):
        mine, person = ids[one.institution], names(people[one.institution].name)
        if place % PICTURED == 0:
            pictures = _pictures(db, act, public_id, mine, place // PICTURED, people[one.institution])
            dossier = replace(dossier_of(one), portrait=pictures[Purpose.PORTRAIT], logo=pictures[Purpose.LOGO])
            stored = nominations.submit(db, act, public_id, mine, representative=person, dossier=dossier)
        else:
            stored = nominations.nominate(
                db, act, public_id, institution_id=mine, dossier=dossier_of(one), representative=person
            )
        review.decide(db, both, public_id, stored.id, decision=Decision.ACCEPT)
    elections.advance_early(db, act, public_id, to=Phase.REVIEWING)


def _pictures(
    db: Session, act: Act, public_id: str, institution_id: int, number: int, person: values.Person
) -> dict[str, int]:
    """Drawn pictures of a candidate, kept like those that institutions send."""
    begun = nominations.begin(db, act, public_id, institution_id=institution_id)
    drawn = {Purpose.PORTRAIT: portrait(number, scarf=person.honorific == "ms"), Purpose.LOGO: logo(number)}
    return {
        name: upload.put(
            db, act, begun.id, purpose=name, name=name,
            found=settle(data, picture=True),
        )
        for name, data in drawn.items()
    }  # fmt: skip


def dossier_of(one: values.Candidate) -> Dossier:
    """The dossier of a candidate."""
    return Dossier(
        introduction=names(one.introduction),
        programmes=tuple(
            Programme(text=names(programme), head=tuple(ReportHead)[place % len(ReportHead)])
            for place, programme in enumerate(one.programmes)
        ),
        achievements=tuple(
            Achievement(
                year=item.year, field=item.field, text=names(item.title), indicator=names(item.indicator),
                number=item.number,
            )
            for item in one.achievements
        ),
    )  # fmt: skip


def names(words: values.Words) -> Names:
    """A name as services take it."""
    return Names(words.fa, words.en, words.ar)
