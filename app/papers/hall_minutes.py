"""What minutes say of the day in the hall: hours, presentations, speeches, resolutions, who came and went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.documents import minutes as minutes_paper
from app.language.dates import clock
from app.papers.issuer import Issuer
from app.services.day import chair as chairs
from app.services.day import observer_note, presentation, resolution, speech
from app.services.election import election as elections
from app.services.hall import agenda as agendas
from app.services.hall import came_and_went, electorate, roll_instant
from app.services.hall.came_and_went import StatedPresence
from app.states.phase import Phase
from app.states.presentation import TurnState


def dealt(
    found: elections.ElectionValue, laid: agendas.AgendaValue
) -> tuple[tuple[datetime, datetime | None] | None, ...]:
    """The hours of each line of the agenda, as the election knows it."""
    hours = {one.title: (one.started, one.ended) for one in laid.items if one.started is not None}
    return tuple(hours.get(line.strip()) for line in found.session.agenda.splitlines() if line.strip())


def phones(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[str, ...]:
    """Who led the session from an own phone, in the order in which they came in with a code of the day."""
    said = issuer.wording.gettext(
        "%(name)s led the session from an own phone, with a code of the day, from %(clock)s on: agenda, timer and "
        "speakers’ list."
    )
    came = sorted((one.used, one.name) for one in chairs.chairs(db, found.session.id) if one.used is not None)
    return tuple(said % {"name": name, "clock": clock(used, issuer.wording.locale)} for used, name in came)


def substitutes(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.Substituted, ...]:
    """Who of those who could vote here came in another's place; later ones stand with the late changes of the roll."""
    late = {(one.before, one.reason) for one in roll_instant.changes(db, found.session.id)}
    voters = dict(electorate.voters_by_delegate(db, found.id))
    return tuple(
        minutes_paper.Substituted(
            institution=issuer.say_corrected(
                voters[one.delegate_id].institution, voters[one.delegate_id].institution_right
            ),
            delegate=issuer.say_corrected(voters[one.delegate_id].name, voters[one.delegate_id].delegate_right),
            former=issuer.say(one.former), letter_number=one.letter_number, letter_day=one.letter_day,
        )
        for one in came_and_went.replaced(db, found.session.id)
        if one.delegate_id in voters and (one.former, one.letter_number) not in late
    )  # fmt: skip


def leavers(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.Leaver, ...]:
    """Who of those who could vote here left before the voting closed, in the order in which they did."""
    voters = dict(electorate.voters_by_delegate(db, found.id))
    gone = came_and_went.left_before(db, found.session.id, found.times[Phase.CLOSED])
    return tuple(
        minutes_paper.Leaver(
            delegate=issuer.say_corrected(voters[key].name, voters[key].delegate_right),
            institution=issuer.say_corrected(voters[key].institution, voters[key].institution_right),
            at=went,
        )
        for key, went in sorted(gone.items(), key=lambda one: (one[1], one[0]))
        if key in voters
    )


def by_video(
    issuer: Issuer, db: Session, found: elections.ElectionValue, seen: Mapping[int, StatedPresence]
) -> tuple[minutes_paper.SeenAndHeard, ...]:
    """Who was `seen` by video, by the ids of the delegates: by who presided and stated it, in the order of that."""
    voters = dict(electorate.voters_by_delegate(db, found.id)) if seen else {}
    said: dict[str, list[tuple[str, str, datetime]]] = {}
    for key, one in sorted(seen.items(), key=lambda one: (one[1].since, one[0])):
        name = issuer.say_corrected(voters[key].name, voters[key].delegate_right)
        house = issuer.say_corrected(voters[key].institution, voters[key].institution_right)
        said.setdefault(one.stated_by, []).append((name, house, one.since))
    return tuple(minutes_paper.SeenAndHeard(stated_by=chair, persons=tuple(there)) for chair, there in said.items())


def presented(db: Session, session_id: int) -> dict[int, minutes_paper.Presented]:
    """How each institution presented, by its id: an institution that stands in two elections of a session presents
    once."""
    return {
        turn.speaker.candidate.institution.id: minutes_paper.Presented(at=turn.started, seconds=turn.spent)
        for turn in presentation.presentations(db, session_id).turns
        if turn.state in (TurnState.OVER, TurnState.ABSENT)
    }


def resolutions(db: Session, session_id: int) -> tuple[minutes_paper.Resolved, ...]:
    """What the session resolved, as it was noted."""
    return tuple(
        minutes_paper.Resolved(
            item=one.item, text=one.text, at=one.at,
            votes=None if one.votes is None else (one.votes.in_favour, one.votes.against, one.votes.abstained),
        )
        for one in resolution.resolutions(db, session_id)
    )  # fmt: skip


def speeches(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.Spoke, ...]:
    """The speakers' list; who voted here stands by the election's own names, in the paper's language."""
    known = {(one.name.fa, one.institution.fa): one for one in electorate.voters(db, found.id)}
    said = []
    for one in speech.speeches(db, found.session.id):
        name, house = one.name, one.house
        voter = known.get((name, house))
        if voter is not None:
            name, house = issuer.say(voter.name), issuer.say(voter.institution)
        said.append(
            minutes_paper.Spoke(
                item=one.item, name=name, house=house, at=one.started, until=one.ended, topic=one.topic, said=one.said
            )
        )
    return tuple(said)


def remarks(db: Session, session_id: int) -> tuple[minutes_paper.Remark, ...]:
    """What observers of the session noted until now, with the answers."""
    return tuple(
        minutes_paper.Remark(
            name=one.name, house=one.house, at=one.at, text=one.text, answer=one.answer, answered=one.answered,
            answered_by=one.answered_by,
        )
        for one in observer_note.notes(db, session_id)
    )  # fmt: skip
