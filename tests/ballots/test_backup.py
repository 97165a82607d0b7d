"""Backup shares: every k of n rebuild the key, fewer never do, and whoever spoiled a share is named."""

from dataclasses import replace
from itertools import combinations

import pytest

from ballots import backup
from ballots.backup import (
    ROW_LENGTH,
    Commitments,
    Share,
    decode_commitments,
    decode_share,
    encode_share,
    key_print,
    prove_share,
    rebuild_key,
    split_key,
    verify_share,
    verify_share_proof,
)
from ballots.custody_errors import (
    BackupSizeError,
    CommitmentsError,
    RebuiltKeyError,
    ShareCountError,
    ShareError,
    ShareForeignError,
    ShareTextError,
)
from ballots.encoding import encode_json
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.proofs import prove_logarithm
from tests.support.elections import seeded

PRIVATE = GROUP.random_scalar(seeded(1))


def split(threshold: int, count: int, private: int = PRIVATE, seed: int = 2) -> tuple[Commitments, tuple[Share, ...]]:
    return split_key(private, threshold, count, seeded(seed))


@pytest.mark.parametrize(("threshold", "count"), [(2, 2), (2, 3), (3, 5), (5, 5)])
def test_every_k_shares_rebuild_the_key_and_no_fewer_do(threshold: int, count: int) -> None:
    commitments, shares = split(threshold, count)
    for chosen in combinations(shares, threshold):
        assert rebuild_key(chosen, commitments) == PRIVATE
    for chosen in combinations(shares, threshold - 1):
        with pytest.raises(ShareCountError):
            rebuild_key(chosen, commitments)
        with pytest.raises(ShareCountError):
            rebuild_key((*chosen, *chosen), commitments)
    assert rebuild_key(shares[::-1], commitments) == PRIVATE


def test_a_threshold_made_smaller_rebuilds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    commitments, shares = split(3, 5)
    fewer = Commitments(commitments.elements[:2])
    cut = [replace(share, threshold=2) for share in shares[:2]]
    with pytest.raises(ShareError):
        rebuild_key(cut, fewer)
    monkeypatch.setattr("ballots.backup.verify_share", lambda *_: None)
    with pytest.raises(RebuiltKeyError):
        rebuild_key(cut, fewer)


def test_a_spoiled_share_is_named_at_once() -> None:
    commitments, shares = split(3, 5)
    for spoiled in shares:
        wrong = replace(spoiled, value=(spoiled.value + 1) % GROUP.order)
        with pytest.raises(ShareError) as refused:
            verify_share(wrong, commitments)
        assert refused.value.number == spoiled.number
        others = [share for share in shares if share.number != spoiled.number]
        with pytest.raises(ShareError) as refused:
            rebuild_key((*others[:2], wrong), commitments)
        assert refused.value.number == spoiled.number
        assert rebuild_key(others, commitments) == PRIVATE


def test_a_share_under_another_number_is_refused() -> None:
    commitments, shares = split(2, 3)
    for number in (0, 2, 4, 30, 255):
        with pytest.raises(ShareError):
            verify_share(replace(shares[0], number=number), commitments)


def test_a_share_of_another_key_or_another_split_is_told_apart() -> None:
    commitments, _ = split(2, 3)
    _, foreign = split(2, 3, private=PRIVATE + 1)
    _, earlier = split(2, 3, seed=99)
    _, larger = split(3, 3)
    for share in (*foreign, *larger):
        with pytest.raises(ShareForeignError):
            verify_share(share, commitments)
    for share in earlier:
        with pytest.raises(ShareError):
            verify_share(share, commitments)


def test_a_rebuilding_that_checks_no_share_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    commitments, shares = split(2, 3)
    wrong = replace(shares[0], value=5)
    monkeypatch.setattr("ballots.backup.verify_share", lambda *_: None)
    with pytest.raises(RebuiltKeyError):
        rebuild_key((wrong, shares[1]), commitments)


def test_commitments_travel_in_one_spelling_and_belong_to_the_key() -> None:
    commitments, _ = split(3, 5)
    data = commitments.to_bytes()
    assert decode_commitments(data, commitments.public_key) == commitments
    for damaged in (data + b"\n", b"{}", b'{"commitments":[]}', data.replace(b'":[', b'": [')):
        with pytest.raises(BallotsError):
            decode_commitments(damaged, commitments.public_key)
    with pytest.raises(CommitmentsError):
        decode_commitments(data, GROUP.generator)
    with pytest.raises(BallotsError) as refused:
        decode_commitments(b'{"commitments":["5","5"]}', commitments.public_key)
    assert refused.value.code == "element-not-in-group"


@pytest.mark.parametrize(("threshold", "count"), [(0, 3), (1, 1), (1, 3), (4, 3), (2, 31), (-1, 3)])
def test_a_backup_that_nobody_could_use_is_refused(threshold: int, count: int) -> None:
    with pytest.raises(BackupSizeError):
        split(threshold, count)


def fewer_than_said(private: int) -> tuple[bytes, Share]:
    """ "2 of n" whose polynomial is constant: each sheet alone is the key."""
    public = GROUP.generator_power(private)
    data = b'{"commitments":["%d","1"]}' % public
    return data, Share(number=1, threshold=2, key_print=key_print(public), value=private)


