"""Ed25519 public keys and signatures, stricter than the library underneath.

OpenSSL accepts keys of small order, for which one constant signature fits every message. Here such keys, keys
that are not points of the curve and keys in a second spelling are refused before any signature is looked at.
Source: RFC 8032.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ballots.errors import PublicKeyError, TokenForgedError

KEY_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int]


def load_public_key(raw: bytes) -> Ed25519PublicKey:
    """Return the key of 32 bytes. Raises PublicKeyError when it is not a canonical point of large order."""
    check_public_key(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


def verify_signature(key: Ed25519PublicKey, signature: bytes, message: bytes) -> None:
    """Return when `signature` is the canonical Ed25519 signature of `message` by `key`.

    Raises PublicKeyError for a key that `load_public_key` refuses, TokenForgedError for every other failure.
    """
    check_public_key(key.public_bytes_raw())
    if len(signature) != SIGNATURE_SIZE or int.from_bytes(signature[32:], "little") >= _L:
        raise TokenForgedError("the signature is not in canonical form")
    try:
        key.verify(signature, message)
    except InvalidSignature:
        raise TokenForgedError("the signature does not fit") from None


@lru_cache(maxsize=256)
def check_public_key(raw: bytes) -> None:
    """Return when `raw` is usable as a public key, else raise PublicKeyError.

    The last answers are remembered.
    """
    point = _decode_point(raw)
    for _ in range(3):
        point = _double(point)
    if point == (0, 1):
        raise PublicKeyError("the public key has small order")


def _decode_point(raw: bytes) -> _Point:
    """Return the point (RFC 8032, 5.1.3). Raises PublicKeyError for what is not its one encoding."""
    if len(raw) != KEY_SIZE:
        raise PublicKeyError("a public key has 32 bytes")
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        raise PublicKeyError("the public key is not in canonical form")
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(x_squared, (_P + 3) // 8, _P)
    if x * x % _P != x_squared:
        x = x * _SQRT_MINUS_ONE % _P
    if x * x % _P != x_squared:
        raise PublicKeyError("the public key is not a point of the curve")
    if x == 0 and sign:
        raise PublicKeyError("the public key is not in canonical form")
    return (x if x & 1 == sign else _P - x, y)


def _double(point: _Point) -> _Point:
    """Return twice a point, by the curve's complete addition law."""
    x, y = point
    product = _D * x * x % _P * y * y % _P
    doubled_x = 2 * x * y * pow(1 + product, -1, _P) % _P
    doubled_y = (y * y + x * x) * pow(1 - product, -1, _P) % _P
    return doubled_x, doubled_y
