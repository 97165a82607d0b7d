"""Signed tokens: one spelling, signature first, then kind, context and time."""

import base64
import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ballots import token
from ballots.errors import (
    BallotsError,
    PublicKeyError,
    TokenError,
    TokenExpiredError,
    TokenFieldError,
    TokenForeignError,
    TokenForgedError,
    TokenFormatError,
    TokenKindError,
)

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "token").glob("*.json"))
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {7: token.TokenKey(public=PRIVATE.public_key())}
UUID = "K7bQ2mXpA9cD4e"
HERE = token.context_of(UUID)
NOW = 1_762_600_000
SLIP = token.Token(
    kind=token.Kind.SLIP,
    key_id=7,
    context=HERE,
    subject=22,
    expiry=NOW + 3600,
    digest=token.slip_digest(UUID, "123456789"),
)
TEXT = token.sign_token(SLIP, PRIVATE)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def read(text: str, now: int = NOW) -> token.Token:
    return token.read_token(text, KEYS, token.Kind.SLIP, HERE, now)


def test_a_token_has_160_characters_and_comes_back_as_it_was() -> None:
    assert len(TEXT) == 160
    assert set(TEXT) <= set(ALPHABET)
    assert read(TEXT) == SLIP


@given(
    st.sampled_from(list(token.Kind)),
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=8, max_size=8),
    st.binary(min_size=12, max_size=12),
)
def test_every_field_comes_back_as_it_was(
    kind: token.Kind, key_id: int, subject: int, expiry: int, context: bytes, digest: bytes
) -> None:
    made = token.Token(
        kind=kind,
        key_id=key_id,
        context=token.Context(context),
        subject=subject,
        expiry=expiry,
        digest=token.Digest(digest),
    )
    assert token.open_token(token.sign_token(made, PRIVATE), {key_id: KEYS[7]}) == made


def test_no_mutation_of_a_token_is_accepted() -> None:
    chance = random.Random(3797)
    for _ in range(10_000):
        mutated = mutate(TEXT, chance)
        if mutated == TEXT:
            continue
        with pytest.raises(TokenError):
            read(mutated)


