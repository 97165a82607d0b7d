"""Ask both implementations about changed records: `python -m tests.verify.mutated --count 10000`.

Each line that comes out is a record of which they say something else; it is also kept in a folder. The status is 1
if there was one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from unittest import mock

from ballots import ledger
from tests.verify.changes import Case, cases
from tests.verify.node import Verifier
from tests.verify.python import said, verify

Said = tuple[str, str | None, str | None]


@contextmanager
def remembered() -> Iterator[None]:
    """Let Python remember what it said of each ballot: most records share their ballots with the good one."""
    with (
        mock.patch.object(ledger, "chunk_size", lambda election: 1),
        mock.patch.object(ledger, "check_chunk", lru_cache(maxsize=64)(ledger.check_chunk)),
    ):
        yield


def flags(options: dict[str, object]) -> list[str]:
    """The options of a case as the command spells them."""
    found = ["--foreign"] if options.get("foreign") else []
    return [*found, *(["--receipt", str(options["receipt"])] if "receipt" in options else [])]


def differences(made: Iterable[Case], count: Counter[Said] | None = None) -> Iterator[tuple[Case, Said, Said]]:
    """The cases of which JavaScript and Python do not say the same: the case, and both answers."""
    with remembered(), Verifier() as verifier, tempfile.TemporaryDirectory() as folder:
        for case in made:
            python = said(verify(case.record, Path(folder), *flags(case.options)))
            javascript = said(verifier.verify(case.record, remember=True, **case.options))
            if count is not None:
                count[python] += 1
            if python != javascript:
                yield case, python, javascript


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/disagreements"), help="folder for such records")
    arguments = parser.parse_args()
    count: Counter[Said] = Counter()
    found = 0
    for case, python, javascript in differences(islice(cases(arguments.seed), arguments.count), count):
        found += 1
        arguments.keep.mkdir(parents=True, exist_ok=True)
        (arguments.keep / f"{arguments.seed}-{found}.record.zip").write_bytes(case.record)
        print(f"{found}: {case.label} {case.options}\n    Python {python}\n    JavaScript {javascript}", flush=True)
    for outcome, times in count.most_common():
        print(f"{times:6} {outcome[0]} {outcome[1] or ''} {outcome[2] or ''}")
    print(f"{sum(count.values())} records, {found} disagreements")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
