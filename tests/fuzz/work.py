"""One process's part of the work: `python -m tests.fuzz.work METHOD MODULE:TARGET COUNT SEED TIMEOUT FILE`.

It writes what came of its inputs into FILE, as JSON; a fault with the whole input.
"""

from __future__ import annotations

import base64
import importlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.tally import Tally

ATHERIS, HYPOTHESIS = "atheris", "hypothesis"
EVERY = 15
"""Seconds between two lines that say how far it is."""

_MEMORY = 4 << 30


def main(arguments: list[str]) -> int:
    """Do the work, and return 0 also when a fault was found: the file tells."""
    method, place, *numbers, path = arguments
    count, number, timeout = map(int, numbers)
    out = Path(path)
    say = _progress(f"{place.partition(':')[2]} ({method})", count)
    if method == ATHERIS:
        from tests.fuzz import guided

        task = guided.Task(place=place, count=count, seed=number, timeout=timeout)
        guided.hunt(task, lambda tally, fault: out.write_bytes(_coded(tally, fault)), say)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    out.write_bytes(_search(place, count, number, say))
    return 0


def _search(place: str, count: int, number: int, say: Callable[[Tally], None]) -> bytes:
    from tests.fuzz.search import search
    from tests.fuzz.target import Fault

    module, _, name = place.partition(":")
    target = importlib.import_module(module).find(name)
    tally = Tally()
    try:
        search(target, count, number, tally, say)
    except Fault as fault:
        return _coded(tally, fault)
    return _coded(tally, None)


def _coded(tally: Tally, fault: object) -> bytes:
    said: dict[str, object] = {"accepted": tally.accepted, "refused": tally.refused, "seconds": tally.seconds}
    if fault is not None:
        data, reason, trace = (getattr(fault, name) for name in ("data", "reason", "trace"))
        said["fault"] = {"data": base64.b64encode(data).decode(), "reason": reason, "trace": trace}
    return json.dumps(said).encode()


def read(data: bytes) -> tuple[Tally, dict[str, str] | None]:
    """Return what a process wrote: the tally, and the fault's data (base64), reason and trace, if there is one."""
    said = json.loads(data)
    return Tally(said["accepted"], Counter(said["refused"]), said["seconds"]), said.get("fault")


def _progress(name: str, count: int) -> Callable[[Tally], None]:
    last = time.monotonic()

    def say(tally: Tally) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            print(f"  {name}: {tally.inputs:,} of {count:,}", flush=True)

    return say


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
