"""One spelling of a passphrase for every keyboard, and the script beside that has the same (R33, R34)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby

import pytest

from ballots import keyfile
from ballots.custody_errors import PassphraseError, WeakPassphraseError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import open_key, seal_key
from ballots.passphrase import folded, spellings
from tests.support.elections import seeded
from tests.verify.node import ROOT, node

TYPED = "کلید مجمع ملی ۱۴۰۵"
PRIVATE = GROUP.random_scalar(seeded(1))
KEYBOARDS = (
    "كليد مجمع ملي ١٤٠٥", "کلید مجمع ملی 1405", "كليد مجمع ملى 1405", "کلید  مجمع ملی ۱۴۰۵", " کلید مجمع ملی ۱۴۰۵ ",
    "کلید\u200cمجمع\u00a0ملی\u3000۱۴۰۵", "کلیـد مجمع ملی ۱۴۰۵\u200f", "\ufeffکلید مجمع ملی ۱۴۰۵\n",
    unicodedata.normalize("NFD", TYPED), "کلید مجمع ملی 𝟙𝟜𝟘𝟝",
)  # fmt: skip
"""The same words of an Arabic keyboard, one of a telephone, a paste, a slip of the thumb."""
OTHERS = ("کلید مجمع ملی ۱۴۰۶", "کلیدمجمع ملی ۱۴۰۵", "کلید مجمع ملی", "")


@pytest.mark.parametrize("typed", KEYBOARDS)
def test_the_same_words_are_one_spelling(typed: str) -> None:
    assert folded(typed) == "کلید مجمع ملی 1405"


@pytest.mark.parametrize("typed", OTHERS)
def test_other_words_are_not(typed: str) -> None:
    assert folded(typed) != folded(TYPED)


def test_what_is_ascii_alone_is_tried_once() -> None:
    """So that a wrong password costs no more than before."""
    assert spellings("a passphrase of 12 words") == ("a passphrase of 12 words",)
    assert len(spellings(TYPED)) == 2
    assert len(spellings(KEYBOARDS[0])) == 3


def test_a_key_opens_on_every_keyboard_and_one_sealed_before_still_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    now = seal_key(PRIVATE, TYPED, seeded(2))
    monkeypatch.setattr(keyfile, "folded", lambda text: unicodedata.normalize("NFKC", text))
    before = seal_key(PRIVATE, TYPED, seeded(2))
    monkeypatch.undo()
    for typed in (TYPED, KEYBOARDS[0], KEYBOARDS[1]):
        assert open_key(now, typed) == open_key(before, typed) == PRIVATE
    with pytest.raises(PassphraseError):
        open_key(now, OTHERS[0])
    monkeypatch.setattr(keyfile, "spellings", lambda text: (unicodedata.normalize("NFKC", text),))
    with pytest.raises(PassphraseError):  # the broken twin: what is typed is tried as it is
        open_key(before, KEYBOARDS[1])


def test_spaces_make_no_passphrase() -> None:
    with pytest.raises(WeakPassphraseError):
        seal_key(PRIVATE, "            a", seeded(2))


def assigned() -> Iterator[tuple[int, int]]:
    """The ranges of characters that have a meaning in this Python's Unicode, half-characters left out."""
    known = (place for place in range(0x110000) if unicodedata.category(chr(place)) not in ("Cn", "Cs"))
    for _, places in groupby(enumerate(known), lambda pair: pair[1] - pair[0]):
        found = [place for _, place in places]
        yield found[0], found[-1]


SCRIPT = """
import { createHash } from 'node:crypto';
import { folded, spellings } from './static/js/trustee/passphrase.js';
const hash = createHash('sha256');
for (const [first, last] of JSON.parse(process.argv[1])) {
  for (let place = first; place <= last; place++) {
    const one = String.fromCodePoint(place);
    hash.update([folded(one), folded(`ا ${one}ب`), ...spellings(`x${one}1`)].join('|') + '\\n');
  }
}
console.log(hash.digest('hex'));
"""


@pytest.mark.parametrize("last", [0x2FFF, 0x10FFFF], ids=["some", "every"])
def test_the_script_folds_every_character_as_we_do(last: int) -> None:
    ranges = [(first, end) for first, end in assigned() if end <= last]
    expected = hashlib.sha256()
    for first, end in ranges:
        for place in range(first, end + 1):
            one = chr(place)
            line = "|".join((folded(one), folded(f"ا {one}ب"), *spellings(f"x{one}1")))
            expected.update(line.encode() + b"\n")
    asked = [node(), "--input-type=module", "-e", SCRIPT, json.dumps(ranges)]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == expected.hexdigest(), sys.version
