"""Openings of ballots, right ones and all that a reader must refuse: one table for Python and for the browser.

`python -m tests.vectors.openings` writes tests/vectors/openings; tests compare the files and run both readers over
them.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ballots import board
from ballots.ballot import body_hash, encrypt_body, tracker
from ballots.challenge import Opening, encode_opening, opening_code, reopen, seeded_random
from ballots.credential import derive_secret, public_credential
from ballots.group import BELENIOS_2048
from ballots.proofs import prove_logarithm
from tests.support.archives import archive
from tests.support.elections import Marks, SmallElection, question, small_election
from tests.vectors.drafts import P

FOLDER = Path(__file__).parent / "openings"
Q = BELENIOS_2048.order
MARKS: Marks = ((0, 1, 0, 0, 0, 0, 0, 0, 1), (0, 1, 1, 0, 0, 0, 0, 0, 1))
BLANK: Marks = ((0, 0, 0, 1, 0, 0, 0, 0, 0), (1, *(0,) * 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text and what its reader says: the code of a refusal, or "" and then the marks and the tracker."""

    name: str
    text: str
    code: str = ""
    marks: Marks = ()
    tracker: str = ""


def election() -> SmallElection:
    """The election of all openings: two questions, the second with blank; 18 marks in three bytes, so that both the
    marks and the last character of the text have unused bits.
    """
    return small_election(question(9, 1, 2), question(8, 0, 3, blank=True), voters=2, seed=1010)


def made(small: SmallElection, name: str, choices: Marks) -> Opening:
    """The opening of a ballot that is made from the seed of its name."""
    source = random.Random(name).randbytes
    seed = source(16)
    public = public_credential(small.credentials[0], small.election.uuid)
    body = encrypt_body(small.election, public, choices, seeded_random(seed))
    secret = derive_secret(small.credentials[0], small.election.uuid)
    proof = prove_logarithm(small.election.group, f"sig|{body_hash(body)}|", secret, source)
    return Opening(seed=seed, choices=choices, credential=public, signature=proof)


def cases() -> Iterator[Case]:
    """Every case; those that are refused have the code `opening-format`, but for the ballot that was cast."""
    small = election()
    good, blank = made(small, "good", MARKS), made(small, "blank", BLANK)
    text = encode_opening(good)
    yield _accepted(small, "good", good, text)
    yield _accepted(small, "blank", blank, encode_opening(blank))
    yield _accepted(small, "in-a-code", good, opening_code(small.election.uuid, text))
    yield _accepted(small, "in-an-address", good, f"https://vote.example/elections/K7QM2XPA/challenge#{text}")
    yield _accepted(small, "spaces-around", good, f"  {text}\n")
    yield Case(name="cast", text=encode_opening(made(small, "cast", MARKS)), code="opening-cast")
    for name, wrong in (*_misspelled(text), *_numbers(good), *_marked(good)):
        yield Case(name=name, text=wrong, code="opening-format")
    yield Case(name="code-of-another-election", text=opening_code("1" * 14, text), code="opening-format")


def _accepted(small: SmallElection, name: str, opening: Opening, text: str) -> Case:
    ballot = reopen(small.election, opening)
    return Case(name=name, text=text, marks=opening.choices, tracker=tracker(ballot))


def _misspelled(text: str) -> Iterator[tuple[str, str]]:
    yield "empty", ""
    yield "cut-short", text[:-1]
    yield "cut-by-a-byte", text[:-4]
    yield "one-more", text + "A"
    yield "padded", text + "="
    yield "space-inside", f"{text[:40]} {text[40:]}"
    yield "letter-foreign", text[:5] + "*" + text[6:]
    yield "digits-persian", text[:5] + "۱" + text[6:]
    yield "standard-alphabet", _standard(text)
    yield "version-0", _with_version(text, 0)
    yield "version-2", _with_version(text, 2)
    yield "unused-bits", text[:-1] + chr(ord(text[-1]) + 1)  # the same bytes for a reader that does not look
    yield "too-long", "A" * 20_001


def _standard(text: str) -> str:
    """The same bytes in the alphabet of `b64`; a text without - and _ would not differ."""
    changed = text.replace("-", "+").replace("_", "/")
    if changed == text:
        raise ValueError("the opening shows no difference of the alphabets")
    return changed


def _with_version(text: str, version: int) -> str:
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return base64.urlsafe_b64encode(bytes([version]) + raw[1:]).decode().rstrip("=")


def _numbers(good: Opening) -> Iterator[tuple[str, str]]:
    elements = {"0": 0, "1": 1, "2": 2, "minus-1": P - 1, "modulus": P, "modulus-plus-1": P + 1}
    elements["all-ones"] = 2**2048 - 1
    for name, element in elements.items():
        yield f"credential-{name}", encode_opening(replace(good, credential=str(element)))
    negative = str(P - int(good.credential))
    yield "credential-negative", encode_opening(replace(good, credential=negative))
    for field in ("challenge", "response"):
        for name, scalar in (("order", Q), ("order-plus-1", Q + 1), ("all-ones", 2**256 - 1)):
            proof = replace(good.signature, **{field: scalar})
            yield f"{field}-{name}", encode_opening(replace(good, signature=proof))


def _marked(good: Opening) -> Iterator[tuple[str, str]]:
    wrong: dict[str, Marks] = {
        "marks-too-many": ((1, 1, 1, *(0,) * 6), MARKS[1]), "marks-none-of-one": ((0,) * 9, MARKS[1]),
        "marks-too-many-second": (MARKS[0], (0, 1, 1, 1, 1, *(0,) * 4)), "marks-of-all": ((1,) * 9, (1,) * 9),
        "marks-and-blank": (MARKS[0], (1, 1, *(0,) * 7)),
        "filling-set": (*MARKS, (1,)), "filling-last-bit": (*MARKS, (0,) * 5 + (1,)),
    }  # fmt: skip
    for name, choices in wrong.items():
        yield name, encode_opening(replace(good, choices=choices))


def record() -> bytes:
    """The archive in which the ballot of the case `cast` lies."""
    small = election()
    ballot = reopen(small.election, made(small, "cast", MARKS))
    setup = board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes)
    return archive([setup, board.ballot_event(setup.head, ballot)])


def files() -> dict[str, bytes]:
    """All files by name; the same every time."""
    small = election()
    rows = {
        f"{one.name}.json": {"text": one.text, "code": one.code, "marks": one.marks, "tracker": one.tracker}
        for one in cases()
    }
    written = {name: (json.dumps(row, indent=1, ensure_ascii=False) + "\n").encode() for name, row in rows.items()}
    return written | {"election.json": small.election.to_bytes(), "record.bel": record()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
