"""What two officers changed of the roll after its instant, and who asked to look at it, as sentences of the minutes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.dates import with_clock, with_weekday
from app.language.text import digits
from app.papers.issuer import Issuer
from app.services.accounts import officer as officers
from app.services.election.election import ElectionValue
from app.services.hall import roll_instant, roll_request
from app.states.roll import RequestState, RollEdit


def roll_changes(issuer: Issuer, db: Session, found: ElectionValue) -> tuple[str, ...]:
    """A sentence for each change, with hour, reason and who made it; one that counts requests about the roll."""
    _ = issuer.wording.gettext
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    words = {
        RollEdit.ADDED: _(
            "Put on the roll late, %(at)s: %(person)s for %(institution)s; by %(officers)s. Reason: %(reason)s"
        ),
        RollEdit.REMOVED: _(
            "Taken off the roll late, %(at)s: %(person)s of %(institution)s; by %(officers)s. Reason: %(reason)s"
        ),
        RollEdit.BY_VIDEO: _(
            "Marked late to attend by video, %(at)s: %(person)s of %(institution)s; by %(officers)s. Reason: %(reason)s"
        ),
        RollEdit.IN_HALL: _(
            "Marked late to come to the hall and not by video, %(at)s: %(person)s of %(institution)s; by %(officers)s. "
            "Reason: %(reason)s"
        ),
        RollEdit.REPLACED: _(
            "Substitute on the roll, %(at)s: %(person)s in the place of %(before)s for %(institution)s, by the letter "
            "%(reason)s of %(day)s; recorded by %(officers)s."
        ),
    }
    made = tuple(
        words[one.edit]
        % {
            "at": with_clock(one.at, issuer.wording.locale),
            "person": issuer.say(one.person),
            "institution": issuer.say(one.institution),
            "before": issuer.say(one.before) if one.before else "",
            "reason": digits(one.reason, issuer.wording.locale),
            "day": with_weekday(one.letter_day, issuer.wording.locale) if one.letter_day else "",
            "officers": _(", ").join(names.get(who, who) for who in one.officers),
        }
        for one in roll_instant.changes(db, found.session.id)
    )
    return made + _requests(issuer, db, found.session.id)


def _requests(issuer: Issuer, db: Session, session_id: int) -> tuple[str, ...]:
    """How many asked to look again at the roll, and how they were answered; nothing where nobody did."""
    every = [one.state for one in roll_request.requests(db, session_id)]
    counts = {"count": len(every), **{one.value: every.count(one) for one in RequestState}}
    words = issuer.wording.gettext(
        "Requests to look again at the roll: %(count)s; accepted %(accepted)s, rejected %(rejected)s, not ruled "
        "%(waiting)s."
    )
    return (words % {name: digits(one, issuer.wording.locale) for name, one in counts.items()},) if every else ()
