"""Questions «in which file would I change …» for a reader who has only the tree.

`python -m tests.rules.questions SEED NUMBER FILE…` draws sentences at random, each once, from texts (one statement a
sentence or a line) and from message catalogues (`.po`: every `msgid`). The same seed and files give the same draw.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

LEAST, MOST = 15, 240
"""Characters of what can be asked about: a word alone says too little, a paragraph asks several things."""

_MESSAGE = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.M)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
_MARKS = re.compile(r"^[\s>#*\-\d.|]+|[\s*|]+$")


def statements(path: Path) -> list[str]:
    """What a file says, one statement an entry, in its order."""
    text = path.read_text("utf-8")
    if path.suffix == ".po":
        found = ["".join(_STRING.findall(block)) for block in _MESSAGE.findall(text)]
    else:
        found = [_MARKS.sub("", piece) for piece in _END.split(text)]
    return [one for one in found if LEAST <= len(one) <= MOST]


def draw(paths: list[Path], seed: int, number: int) -> list[tuple[str, str]]:
    """So many statements, each with its file's name; as many as there are where there are fewer."""
    every = sorted({(path.name, one) for path in paths for one in statements(path)})
    return random.Random(seed).sample(every, min(number, len(every)))


def main() -> None:
    """Print the questions, numbered, with where each came from."""
    if len(sys.argv) < 4:
        raise SystemExit("python -m tests.rules.questions SEED NUMBER FILE…")
    seed, number, paths = int(sys.argv[1]), int(sys.argv[2]), [Path(name) for name in sys.argv[3:]]
    print(f"seed {seed}")
    for place, (name, said) in enumerate(draw(paths, seed, number), start=1):
        print(f"{place:2}. In which file would I change: «{said}» ({name})")


if __name__ == "__main__":
    main()
