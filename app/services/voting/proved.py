"""What was proved once in this process is not proved again: keys, backups, sheets, tests, decryptions, counts.

Each check is a pure function of what it is given, so what comes of it may be remembered, a refusal too. A page lets
what was handed in be proved before it takes the writer, and under it asks for what is `known_alone`: what somebody else
handed in meanwhile, and needs another proof, ends the transaction, and the page begins again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from ballots import tally
from ballots.backup import Commitments, decode_commitments, verify_share_proof
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.errors import BallotsError
from ballots.group import Element
from ballots.hand_in import HandIn, decode_hand_in, verify_hand_in
from ballots.trustees import TrusteeKey, decode_trustee_key, verify_answer

Given = ParamSpec("Given")
Found = TypeVar("Found")
_KNOWN_ALONE: ContextVar[bool] = ContextVar("known_alone", default=False)


class UnprovedError(Exception):
    """This is not proved yet, and must be before the writer is taken."""


@contextmanager
def known_alone() -> Iterator[None]:
    """While the block runs nothing is proved: UnprovedError for what is not known."""
    before = _KNOWN_ALONE.set(True)
    try:
        yield
    finally:
        _KNOWN_ALONE.reset(before)


def _remembered(most: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Remember what came of so many calls, of a refusal too."""

    def decorate(work: Callable[Given, Found]) -> Callable[Given, Found]:
        @lru_cache(maxsize=most)
        def outcome(*given: Any) -> tuple[Found] | BallotsError:
            if _KNOWN_ALONE.get():
                raise UnprovedError
            try:
                return (work(*given),)  # type: ignore[call-arg]
            except BallotsError as error:
                return error.with_traceback(None)

        @wraps(work)
        def remembered(*given: Given.args, **_named: Given.kwargs) -> Found:
            found = outcome(*given)
            if isinstance(found, BallotsError):
                raise found.with_traceback(None)
            return found[0]

        return remembered

    return decorate


@_remembered(512)
def trustee_key(data: bytes) -> TrusteeKey:
    """A trustee's public key with its proof. Raises BallotsError."""
    return decode_trustee_key(data)


def try_key(data: bytes) -> None:
    """Prove a key before the writer is taken that takes it; a damaged one is refused there, in its turn."""
    with suppress(BallotsError):
        trustee_key(data)


@_remembered(512)
def commitments(data: bytes, public_key: Element) -> Commitments:
    """The commitments of the backup of a key. Raises BallotsError."""
    return decode_commitments(data, public_key)


@_remembered(512)
def sheet(proof: bytes, published: Commitments) -> int:
    """The number of the sheet that a proof shows. Raises BallotsError."""
    return verify_share_proof(proof, published)


@_remembered(512)
def answer(said: bytes, key: TrusteeKey, nonce: str, fingerprint: str) -> None:
    """That a key answered a test. Raises BallotsError."""
    verify_answer(said, key, nonce, fingerprint)


@_remembered(8)
def sums(data: bytes, definition: Election) -> EncryptedTally:
    """The encrypted sums of an election. Raises BallotsError."""
    return tally.decode_encrypted_tally(data, definition)


@_remembered(4)
def hand_in(data: bytes, key: TrusteeKey, encrypted: EncryptedTally, definition: Election, head: str) -> HandIn:
    """A hand-in of these sums by this key, proved and bound. Raises BallotsError."""
    found = decode_hand_in(data)
    verify_hand_in(found, key, encrypted, definition, head)
    return found


@_remembered(8)
def counts(
    encrypted: EncryptedTally, parts: tuple[bytes, ...], keys: tuple[TrusteeKey, ...], weight: int, definition: Election
) -> tally.Result:
    """What proved decryptions of all keys give, if ballots can give it. Raises BallotsError."""
    found = tally.decrypt(encrypted, parts, keys, weight)
    tally.check_plausible(found, definition.questions, weight)
    return found
