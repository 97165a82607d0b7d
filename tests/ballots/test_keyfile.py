"""Key files: the passphrase opens, nothing else does, and a changed file is never mistaken for a key."""

import base64
import json
from dataclasses import replace

import pytest

from ballots.custody_errors import KeyFileError, KeyUsedError, PassphraseError, WeakPassphraseError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import KeyFile, decode_key_file, open_key, public_key_print, seal_key, use_key
from tests.support.custody import version_1
from tests.support.elections import seeded

PRIVATE = GROUP.random_scalar(seeded(1))
PASSPHRASE = "گذرواژهٔ امین کلید"
FILE = seal_key(PRIVATE, PASSPHRASE, seeded(2))


def test_the_passphrase_opens_the_file_in_whatever_unicode_form_it_is_typed() -> None:
    read = decode_key_file(FILE.to_bytes() + b"\n")
    assert read == FILE
    assert open_key(read, PASSPHRASE) == PRIVATE
    composed = seal_key(PRIVATE, "école de droit", seeded(3))
    assert open_key(composed, "e\u0301cole de droit") == PRIVATE


def test_the_file_names_its_public_key_and_hides_the_private_one() -> None:
    assert FILE.key_print == public_key_print(str(GROUP.generator_power(PRIVATE)))
    assert str(PRIVATE).encode() not in FILE.to_bytes()
    assert "sealed" not in repr(FILE)


def test_another_passphrase_does_not_open_it() -> None:
    for wrong in ("", PASSPHRASE + "۱", PASSPHRASE.replace(" ", ""), "another passphrase"):
        with pytest.raises(PassphraseError):
            open_key(FILE, wrong)


def test_a_passphrase_that_is_not_unicode_opens_and_seals_nothing() -> None:
    for work in (lambda text: open_key(FILE, text), lambda text: seal_key(PRIVATE, text, seeded(2))):
        with pytest.raises(PassphraseError):
            work("\udcff" * 10)  # what a command line makes of the byte FF


def test_a_short_passphrase_seals_nothing() -> None:
    with pytest.raises(WeakPassphraseError):
        seal_key(PRIVATE, "123456789", seeded(2))


def test_a_file_changed_anywhere_is_refused() -> None:
    for changed in (
        replace(FILE, key_print="0" * 16),
        replace(FILE, salt=bytes(16)),
        replace(FILE, nonce=bytes(12)),
        replace(FILE, sealed=FILE.sealed[:-1] + bytes([FILE.sealed[-1] ^ 1])),
    ):
        with pytest.raises(PassphraseError):
            open_key(changed, PASSPHRASE)


def test_a_sealed_zero_is_no_key() -> None:
    zero = seal_key(GROUP.order, PASSPHRASE, seeded(2))  # the same public key as 0
    with pytest.raises(KeyFileError):
        open_key(zero, PASSPHRASE)


def _with(**fields: object) -> bytes:
    return json.dumps(json.loads(FILE.to_bytes()) | fields, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b'"123"', b"\xff", b"[" * 100, FILE.to_bytes() * 20, FILE.to_bytes()[:-2], _with(version=3),
        _with(version=0), _with(version=True), _with(kind="other"), _with(salt="AA=="), _with(salt=5), _with(nonce="*"),
        _with(note=1),
    ],
)  # fmt: skip
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(KeyFileError):
        decode_key_file(data)


def test_a_second_spelling_of_base64_is_refused() -> None:
    """Two characters end in bits that base64 leaves unused; the library underneath does not look at them."""
    salt = json.loads(FILE.to_bytes())["salt"]
    assert salt.endswith("==")
    after = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = salt[:-3] + after[after.index(salt[-3]) + 1] + "=="
    assert base64.b64decode(twin, validate=True) == FILE.salt
    with pytest.raises(KeyFileError):
        decode_key_file(_with(salt=twin))


# What a key file remembers

ELECTION, HEAD = "A" * 43, "0f" * 32
USED = seal_key(PRIVATE, PASSPHRASE, seeded(4), election=ELECTION, head=HEAD)


def test_a_file_remembers_its_election_and_the_one_tally() -> None:
    read = decode_key_file(USED.to_bytes())
    assert (read.election, read.head, read.version) == (ELECTION, HEAD, 2)
    assert open_key(read, PASSPHRASE) == PRIVATE
    assert use_key(read, ELECTION, HEAD) == (ELECTION, HEAD)
    assert use_key(read, ELECTION) == (ELECTION, HEAD)
    assert use_key(FILE, ELECTION) == (ELECTION, None)
    for election, head in ((ELECTION, "00" * 32), ("B" * 43, HEAD), ("B" * 43, None)):
        with pytest.raises(KeyUsedError):
            use_key(read, election, head)


@pytest.mark.parametrize("change", [{"head": None}, {"election": None, "head": None}, {"election": "B" * 43}])
def test_what_a_file_remembers_is_not_taken_out_of_it(change: dict[str, str | None]) -> None:
    """The office, or a thief of the memory stick, may change the file; then it opens no more."""
    with pytest.raises(PassphraseError):
        open_key(replace(USED, **change), PASSPHRASE)  # type: ignore[arg-type]


def test_a_file_whose_memory_is_not_sealed_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin seals over the print alone, as version 1 did: the memory is taken out and the key opens."""
    monkeypatch.setattr(KeyFile, "bound", property(lambda self: self.key_print.encode()))
    used = seal_key(PRIVATE, PASSPHRASE, seeded(4), election=ELECTION, head=HEAD)
    forgot = replace(used, election=None, head=None)
    assert open_key(forgot, PASSPHRASE) == PRIVATE
    assert use_key(forgot, "B" * 43, "00" * 32) == ("B" * 43, "00" * 32)


def test_a_file_of_version_1_is_read_and_goes_on_as_version_2() -> None:
    old = decode_key_file(version_1(PRIVATE, PASSPHRASE).to_bytes())
    assert (old.version, old.election, old.head) == (1, None, None)
    assert open_key(old, PASSPHRASE) == PRIVATE
    election, head = use_key(old, ELECTION, HEAD)
    renewed = seal_key(open_key(old, PASSPHRASE), PASSPHRASE, seeded(5), election=election, head=head)
    assert decode_key_file(renewed.to_bytes()).version == 2
    with pytest.raises(PassphraseError):
        open_key(replace(old, version=2), PASSPHRASE)
    with pytest.raises(KeyFileError):
        decode_key_file(replace(old, election=ELECTION).to_bytes())


def test_a_key_file_is_a_value() -> None:
    assert isinstance(FILE, KeyFile)
    assert hash(FILE) == hash(decode_key_file(FILE.to_bytes()))
