"""Ed25519 keys and signatures, stricter than the library."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots import ed25519
from ballots.errors import PublicKeyError, TokenForgedError

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
# The y of two points of order 8, from the published lists of small-order points; minus y is the other two's.
EIGHTH = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = [
    *(y.to_bytes(32, "little") for y in (0, 1, P - 1, EIGHTH, P - EIGHTH)),
    *((y + 2**255).to_bytes(32, "little") for y in (0, EIGHTH, P - EIGHTH)),
]
NOT_CANONICAL = [
    *(y.to_bytes(32, "little") for y in (P, P + 1, 2**255 - 1)),
    *((y + 2**255).to_bytes(32, "little") for y in (1, P - 1, P, P + 1)),
]
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.mark.parametrize("raw", SMALL_ORDER, ids=bytes.hex)
def test_a_key_of_small_order_is_refused(raw: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(raw)  # the library takes it
    with pytest.raises(PublicKeyError, match="small order"):
        ed25519.load_public_key(raw)


@pytest.mark.parametrize("raw", NOT_CANONICAL, ids=bytes.hex)
def test_a_second_spelling_of_a_key_is_refused(raw: bytes) -> None:
    with pytest.raises(PublicKeyError, match="canonical"):
        ed25519.load_public_key(raw)


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_size_is_refused(raw: bytes) -> None:
    with pytest.raises(PublicKeyError, match="32 bytes"):
        ed25519.load_public_key(raw)


def test_about_half_of_all_numbers_are_no_points_and_are_refused() -> None:
    refused = 0
    for y in range(2, 102):
        try:
            ed25519.load_public_key(y.to_bytes(32, "little"))
        except PublicKeyError:
            refused += 1
    assert 30 < refused < 70


def test_keys_made_by_the_library_are_taken() -> None:
    for seed in range(50):
        public = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big")).public_key()
        assert ed25519.load_public_key(public.public_bytes_raw()) == public


def test_a_signature_of_its_own_key_and_message_is_taken() -> None:
    ed25519.verify_signature(PRIVATE.public_key(), PRIVATE.sign(b"seat"), b"seat")


def test_a_signature_of_another_message_is_refused() -> None:
    with pytest.raises(TokenForgedError):
        ed25519.verify_signature(PRIVATE.public_key(), PRIVATE.sign(b"seat"), b"seats")


def test_a_signature_with_a_shifted_scalar_is_refused() -> None:
    signature = PRIVATE.sign(b"seat")
    shifted = int.from_bytes(signature[32:], "little") + ORDER
    with pytest.raises(TokenForgedError, match="canonical"):
        ed25519.verify_signature(PRIVATE.public_key(), signature[:32] + shifted.to_bytes(32, "little"), b"seat")


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(TokenForgedError):
        ed25519.verify_signature(PRIVATE.public_key(), bytes(size), b"seat")
