"""`./majma test --profile`: the processor's seconds by folder and of the dearest tests, printed at the end.

Every test's seconds are in `build/profile.txt`, the dearest first.

Counted is the process of the tests with all that it started (browser, server, database), from one report to the next:
on a machine with other work that says more than the time on the wall.
"""

from __future__ import annotations

import ctypes
import os
from collections import Counter
from pathlib import Path

import pytest

TICKS = os.sysconf("SC_CLK_TCK")
DEAREST = 30
KEPT = Path(__file__).resolve().parents[2] / "build" / "profile.txt"
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER: a server that lets go of who started it is counted still
_LAST = pytest.StashKey[float]()
_BY_TEST: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--profile", action="store_true", help="print the processor's seconds by folder at the end")


def spent() -> float:
    """The seconds that this process and everything below it have taken so far."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            with open(path, "rb") as file:  # a test may have exchanged what Path does
                fields = file.read().rpartition(b") ")[2].split()
        except OSError:  # it ended meanwhile, and its time went to who waited for it
            continue
        number = int(path.parent.name)
        parents[number], ticks[number] = int(fields[1]), sum(map(int, fields[11:15]))
    below = [os.getpid()]
    for number in below:
        below += [child for child, parent in parents.items() if parent == number]
    return sum(ticks[number] for number in below) / TICKS


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.getoption("profile"):
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
        session.config.stash[_LAST] = spent()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> None:
    """Keep the seconds since the report before; xdist carries them to where the table is made."""
    if item.config.getoption("profile"):
        now = spent()
        item.user_properties.append(("seconds", now - item.config.stash[_LAST]))
        item.config.stash[_LAST] = now


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":  # it bears what the phases before it kept, too
        _BY_TEST[report.nodeid] += sum(value for name, value in report.user_properties if name == "seconds")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("profile"):
        return
    folders: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for name, seconds in _BY_TEST.items():
        folders["/".join(name.split("/")[1:2])] += seconds
        tests["/".join(name.split("/")[1:2])] += 1
    terminalreporter.section(f"seconds of the processor: {sum(folders.values()):.0f}")
    for name, seconds in folders.most_common():
        terminalreporter.line(f"{seconds:8.1f}  {name} ({tests[name]} tests)")
    dearest = [f"{seconds:8.2f}  {name}" for name, seconds in _BY_TEST.most_common()]
    for line in dearest[:DEAREST]:
        terminalreporter.line(line)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text("\n".join(dearest) + "\n", "utf-8")
