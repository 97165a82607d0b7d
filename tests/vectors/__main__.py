"""`python -m tests.vectors`: make the corpus of broken records again, and compare what belenios-tool says of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.support.belenios_tool import installed_version
from tests.vectors.comparison import compare
from tests.vectors.corpus import FOLDER, files, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files, say what changed, and with --compare write the comparison; return 0."""
    parser = argparse.ArgumentParser(prog="majma vectors", description=__doc__.split(": ", 1)[1])
    parser.add_argument(
        "--compare",
        action="store_true",
        help="also ask the installed belenios-tool about new records, and write docs/broken-records.md",
    )
    parser.add_argument("--again", action="store_true", help="with --compare: ask about all records, not only new ones")
    chosen = parser.parse_args(arguments)
    made = files()
    done = write(made)
    for kind, names in done.items():
        for name in names:
            print(f"{kind:8} {name}")
    print(f"{len(made)} files in {FOLDER.name}, {sum(map(len, done.values()))} of them written or removed")
    if chosen.compare:
        print(compare(installed_version(), again=chosen.again))
    return 0


if __name__ == "__main__":
    sys.exit(main())
