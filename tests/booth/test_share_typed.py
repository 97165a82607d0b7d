"""A sheet is typed with the numbers that stand before its rows, or without: the page and the program read it alike."""

from __future__ import annotations

import json
import subprocess

import pytest

from ballots.backup import ROW_LENGTH, Share, decode_share, encode_share, split_key
from ballots.custody_errors import ShareTextError
from ballots.group import BELENIOS_2048 as GROUP
from tests.support.elections import seeded
from tests.verify.node import ROOT, node

SCRIPT = """
import { decodeShare } from './static/js/trustee/backup.js';
const read = (text) => {
  try {
    const { number, threshold, print, value } = decodeShare(text);
    return [number, threshold, print, String(value)];
  } catch ({ message, row }) {
    return message;
  }
};
process.stdout.write(JSON.stringify(JSON.parse(process.argv[1]).map(read)));
"""
SHARES = split_key(GROUP.random_scalar(seeded(1)), 3, 5, seeded(2))[1]
PERSIAN = "۱۲۳۴۵"
ARABIC = "١٢٣٤٥"


def sheet(share: Share, before: str, *, between: str = "\n", digits: str = "12345") -> str:
    """A sheet's rows in fours, each behind its number, in which a `#` stands for the digit."""
    text = encode_share(share)
    rows = [text[start : start + ROW_LENGTH] for start in range(0, len(text), ROW_LENGTH)]
    fours = (" ".join(row[start : start + 4] for start in range(0, ROW_LENGTH, 4)) for row in rows)
    return between.join(before.replace("#", digit) + row for digit, row in zip(digits, fours, strict=True))


def by_program(text: str) -> list[object] | None:
    try:
        share = decode_share(text)
    except ShareTextError:
        return None
    return [share.number, share.threshold, share.key_print.hex(), str(share.value)]


def by_page(texts: list[str]) -> list[list[object] | str]:
    asked = [node(), "--input-type=module", "-e", SCRIPT, json.dumps(texts)]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    found: list[list[object] | str] = json.loads(said.stdout)
    return found


TAKEN = [
    *(sheet(share, before) for share in SHARES for before in ("", "#. ", "# ", "#)", "#: ", "#- ", "  #.", "#\t")),
    *(sheet(SHARES[0], "#. ", digits=digits) for digits in (PERSIAN, ARABIC)),
    *(sheet(SHARES[0], "#. ", between=between) for between in (" ", "\r\n", "\n\n", "\t")),
    f"\u2066{sheet(SHARES[0], '#. ').lower()}\u2069\n",
    sheet(SHARES[0], "\u200e#.\u00a0"),
]
ONE = sheet(SHARES[0], "#. ")
REFUSED = [
    ONE.replace("1. ", "6. "),
    ONE.replace("1. ", "1, "),
    ONE.replace("1. ", "11. "),
    ONE + "\n6. AAAA",
    sheet(SHARES[0], "#. ", digits="13245")[:-4],
    ONE.replace("1. ", "1. 1. ") + " A",
    "1. 2. 3. 4. 5.",
    "",
]


def test_numbers_before_the_rows_are_taken_out_and_the_share_is_the_same() -> None:
    for text in TAKEN:
        assert decode_share(text) in SHARES, text
    assert decode_share(ONE) == SHARES[0]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_sheet_with_numbers_either_is_refused(text: str) -> None:
    with pytest.raises(ShareTextError):
        decode_share(text)


def test_the_page_reads_them_as_the_program_does() -> None:
    texts = [*TAKEN, *REFUSED]
    said = [one if isinstance(one, list) else None for one in by_page(texts)]
    assert said == [by_program(text) for text in texts]


def test_a_row_with_a_mistake_is_still_named_behind_its_number() -> None:
    other = "B" if ONE[3] != "B" else "C"
    with pytest.raises(ShareTextError) as refused:
        decode_share(ONE[:3] + other + ONE[4:])
    assert refused.value.row == 1
