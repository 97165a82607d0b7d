"""Looking for what must be nowhere: every secret and every choice of a day, however spelled, in every byte kept.

A canary is a text with the places where it may be: requests whose path matches, and only in their bodies.
"""

from __future__ import annotations

import json
import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from ballots.credential import derive_secret, normalise
from tests.journeys.voting import PaperSlip, Vote

NOWHERE = r"(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """What is looked for, under a name that a test may print; `allowed`: paths whose bodies hold it by design."""

    name: str
    text: str
    allowed: str = NOWHERE

    def spellings(self) -> set[bytes]:
        """The ways in which programs write a text down."""
        bare = self.text.replace("-", "")
        texts = {self.text, bare, *map(quote, (self.text, bare)), quote_plus(self.text), json.dumps(self.text)[1:-1]}
        plain = {text.encode() for text in texts}
        wrapped = {piece for text in plain for piece in _in_base64(text)}
        return plain | {text.hex().encode() for text in plain} | wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it went over the wire."""

    path: str
    head: bytes
    body: bytes


def credential_canaries(credential: str, uuid: str, name: str) -> Iterator[Canary]:
    """The private half of a credential as printed, and the numbers that are derived from it."""
    secret = derive_secret(normalise(credential), uuid)
    for kind, text in (("as printed", credential), ("as a number", str(secret)), ("in hexadecimal", f"{secret:x}")):
        yield Canary(name=f"{name}, {kind}", text=text)


def choice_canaries(marked: tuple[int, ...], candidates: int, name: str) -> Iterator[Canary]:
    """A choice as a row of marks or as a list of numbers; nothing for a blank vote, whose row is all zeros."""
    if not marked:
        return
    marks = ["1" if number in marked else "0" for number in range(1, candidates + 1)]
    numbers = {"numbers": list(marked), "places": [number - 1 for number in marked]}
    for separator in ("", ",", ", ", " "):
        yield Canary(name=f"{name}, marks", text=separator.join(marks))
        yield from (
            Canary(name=f"{name}, {kind}", text=separator.join(map(str, one)))
            for kind, one in numbers.items()
            if separator
        )


def vote_canaries(
    slips: Sequence[PaperSlip], votes: Sequence[Vote], uuid: str, candidates: int, election: str
) -> Iterator[Canary]:
    """Every secret of these slips of an election, every choice made or opened with them, and what opens a ballot."""
    for number, slip in enumerate(slips):
        yield from credential_canaries(slip.credential, uuid, f"credential {number}")
        yield Canary(name=f"token {number}", text=slip.token, allowed=rf"/B/{election}/slip")
    for number, vote in enumerate(votes):
        yield from choice_canaries(vote.marked, candidates, f"choice {number}")
        yield from choice_canaries(vote.tested, candidates, f"tested choice {number}")
        if vote.opening:
            yield Canary(name=f"opening {number}", text=vote.opening)


def requests_in(stream: bytes) -> Iterator[Request]:
    """The requests of one connection, by HTTP's own framing. Raises ValueError when a byte is left over."""
    while stream:
        head, end, rest = stream.partition(b"\r\n\r\n")
        if not end:
            raise ValueError("a request without an end")
        length = re.search(rb"(?im)^content-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if len(rest) < size or re.search(rb"(?im)^transfer-encoding:", head):
            raise ValueError("a body of unknown length")
        yield Request(path=head.split(b" ", 2)[1].decode(), head=head, body=rest[:size])
        stream = rest[size:]


def traces_on_wire(requests: list[Request], canaries: list[Canary]) -> list[str]:
    """Where a canary is in a request that must not hold it: in any head, or in a body elsewhere than by design."""
    found = []
    for canary in canaries:
        spellings = canary.spellings()
        for request in requests:
            searched = request.head if re.fullmatch(canary.allowed, request.path) else request.head + request.body
            if any(one in searched for one in spellings):
                found.append(f"{canary.name} in a request of {request.path[:60]}")
    return found


def traces_in(places: Mapping[str, bytes], canaries: list[Canary]) -> list[str]:
    """Which canaries are in which of the places."""
    return [
        f"{canary.name} in {name}"
        for canary in canaries
        for name, content in places.items()
        if any(one in content for one in canary.spellings())
    ]


def kept_bytes(instance: Path, log: Path) -> dict[str, bytes]:
    """All that the program keeps: every file of its instance as it is on the disk, the journal, the server's log."""
    places = {str(path.relative_to(instance)): path.read_bytes() for path in instance.rglob("*") if path.is_file()}
    places["server log"] = log.read_bytes()
    with sqlite3.connect(f"file:{instance / 'majma.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute("select actors, kind, detail, hash from journal order by id").fetchall()
    places["journal"] = "\n".join("|".join(map(str, row)) for row in rows).encode()
    return places


def _in_base64(text: bytes) -> Iterator[bytes]:
    """The part of a text's Base64 that does not depend on what stands before and after it, for three offsets."""
    for offset in range(3):
        whole = b64encode(b"\0" * offset + text)
        piece = whole[(offset * 8 + 5) // 6 : (offset + len(text)) * 8 // 6]
        if len(piece) >= 12:
            yield piece
            yield piece.replace(b"+", b"-").replace(b"/", b"_")
