"""Single changes of a whole record, at every layer: bytes, container, chain, messages, ZIP, and what stands beside.

Where it makes sense everything above the change is put right again (hashes, signatures of a voter, signed heads), so
that the change alone is the fault; sometimes it is left wrong on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from random import Random
from typing import Any

from ballots.encoding import hash_base64, hash_hex
from ballots.proofs import encode_proof, prove_logarithm
from tests.support.archives import Link, chain
from tests.support.elections import SmallElection
from tests.vectors.cheating import credential_of
from tests.vectors.drafts import GROUP, canonical, packed
from tests.vectors.faults.chain import written
from tests.vectors.faults.container import entries, overwritten, summed
from tests.vectors.mutations import changed_texts, paths
from tests.verify.whole import (
    BOARD_KEY,
    NAMES,
    ORIGIN,
    Whole,
    checkpoint_text,
    data_of,
    events_of,
    keys,
    lots,
    pack,
    signed_note,
    small_whole,
    tie,
)

SETUP_PARTS = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A changed record, what was done, and with which options it is checked."""

    label: str
    record: bytes
    options: dict[str, Any] = field(default_factory=dict)


@cache
def good() -> tuple[SmallElection, Whole, tuple[Link, ...]]:
    """The record without a change, and what its events say."""
    small, whole = small_whole()
    return small, whole, tuple(told(whole.files["election.bel"]))


def told(bel: bytes) -> Iterator[Link]:
    """What the events of an archive say, to be changed and chained again."""
    place = 0
    for event in events_of(bel):
        count = {"Setup": 4, "EncryptedTally": 2, "PartialDecryption": 2, "EndBallots": 0}.get(event["type"], 1)
        yield Link(event["type"], tuple(data_of(bel, place + number) for number in range(1, count + 1)))
        place += count + 1


