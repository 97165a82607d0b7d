"""Check 3.6: numbers that everybody knows, that undo one another or that serve twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from ballots import board, independence
from ballots.checks import Verdict
from ballots.credential import encode_public_credentials
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.independence import GREATEST_GUESS, check_independent, dependent, guessable
from ballots.trustees import election_key, encode_trustees, make_public_key
from tests.support.archives import archive, verify_bytes
from tests.support.elections import SmallElection, seeded, small_election

SMALL = small_election(voters=3)
PUBLICS = tuple(SMALL.public_credentials)
GREAT = 1 << 200
"""A private key that nobody guesses."""


def with_keys(*privates: int) -> SmallElection:
    """The election with these private keys of trustees, each of which proves its own."""
    keys = tuple(make_public_key(one % GROUP.order, seeded(7)) for one in privates)
    election = replace(SMALL.election, public_key=election_key(keys))
    return replace(SMALL, election=election, private_keys=privates, keys=keys)


def setup(small: SmallElection, publics: Sequence[str]) -> bytes:
    """The archive of a board that holds nothing but this set-up."""
    listed = encode_public_credentials((one, 1) for one in publics)
    return archive([board.setup_event(small.election.to_bytes(), encode_trustees(small.keys), listed)])


def power(exponent: int) -> str:
    return str(GROUP.generator_power(exponent % GROUP.order))


FAULTS: dict[str, tuple[str, Callable[[], tuple[SmallElection, Sequence[str]]]]] = {
    "the key of a sole trustee is g^2": ("number-guessable", lambda: (with_keys(2), PUBLICS)),
    "a trustee's key is g^1024": ("number-guessable", lambda: (with_keys(GREAT, GREATEST_GUESS), PUBLICS)),
    "a trustee's key is g^-1": ("number-guessable", lambda: (with_keys(GREAT, -1), PUBLICS)),
    "two keys undo each other": ("keys-cancel", lambda: (with_keys(GREAT, GREAT + 1, -GREAT), PUBLICS)),
    "the election key is g^5, its parts are not": ("number-guessable", lambda: (with_keys(GREAT, 5 - GREAT), PUBLICS)),
    "a credential is g": ("number-guessable", lambda: (SMALL, (*PUBLICS[1:], power(1)))),
    "a credential is g^-1024": ("number-guessable", lambda: (SMALL, (*PUBLICS[1:], power(-GREATEST_GUESS)))),
    "a credential is a trustee's key": (
        "number-repeated", lambda: (SMALL, (*PUBLICS[1:], str(SMALL.keys[1].public_key))),
    ),
    "a credential is the election key": (
        "number-repeated", lambda: (SMALL, (*PUBLICS[1:], str(SMALL.election.public_key))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_set_up_with_such_a_number_is_refused_by_its_check(name: str) -> None:
    code, make = FAULTS[name]
    report = verify_bytes(setup(*make()))
    assert not report.ok
    assert [check.number for check in report.checks if check.verdict is Verdict.REFUSED] == ["3.6"]
    assert report.code == code


def test_a_good_set_up_passes_and_so_does_the_power_behind_the_last_guess() -> None:
    assert verify_bytes(setup(SMALL, PUBLICS)).ok
    near = (power(GREATEST_GUESS + 1), power(-GREATEST_GUESS - 1))
    assert verify_bytes(setup(with_keys(GREAT, GREATEST_GUESS + 2), (*PUBLICS[1:], *near))).ok


@pytest.mark.parametrize("name", FAULTS)
def test_a_verifier_without_this_check_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin accepts each of them: no other check looks at these numbers."""
    monkeypatch.setattr("ballots.verify.check_independent", lambda *_: None)
    assert verify_bytes(setup(*FAULTS[name][1]())).ok


def test_the_guesses_are_the_powers_and_their_inverses_and_no_more() -> None:
    found = guessable(GROUP)
    assert len(found) == 2 * GREATEST_GUESS
    assert found == {power(sign * exponent) for exponent in range(1, GREATEST_GUESS + 1) for sign in (1, -1)}


@pytest.mark.parametrize(
    ("privates", "blamed"),
    [
        ((GREAT, GREAT + 1), ()), ((GREAT, 3), (2,)), ((-7,), (1,)), ((GREAT + 1, GREAT, -GREAT - 1), (1, 3)),
        ((GREAT, -GREAT, 2), (3,)), ((), ()),
    ],
)  # fmt: skip
def test_who_is_to_blame_is_said(privates: tuple[int, ...], blamed: tuple[int, ...]) -> None:
    keys = tuple(make_public_key(one % GROUP.order, seeded(7)) for one in privates)
    assert dependent(keys) == blamed


def test_a_check_that_only_knows_key_1_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the rule as it once was, that only the key 1 is open."""
    monkeypatch.setattr(independence, "guessable", lambda _group: frozenset({"1"}))
    small = with_keys(2)
    check_independent(small.keys, small.election.public_key, (power(1),))
    monkeypatch.undo()
    with pytest.raises(BallotsError):
        check_independent(small.keys, small.election.public_key, ())
