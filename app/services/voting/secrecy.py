"""What the secrecy of an election's votes rests on: the facts from which pages say it (SPEC 14, PROTOCOL 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.models import SlipBatch
from app.services.election.election import ElectionValue, election_value
from app.services.election.rows import find
from app.services.voting import key_destruction, paper_vote, simulation, trustee
from app.services.voting.key_destruction import KeysDestroyed
from app.services.voting.trustee import TrusteeValue

Maker = Literal["server", "credential-officer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrecy:
    """Who holds keys, who made the secrets of the slips (None while there are no slips), how many of them went to known
    persons, of how many the program keeps the secret for `simulated` delegates of a rehearsal, whether votes come on
    paper, and when the keys ended."""

    election: ElectionValue
    holders: tuple[TrusteeValue, ...]
    slips_by: Maker | None
    personal: int
    paper: bool
    destroyed: KeysDestroyed | None
    simulated: int = 0

    @property
    def office_alone(self) -> bool:
        """Whether the only key is the one that the office keeps."""
        return trustee.office_alone(one.kind for one in self.holders)


def secrecy(db: Session, public_id: str) -> Secrecy:
    """What the secrecy of this election's votes rests on. Refused: not-found."""
    row = find(db, public_id)
    batch = db.get(SlipBatch, row.id)
    made: Maker | None = None
    if batch is not None:
        made = "server" if batch.key is None else "credential-officer"
    return Secrecy(
        election=election_value(db, row.id), holders=trustee.trustees(db, public_id), slips_by=made,
        personal=0 if batch is None else batch.personal,
        paper=paper_vote.paper_votes(db, row.id) is not None,
        simulated=simulation.kept(db, row.id), destroyed=key_destruction.keys_destroyed(db, public_id),
    )  # fmt: skip
