"""All benchmarks, one after another, each in its own process: ``./majma bench [archive|letters|register …]``.

Each prints medians and the ratio to what it is compared with; nothing here decides whether the tests pass.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("archive", "scale", "booth", "letters", "register", "federation", "hall", "held")


def main(names: tuple[str, ...]) -> int:
    """Run the named benchmarks, or all; return 0 when each of them ended well."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(
            f"no such benchmark: {', '.join(sorted(unknown))} (there are {', '.join(BENCHMARKS)})",
            file=sys.stderr,
        )
        return 2
    codes = []
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
