"""The search of the booth folds as the server does: each letter of Arabic script, with marks, and names as typed."""

from __future__ import annotations

import json
import subprocess
import unicodedata

from app.language.text import search_key, search_letters
from tests.verify.node import ROOT, node

SCRIPT = """
import { folder } from '%s';
const { letters, texts } = JSON.parse(process.argv[1]);
process.stdout.write(JSON.stringify(texts.map(folder(letters))));
"""
BLOCK = [char for char in map(chr, (*range(0x600, 0x700), *range(0x750, 0x780))) if unicodedata.category(char) != "Cn"]
FORMS = [
    char for char in map(chr, (*range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFD))) if unicodedata.category(char) != "Cn"
]
TYPED = ["مؤسسهٔ پناه", "خيريه نسيم", "کانون آوای مهر ۱۲", "Institution ٣", "مردم\u200cنهاد", "مُحَمَّد", "قضائیه", "ÉCOLE"]


def folded(texts: list[str], letters: dict[str, str]) -> list[str]:
    """What the page's script makes of texts."""
    script = SCRIPT % (ROOT / "static/js/page/fold.js").as_uri()
    said = json.dumps({"letters": letters, "texts": texts})
    done = subprocess.run(
        [node(), "--input-type=module", "-e", script, said], capture_output=True, check=True, timeout=60
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_page_and_server_fold_every_letter_alike_and_without_the_letters_they_do_not() -> None:
    marked = [letter + mark for letter in BLOCK[::3] for mark in "\u064e\u0651\u0653\u0654\u0655"]
    texts = [*BLOCK, *FORMS, *marked, *TYPED]
    assert folded(texts, search_letters()) == [search_key(text) for text in texts]
    assert folded(BLOCK, {}) != [search_key(char) for char in BLOCK]


def test_what_people_type_finds_the_name() -> None:
    assert search_key("موسسه پناه") == search_key("مؤسسهٔ پناه")
    assert search_key("٣") == search_key("۳") == "3"
