"""Every way to change one field of a good record, with everything above the field put right again.

A mutation changes one value of one message, or one event, or one field of a container's header. Payload references,
hashes, parents, checksums and, in ballots, the voter's signature are then made anew, so that only the field differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ballots import board
from ballots.encoding import hash_base64, hash_hex
from ballots.group import Element
from ballots.proofs import encode_proof, prove_logarithm
from tests.support.archives import Link, board_events, chain, decryption_link, links, setup_link
from tests.support.elections import SmallElection, question, small_election
from tests.vectors.cheating import credential_of
from tests.vectors.drafts import GROUP, P, Q, canonical, packed
from tests.vectors.faults.chain import written
from tests.vectors.faults.container import entries, overwritten, summed

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A changed record: the message, the path to the field in it, what was done, and the archive."""

    message: str
    path: Steps
    kind: str
    archive: bytes

    @property
    def place(self) -> str:
        """The message and the path, numbers of list entries left out."""
        return "/".join((self.message, *("*" if isinstance(step, int) else step for step in self.path)))


def good_small() -> SmallElection:
    """Return an election that has every optional field: blank, weights, a trustee's name, all texts."""
    small = small_election(question(2, 1, 1, blank=True), voters=3, weights=(3, 2, 1), seed=440)
    named = replace(small.keys[0], name="امین")
    return replace(small, keys=(named, *small.keys[1:]))


VOTES = ((0, ((0, 1, 0),)), (1, ((1, 0, 0),)), (0, ((0, 0, 1),)))
"""The first voter votes again; the second votes blank; the third does not vote."""

SETUP, FIRST, SECOND, AGAIN, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT = range(9)


class Raw(str):
    """JSON text that stands in a value as it is."""


# --- Changes of one value ---------------------------------------------------------------------------------


def values_instead(value: Any) -> Iterator[tuple[str, Any]]:
    """Return what may stand in the place of a value: of its kind, off by one, of another kind, misspelled."""
    yield "null", None
    match value:
        case bool():
            yield from (("off by one", not value), ("number", int(value)))
        case int():
            yield from _instead_of_integer(value)
        case str() if value.isdecimal():
            yield from _instead_of_number(int(value))
        case str() if re.fullmatch("[0-9a-f]{64}", value):
            yield from (("other", hash_hex(value.encode())), ("capitals", value.upper()), ("cut", value[:-1]))
        case str() if re.fullmatch("[0-9]+,[0-9]+", value):
            yield from _instead_of_weighted(*value.split(","))
        case "":
            yield from (("other", "1"), ("number", 1))
        case str():
            yield from (("other", "1" * len(value)), ("longer", value + "1"), ("empty", ""), ("number", 1))
            yield "escaped", Raw(f'"\\u{ord(value[0]):04x}{json.dumps(value[1:], ensure_ascii=False)[1:]}')
        case _:
            yield from (("number", 1), ("text", ""), ("empty", type(value)()))
            yield "other container", {} if isinstance(value, list) else []


def _instead_of_integer(value: int) -> Iterator[tuple[str, Any]]:
    yield from (("off by one", value + 1), ("off by minus one", value - 1), ("other", value + 7))
    yield from (("text", str(value)), ("fraction", Raw(f"{value}.0")), ("leading zero", Raw(f"0{value}")))
    yield from (("exponent", Raw(f"{value}e0")), ("plus order", value + Q), ("list", [value]))


def _instead_of_weighted(key: str, weight: str) -> Iterator[tuple[str, Any]]:
    yield from (("other weight", f"{key},{int(weight) + 1}"), ("weight one", f"{key},1"), ("no weight", key))
    for kind, text in (
        ("zero", "0"),
        ("leading zero", f"0{weight}"),
        ("sign", f"+{weight}"),
        ("space", f" {weight}"),
    ):
        yield f"weight, {kind}", f"{key},{text}"
    yield from (
        ("weight, empty", f"{key},"),
        ("weight, too heavy", f"{key},{2**30}"),
        ("weights", f"{key},2,2"),
    )
    for kind, other in _instead_of_number(int(key)):
        yield kind, other if kind in ("json number", "list") else f"{other},{weight}"


def _instead_of_number(value: int) -> Iterator[tuple[str, Any]]:
    """Instead of an element or a scalar: elements have some 600 digits, scalars 77."""
    element = value >= Q
    modulus = P if element else Q
    other = GROUP.multiply(GROUP.generator, Element(value)) if element else value // 2
    yield from (
        ("other", str(other)),
        ("off by one", str((value + 1) % modulus)),
        ("minus", str(modulus - value)),
    )
    yield from (
        ("plus modulus", str(value + modulus)),
        ("zero", "0"),
        ("one", "1"),
        ("empty", ""),
        ("word", "x"),
    )
    yield from (("leading zero", f"0{value}"), ("hexadecimal", hex(value)), ("space", f" {value}"))
    yield from (("sign", f"+{value}"), ("json number", Raw(str(value))), ("list", [str(value)]))


