"""How long the booth encrypts in Chromium: 22 and 100 candidates, on this machine and on a device six times slower.

Chromium's own throttling (`Emulation.setCPUThrottlingRate`) slows the main thread of a page but not its workers,
and the booth encrypts in a worker. So two honest figures stand side by side: the same code run on the throttled main thread,
and the worker's time as a voter waits for it, times six. A third column asks for throttling and looks whether it reached the
worker. Every figure is that of the first ballot of a fresh page (nothing compiled yet), the tables being ready, as they are
when a voter has read the list.
"""

from __future__ import annotations

import os
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.booth.hall import Hall, make_hall, opened
from tests.support.tools import find_tool

SLOWER = 6
ROUNDS = 7
LIMITS = {22: 0.5, 100: 2.0}
_WORKER = """async ({bytes, fingerprint, credential, choices}) => {
  const { Engine } = await import('/static/js/booth/engine.js');
  const engine = new Engine();
  const start = performance.now();
  await engine.open(new Uint8Array(bytes).buffer, fingerprint);
  await engine.identify(credential);
  const ready = performance.now();
  await engine.encrypt(choices);
  const end = performance.now();
  engine.end();
  return [ready - start, end - ready];
}"""
_MAIN = """async ({bytes, fingerprint, credential, choices}) => {
  const { generatorTable, makeTable } = await import('/static/js/booth/group.js');
  const { openElection } = await import('/static/js/booth/election.js');
  const { deriveSecret } = await import('/static/js/booth/credential.js');
  const { encryptBallot } = await import('/static/js/booth/ballot.js');
  const start = performance.now();
  const election = openElection(new Uint8Array(bytes), fingerprint);
  const bases = { g: generatorTable(), y: makeTable(election.publicKey) };
  const secret = deriveSecret(credential, election.uuid);
  const ready = performance.now();
  encryptBallot(election, bases, secret, choices);
  return [ready - start, performance.now() - ready];
}"""


def main() -> None:
    """Print a table of medians."""
    print(f"first ballot of a fresh page, median of {ROUNDS}; seconds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'candidates':>10} {'engine':>8} {'tables':>7} {'worker':>7} {'worker x6':>9} {'main, x6 by CDP':>15} {'worker under CDP x6':>19} {'limit':>6}")  # fmt: skip
    with sync_playwright() as playwright:
        for flags in ((), ("--js-flags=--jitless",)):
            browser = playwright.chromium.launch(executable_path=find_tool("chromium"), args=list(flags))
            for candidates, limit in LIMITS.items():
                _print(browser, "no JIT" if flags else "V8", candidates, limit)
            browser.close()


def _print(browser: Browser, engine: str, candidates: int, limit: float) -> None:
    with opened(make_hall(candidates=candidates)) as hall:
        rounds = [
            (_measure(browser, hall, _WORKER, 1), _measure(browser, hall, _MAIN, SLOWER), _measure(browser, hall, _WORKER, SLOWER))
            for _ in range(ROUNDS)
        ]  # fmt: skip
    tables = median(worker[0] for worker, _, _ in rounds) / 1000
    worker, throttled, asked = (median(times[place][1] for times in rounds) / 1000 for place in range(3))
    print(f"{candidates:>10} {engine:>8} {tables:>7.3f} {worker:>7.3f} {worker * SLOWER:>9.3f} {throttled:>15.3f} {asked:>19.3f} {limit:>6.1f}")  # fmt: skip


def _measure(browser: Browser, hall: Hall, script: str, rate: int) -> list[float]:
    """[milliseconds until the tables stand, milliseconds for one ballot] in a fresh page."""
    page = browser.new_page()
    page.goto(hall.address + "/static/img/favicon.svg")
    _throttle(page, rate)
    times: list[float] = page.evaluate(script, _given(hall))
    page.context.close()
    return times


def _throttle(page: Page, rate: int) -> None:
    if rate > 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def _given(hall: Hall) -> dict[str, Any]:
    asked = hall.small.election.questions[0]
    marks = [int(place < asked.maximum) for place in range(len(asked.answers))]
    return {
        "bytes": list(hall.small.election.to_bytes()), "fingerprint": hall.small.election.fingerprint,
        "credential": hall.small.credentials[0], "choices": [marks],
    }  # fmt: skip


if __name__ == "__main__":
    main()