def mutate(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    match chance.randrange(6):
        case 0:
            return text[:place] + chance.choice(ALPHABET) + text[place + 1 :]
        case 1:
            return text[:place] + chance.choice("abc018=- ۱\n\x00é") + text[place + 1 :]
        case 2:
            return text[:place]
        case 3:
            return text[:place] + chance.choice(ALPHABET) + text[place:]
        case 4:
            other = chance.randrange(len(text))
            chars = list(text)
            chars[place], chars[other] = chars[other], chars[place]
            return "".join(chars)
        case _:
            return text[:place] + "".join(chance.choices(ALPHABET, k=len(text) - place))


def test_the_mutations_would_be_accepted_by_a_reader_that_skips_the_signature() -> None:
    chance = random.Random(3797)
    accepted = 0
    for _ in range(200):
        try:
            unsigned_read(mutate(TEXT, chance))
            accepted += 1
        except (ValueError, BallotsError):
            pass
    assert accepted > 20


def unsigned_read(text: str) -> int:
    """Read the version without any check of the signature: the broken twin."""
    raw = base64.b32decode(text)
    if len(raw) != 100:
        raise ValueError("size")
    return raw[0]


@pytest.mark.parametrize("text", [TEXT.lower(), TEXT + "=", " " + TEXT, TEXT[:-1], "", TEXT + TEXT, TEXT + "\n"])
def test_another_spelling_of_a_token_is_refused(text: str) -> None:
    with pytest.raises(TokenFormatError):
        read(text)


def test_a_scanned_text_is_brought_into_the_one_spelling_first() -> None:
    typed = "-".join(TEXT.lower()[start : start + 8] for start in range(0, 160, 8)) + " \u200f\n"
    assert token.normalise(typed) == TEXT
    assert token.normalise("ı" * 160) == "ı" * 160


def test_the_signature_is_judged_before_anything_else_is_believed() -> None:
    forged = token.sign_token(replace(SLIP, kind=3, expiry=1), Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(TokenForgedError):
        read(forged)


def test_a_genuine_token_of_another_kind_is_named_so() -> None:
    letter = token.sign_token(replace(SLIP, kind=token.Kind.LETTER, context=token.context_of("x")), PRIVATE)
    with pytest.raises(TokenKindError):
        read(letter)


def test_a_genuine_token_of_another_election_is_named_so() -> None:
    foreign = token.sign_token(replace(SLIP, context=token.context_of("x"), expiry=1), PRIVATE)
    with pytest.raises(TokenForeignError):
        read(foreign)


def test_a_token_ends_at_its_expiry_to_the_second() -> None:
    assert read(TEXT, NOW + 3599) == SLIP
    for late in (NOW + 3600, NOW + 3601, 2**40):
        with pytest.raises(TokenExpiredError):
            read(TEXT, late)


def test_a_token_without_expiry_never_ends() -> None:
    endless = token.sign_token(replace(SLIP, expiry=0), PRIVATE)
    assert read(endless, 2**40).expiry == 0


def test_an_unknown_key_signs_nothing() -> None:
    with pytest.raises(TokenForgedError):
        read(token.sign_token(replace(SLIP, key_id=8), PRIVATE))


def test_a_published_key_of_small_order_signs_nothing() -> None:
    identity = Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
    constant = (1).to_bytes(32, "little") + bytes(32)
    identity.verify(constant, b"any message")  # the library accepts it: this is what must not happen
    payload = base64.b32decode(TEXT)[:36]
    forged = base64.b32encode(payload + constant).decode()
    with pytest.raises(PublicKeyError):
        token.read_token(forged, {7: token.TokenKey(public=identity)}, token.Kind.SLIP, HERE, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": 0},
        {"kind": 4},
        {"key_id": 2**16},
        {"subject": -1},
        {"subject": 2**64},
        {"expiry": 2**32},
        {"context": token.Context(bytes(7))},
        {"digest": token.Digest(bytes(13))},
    ],
)
def test_a_field_out_of_range_is_not_signed(wrong: dict[str, object]) -> None:
    with pytest.raises(TokenFieldError):
        token.sign_token(replace(SLIP, **wrong), PRIVATE)  # type: ignore[arg-type]


def test_digests_of_different_things_differ() -> None:
    digests = {
        token.slip_digest("A", "11"),
        token.slip_digest("A1", "1"),
        token.slip_digest("A", "1"),
        token.letter_digest(b"A|1"),
        token.invitation_digest("A", 1),
        token.invitation_digest("A", 11),
        token.invitation_digest("A|1", 1),
    }
    assert len(digests) == 7
    assert {len(digest) for digest in digests} == {12}


def test_a_context_is_named_by_unicode() -> None:
    with pytest.raises(TokenFieldError):
        token.context_of("\udcff")


def test_the_digest_of_an_invitation_is_the_one_of_the_specification() -> None:
    named = b"invitation|tehran|1234567890"
    assert token.invitation_digest("tehran", 1234567890) == hashlib.sha256(named).digest()[:12]


@pytest.mark.parametrize(("address", "serial"), [("tehran", -1), ("\udcff", 1)])
def test_an_invitation_without_a_serial_or_an_address_has_no_digest(address: str, serial: int) -> None:
    with pytest.raises(TokenFieldError):
        token.invitation_digest(address, serial)


@pytest.mark.parametrize(("uuid", "credential"), [("A|1", "1"), ("A", "1|1"), ("A", "x"), ("", "1"), ("A", "۱")])
def test_a_digest_of_ambiguous_parts_is_refused(uuid: str, credential: str) -> None:
    with pytest.raises(TokenFieldError):
        token.slip_digest(uuid, credential)


def test_the_published_keys_come_back_as_they_were() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    letters = frozenset({token.Kind.INVITATION, token.Kind.LETTER})
    keys = {
        300: token.TokenKey(public=other, kinds=letters), **KEYS,
        4711: token.TokenKey(public=other, kinds=frozenset({token.Kind.SLIP}), of="K7bQ2/XpA9+D4e"),
        4712: token.TokenKey(public=other, of="K7bQ2/XpA9+D4e"),
    }  # fmt: skip
    data = token.encode_public_keys(keys)
    plain = other.public_bytes_raw().hex()
    assert data.decode().splitlines() == [
        f"7 {PRIVATE.public_key().public_bytes_raw().hex()}", f"300 {plain} invitation,letter",
        f"4711 {plain} slip K7bQ2/XpA9+D4e", f"4712 {plain} slip,invitation,letter K7bQ2/XpA9+D4e",
    ]  # fmt: skip
    assert token.decode_public_keys(data) == keys


def test_a_list_from_before_there_were_kinds_is_read_as_keys_for_every_kind() -> None:
    (found,) = token.decode_public_keys(f"7 {PRIVATE.public_key().public_bytes_raw().hex()}\n".encode()).values()
    assert found.kinds == set(token.Kind)


@pytest.mark.parametrize(
    "line",
    [
        b"x", b"7 00", b"07 " + b"a" * 64, b"65536 " + b"a" * 64, b"7 " + b"0" * 64, b"7 " + b"A" * 64,
        *(b"7 %s %s" % (PRIVATE.public_key().public_bytes_raw().hex().encode(), kinds) for kinds in (
            b"", b"ballot", b"slip,slip", b"letter,slip", b"slip,", b"Slip", b"slip letter x", b" slip", b"slip  x",
            b"slip,invitation,letter",
        )),
    ],
)  # fmt: skip
def test_a_wrong_line_in_the_key_list_is_refused(line: bytes) -> None:
    with pytest.raises(PublicKeyError):
        token.decode_public_keys(token.encode_public_keys({1: KEYS[7]}) + line + b"\n")


def test_a_key_id_stands_once_in_the_key_list() -> None:
    data = token.encode_public_keys(KEYS)
    with pytest.raises(PublicKeyError):
        token.decode_public_keys(data + data)


PURPOSES = [(signed, kinds) for signed in token.Kind for kinds in ({one} for one in token.Kind)]


@pytest.mark.parametrize(("signed", "kinds"), PURPOSES)
def test_a_key_of_one_kind_makes_no_token_of_another(signed: token.Kind, kinds: set[token.Kind]) -> None:
    """The key is right, the signature is right: only what the key is published for is another thing."""
    text = token.sign_token(replace(SLIP, kind=signed), PRIVATE)
    keys = {7: token.TokenKey(public=PRIVATE.public_key(), kinds=frozenset(kinds))}
    if signed in kinds:
        assert token.open_token(text, keys).kind == signed
    else:
        with pytest.raises(TokenForgedError, match="not for such tokens"):
            token.open_token(text, keys)


def test_a_reader_that_does_not_ask_what_a_key_is_for_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: with it, whoever steals the key of the slips writes letters."""
    monkeypatch.setattr(token.TokenKey, "may_sign", lambda *_: True)
    with pytest.raises(pytest.fail.Exception):
        test_a_key_of_one_kind_makes_no_token_of_another(token.Kind.LETTER, {token.Kind.SLIP})


def test_the_key_of_one_election_signs_no_slip_of_another() -> None:
    key = token.TokenKey(public=PRIVATE.public_key(), kinds=frozenset({token.Kind.SLIP}), of=UUID)
    assert token.open_token(TEXT, {7: key}) == SLIP
    with pytest.raises(TokenForgedError):
        token.open_token(TEXT, {7: replace(key, of="another")})


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_what_it_says(path: Path) -> None:
    vector = json.loads(path.read_text())
    keys = token.decode_public_keys(vector["keys"].encode())
    arguments = (
        vector["text"],
        keys,
        token.Kind(vector["kind"]),
        token.context_of(vector["context_of"]),
        vector["now"],
    )
    if "error" in vector:
        with pytest.raises(BallotsError) as refusal:
            token.read_token(*arguments)
        assert refusal.value.code == vector["error"]
    else:
        assert token.read_token(*arguments).subject == vector["subject"]


def test_there_is_a_vector_for_every_refusal_of_a_reader() -> None:
    codes = {json.loads(path.read_text()).get("error") for path in VECTORS}
    errors = (TokenFormatError, TokenForgedError, TokenKindError, TokenForeignError, TokenExpiredError)
    assert codes == {None, *(error.code for error in errors)}
