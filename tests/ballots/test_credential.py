"""Credentials: typed with slips of the finger, turned into keys, listed."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.credential import (
    BASE58,
    MAX_TOTAL_WEIGHT,
    decode_public_credentials,
    derive_secret,
    encode_public_credentials,
    generate,
    normalise,
    public_credential,
    random_base58,
)
from ballots.encoding import encode_json, hash_base64
from ballots.errors import (
    CredentialChecksumError,
    CredentialFormatError,
    CredentialListError,
    ElementMembershipError,
    EncodingError,
)
from ballots.group import BELENIOS_2048 as GROUP
from tests.support.belenios_tool import BeleniosTool, tools_public_credential
from tests.support.elections import seeded
from tests.support.forged_ballots import MODULUS

UUID = "BpqGd8ZJmzsrQm"
CREDENTIAL = generate(seeded(5))
FIRST, SECOND, THIRD = (str(GROUP.generator_power(exponent)) for exponent in (11, 12, 13))


def test_the_reference_program_makes_the_same_keys_and_the_same_list(tmp_path):
    tool = BeleniosTool(tmp_path)
    (tmp_path / "people").write_text("a@example.org,a,3\nb@example.org\nc@example.org\n")
    made = tool.make_credentials(UUID, "--file=people")
    weights = {"a": 3, "b@example.org": 1, "c@example.org": 1}
    pairs = [(tools_public_credential(made.private[login], UUID), weight) for login, weight in weights.items()]
    in_order = sorted(pairs, key=lambda pair: int(pair[0]))
    listed = encode_json([f"{key},{weight}" for key, weight in in_order])
    assert hash_base64(listed) == made.fingerprint
    assert decode_public_credentials(listed) == dict(in_order)
    assert decode_public_credentials(encode_public_credentials(pairs)) == dict(in_order)


def test_without_weights_the_reference_program_makes_the_same_bytes(tmp_path):
    made = BeleniosTool(tmp_path).make_credentials(UUID, "--count=3")
    assert set(made.private) == {"1", "2", "3"}
    listed = encode_public_credentials((tools_public_credential(text, UUID), 1) for text in made.private.values())
    assert hash_base64(listed) == made.fingerprint


def test_the_reference_program_derives_the_same_key_from_our_credential_as_long_as_it_knows_its_form(tmp_path):
    tool = BeleniosTool(tmp_path)
    options = (f"--uuid={UUID}", "--group=BELENIOS-2048", f"--derive={CREDENTIAL}")
    done = tool.run("setup", "generate-credentials", *options)
    said = (done.returncode == 0, done.stdout.decode().strip())
    knows = tool.version.knows_short_credentials
    assert said == (knows, public_credential(CREDENTIAL, UUID) if knows else "")


def test_the_reference_programs_credential_is_read_as_it_stands_in_our_form_and_refused_in_its_newer_one(tmp_path):
    for text in BeleniosTool(tmp_path).make_credentials(UUID, "--count=3").private.values():
        if len(text) == len(CREDENTIAL):
            assert normalise(text) == text
        else:
            with pytest.raises(CredentialFormatError):
                normalise(text)


def test_a_credential_has_five_groups_of_three():
    assert [len(part) for part in CREDENTIAL.split("-")] == [3] * 5
    assert set(CREDENTIAL) <= {*BASE58, "-"}


def test_generated_credentials_have_right_check_characters_and_differ():
    made = [generate(seeded(seed)) for seed in range(200)]
    assert len(set(made)) == 200
    assert all(normalise(one) == one for one in made)


def test_base58_takes_every_character_equally_by_rejection():
    drawn = iter(range(256))
    assert random_base58(58, lambda count: bytes([next(drawn)])) == BASE58
    drawn = iter(range(58, 256))
    assert random_base58(1, lambda count: bytes([next(drawn)])) == "1"


@pytest.mark.parametrize(
    "typed",
    [
        CREDENTIAL.replace("-", ""),
        CREDENTIAL.replace("-", " "),
        f"  {CREDENTIAL}\n",
        f"\u202a{CREDENTIAL}\u202c",
        CREDENTIAL.replace("-", "\u2011"),
        CREDENTIAL.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    ],
)
def test_what_is_typed_loosely_becomes_the_dashed_form_and_one_key(typed):
    assert normalise(typed) == CREDENTIAL
    assert derive_secret(typed, UUID) == derive_secret(CREDENTIAL, UUID)


def test_without_normalising_the_dashes_would_change_the_key():
    bare = hashlib.pbkdf2_hmac("sha256", CREDENTIAL.replace("-", "").encode(), UUID.encode(), 1000)
    assert int.from_bytes(bare, "big") % GROUP.order != derive_secret(CREDENTIAL, UUID)


@pytest.mark.parametrize("place", [place for place in range(19) if place % 4 != 3])
def test_one_wrong_character_is_caught(place):
    wrong = BASE58[(BASE58.index(CREDENTIAL[place]) + 1) % 58]
    with pytest.raises(CredentialChecksumError):
        normalise(CREDENTIAL[:place] + wrong + CREDENTIAL[place + 1 :])


@pytest.mark.parametrize("typed", ["", CREDENTIAL[:-1], CREDENTIAL + "1", "0" + CREDENTIAL[1:], "é" * 15, "x" * 10**6])
def test_another_length_or_alphabet_is_a_format_error(typed):
    with pytest.raises(CredentialFormatError):
        normalise(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_credential_or_gives_a_credential_error(text):
    try:
        assert len(normalise(text)) == 19
    except (CredentialFormatError, CredentialChecksumError):
        return


def test_another_election_gives_another_key():
    assert public_credential(CREDENTIAL, UUID) != public_credential(CREDENTIAL, UUID + "1")


def test_the_list_is_sorted_as_numbers_and_omits_weight_one():
    data = encode_public_credentials([(THIRD, 1), (FIRST, 20), (SECOND, 1)])
    entries = json.loads(data)
    assert sorted(entries, key=lambda entry: int(entry.split(",")[0])) == entries
    assert {FIRST + ",20", SECOND, THIRD} == set(entries)
    assert decode_public_credentials(data) == {FIRST: 20, SECOND: 1, THIRD: 1}


def in_order(*entries: str) -> bytes:
    return encode_json(sorted(entries, key=lambda entry: int(entry.split(",")[0])))


@pytest.mark.parametrize("weight", ["0", "01", "", "-2", "2 ", "1.5", "۲", "2,3", "9" * 11])
def test_a_weight_has_one_spelling(weight):
    with pytest.raises(CredentialListError):
        decode_public_credentials(in_order(f"{FIRST},{weight}"))


def test_a_list_that_is_empty_unsorted_or_repeats_a_key_is_refused():
    ordered = json.loads(in_order(FIRST, SECOND))
    for entries in ([], ordered[::-1], [FIRST, FIRST], [FIRST, FIRST + ",2"]):
        with pytest.raises(CredentialListError):
            decode_public_credentials(encode_json(entries))
    for pairs in ([], [(FIRST, 1), (FIRST, 2)], [(FIRST, 0)], [(FIRST, MAX_TOTAL_WEIGHT), (SECOND, 1)]):
        with pytest.raises(CredentialListError):
            encode_public_credentials(pairs)


def test_a_credential_outside_the_group_is_refused():
    with pytest.raises(ElementMembershipError):
        decode_public_credentials(in_order(str(MODULUS - int(FIRST))))


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'[ "4"]', b'["4"]\n'])
def test_a_malformed_list_is_an_encoding_error(data):
    with pytest.raises(EncodingError):
        decode_public_credentials(data)
