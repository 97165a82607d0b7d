"""Corrigenda of what is no candidate's: titles, body, assembly, place and ordinal of a frozen election, and its voters.

As with candidates the frozen words stay, and the right ones stand beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import Election, Voter
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election.corrigendum import CORRIGENDUM_SAME, enter, need_open
from app.services.election.rows import find
from app.states.election import Corrects

CORRIGENDUM_EARLY = Refusal(
    code="corrigendum-early",
    status=409,
    words=N_("The place is not fixed before the voting is closed. Until then it is changed in the session."),
    field="place_fa",
)

OF_ELECTION = (Corrects.TITLE, Corrects.BODY, Corrects.ASSEMBLY, Corrects.PLACE, Corrects.SESSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCorrected:
    """What stands beside the frozen words of an election; None where they are right. `session` is its ordinal."""

    title: Names | None = None
    body: Names | None = None
    assembly: Names | None = None
    place: Names | None = None
    session: int | None = None

    def any(self) -> bool:
        """Whether anything was corrected."""
        return self != ElectionCorrected()


def election_corrected(kept: Mapping[str, object] | None) -> ElectionCorrected:
    """What the row of an election keeps of standing corrections, as a value."""
    said: dict[str, Any] = {**(kept or {})}
    names = {one.value: Names(**said[one]) for one in OF_ELECTION if one in said and one is not Corrects.SESSION}
    session = int(said[Corrects.SESSION]["fa"]) if Corrects.SESSION in said else None
    return ElectionCorrected(**names, session=session)


def frozen_words(db: Session, public_id: str) -> dict[Corrects, Names]:
    """What can be corrected of an election, as it was frozen; the place once voting is closed. Refused: not-found."""
    return _frozen(find(db, public_id))


def correct_titles(
    db: Session, act: Act, public_id: str, *, right: Mapping[Corrects, Names], reason: str
) -> ElectionCorrected:
    """Say how an election's titles, body, assembly, place and ordinal rightly are; two officers. Another undoes it.

    What `right` leaves out stays as it stands. Refused: not-found, phase-wrong, two-officers-needed, corrigendum-same,
    corrigendum-early.
    """
    row = find(db, public_id, lock=True)
    need_open(db, act, row.id)
    frozen = _frozen(row)
    if Corrects.PLACE in right and Corrects.PLACE not in frozen:
        raise Refused(CORRIGENDUM_EARLY)
    row.corrected = _corrected(db, act, row.id, frozen, row.corrected, right, reason)
    db.flush()
    return election_corrected(row.corrected)


def frozen_voter(db: Session, public_id: str, delegate_id: int) -> tuple[dict[Corrects, Names], dict[Corrects, Names]]:
    """The names of a voter and of who sent it, as they were frozen, and as they are said to be right by now.

    Refused: not-found.
    """
    row = _voter(db, find(db, public_id).id, delegate_id)
    frozen = _frozen_voter(row)
    return frozen, _standing(frozen, row.corrected)


def correct_voter(
    db: Session, act: Act, public_id: str, delegate_id: int, *, right: Mapping[Corrects, Names], reason: str
) -> None:
    """Say how a delegate who may vote, or who sent it, is rightly named in the minutes; two officers.

    Refused: not-found (also who has no vote), phase-wrong, two-officers-needed, corrigendum-same.
    """
    election = find(db, public_id, lock=True)
    need_open(db, act, election.id)
    row = _voter(db, election.id, delegate_id)
    frozen = _frozen_voter(row)
    row.corrected = _corrected(db, act, election.id, frozen, row.corrected, right, reason, delegate_id=delegate_id)
    db.flush()


def _corrected(
    db: Session, act: Act, election_id: int, frozen: Mapping[Corrects, Names], kept: dict[str, object] | None,
    right: Mapping[Corrects, Names], reason: str, *, delegate_id: int | None = None,
) -> dict[str, object] | None:  # fmt: skip
    """Enter what is changed, and give what then stands beside the frozen words."""
    standing = _standing(frozen, kept)
    changed = {what: one for what, one in right.items() if one != standing[what]}
    if not changed:
        raise Refused(CORRIGENDUM_SAME)
    for what, one in changed.items():
        enter(db, act, election_id, what, standing[what], one, reason, delegate_id=delegate_id)
    beside = {**standing, **changed}
    return {what.value: asdict(one) for what, one in beside.items() if one != frozen[what]} or None


def _standing(frozen: Mapping[Corrects, Names], kept: Mapping[str, object] | None) -> dict[Corrects, Names]:
    said: dict[str, Any] = {**(kept or {})}
    return {what: Names(**said[what]) if what in said else one for what, one in frozen.items()}


def _frozen(row: Election) -> dict[Corrects, Names]:
    said: dict[str, Any] = {**(row.frozen or {})}
    if not said:
        return {}
    session = said["session"]
    words = {
        Corrects.TITLE: said["title"], Corrects.BODY: said["body"]["name"],
        Corrects.ASSEMBLY: session["assembly"]["name"], Corrects.PLACE: session.get("place"),
        Corrects.SESSION: {"fa": str(session["number"])},
    }  # fmt: skip
    return {what: Names(**one) for what, one in words.items() if one is not None}


def _frozen_voter(row: Voter) -> dict[Corrects, Names]:
    said: dict[str, Any] = {**(row.frozen or {})}
    return {Corrects.DELEGATE: Names(**said["name"]), Corrects.DELEGATION: Names(**said["institution"])}


def _voter(db: Session, election_id: int, delegate_id: int) -> Voter:
    row = db.get(Voter, (election_id, delegate_id))
    if row is None or not row.frozen:
        raise Refused(NOT_FOUND)
    return row
