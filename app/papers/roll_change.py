"""What two officers changed of the roll after its instant, as sentences of the minutes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.dates import with_clock, with_weekday
from app.language.text import digits
from app.papers.issuer import Issuer
from app.services.accounts import officer as officers
from app.services.election.election import ElectionValue
from app.services.hall import roll_instant
from app.states.roll import RollEdit


def roll_changes(issuer: Issuer, db: Session, found: ElectionValue) -> tuple[str, ...]:
    """A sentence for each change, with its hour, its reason and who made it, in their order."""
    _ = issuer.wording.gettext
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    words = {
        RollEdit.ADDED: _(
            "Put on the roll late, %(at)s: %(person)s for %(institution)s; by %(officers)s. Reason: %(reason)s"
        ),
        RollEdit.REMOVED: _(
            "Taken off the roll late, %(at)s: %(person)s of %(institution)s; by %(officers)s. Reason: %(reason)s"
        ),
        RollEdit.REPLACED: _(
            "Substitute on the roll, %(at)s: %(person)s in the place of %(before)s for %(institution)s, by the letter "
            "%(reason)s of %(day)s; recorded by %(officers)s."
        ),
    }
    return tuple(
        words[one.edit]
        % {
            "at": with_clock(one.at, issuer.wording.locale), "person": issuer.say(one.person),
            "institution": issuer.say(one.institution),
            "before": issuer.say(one.before) if one.before else "",
            "reason": digits(one.reason, issuer.wording.locale),
            "day": with_weekday(one.letter_day, issuer.wording.locale) if one.letter_day else "",
            "officers": _(", ").join(names.get(who, who) for who in one.officers),
        }
        for one in roll_instant.changes(db, found.session.id)
    )  # fmt: skip