@cache
def texts_of(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """Every change of a JSON message with its name."""
    told = (("/".join(map(str, path)) + f" {kind}", text) for path, kind, text in changed_texts(data))
    return (*told, *boxed_texts(data))


@cache
def boxed_texts(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """A JSON message with a list or an object in the place of one scalar, empty or with the scalar in it."""
    return tuple(_boxed(data))


def _boxed(data: bytes) -> Iterator[tuple[str, bytes]]:
    whole = json.loads(data)
    for path in (path for path in paths(whole) if path):
        place = reduce(lambda value, step: value[step], path[:-1], whole)
        old = place[path[-1]]
        if isinstance(old, list | dict):
            continue
        for kind, box in (("list", []), ("object", {}), ("list of it", [old]), ("object of it", {"x": old})):
            place[path[-1]] = box
            yield "/".join(map(str, path)) + f" {kind} instead", canonical(whole)
        place[path[-1]] = old


# --- Messages of the board --------------------------------------------------------------------------------


def changed_message(random: Random) -> Case:
    """One field of one message of the board; events, and mostly the voter's signature, fit it."""
    small, whole, said = good()
    place = random.choice([at for at, link in enumerate(said) if link.data])
    link = said[place]
    which = random.randrange(len(link.data))
    label, text = random.choice(texts_of(link.data[which]))
    if link.type == "Ballot" and random.random() < 0.8:
        text = signed_again(small, text, link.data[0], voter_of(place))
    data = [text if at == which else part for at, part in enumerate(link.data)]
    if which < len(data) - 1:  # the payload names the part before it by its hash
        data[-1] = data[-1].replace(hash_hex(link.data[which]).encode(), hash_hex(text).encode())
    until = random.choice([None, None, place + 1])
    archive = packed([*said[:place], Link(link.type, tuple(data)), *said[place + 1 : until]])
    return Case(f"{link.type} {which}: {label}", whole.with_files(bel=archive).packed())


def voter_of(place: int) -> int:
    """Who cast the ballot at this place of the board."""
    return (0, 1, 2, 0, 3)[place - 1]


def signed_again(small: SmallElection, text: bytes, old: bytes, voter: int) -> bytes:
    """A changed ballot with a new signature, unless the change touches the old one."""
    _, mark, signature = old.rpartition(b',"signature":')
    body = text.removesuffix(mark + signature)
    if body == text:
        return text
    digest = hash_base64(body + b"}")
    proof = prove_logarithm(GROUP, f"sig|{digest}|", credential_of(small, voter)[1], small.random)
    return body + mark + canonical({"hash": digest, "proof": encode_proof(proof)}) + b"}"


def changed_event(random: Random) -> Case:
    """One field of one event; later events name the changed bytes."""
    _, whole, said = good()
    events = chain(said)
    place = random.randrange(len(events))
    label, text = random.choice(texts_of(events[place].raw))
    archive = written(list(said), place, lambda _: text)
    return Case(f"event {place}: {label}", whole.with_files(bel=archive).packed())


def changed_order(random: Random) -> Case:
    """Events or data entries left out, repeated, exchanged."""
    _, whole, said = good()
    links = list(said)
    kind = random.choice(["remove", "repeat", "exchange", "drop data", "double data", "turn data", "cut"])
    at = random.randrange(len(links))
    other = random.randrange(len(links))
    data = links[at].data
    if kind == "remove":
        del links[at]
    elif kind == "repeat":
        links.insert(other, links[at])
    elif kind == "exchange":
        links[at], links[other] = links[other], links[at]
    elif kind == "cut":
        links = links[: at + 1]
    else:
        changed = {"drop data": data[1:], "double data": data + data[-1:], "turn data": data[::-1]}[kind]
        links[at] = Link(links[at].type, changed)
    return Case(f"{kind} {at} {other}", whole.with_files(bel=packed(links)).packed())


# --- Bytes ------------------------------------------------------------------------------------------------


def changed_header(random: Random) -> Case:
    """A byte of a header, its sum put right or not."""
    _, whole, said = good()
    blocks = entries(list(said))
    number, at = random.randrange(len(blocks)), random.choice([*range(160), random.randrange(512)])
    block = overwritten(blocks[number], at, bytes([random.randrange(256)]))
    blocks[number] = summed(block) if random.random() < 0.6 else block
    return Case(f"header {number} byte {at}", whole.with_files(bel=b"".join(blocks)).packed())


def changed_bytes(random: Random, data: bytes) -> tuple[str, bytes]:
    """A byte changed, some taken out or put in, the end cut off."""
    at = random.choice([random.randrange(len(data)), random.randrange(min(len(data), 1200))])
    kind = random.choice(["byte", "bit", "out", "in", "cut", "behind"])
    count = random.choice([1, 1, 2, 7, 511, 512, 513])
    junk = random.choice([bytes(count), b"\n", b'{"', b" ", random.randbytes(count)])
    changed = {
        "byte": data[:at] + bytes([random.randrange(256)]) + data[at + 1 :],
        "bit": data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :],
        "out": data[:at] + data[at + count :],
        "in": data[:at] + junk + data[at:],
        "cut": data[:at],
        "behind": data + junk,
    }[kind]
    return f"{kind} {at} {count}", changed


def raw_archive(random: Random) -> Case:
    """Bytes of the archive, in a good ZIP or alone."""
    _, whole, _ = good()
    label, data = changed_bytes(random, whole.files["election.bel"])
    if random.random() < 0.3:
        return Case(f"archive alone: {label}", data, {"foreign": random.random() < 0.5})
    return Case(f"archive: {label}", whole.with_files(bel=data).packed())


def raw_entry(random: Random) -> Case:
    """Bytes of a data entry, under its right name: what decoders meet."""
    _, whole, said = good()
    place = random.choice([at for at, link in enumerate(said) if link.data])
    which = random.randrange(len(said[place].data))
    label, text = changed_bytes(random, said[place].data[which])
    data = [text if at == which else part for at, part in enumerate(said[place].data)]
    if which < len(data) - 1:
        data[-1] = data[-1].replace(hash_hex(said[place].data[which]).encode(), hash_hex(text).encode())
    archive = packed([*said[:place], Link(said[place].type, tuple(data)), *said[place + 1 :]])
    return Case(f"entry {place}.{which}: {label}", whole.with_files(bel=archive).packed())


def raw_record(random: Random) -> Case:
    """Bytes of the record file."""
    _, whole, _ = good()
    record = whole.packed()
    label, data = changed_bytes(random, record)
    if random.random() < 0.5:  # the directory and its neighbourhood
        at = random.randrange(len(record) - 800, len(record))
        data = record[:at] + bytes([random.randrange(256)]) + record[at + 1 :]
        label = f"byte {at}"
    return Case(f"record: {label}", data)


def changed_zip(random: Random) -> Case:
    """Files of the record file left out, doubled, renamed, in another order."""
    _, whole, _ = good()
    files = [(name, whole.files[name]) for name in NAMES]
    at, other = random.randrange(len(files)), random.randrange(len(files))
    kind = random.choice(["remove", "repeat", "exchange", "rename", "empty", "fewer"])
    if kind == "remove":
        del files[at]
    elif kind == "repeat":
        files.insert(other, files[at])
    elif kind == "exchange":
        files[at], files[other] = files[other], files[at]
    elif kind == "rename":
        name = random.choice(["", "x", files[at][0].upper(), "./" + files[at][0], files[other][0]])
        files[at] = (name, files[at][1])
    elif kind == "empty":
        files[at] = (files[at][0], b"")
    else:
        files = [file for file in files if random.random() < 0.6 or file[0] == "election.bel"]
    return Case(f"zip {kind} {at} {other}", pack(files), {"foreign": random.random() < 0.3})


# --- What stands beside -----------------------------------------------------------------------------------


def changed_beside(random: Random) -> Case:
    """One field of bindings, accounting, keys or lots; signed heads fit the files, or are left, or taken out."""
    _, whole, _ = good()
    name = random.choice(["bindings", "accounting", "keys", "lots"])
    label, text = random.choice(texts_of(whole.files[f"{name}.json"]))
    if random.random() < 0.2:
        label, text = changed_bytes(random, whole.files[f"{name}.json"])
    changed = whole.with_files(**{name: text})
    way = random.choice(["signed", "left", "out"])
    if way == "signed":
        try:
            changed = changed.signed((-1,)).with_files(keys=changed.files["keys.json"])
        except (ValueError, KeyError, TypeError):
            way = "left"
    elif way == "out":
        changed = changed.with_files(checkpoints=None)
    return Case(f"{name} ({way}): {label}", changed.packed())


LINE_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("space", lambda line: line + " "),
    ("cut", lambda line: line[:-1]),
    ("capitals", lambda line: line.upper()),
    ("zero", lambda line: re.sub(r"(\d+)$", r"0\1", line)),
    ("more", lambda line: re.sub(r"(\d+)$", lambda found: str(int(found[1]) + 1), line)),
    ("less", lambda line: re.sub(r"(\d+)$", lambda found: str(int(found[1]) - 1), line)),
    ("gone", lambda line: ""),
    ("name", lambda line: "x" + line),
    ("other", lambda line: line[:-2] + "AA"),
    ("tab", lambda line: line + "\t"),
    ("persian", lambda line: line.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))),
)


