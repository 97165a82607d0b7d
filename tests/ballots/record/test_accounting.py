"""Check 8.3: what is not in voters' hands, against the ballots, each rule by a file with one fault."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.credential import MAX_CREDENTIALS
from ballots.encoding import encode_json, hash_base64
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.record import accounting as module
from ballots.record.accounting import (
    LEAST_REASON,
    MOST_REASON,
    Accounting,
    check_place,
    decode_accounting,
    verify_accounting,
)
from ballots.record.errors import AccountingCastError
from tests.support.elections import small_election

SMALL = small_election(voters=8)
FINGERPRINT = SMALL.election.fingerprint
PUBLICS = tuple(SMALL.public_credentials)
STRANGER = str(GROUP.generator_power(1 << 200))
REASON = "یک تعرفه در تالار پیدا نشد."


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A list of credentials, some of which have a ballot."""

    listed: tuple[str, ...] = PUBLICS
    voted: frozenset[str] = frozenset(PUBLICS[:4])

    def __len__(self) -> int:
        return len(self.listed)

    def has_ballot(self, credential: str) -> bool | None:
        return credential in self.voted if credential in self.listed else None

    @property
    def voters(self) -> int:
        return len(self.voted)


GOOD = Accounting(
    fingerprint=FINGERPRINT, handed_out=5, unused=PUBLICS[5:6], spoiled=PUBLICS[6:7], void=PUBLICS[7:8],
)  # fmt: skip


def code(stated: Accounting, hall: Hall | None = None, *, has_ended: bool = True) -> str | None:
    try:
        read = decode_accounting(stated.to_bytes())
        check_place(read, FINGERPRINT, has_ended=has_ended)
        verify_accounting(read, hall or Hall())
    except BallotsError as error:
        return error.code
    return None


def test_an_accounting_that_balances_holds_and_comes_back_as_it_was() -> None:
    assert decode_accounting(GOOD.to_bytes()) == GOOD
    assert GOOD.hash == hash_base64(GOOD.to_bytes())
    assert verify_accounting(GOOD, Hall()) == "5 handed out, 3 not"


def test_its_bytes_are_those_of_the_specification() -> None:
    stated = replace(GOOD, unused=(PUBLICS[7], PUBLICS[5]), void=(), reason=REASON)
    assert stated.to_bytes().decode() == (
        f'{{"kind":"majma accounting","version":1,"fingerprint":"{FINGERPRINT}","handed_out":5,'
        f'"unused":["{PUBLICS[5]}","{PUBLICS[7]}"],"spoiled":["{PUBLICS[6]}"],"void":[],"reason":"{REASON}"}}'
    )


