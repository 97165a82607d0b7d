"""A corrupt trustee and a corrupt last voter in a simulated assembly: the ballot is cast, the false part is ready."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.election.rows import find
from ballots.binding import bind_decryption
from ballots.credential import decode_public_credentials
from ballots.election import Election, decode_election
from ballots.hand_in import HandIn, HeadSource
from ballots.proofs import Proof
from ballots.tally import accumulate
from ballots.trustees import PartialDecryption, decode_partial_decryption, partial_decryption
from tests.support.assemblies import Simulation
from tests.support.corrupt import Plan, false_decryption, last_ballot, plan, spoiled_decryption

VOTES = ((1, 2), (1, 2), (1,), (1,), ())
"""Four votes for the first candidate, two for the second, a blank one, which the last voter casts."""
CHANGES = (0, -2, 2, 0, 0)
"""By entry, blank first: two votes go from the first candidate to the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conspiracy:
    """An election that waits for its decryptions; `corrupt` and `honest` are public ids of trustees."""

    held: Simulation
    corrupt: str
    honest: str
    agreed: Plan

    @property
    def election(self) -> Election:
        """The election as frozen."""
        return decode_election(self.held.definition())

    @property
    def private(self) -> int:
        """The corrupt trustee's key."""
        return self.held.private_keys[self.corrupt]

    def false_part(self) -> PartialDecryption:
        """What the corrupt trustee wants to see published: Belenios' checks accept it."""
        return false_decryption(self.election, self.held.sums(), self.agreed, self.private)

    def spoiled_part(self) -> PartialDecryption:
        """What the corrupt trustee alone makes, so that no sums are ever found."""
        return spoiled_decryption(self.election, self.held.sums(), self.private, self.held.random)

    def true_part(self) -> PartialDecryption:
        """What the corrupt trustee would hand in if honest."""
        sums = self.held.sums()
        return decode_partial_decryption(partial_decryption(self.private, sums, self.election, self.held.random), sums)

    def handed_in(self, part: PartialDecryption, bound_to: PartialDecryption | None = None) -> bytes:
        """A hand-in of a part, with the binding that the trustee can make of it or of another."""
        head = self.held.tally_head()
        binding = bind_decryption(
            self.private, self.held.sums(), bound_to or part, self.election, head, self.held.random
        )
        return _hand_in(head, part, binding)

    def unbound(self, part: PartialDecryption) -> bytes:
        """A hand-in whose binding is made up."""
        return _hand_in(self.held.tally_head(), part, Proof(1, 2))


def _hand_in(head: str, part: PartialDecryption, binding: Proof) -> bytes:
    return HandIn(head=head, source=HeadSource.OBSERVER, decryption=part.to_bytes(), binding=binding).to_bytes()


def conspire(held: Simulation) -> Conspiracy:
    """Let an open election with two trustees be voted in, the last voter keeping the plan, closed and added up."""
    (alone,) = conspire_all(held)
    return alone


def conspire_all(held: Simulation) -> tuple[Conspiracy, ...]:
    """The same with any number of trustees, all but the last corrupt: what each of them knows of one plan."""
    *corrupt, honest = held.private_keys
    *early, last = VOTES
    for place, marks in enumerate(early):
        held.vote(place, *marks)
    election = decode_election(held.definition())
    with held.database.reading() as db:
        known = decode_public_credentials(find(db, held.election).credentials or b"")
    others = accumulate(election, [(held.check(data), known[held.check(data).credential]) for data in held.sent])
    plans = plan(election, others, (CHANGES,), [held.private_keys[one] for one in corrupt], held.random)
    slip = held.slips[len(early)]
    chosen = (int(not last), *(int(number in last) for number in range(1, len(CHANGES))))
    held.cast(last_ballot(election, slip.credential, (chosen,), plans[0], held.random))
    held.close()
    held.add_up()
    return tuple(
        Conspiracy(held=held, corrupt=one, honest=honest, agreed=agreed)
        for one, agreed in zip(corrupt, plans, strict=True)
    )
