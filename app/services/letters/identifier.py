"""The national identifier in a letter: one whose check digit does not fit is compared by somebody first.

What the election froze cannot be asked again; the letter is asked: is it right, is another, or is it left out?
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy.orm import Session

from app.language.identifier import national_id
from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.letters.rows import find_letter, institution_of, number_of, officer_of_act
from app.states.letter import Identified, LetterStatus
from app.states.phase import Phase

IDENTIFIER_DOUBTFUL = Refusal(
    code="identifier-doubtful",
    status=409,
    words=N_(
        "The check digit of the national identifier %(number)s does not fit. Compare it with the document first: "
        "the list of letters asks for it."
    ),
)
IDENTIFIER_SURE = Refusal(
    code="identifier-sure", status=409, words=N_("Nothing is to be asked about the identifier of this letter.")
)
IDENTIFIER_UNFIT = Refusal(
    code="identifier-unfit",
    status=409,
    words=N_("The check digit of this number does not fit either. Please compare it once more."),
    field="legal_id",
)


def legal_id_of(said: Mapping[str, object], kept: str) -> str:
    """The identifier that a letter says: the `kept` one of its election, another that was read, or none."""
    answer = said.get("identified")
    if answer == Identified.LEFT_OUT:
        return ""
    return str(said["legal_id"]) if answer == Identified.OTHER else kept


def is_doubtful(said: Mapping[str, object], kept: str) -> bool:
    """Whether somebody must still compare the `kept` identifier with the document."""
    return "identified" not in said and national_id(kept)[1]


def need_sure(said: Mapping[str, object], kept: str) -> None:
    """Refuse (identifier-doubtful) a letter whose identifier nobody has compared."""
    if is_doubtful(said, kept):
        raise Refused(IDENTIFIER_DOUBTFUL, number=kept)


def settle_identifier(
    db: Session, act: Act, public_id: str, letter_id: int, *, answer: Identified, legal_id: str = ""
) -> None:
    """Say of a draft whose identifier is in doubt that it is right, what is, or that the letter leaves it out.

    Who says so counts as its drafter, so that another issues it.
    Refused: not-found, phase-wrong, identifier-sure, identifier-unfit.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    row = find_letter(db, letter_id, election.id)
    kept = str(institution_of(row)["national_id"])
    if row.status != LetterStatus.DRAFT or not national_id(kept)[1]:
        raise Refused(IDENTIFIER_SURE)
    other, unfit = national_id(legal_id)
    if answer is Identified.OTHER and (unfit or not other):
        raise Refused(IDENTIFIER_UNFIT)
    read = {"legal_id": other} if answer is Identified.OTHER else {}
    before = {one: value for one, value in row.data.items() if one not in ("identified", "legal_id")}
    row.data = cast(dict[str, object], {**before, "identified": answer.value, **read})
    row.drafter_id, row.version = officer_of_act(db, act, row.assembly_id).id, row.version + 1
    journal.record(
        db, act, journal.Kind.LETTER_CHANGED, election_id=election.id, number=number_of(row),
        identified=answer.value, values={"national_id": [kept, legal_id_of(row.data, kept)]},
    )  # fmt: skip
