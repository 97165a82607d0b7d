"""What pages and papers say of secrecy and verification, against the table of SPEC 14; and a draw of such sentences.

``python -m tests.rules.claims --seed 20261130`` draws thirty sentences and says where each is argued and tested.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

from tests.rules.tree import ROOT
from tests.verify.words import words

SPEC = ROOT / "ballots" / "SPEC.md"
CATALOGUE = ROOT / "app" / "language" / "translations" / "fa" / "LC_MESSAGES" / "messages.po"
GUIDES = (ROOT / "README.md", ROOT / "docs" / "people.md", ROOT / "app" / "language" / "data" / "record_readme.txt")
OTHERS = Path(__file__).with_name("no_claims.txt")

_WORD = re.compile(
    r"secre|encrypt|decrypt|sealed|locked|\block(s|ed)?\b|tracker|prov(e|es|en)\b|proof|verif|\bchecked\b|whoever|nobody"
    r"|no one|anyone|anybody|signed|signature|receipt|witness|binding|fingerprint|trustee|\bkeys?\b|random|drawn|tamper"
    r"|forge|genuine|passphrase|destroy|hash|board|credential|single (ballot|vote)",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"[a-z].*[.!;:?]|(\S+\s){5}")
_ROW = re.compile(r"^\| (?P<sentence>.+) \| (?P<sections>[^|]+) \| (?P<tests>[^|]+) \|$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the sections of SPEC that argue it, and the tests that hold it."""

    sentence: str
    sections: tuple[str, ...]
    tests: tuple[str, ...]


def claims(spec: str) -> tuple[Claim, ...]:
    """The rows of the table in section 14."""
    section = spec[spec.index("\n## 14. ") : spec.index("\n## 15. ")]
    rows = (found for line in section.splitlines() if (found := _ROW.match(line)))
    return tuple(
        Claim(
            sentence=row["sentence"], sections=tuple(re.findall(r"\d+(?:\.\d+)?", row["sections"])),
            tests=tuple(re.findall(r"`([^`]+)`", row["tests"])),
        )
        for row in rows if row["sentence"] not in ("sentence", "---")
    )  # fmt: skip


def sentences() -> Iterator[str]:
    """Every message of the program, and every one of the page that checks records."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield from message.id if isinstance(message.id, tuple) else (message.id,)
    yield from words("en").values()


def of_the_kind(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that state something and use a word of secrecy or verification, sorted, each once."""
    return tuple(sorted({text for text in texts if _WORD.search(text) and _STATEMENT.search(text)}))


def others() -> tuple[str, ...]:
    """Sentences with such a word that claim nothing about votes or their check: labels, requests, other matters."""
    return tuple(line for line in OTHERS.read_text("utf-8").splitlines() if line and not line.startswith("# "))


def draw(seed: int, count: int) -> tuple[str, ...]:
    """`count` sentences of the kind, drawn by `seed` from all that the program has."""
    kept = set(others())
    pool = [text for text in of_the_kind(sentences()) if text not in kept]
    return tuple(random.Random(seed).sample(pool, count))


def main() -> int:
    """Draw sentences and print where each is argued and tested; 1 where one is in no row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=30)
    asked = parser.parse_args()
    table = {one.sentence: one for one in claims(SPEC.read_text("utf-8"))}
    missing = 0
    for sentence in draw(asked.seed, asked.count):
        found = table.get(sentence)
        missing += found is None
        print(
            sentence,
            f"  section {', '.join(found.sections)}: {', '.join(found.tests)}" if found else "  MISSING",
            sep="\n",
        )
    print(f"{asked.count - missing} of {asked.count} sentences stand in the table of SPEC 14 (seed {asked.seed})")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
