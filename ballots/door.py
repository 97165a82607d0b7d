"""What a board asks of a ballot that arrives, the cheapest and most telling first, proofs last. SPEC: the board's door.

Anybody may post anything to a board: until a ballot shows that it is signed with a slip's own credential, nothing is
done for it that costs more than looking it up.
"""

from functools import lru_cache

from ballots.ballot import Ballot, check_proofs, check_signature, decode_ballot
from ballots.election import Election, decode_election
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048


def decode_signed(data: bytes, election: Election) -> Ballot:
    """Return the ballot of these bytes if the credential it names signed it; its proofs are **not** yet checked.

    The credential is one that a list knows, so a member of the group. Raises what `decode_ballot` raises,
    BallotHashError or BallotSignatureError.
    """
    ballot = decode_ballot(data, election)
    check_signature(ballot, election)
    return ballot


def find_fault(election_bytes: bytes, data: bytes) -> BallotsError | None:
    """Return what is wrong with the memberships and proofs of a ballot, None where they hold: what a worker runs.

    Bytes go in and an error comes out, so that it travels between processes; only public data does.
    """
    election = _election(election_bytes)
    try:
        check_proofs(decode_ballot(data, election), election)
    except BallotsError as error:
        return error
    return None


def prepare() -> None:
    """Make what every check needs, before the first ballot waits for it: the table of the generator."""
    BELENIOS_2048.generator_power(1)


@lru_cache(maxsize=4)
def _election(data: bytes) -> Election:
    return decode_election(data)