def changed_head(random: Random) -> Case:
    """A line of a signed head, signed again or not; heads of other events, other orders, other signatures."""
    _, whole, _ = good()
    total = len(events_of(whole.files["election.bel"]))
    heights = sorted(random.sample(range(total), random.randint(1, 3)))
    if random.random() < 0.1:
        random.shuffle(heights)
    texts = [checkpoint_text(whole.files, height, minutes) for minutes, height in enumerate(heights)]
    which = random.randrange(len(texts))
    label, texts[which] = changed_lines(random, texts[which])
    notes = [signed_note(text) for text in texts]
    if random.random() < 0.4:
        mark, notes[which] = changed_note(random, notes[which])
        label += f", {mark}"
    data = "".join(f"{note}\n" for note in notes).encode()
    if random.random() < 0.15:
        mark, data = changed_bytes(random, data)
        label += f", {mark}"
    return Case(f"heads {heights}: {label}", whole.with_files(checkpoints=data).packed())


def changed_lines(random: Random, text: str) -> tuple[str, str]:
    """One line of a checkpoint changed, or a line put in; sometimes none."""
    lines = text.splitlines()
    at = random.randrange(len(lines))
    kind = random.choice(["none", "change", "change", "out", "twice", "exchange", "further"])
    if kind == "change":
        kind, change = random.choice(LINE_CHANGES)
        lines[at] = change(lines[at])
    elif kind == "out":
        del lines[at]
    elif kind == "twice":
        lines.insert(at, lines[at])
    elif kind == "exchange":
        lines[at], lines[at - 1] = lines[at - 1], lines[at]
    elif kind == "further":
        further = ["journal x", "clock 1", "note y", "a b c", "", "bindings x", "1 2", "x" * 32 + " y", "x" * 33 + " y"]
        lines.insert(random.randint(0, len(lines)), random.choice([*further, "n " + "v" * random.choice([200, 201])]))
    return f"line {at} {kind}", "\n".join(lines) + "\n"