FAULTS: dict[str, tuple[Accounting, str]] = {
    "of another election": (replace(GOOD, fingerprint="A" * 43), "accounting-foreign"),
    "a stranger": (replace(GOOD, unused=(STRANGER,)), "accounting-list"),
    "one in two lists": (replace(GOOD, spoiled=GOOD.unused), "accounting-list"),
    "unused with a ballot": (replace(GOOD, unused=PUBLICS[:1]), "accounting-cast"),
    "spoiled with a ballot": (replace(GOOD, spoiled=PUBLICS[:1]), "accounting-cast"),
    "void with a ballot": (replace(GOOD, void=PUBLICS[:1]), "accounting-cast"),
    "one missing": (replace(GOOD, void=()), "accounting-sum"),
    "one too many": (replace(GOOD, handed_out=6), "accounting-sum"),
    "more votes than slips": (replace(GOOD, handed_out=3, unused=PUBLICS[4:6], void=PUBLICS[7:8]), "accounting-sum"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_rule_has_its_code(name: str) -> None:
    stated, expected = FAULTS[name]
    assert code(stated) == expected


def test_more_ballots_than_slips_handed_out_is_refused_where_the_sum_is_right() -> None:
    hall = Hall(voted=frozenset(PUBLICS[:6]))
    stated = replace(GOOD, handed_out=5, unused=PUBLICS[6:7], spoiled=PUBLICS[7:8], void=())
    assert code(stated, hall) == "accounting-sum"
    assert code(replace(stated, handed_out=6), hall) is None
    short = Hall(listed=PUBLICS[:7], voted=frozenset(PUBLICS[:6]))
    assert code(replace(stated, spoiled=(), handed_out=6), short) is None
    assert code(replace(stated, spoiled=(), handed_out=6), replace(short, voted=frozenset(PUBLICS[:7]))) == (
        "accounting-cast"
    )


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_without_a_reason_nothing_but_a_true_balance_holds(handed: int, left: int, voted: int) -> None:
    """The first `voted` of eight voted and the last `left` lie on the table: whatever the numbers, the rule is one."""
    hall = Hall(voted=frozenset(PUBLICS[:voted]))
    stated = Accounting(fingerprint=FINGERPRINT, handed_out=handed, unused=PUBLICS[8 - left :])
    used_on_table = voted + left > 8
    found = code(stated, hall)
    if used_on_table:
        assert found == "accounting-cast"
    elif handed + left != 8:
        assert found == "accounting-sum"
    else:
        assert found == ("accounting-surplus" if voted > handed else None)


@pytest.mark.parametrize("name", ["one missing", "one too many", "more votes than slips"])
def test_a_reason_accepts_numbers_that_differ_and_says_by_how_much(name: str) -> None:
    stated = replace(FAULTS[name][0], reason=REASON)
    missing, surplus = 8 - stated.listed - stated.handed_out, max(0, 4 - stated.handed_out)
    said = verify_accounting(stated, Hall())
    assert said.endswith(f"accepted with a reason: off by {missing}, surplus {surplus}")


@pytest.mark.parametrize("name", ["of another election", "a stranger", "one in two lists", "unused with a ballot"])
def test_no_reason_excuses_a_list_that_is_wrong(name: str) -> None:
    stated, expected = FAULTS[name]
    assert code(replace(stated, reason=REASON)) == expected


def test_of_two_faults_the_first_of_the_specification_is_named() -> None:
    foreign = replace(GOOD, fingerprint="A" * 43)
    assert code(foreign, has_ended=False) == "accounting-foreign"
    assert code(replace(GOOD, void=GOOD.unused), has_ended=False) == "accounting-early"
    assert code(replace(GOOD, unused=PUBLICS[:1], void=GOOD.spoiled)) == "accounting-list"


def test_the_slip_that_has_a_ballot_is_named_by_its_credential() -> None:
    with pytest.raises(AccountingCastError, match=f"void .*{PUBLICS[2][:20]}…"):
        verify_accounting(replace(GOOD, void=PUBLICS[2:3]), Hall())


def test_a_slip_on_the_table_with_a_ballot_comes_before_the_sums() -> None:
    """The worst fault is named, not hidden behind a number that somebody explains away."""
    assert code(replace(GOOD, unused=PUBLICS[:1], handed_out=0)) == "accounting-cast"


CHANGES: dict[str, dict[str, Any]] = {
    "another kind": {"kind": "majma bindings"}, "another version": {"version": 2},
    "a negative number": {"handed_out": -1},
    "too large a number": {"handed_out": MAX_CREDENTIALS + 1}, "a number as text": {"handed_out": "5"},
    "not ascending": {"unused": [PUBLICS[6], PUBLICS[5]]}, "twice in one list": {"unused": [PUBLICS[5]] * 2},
    "a leading zero": {"unused": ["0" + PUBLICS[5]]}, "a number in the list": {"unused": [5]},
    "zero": {"unused": ["0"]},
    "a short reason": {"reason": "x" * (LEAST_REASON - 1)}, "a long reason": {"reason": "x" * (MOST_REASON + 1)},
    "an empty reason": {"reason": ""}, "another field": {"more": 1}, "no fingerprint": {"fingerprint": None},
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_in_another_form_is_refused(name: str) -> None:
    with pytest.raises(BallotsError):
        decode_accounting(encode_json(json.loads(GOOD.to_bytes()) | CHANGES[name]))


@pytest.mark.parametrize(
    "change", [lambda data: data + b"\n", lambda data: data.replace(b":1,", b": 1,"), lambda data: data[:-1]]
)
def test_a_file_in_another_spelling_is_refused(change: Any) -> None:
    with pytest.raises(BallotsError):
        decode_accounting(change(GOOD.to_bytes()))


@pytest.mark.parametrize("name", ["unused with a ballot", "spoiled with a ballot", "void with a ballot"])
def test_a_check_that_only_counts_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin looks at sums alone: a slip that was voted with from the table passes it."""
    monkeypatch.setattr(module, "_check_listed", lambda *_: None)
    assert code(FAULTS[name][0]) is None
