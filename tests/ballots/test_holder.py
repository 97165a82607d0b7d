"""Who holds a slip's secret: the proof holds for this secret in this election, and for nothing else."""

from ballots.credential import public_credential
from ballots.holder import is_holder, prove_holder
from tests.support.elections import question, seeded, small_election

SMALL = small_election(question(3, maximum=2), voters=2)
OTHER = small_election(question(3, maximum=1), voters=2)
PUBLIC, SECOND = (public_credential(one, SMALL.election.uuid) for one in SMALL.credentials)
PROOF = prove_holder(SMALL.election, SMALL.credentials[0], seeded(7))


def test_the_holder_is_believed() -> None:
    assert is_holder(SMALL.election, PUBLIC, PROOF)


def test_nobody_else_is() -> None:
    assert isinstance(PROOF, dict)
    changed = {**PROOF, "response": str(int(str(PROOF["response"])) ^ 1)}
    assert not is_holder(SMALL.election, SECOND, PROOF)
    assert not is_holder(OTHER.election, PUBLIC, PROOF)
    for wrong in (changed, {}, None, "", [], {"challenge": "1"}, {**PROOF, "more": 1}, {**PROOF, "challenge": "-1"}):
        assert not is_holder(SMALL.election, PUBLIC, wrong)
    for public in ("", "0", "1", "abc", PUBLIC + "0"):
        assert not is_holder(SMALL.election, public, PROOF)
