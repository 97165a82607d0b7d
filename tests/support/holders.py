"""Who holds a slip of a simulated assembly proves it, as the booth does."""

from __future__ import annotations

from ballots.election import decode_election
from ballots.encoding import Json
from ballots.holder import prove_holder
from tests.support.assemblies import Simulation


def proof(held: Simulation, place: int) -> Json:
    """The proof that the secret of the slip at `place` is held."""
    return prove_holder(decode_election(held.box().definition), held.slips[place].credential, held.random)
