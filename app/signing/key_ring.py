"""The keys that sign tokens: one for each kind (slip, invitation, letter), which change without losing what was signed.

Under ``instance/keys``: ``slip-2.pem`` and the like hold private halves, ``published.json`` all public ones, each with
its kind and its time. A key whose time is over checks and never signs: its private half is deleted. The first
installations had one key for all kinds, ``token-1.pem``; it serves each kind until that kind gets a key of its own.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.signing.keys import load_private, make_private
from ballots.ed25519 import load_public_key
from ballots.files import replace_file
from ballots.slips import FIRST_OFFICER_KEY, TokenSigner
from ballots.token import EVERY_KIND, KIND_NAMES, Kind, TokenKey

PUBLISHED = "published.json"
_LOCK = ".ring"
_FILE = re.compile(r"(slip|invitation|letter|token)-([1-9][0-9]{0,2})\.pem")
_FORM = {"kind": "majma token keys", "version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """That a key signs one kind of token, from when until when; `until` is None while it does."""

    key_id: int
    kind: Kind
    public: Ed25519PublicKey
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys that sign, one for each kind, and all that ever did."""

    signing: Mapping[Kind, TokenSigner]
    published: tuple[Published, ...]

    @property
    def public(self) -> dict[int, TokenKey]:
        """The keys that tokens are checked with, by id; each for its own kinds only."""
        kinds: dict[int, frozenset[Kind]] = {}
        for one in self.published:
            kinds[one.key_id] = kinds.get(one.key_id, frozenset()) | {one.kind}
        return {one.key_id: TokenKey(public=one.public, kinds=kinds[one.key_id]) for one in self.published}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Private:
    path: Path
    kinds: frozenset[Kind]
    key: Ed25519PrivateKey


def key_ring(folder: Path, now: datetime) -> KeyRing:
    """The keys in a folder, made when there are none. A ring that was changed meanwhile is read anew."""
    path = folder / PUBLISHED
    if not path.exists():
        return settle(folder, now)
    state = path.stat()
    return _read_ring(folder, state.st_ino, state.st_mtime_ns)


def settle(folder: Path, now: datetime) -> KeyRing:
    """Bring list and private files together, as at each start: publish what is not yet published, make what is missing,
    delete private halves whose time is over. Raises ValueError for a list that is damaged or does not fit a file.
    """
    with _alone(folder):
        _settle(folder, now, None)
    state = (folder / PUBLISHED).stat()
    return _read_ring(folder, state.st_ino, state.st_mtime_ns)


def rotate(folder: Path, kind: Kind, now: datetime) -> Published:
    """Give a kind a new key; the one before checks what it signed, and its private half is deleted."""
    with _alone(folder):
        listed = _settle(folder, now, kind)
    return next(one for one in listed if one.kind == kind and one.until is None)


def _settle(folder: Path, now: datetime, anew: Kind | None) -> tuple[Published, ...]:
    private = _private_files(folder)
    listed = [*_read_list(folder)]
    known = {one.key_id: one.public.public_bytes_raw() for one in listed}
    for key_id, one in sorted(private.items()):
        if key_id in known and known[key_id] != one.key.public_key().public_bytes_raw():
            raise ValueError(f"{one.path.name} does not fit the key that is published under its number")
        if key_id not in known:
            listed += _entries(key_id, one.kinds, one.key, _made(one.path))
    for kind in Kind:
        able = [one.key_id for one in listed if one.kind == kind and one.until is None and one.key_id in private]
        if anew == kind or not able:
            key_id = max((one.key_id for one in listed), default=0) + 1
            listed += _entries(key_id, frozenset({kind}), _make(folder, kind, key_id), now)
            able = [key_id]
        listed = [_ended(one, now) if one.kind == kind and one.key_id != max(able) else one for one in listed]
    _publish(folder / PUBLISHED, listed)
    working = {one.key_id for one in listed if one.until is None}
    for key_id, one in private.items():
        if key_id not in working:
            one.path.unlink()
    return tuple(listed)


def _entries(key_id: int, kinds: frozenset[Kind], key: Ed25519PrivateKey, since: datetime) -> list[Published]:
    public = key.public_key()
    return [
        Published(key_id=key_id, kind=kind, public=public, since=since.replace(microsecond=0))
        for kind in Kind
        if kind in kinds
    ]


def _ended(one: Published, now: datetime) -> Published:
    return one if one.until is not None else replace(one, until=now.replace(microsecond=0))


def _make(folder: Path, kind: Kind, key_id: int) -> Ed25519PrivateKey:
    if key_id >= FIRST_OFFICER_KEY:
        raise ValueError(f"there are {key_id - 1} keys: the numbers for keys of the office are used up")
    return make_private(folder / f"{kind.name.lower()}-{key_id}.pem")


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _private_files(folder: Path) -> dict[int, _Private]:
    found: dict[int, _Private] = {}
    for path in sorted(folder.iterdir()):
        name = _FILE.fullmatch(path.name)
        if name is None:
            continue
        if int(name[2]) in found:
            raise ValueError(f"{path.name} has the number of another key")
        kinds = frozenset({KIND_NAMES[name[1]]}) if name[1] in KIND_NAMES else EVERY_KIND
        found[int(name[2])] = _Private(path=path, kinds=kinds, key=load_private(path))
    return found


@lru_cache(maxsize=8)
def _read_ring(folder: Path, _inode: int, _changed: int) -> KeyRing:
    listed = _read_list(folder)
    private = _private_files(folder)
    signing = {
        one.kind: TokenSigner(key_id=one.key_id, private=private[one.key_id].key)
        for one in listed
        if one.until is None and one.key_id in private
    }
    return KeyRing(signing=signing, published=listed)


def _publish(path: Path, listed: list[Published]) -> None:
    """Write the list before anything is signed with a new key, and before an old private half goes."""
    keys = [
        {
            "id": one.key_id, "kind": one.kind.name.lower(), "key": one.public.public_bytes_raw().hex(),
            "from": one.since.isoformat(), "until": one.until.isoformat() if one.until else None,
        }
        for one in sorted(listed, key=lambda one: (one.key_id, one.kind))
    ]  # fmt: skip
    data = json.dumps({**_FORM, "keys": keys}, indent=1).encode() + b"\n"
    if not path.exists() or path.read_bytes() != data:
        replace_file(path, data)


def _read_list(folder: Path) -> tuple[Published, ...]:
    path = folder / PUBLISHED
    if not path.exists():
        return ()
    try:
        found = json.loads(path.read_bytes())
        if {name: found[name] for name in _FORM} != _FORM:
            raise ValueError("another kind of file")
        return tuple(
            Published(
                key_id=int(one["id"]), kind=KIND_NAMES[one["kind"]], public=load_public_key(bytes.fromhex(one["key"])),
                since=datetime.fromisoformat(one["from"]),
                until=datetime.fromisoformat(one["until"]) if one["until"] else None,
            )
            for one in found["keys"]
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is damaged: restore it from a copy") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other process changes the ring while the block runs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