# --- Changes of a place in a message ----------------------------------------------------------------------


def changed_texts(data: bytes) -> Iterator[tuple[Steps, str, bytes]]:
    """Return every change of a JSON message: path, what was done, and the bytes."""
    yield from (((), kind, text) for kind, text in _other_bytes(data))
    for path in paths(json.loads(data)):
        for kind, value in values_instead(_at(json.loads(data), path)):
            yield path, kind, _text(_with(data, path, value))
        if path:
            yield from ((path, kind, text) for kind, text in _moved(data, path))


def paths(value: Any, before: Steps = ()) -> Iterator[Steps]:
    """Return the paths to a value and to every value in it."""
    yield before
    steps: Sequence[str | int] = ()
    if isinstance(value, list):
        steps = range(len(value))
    elif isinstance(value, dict):
        steps = list(value)
    for step in steps:
        yield from paths(value[step], (*before, step))


def _other_bytes(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield from (("line feed", data + b"\n"), ("mark of order", b"\xef\xbb\xbf" + data), ("cut", data[:-1]))
    yield from (
        ("nothing", b""),
        ("space", re.sub(rb"([,:])", rb"\1 ", data, count=1)),
        ("nested", b"[" + data + b"]"),
    )


def _moved(data: bytes, path: Steps) -> Iterator[tuple[str, bytes]]:
    """Return the texts in which the value at a path is missing, repeated, or stands elsewhere."""
    *above, last = path
    whole = json.loads(data)
    place = _at(whole, tuple(above))
    if isinstance(place, list):
        for kind, entries_now in _list_moves(place, int(last)):
            yield kind, _text(_with(data, tuple(above), entries_now))
        return
    rest = {name: value for name, value in place.items() if name != last}
    for kind, fields in (
        ("removed", rest),
        ("moved", rest | {last: place[last]} if list(place)[-1] != last else {last: place[last]} | rest),
        ("renamed", {f"{name}_" if name == last else name: value for name, value in place.items()}),
        ("joined by another", place | {"note": ""}),
        ("repeated", {**place, f"{last}{_AGAIN}": place[last]}),
    ):
        if fields != place or list(fields) != list(place):
            yield kind, _text(_with(data, tuple(above), fields))


def _list_moves(place: list[Any], at: int) -> Iterator[tuple[str, list[Any]]]:
    yield "removed", place[:at] + place[at + 1 :]
    yield "repeated", place[: at + 1] + place[at:]
    if at + 1 < len(place) and place[at] != place[at + 1]:
        yield "moved", [*place[:at], place[at + 1], place[at], *place[at + 2 :]]


_AGAIN = "\x01"
_RAW = "\x02"


def _at(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def _with(data: bytes, path: Steps, value: Any) -> Any:
    """Return the message's value with another one at the path."""
    if not path:
        return value
    whole = json.loads(data)
    _at(whole, path[:-1])[path[-1]] = value
    return whole


def _text(value: Any) -> bytes:
    """Return the JSON text, marks of repeated names and of raw text taken out."""

    def marked(part: Any) -> Any:
        if isinstance(part, Raw):
            return f"{_RAW}{part}{_RAW}"
        if isinstance(part, dict):
            return {name: marked(inner) for name, inner in part.items()}
        return [marked(inner) for inner in part] if isinstance(part, list) else part

    text = canonical(marked(value)).decode().replace("\\u0001", "")
    return re.sub(r'"\\u0002(.*?)\\u0002"', lambda found: json.loads(f'"{found[1]}"'), text).encode()


# --- Records with one change ------------------------------------------------------------------------------


class Walk:
    """A good record, and every record that differs from it in one field."""

    def __init__(self) -> None:
        """Make the good record."""
        self.small = good_small()
        self.said = links(board_events(self.small, VOTES))

    @property
    def good(self) -> bytes:
        """The archive without a change."""
        return packed(self.said)

    def parts(self) -> Iterator[Mutation]:
        """Return the changes of election, trustees and public credentials; the event names the changed bytes."""
        election, trustees, credentials, _ = self.said[SETUP].data
        old = {"election": election, "trustees": trustees, "credentials": credentials}
        for message, data in old.items():
            for path, kind, text in changed_texts(data):
                link = setup_link(**(old | {message: text}))
                yield self._told(SETUP, link, message, path, kind)

    def set_ups(self) -> Iterator[Mutation]:
        """Return the same changes in records that end with the set-up."""
        for mutation in self.parts():
            yield replace(mutation, archive=first_event(mutation.archive))

    def references(self) -> Iterator[Mutation]:
        """Return the changes of what events name as payload beside the message: who, how many, which."""
        for place, message in ((SETUP, "setup data"), (TALLY, "sized tally"), (DECRYPTION, "owned")):
            *data, payload = self.said[place].data
            for path, kind, text in changed_texts(payload):
                yield self._told(place, Link(self.said[place].type, (*data, text)), message, path, kind)

    def ballots(self, place: int = AGAIN, voter: int = 0) -> Iterator[Mutation]:
        """Return the changes of one ballot, in records that end with the ballots.

        All but changes of the signature are signed again by the voter.
        """
        old = self.said[place].data[0]
        for path, kind, text in changed_texts(old):
            text = self._signed_again(text, old, voter)
            yield self._told(place, Link(board.BALLOT, (text,)), "ballot", path, kind, until=END)

    def tallies(self) -> Iterator[Mutation]:
        """Return the changes of the encrypted tally, in records that end with it."""
        tally, sizes = self.said[TALLY].data
        for path, kind, text in changed_texts(tally):
            named = sizes.replace(hash_hex(tally).encode(), hash_hex(text).encode())
            yield self._told(TALLY, Link(board.ENCRYPTED_TALLY, (text, named)), "tally", path, kind, until=DECRYPTION)

    def decryptions(self) -> Iterator[Mutation]:
        """Return the changes of the second trustee's decryption, in records that end with it."""
        for path, kind, text in changed_texts(self.said[DECRYPTION_2].data[0]):
            yield self._told(DECRYPTION_2, decryption_link(2, text), "decryption", path, kind, until=RESULT)

    def results(self) -> Iterator[Mutation]:
        """Return the changes of the result."""
        for path, kind, text in changed_texts(self.said[RESULT].data[0]):
            yield self._told(RESULT, Link(board.RESULT, (text,)), "result", path, kind)

    def events(self) -> Iterator[Mutation]:
        """Return the changes of the fields of every event; later events name the changed bytes."""
        for place, event in enumerate(chain(self.said)):
            for path, kind, text in changed_texts(event.raw):
                data = written(self.said, place, partial(_said, text))
                yield Mutation(message="event", path=path, kind=kind, archive=data)

    def order(self) -> Iterator[Mutation]:
        """Return the records with an event removed, repeated, or exchanged with the next one."""
        for place, link in enumerate(self.said):
            before, behind = self.said[:place], self.said[place + 1 :]
            for kind, said in (
                ("removed", [*before, *behind]),
                ("repeated", [*before, link, link, *behind]),
                ("moved", [*before, *behind[:1], link, *behind[1:]]),
            ):
                if said != self.said:
                    yield Mutation(message="events", path=(place,), kind=kind, archive=packed(said))

    def headers(self) -> Iterator[Mutation]:
        """Return the changes of every field of every entry's header, the checksum put right."""
        blocks = entries(self.said)
        for number, block in enumerate(blocks):
            for name, at, value in _HEADER_CHANGES:
                changed = overwritten(block, at, value or bytes([block[at] ^ 1]))
                changed = changed if name.startswith("checksum") else summed(changed)
                data = b"".join([*blocks[:number], changed, *blocks[number + 1 :]])
                yield Mutation(message="header", path=(name,), kind="other", archive=data)

    def _told(self, place: int, link: Link, message: str, path: Steps, kind: str, until: int | None = None) -> Mutation:
        said = [*self.said[:place], link, *self.said[place + 1 : until]]
        return Mutation(message=message, path=path, kind=kind, archive=packed(said))

    def _signed_again(self, text: bytes, old: bytes, voter: int) -> bytes:
        """Return a changed ballot with a new signature, unless the change touches the old one."""
        _, mark, signature = old.rpartition(b',"signature":')
        body = text.removesuffix(mark + signature)
        if body == text:
            return text
        digest = hash_base64(body + b"}")
        secret = credential_of(self.small, voter)[1]
        proof = prove_logarithm(GROUP, f"sig|{digest}|", secret, self.small.random)
        return body + mark + canonical({"hash": digest, "proof": encode_proof(proof)}) + b"}"


def _said(text: bytes, _: object) -> bytes:
    return text


def first_event(data: bytes) -> bytes:
    """Return an archive up to its first event."""
    at = data.index(b".event.json\0")
    size = int(data[at - 64 + 124 : at - 64 + 135], 8)
    return data[: at - 64 + 512 + size + -size % 512]


# Name of the field, place, and the bytes to put there; without bytes the one there is changed by its last bit.
_HEADER_CHANGES: tuple[tuple[str, int, bytes], ...] = (
    ("name", 3, b""),
    ("name, no digit", 3, b"@"),
    ("name, behind its end", 98, b"x"),
    ("mode", 100, b"0000600"),
    ("user", 108, b"0000001"),
    ("group", 116, b"0000001"),
    ("size, off by one", 134, b""),
    ("size, no digit", 134, b"9"),
    ("size, much larger", 125, b"1"),
    ("size, spelled otherwise", 135, b" "),
    ("time", 136, b"00000000001"),
    ("time, off by one", 146, b""),
    ("time, spelled otherwise", 147, b" "),
    ("checksum", 148, b"000000"),
    ("checksum, spelled otherwise", 154, b" \0"),
    ("kind", 156, b"\0"),
    ("link", 157, b"x"),
    ("mark", 257, b"ustar "),
    ("user's name", 265, b"root"),
    ("the rest", 511, b"\1"),
)