def test_commitments_that_need_fewer_sheets_than_they_say_are_refused() -> None:
    data, _ = fewer_than_said(PRIVATE)
    public = GROUP.generator_power(PRIVATE)
    with pytest.raises(CommitmentsError):
        decode_commitments(data, public)
    for one in (b'{"commitments":["%d"]}' % public, b'{"commitments":["%d","5"]}' % public):
        with pytest.raises(BallotsError):
            decode_commitments(one, public)


def test_a_backup_that_lets_a_one_pass_gives_the_key_away_in_one_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: every check of the sheet agrees, and its number is the private key."""
    data, sheet = fewer_than_said(PRIVATE)
    monkeypatch.setattr(backup, "_check_each", lambda *_: None)
    commitments = decode_commitments(data, GROUP.generator_power(PRIVATE))
    verify_share(sheet, commitments)
    assert sheet.value == PRIVATE


def test_a_sheet_with_a_threshold_of_one_is_no_sheet() -> None:
    text = encode_share(replace(split(2, 3)[1][0], threshold=1))
    with pytest.raises(ShareTextError):
        decode_share(text)


# The proof that a sheet was seen whole


def test_whoever_holds_a_sheet_proves_it_and_the_proof_tells_nothing_of_it() -> None:
    commitments, shares = split(2, 3)
    for share in shares:
        proof = prove_share(share, commitments, seeded(4))
        assert verify_share_proof(proof, commitments) == share.number
        assert str(share.value).encode() not in proof
    assert prove_share(shares[0], commitments, seeded(5)) != prove_share(shares[0], commitments, seeded(6))


def test_a_proof_serves_for_its_own_sheet_backup_and_key_alone() -> None:
    commitments, shares = split(2, 3)
    later, _ = split(2, 3, seed=9)
    other, _ = split(2, 3, private=PRIVATE + 1)
    proof = prove_share(shares[0], commitments, seeded(4))
    for wrong in (later, other):
        with pytest.raises(ShareError):
            verify_share_proof(proof, wrong)
    for number in (0, 2, 31):
        with pytest.raises(BallotsError):
            verify_share_proof(proof.replace(b'"number":1', b'"number":%d' % number), commitments)
    for damaged in (b"", b"{}", b" " + proof, proof[:-1], proof.replace(b"number", b"numbers")):
        with pytest.raises(BallotsError):
            verify_share_proof(damaged, commitments)
    with pytest.raises(ShareError):
        prove_share(replace(shares[0], value=5), commitments, seeded(4))


@pytest.mark.parametrize("left_out", ["number", "key"])
def test_a_proof_that_names_less_is_caught(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound proof of the sheet's value, whose hash leaves one thing out, is refused; the careless twin takes it."""
    commitments, shares = split(2, 3)
    share, key = shares[0], commitments.public_key
    prefix = (
        f"majma|share-check|{GROUP.name}|{key}||"
        if left_out == "number"
        else (f"majma|share-check|{GROUP.name}||{share.number}|")
    )
    made = prove_logarithm(GROUP, prefix, share.value, seeded(4))
    proof = encode_json({"number": 1, "challenge": str(made.challenge), "response": str(made.response)})
    with pytest.raises(ShareError):
        verify_share_proof(proof, commitments)
    monkeypatch.setattr("ballots.backup._share_prefix", lambda *_: prefix)
    assert verify_share_proof(proof, commitments) == 1


def test_a_sheet_is_read_back_whatever_stands_between_its_characters() -> None:
    for share in split(3, 5)[1]:
        text = encode_share(share)
        assert decode_share(text) == share
        spaced = " ".join(text[start : start + 4] for start in range(0, len(text), 4))
        assert decode_share(f"\u2066{spaced.lower()}\u2069\n") == share


def test_letters_that_only_look_like_those_of_a_sheet_are_refused() -> None:
    """Python's upper case makes an I of a dotless i and an S of a long s."""
    text = next(text for text in map(encode_share, split(3, 5)[1]) if {"I", "S"} <= set(text))
    for look_alike in (text.replace("I", "\u0131"), text.replace("S", "\u017f")):
        assert look_alike.upper() == text
        with pytest.raises(ShareTextError):
            decode_share(look_alike)


def test_nothing_is_cut_off_behind_a_sheet() -> None:
    text = encode_share(split(3, 5)[1][0])
    assert decode_share(text + " " * 900).number == 1
    with pytest.raises(ShareTextError):
        decode_share(text + " " * 1000 + "and more")


def test_every_single_slip_of_the_pen_is_found_in_its_row() -> None:
    text = encode_share(split(3, 5)[1][0])
    missed = 0
    for place, character in enumerate(text):
        for other in "AZ27":
            if other == character:
                continue
            try:
                decode_share(text[:place] + other + text[place + 1 :])
                missed += 1
            except ShareTextError as refused:
                assert refused.row == place // ROW_LENGTH + 1
    assert missed <= 4  # one in 256: the commitments find those
    rows = [text[start : start + ROW_LENGTH] for start in range(0, len(text), ROW_LENGTH)]
    with pytest.raises(ShareTextError) as swapped:
        decode_share("".join((rows[0], rows[2], rows[1], *rows[3:])))
    assert swapped.value.row == 2


@pytest.mark.parametrize("text", ["", "A" * 79, "A" * 81, "1" * 80, "A" * 10**6, "\u06f1" * 80])
def test_what_is_no_sheet_is_refused(text: str) -> None:
    with pytest.raises(ShareTextError) as refused:
        decode_share(text)
    assert refused.value.row == 0
