"""Signed notes: those of others verify, ours verify, and whatever was touched is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.custody_errors import NoteFormatError, NoteSignatureError
from ballots.note import (
    COSIGNATURE,
    SIGNATURE,
    NoteKey,
    cosign,
    decode_key,
    decode_note,
    sign_note,
    verify_note,
    witnesses,
)

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOG_KEY = NoteKey(name="majma.example/elections/K7QM2XPA", kind=SIGNATURE, public=LOG.public_key())
WITNESS_KEY = NoteKey(name="observer.example", kind=COSIGNATURE, public=WITNESS.public_key())
NOTE = sign_note("first\n\nsecond\n", LOG_KEY.name, LOG)

# The example of Go's package golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_program_verifies() -> None:
    note = decode_note(GO_NOTE)
    assert note.text.startswith("If you think")
    assert verify_note(note, decode_key(GO_KEY)) is None
    assert note.to_text() == GO_NOTE


def test_a_note_is_read_back_and_verifies() -> None:
    read = decode_note(NOTE.to_text())
    assert read == NOTE
    assert verify_note(read, decode_key(str(LOG_KEY))) is None


def test_a_cosignature_says_when_and_leaves_the_first_signature_good() -> None:
    both = decode_note(cosign(NOTE, WITNESS_KEY.name, WITNESS, 1_762_600_000).to_text())
    assert verify_note(both, LOG_KEY) is None
    assert verify_note(both, decode_key(str(WITNESS_KEY))) == 1_762_600_000
    assert witnesses(both, (LOG_KEY, WITNESS_KEY)) == (LOG_KEY, WITNESS_KEY)
    assert witnesses(NOTE, (LOG_KEY, WITNESS_KEY)) == (LOG_KEY,)


def test_a_plain_signature_never_passes_for_a_cosignature() -> None:
    plain = NoteKey(name=WITNESS_KEY.name, kind=SIGNATURE, public=WITNESS.public_key())
    with pytest.raises(NoteSignatureError):
        verify_note(cosign(NOTE, WITNESS_KEY.name, WITNESS, 5), plain)


@pytest.mark.parametrize("place", range(0, len(NOTE.to_text()), 7))
def test_a_note_changed_anywhere_is_refused(place: int) -> None:
    text = NOTE.to_text()
    changed = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
    with pytest.raises((NoteFormatError, NoteSignatureError)):
        verify_note(decode_note(changed), LOG_KEY)


def test_a_cosignature_moved_to_another_time_is_refused() -> None:
    both = cosign(NOTE, WITNESS_KEY.name, WITNESS, 1_762_600_000).to_text()
    line = both.splitlines()[-1].split()
    raw = bytearray(base64.b64decode(line[2]))
    raw[11] ^= 1
    forged = both.replace(line[2], base64.b64encode(raw).decode())
    with pytest.raises(NoteSignatureError):
        verify_note(decode_note(forged), WITNESS_KEY)


def test_a_second_line_by_the_same_key_is_refused() -> None:
    line = NOTE.to_text().splitlines(keepends=True)[-1]
    with pytest.raises(NoteSignatureError):
        verify_note(decode_note(NOTE.to_text() + line), LOG_KEY)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n\u2014 name AAAA\n", "text\n\n\u2014 name !!!!!!!!\n",
        "text\n\n- name AAAAAAAAAAAA\n", NOTE.to_text()[:-1], NOTE.to_text() + "\n", "a\tb\n\n" + NOTE.to_text()[15:],
        "x" * 10**6, NOTE.to_text().replace("\n", "\r\n"), "\udc80" + NOTE.to_text(),
        NOTE.to_text().replace("majma.", "majma\udc80"), NOTE.to_text().replace("majma.", "majma\x7f"),
        "\x7f" + NOTE.to_text(),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteFormatError):
        decode_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "name", "a+b+c", str(LOG_KEY)[:-1], str(LOG_KEY) + "=", str(LOG_KEY).replace("majma", "majna"),
        f"name+00000000+{base64.b64encode(bytes([1]) + bytes(32)).decode()}",
        f"name+00000000+{base64.b64encode(bytes([9]) + bytes(32)).decode()}",
        "\udc80" + str(LOG_KEY), "\x7f" + str(LOG_KEY),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteFormatError):
        decode_key(text)


def test_a_name_with_a_space_or_a_plus_signs_nothing() -> None:
    for name in ("", "a b", "a+b", "a\u00a0b", "a\n", "a\udc80"):
        with pytest.raises(NoteFormatError):
            sign_note("text\n", name, LOG)
    with pytest.raises(NoteFormatError):
        sign_note("text without an end", "name", LOG)