def changed_note(random: Random, note: str) -> tuple[str, str]:
    """Other lines of signatures: one more, one less, a wrong one, malformed ones."""
    text, _, own = note.rpartition("\n\n")
    other = signed_note(text + "\n", "witness.example").rpartition("\n\n")[2]
    own_id = own.split(" ")[2].strip()
    wrong = base64.b64encode(base64.b64decode(own_id)[:4] + bytes(64)).decode()
    lines = {
        "cosigned": own + other,
        "other first": other + own,
        "other alone": other,
        "twice": own + own,
        "wrong": f"— {ORIGIN} {wrong}\n",
        "short": own + f"— w {base64.b64encode(bytes(random.randint(1, 12))).decode()}\n",
        "long": own + f"— w {base64.b64encode(bytes(random.randint(290, 310))).decode()}\n",
        "junk": own + "x\n",
        "none": "",
        "hyphen": own.replace("—", "-"),
        "many": own + "".join(f"— w{number} {wrong}\n" for number in range(random.choice([97, 98, 99]))),
        "name": own + f"— {'w' * random.choice([200, 201])} {wrong}\n",
    }
    kind = random.choice(sorted(lines))
    return kind, f"{text}\n\n{lines[kind]}"


def changed_lots(random: Random) -> Case:
    """Lots with other seats, alternates, withdrawals and ties, most of them rightly drawn."""
    _, whole, _ = good()
    bel = whole.files["election.bel"]
    tied: list[tuple[int, Sequence[int]]] = [
        (1, (1, 2)),
        (1, (1, 3)),
        (3, (2, 3)),
        (1, (1, 2, 3)),
        (2, (1, 2)),
        (1, (2, 3)),
    ]
    ties = []
    for rank, numbers in random.sample(tied, random.choice([0, 1, 1, 1, 2])):
        method = random.choice(["balls", "balls", "dice"])
        length = random.choice([4, 5, 9, 10, 10, 11, 20, 21])
        digits = "".join(random.choice("123456" if method == "dice" else "0123456789") for _ in range(length))
        ties.append(tie(bel, rank, numbers, digits, method))
    options = {
        "seats": random.choice([1, 1, 2, 3, 1000]),
        "alternates": random.choice([0, 1, 2, 3]),
        "withdrawn": random.choice([(), (), (3,), (1,), (1, 2), (4,)]),
    }
    data = lots(None, *ties, **options)
    label = f"lots {options} {[(one['rank'], one['tied'], one['method'], len(one['digits'])) for one in ties]}"
    return Case(label, whole.with_files(lots=data).packed())


def given_receipt(random: Random) -> Case:
    """A receipt beside the record: of a ballot there, of another, of another election, forged, misspelled."""
    _, whole, said = good()
    ballots = [hashlib.sha256(link.data[0]).digest() for link in said if link.type == "Ballot"]
    fingerprint = hashlib.sha256(said[0].data[0]).digest()
    tracker = random.choice([*ballots, bytes(32)])
    of = random.choice([fingerprint, fingerprint, bytes(32)])
    text = receipt(of, tracker, random.choice([1, 1, 1, 2]), random.choice([82, 82, 82, 83]))
    if random.random() < 0.4:
        at = random.randrange(len(text))
        text = random.choice(
            [
                text.lower(),
                text[:at] + "A" + text[at + 1 :],
                text[:-1],
                text + "A",
                f" {text} ",
                text[:9] + "-" + text[9:],
            ]
        )
    changed = whole
    if random.random() < 0.3:
        changed = whole.with_files(checkpoints=None, keys=random.choice([None, keys()]))
    if random.random() < 0.3:
        cut = packed(said[: random.randint(1, len(said))])
        changed = changed.with_files(bel=cut, checkpoints=None, accounting=None, bindings=None, lots=None)
    return Case(f"receipt {text[:12]}", changed.packed(), {"receipt": text, "foreign": random.random() < 0.2})


def receipt(fingerprint: bytes, tracker: bytes, version: int = 1, kind: int = 82) -> str:
    """A receipt by the board's key of the tests."""
    first, second = (base64.b64encode(part).decode().rstrip("=") for part in (fingerprint, tracker))
    mark = BOARD_KEY.sign(f"majma|receipt|1|{first}|{second}".encode())
    return base64.b32encode(bytes([version, kind]) + fingerprint + tracker + mark).decode()


LAYERS: tuple[tuple[Callable[[Random], Case], int], ...] = (
    (changed_message, 30),
    (raw_entry, 12),
    (changed_event, 6),
    (changed_order, 6),
    (changed_header, 6),
    (raw_archive, 6),
    (raw_record, 6),
    (changed_zip, 4),
    (changed_beside, 14),
    (changed_head, 14),
    (changed_lots, 8),
    (given_receipt, 6),
)
"""The kinds of changes, and how often each is made."""


def cases(seed: int, layer: str = "") -> Iterator[Case]:
    """Changed records without an end, the same for the same seed; of one layer alone where it is named."""
    random = Random(seed)
    layers, weights = zip(
        *((change, weight) for change, weight in LAYERS if layer in ("", change.__name__)), strict=True
    )
    while True:
        yield random.choices(layers, weights)[0](random)
