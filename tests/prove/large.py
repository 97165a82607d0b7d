"""`python -m tests.prove.large`: records of 22 and of 1000 ballots of 24 candidates, made by the program itself and
checked by `ballots verify`, by Belenios' own tool, and by check.html in Chromium and in Firefox, each with its seconds.

With `make` the records are made and checked by the two programs, beside whatever else runs, and left for check.html
alone on the machine. The last line gives the figures. The status is 1 when a program refuses a record, or check.html
takes longer than is allowed: 10 s for 22 ballots and 5 minutes for 1000, on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.belenios_tool import PROGRAM
from tests.support.browser import open_browser
from tests.verify import firefox
from tests.verify.node import ROOT

ALLOWED = {22: 10, 1000: 300}
"""The seconds that check.html may take, by the number of ballots."""
MADE = ROOT / "build" / "prove" / "records"
"""Where records wait for their check, which takes them away, as every start of prove does: none is checked that an
older program made."""
RIGHT = ("شمارش درست است", "الفرز صحيح", "The count is right")
"""What check.html says of a record that it accepts, in the language of the browser."""


def rehearse(folder: Path, voters: int) -> Path:
    """Hold an election of `voters` with every program that a real one needs; the folder of its record."""
    out = folder / str(voters)
    command = [sys.executable, "-P", "-m", "flask", "--app", str(ROOT / "wsgi.py"), "rehearse"]
    subprocess.run([*command, "--voters", str(voters), "--out", str(out)], check=True, stdout=subprocess.DEVNULL)
    return out


def by_ballots(record: Path) -> bool:
    """Whether `ballots verify` accepts it."""
    command = [sys.executable, "-P", "-m", "ballots", "verify", str(record)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, cwd=ROOT, check=False).returncode == 0


def by_tool(record: Path) -> bool:
    """Whether Belenios' tool accepts the archive alone in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(record.parent / "election.bel", folder)
        command = [PROGRAM, "election", "verify", "--dir", folder]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def by_chromium(record: Path) -> bool:
    """Whether check.html, opened from the disk, says in Chromium that the count is right."""
    with open_browser() as browser:
        page = browser.new_page()
        page.goto(firefox.PAGE)
        page.set_input_files("#files", record)
        title = page.locator("h2.notice-title").first
        title.wait_for(timeout=ALLOWED[1000] * 1000)
        return (title.text_content() or "") in RIGHT


def by_firefox(record: Path) -> bool:
    """The same in Firefox."""
    said = asyncio.run(firefox.verdict(record))
    return any(words in said for words in RIGHT)


def make() -> int:
    """Make the records anew, each of a whole election, and let the two programs check them."""
    shutil.rmtree(MADE, ignore_errors=True)
    for voters in ALLOWED:
        rehearse(MADE, voters)
    return check({"ballots": by_ballots, PROGRAM: by_tool})


def check(checks: dict[str, Callable[[Path], bool]]) -> int:
    """Let these check the records, and print what each took."""
    figures, sound = [], True
    for voters, allowed in ALLOWED.items():
        record = next((MADE / str(voters)).glob("*.record.zip"))
        for name, accepts in checks.items():
            begun = time.perf_counter()
            accepted = accepts(record)
            seconds = time.perf_counter() - begun
            late = name in BROWSERS and seconds > allowed
            sound = sound and accepted and not late
            print(f"{voters} ballots, {name}: {'accepted' if accepted else 'REFUSED'} in {seconds:.1f} s", flush=True)
            figures.append(f"{voters} {name} {seconds:.0f} s")
    print("; ".join(figures))
    return 0 if sound else 1


BROWSERS = {"Chromium": by_chromium, "Firefox": by_firefox}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the records, or let check.html check those that wait, made now where none do, and take them away."""
    parser = argparse.ArgumentParser(prog="tests.prove.large")
    parser.add_argument("act", nargs="?", choices=("make",))
    if parser.parse_args(arguments).act:
        return make()
    there = all(list((MADE / str(voters)).glob("*.record.zip")) for voters in ALLOWED)
    refused = 0 if there else make()
    status = check({name: one for name, one in BROWSERS.items() if name != "Firefox" or firefox.program()})
    shutil.rmtree(MADE)
    return refused or status


if __name__ == "__main__":
    sys.exit(main())
