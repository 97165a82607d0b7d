"""The published pages in signed heads: their list, their line, and every later change of them, which is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballots import board
from ballots.bundles import (
    NAMES,
    ListedFile,
    PageChange,
    bundles_line,
    changes,
    decode_list,
    differing,
    encode_list,
    hashes_in,
)
from ballots.checkpoint import Checkpoint, decode_checkpoint
from ballots.checks import Report
from ballots.custody_errors import BundlesFormatError, CheckpointFormatError
from ballots.encoding import hash_base64
from ballots.record import container
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.verify import verify_path
from tests.support.records import publish

HELD = publish(((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),))), voters=4, trustees=1)
ONE, OTHER, THIRD = (":".join([letter * 43] + ["B" * 43] * 3) for letter in "ACD")
FILES = (
    ListedFile(bundle="booth", path="/static/a.js", sha256="11" * 32),
    ListedFile(bundle="booth", path="/static/b.js", sha256="22" * 32),
    ListedFile(bundle="verifier", path="/check.html", sha256="33" * 32),
)


def test_a_list_is_what_sha256sum_reads_and_the_line_has_a_hash_of_each_bundle_s_lines() -> None:
    text = encode_list(FILES)
    assert text.splitlines()[0] == f"{'11' * 32}  booth/static/a.js"
    assert decode_list(text) == FILES
    line = bundles_line(FILES)
    booth = "".join(line + "\n" for line in text.splitlines()[:2])
    assert hashes_in(line)["booth"] == hash_base64(booth.encode())
    assert hashes_in(line)["checker"] == hashes_in(line)["trustee"] == hash_base64(b"")
    assert differing(line, bundles_line(FILES[1:])) == ("booth",)


@pytest.mark.parametrize(
    "text",
    [
        encode_list(FILES)[:-1],
        encode_list(reversed(FILES)),
        encode_list((FILES[1], FILES[0])),
        encode_list((FILES[0], FILES[0])),
        encode_list(FILES).replace("booth", "other"),
        encode_list(FILES).replace("  ", " "),
        encode_list(FILES).upper(),
        encode_list(FILES).replace("\n", "\r\n"),
    ],
)
def test_a_list_in_another_form_is_none(text: str) -> None:
    with pytest.raises(BundlesFormatError):
        decode_list(text)


@pytest.mark.parametrize("value", ["abc", ONE[:-1], ONE + ":" + "A" * 43, ONE.replace(":", ","), "=" + ONE[1:]])
def test_a_line_has_four_hashes(value: str) -> None:
    said = HELD.checkpoint(1, lines={"bundles": value})
    with pytest.raises(CheckpointFormatError):
        decode_checkpoint(said.to_text())


def heads(*values: str) -> list[Checkpoint]:
    """Heads from height 0 on that name these pages, none where the value is empty."""
    return [
        HELD.checkpoint(height, lines={"bundles": value} if value else {}) for height, value in enumerate(values)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((), ()),
        (("", ""), ()),
        (("", ONE, ONE), ()),
        ((ONE, OTHER, OTHER), ((1, ("booth",), True),)),
        ((ONE, OTHER, ONE), ((1, ("booth",), True), (2, ("booth",), True))),
        ((ONE, "", ONE), ((1, NAMES, True),)),
        ((ONE, ONE, ONE, OTHER, THIRD), ((3, ("booth",), True), (4, ("booth",), False))),
    ],
)
def test_every_change_is_found(values: tuple[str, ...], found: tuple[tuple[int, tuple[str, ...], bool], ...]) -> None:
    expected = tuple(PageChange(height=height, names=names, in_voting=early) for height, names, early in found)
    assert changes(heads(*values), 3) == expected


def verified(folder: Path, *values: str) -> Report:
    """The check of a whole record whose heads name these pages, one after the other."""
    every = HELD.signed_heights(HELD.last)
    said = [HELD.checkpoint(height) for height in every]
    notes = [
        HELD.sign(HELD.checkpoint(head.head.height, lines={**head.lines, "bundles": value}))
        for head, value in zip(said, values, strict=False)
    ]
    path = folder / "x.record.zip"
    files = HELD.files(HELD.last) | {container.CHECKPOINTS: encode_checkpoints(notes)}
    path.write_bytes(container.record_bytes(files))
    return verify_path(path)


def test_the_verifier_warns_of_a_change_and_accepts(tmp_path: Path) -> None:
    assert HELD.events[HELD.height(board.END_BALLOTS)].type == board.END_BALLOTS
    same, other = verified(tmp_path, *[ONE] * 3), verified(tmp_path, ONE, OTHER, OTHER)
    assert (same.ok, other.ok) == (True, True)
    assert same.warnings == ()
    assert len(other.warnings) == 1
    assert "the published pages changed while voting went on (booth)." in other.warnings[0]
