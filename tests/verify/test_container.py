"""Every byte of both containers, the ZIP of a record and the headers of its archive: both implementations refuse alike.

A random draw finds such a difference once in thousands of records; here each byte is changed and each end cut off.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest

from ballots.record.container import LIMITS, read_record
from ballots.record.container import record_bytes as zipped
from tests.verify import mutated
from tests.verify.changes import Case, good
from tests.verify.node import Verifier
from tests.verify.twins import Twin, twin_of

EVERY = 29
"""Of the cases, one in so many is looked at in each run, all of them by `prove`."""
HEADER = 512
"""A header of the archive; the first stands at its beginning."""


def changed(record: bytes, places: list[int]) -> Iterator[Case]:
    """Each of these bytes as another one, with one bit or all bits changed, and the record cut off there."""
    for place in places:
        for what, byte in (("one bit", record[place] ^ 1), ("high bits", record[place] ^ 0xF0), ("zero", 0)):
            if byte != record[place]:
                yield Case(f"byte {place}: {what}", record[:place] + bytes([byte]) + record[place + 1 :])
        yield Case(f"ends before byte {place}", record[:place])


def cases() -> Iterator[Case]:
    """The headers of the ZIP, its names, its directory and end; then two headers of the archive inside."""
    _, whole, _ = good()
    record = whole.packed()
    members = read_record(io.BytesIO(record))
    starts = [one.position - len(one.header) for one in members]
    headers = [place for start, one in zip(starts, members, strict=True) for place in range(start, one.position)]
    last = members[-1]
    yield from changed(record, [*headers, *range(last.position + last.size, len(record))])
    yield Case("a byte behind the end", record + b"\0")
    for one, other in pairwise(members):
        begin, end = one.position - len(one.header), other.position - len(other.header)
        yield Case(f"without {one.name}, the directory as before", record[:begin] + record[end:])
    files = {name: whole.files[name] for name in LIMITS if name in whole.files}
    for case in changed(files["election.bel"], [*range(HEADER), *range(HEADER * 4, HEADER * 5)]):
        yield Case(f"archive, {case.label}", zipped({**files, "election.bel": case.record}))


@pytest.mark.parametrize("step", [EVERY, pytest.param(1, marks=pytest.mark.prove)])
def test_both_refuse_each_changed_byte_with_the_same_code(step: int) -> None:
    found = list(mutated.differences(islice(cases(), 0, None, step)))
    assert [(case.label, python, javascript) for case, python, javascript in found] == []


def test_a_reader_that_looks_in_another_order_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a name that is too long is first looked for behind the end of the file."""
    twin = Twin(module="zip.js", text="length > LONGEST", instead="length > 0xffff", record="")
    script = twin_of(twin, tmp_path)
    monkeypatch.setattr(mutated, "Verifier", lambda: Verifier(script))
    _, whole, _ = good()
    record = whole.packed()
    last = read_record(io.BytesIO(record))[-1]
    place = last.position - len(last.name) - 3  # the high byte of the length of its name
    longer = Case("a long name", record[:place] + b"\xff" + record[place + 1 :])
    assert [case.label for case, _, _ in mutated.differences([longer])] == ["a long name"]
