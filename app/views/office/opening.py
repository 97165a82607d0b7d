"""What is checked before the voting opens, point by point, as it stands now."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from flask_babel import gettext

from app.services.election.election import ElectionValue
from app.services.hall import electorate
from app.services.voting import poll, slip, trustee
from app.services.voting.trustee import TrusteeValue
from app.states.election import Keeper
from app.web.filters import holder
from app.web.i18n import digits
from app.web.installation import Session


class CheckVerdict(StrEnum):
    """What a check found: there; missing, so that nothing opens; done without for a reason; done by the act itself."""

    THERE = "there"
    MISSING = "missing"
    REASON = "reason"
    BY_THE_ACT = "by-the-act"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCheck:
    """One point of the list: what is looked at, what was found, and what that means."""

    what: str
    said: str
    found: CheckVerdict


def checks_of(db: Session, found: ElectionValue, code: str) -> tuple[OpeningCheck, ...]:
    """The points of the act of this code; only the opening has any."""
    if code != "open":
        return ()
    keys = (one for holder in trustee.trustees(db, found.public_id) for one in _of_key(holder))
    zero = OpeningCheck(
        what=gettext("Zero report"),
        said=gettext("This act makes it and keeps it, before the first vote."),
        found=CheckVerdict.BY_THE_ACT,
    )
    return (*_of_hall(db, found), *_of_slips(db, found), *keys, zero)


def _there(what: str, said: str, is_there: bool) -> OpeningCheck:
    return OpeningCheck(what=what, said=said, found=CheckVerdict.THERE if is_there else CheckVerdict.MISSING)


def _of_hall(db: Session, found: ElectionValue) -> tuple[OpeningCheck, ...]:
    counts, presidium = electorate.attendance(db, found.id), found.session.presidium
    named = sum(bool(getattr(presidium, one.name).strip()) for one in fields(presidium))
    quorum = (
        gettext("%(present)s present, %(quorum)s needed", present=digits(counts.present), quorum=digits(counts.quorum))
        if counts.quorum
        else gettext("%(present)s present; this session needs no number", present=digits(counts.present))
    )
    return (
        _there(gettext("Quorum"), quorum, counts.reached),
        _there(
            gettext("Chair, secretary and two observers"),
            gettext("%(named)s of %(all)s named", named=digits(named), all=digits(len(fields(presidium)))),
            named == len(fields(presidium)),
        ),
    )


def _of_slips(db: Session, found: ElectionValue) -> tuple[OpeningCheck, ...]:
    counts, papers = electorate.attendance(db, found.id), slip.counts(db, found.public_id)
    said = gettext(
        "%(printed)s printed, %(handed)s handed out", printed=digits(papers.printed), handed=digits(counts.handed)
    )
    tablets = poll.TABLETS.is_over(db, found.public_id)
    return (
        _there(gettext("Slips printed and confirmed"), said, papers.sealed),
        _there(gettext("Tablets"), gettext("ready") if tablets else gettext("none is enrolled"), tablets),
    )


def _of_key(one: TrusteeValue) -> tuple[OpeningCheck, ...]:
    tested = _there(
        gettext("Key of %(name)s tested", name=holder(one)),
        gettext("yes") if one.checked else gettext("not yet"),
        one.checked,
    )
    if one.kind == Keeper.OFFICE:
        return (tested,)
    seen = gettext("%(seen)s of %(all)s tested", seen=digits(len(one.shares_seen)), all=digits(one.shares or 0))
    envelopes = OpeningCheck(
        what=gettext("Backup envelopes of %(name)s", name=holder(one)),
        said=seen if one.shares else gettext("none"),
        found=CheckVerdict.THERE if one.has_backup else CheckVerdict.REASON,
    )
    return tested, envelopes
