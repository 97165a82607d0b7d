"""How long the booth encrypts in Chromium: 22 and 100 candidates, on this machine and on a device six times slower.

Chromium's own throttling (`Emulation.setCPUThrottlingRate`) slows the main thread of a page but not its workers, and
the booth encrypts in a worker. So the table says side by side:

- worker: seconds from the request to the sealed ballot, as a voter waits here; worker x6: on a device six times slower;
- main x6: the same code on the main thread, throttled six times by Chromium;
- asked x6: the worker again in a page that is throttled, to show that the throttling does not reach it.

Each figure is that of the first ballot of a fresh page (nothing compiled yet), the tables and the credential being
ready, as they are when a voter has read the list.
"""

from __future__ import annotations

import os
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from tests.booth.hall import Hall, make_hall, opened
from tests.support.browser import open_browser

SLOWER = 6
ROUNDS = 7
LIMITS = {22: 0.5, 100: 2.0}
_PREPARE_WORKER = """async ({bytes, fingerprint, credential, choices}) => {
  const { Engine } = await import('/static/js/booth/engine.js');
  const engine = new Engine();
  await engine.open(new Uint8Array(bytes).buffer, fingerprint);
  await engine.identify(credential);
  window.seal = () => engine.encrypt(choices);
}"""
_PREPARE_MAIN = """async ({bytes, fingerprint, credential, choices}) => {
  const { generatorTable, makeTable } = await import('/static/js/protocol/group.js');
  const { openElection } = await import('/static/js/protocol/election.js');
  const { deriveSecret } = await import('/static/js/protocol/credential.js');
  const { encryptBallot } = await import('/static/js/protocol/ballot.js');
  const election = openElection(new Uint8Array(bytes), fingerprint);
  const bases = { g: generatorTable(), y: makeTable(election.publicKey) };
  const secret = deriveSecret(credential, election.uuid);
  window.seal = () => encryptBallot(election, bases, secret, choices, crypto.getRandomValues(new Uint8Array(16)));
}"""
_SEAL = "async () => { const start = performance.now(); await window.seal(); return performance.now() - start; }"
_COLUMNS = ("candidates", "engine", "worker", "worker x6", "main x6", "asked x6", "limit")


def main() -> None:
    """Print a table of medians."""
    print(f"median of {ROUNDS} first ballots, in seconds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("".join(f"{name:>11}" for name in _COLUMNS))
    for flags in ((), ("--js-flags=--jitless",)):
        with open_browser(*flags) as browser:
            for candidates, limit in LIMITS.items():
                _print(browser, "no JIT" if flags else "V8", candidates, limit)


def _print(browser: Browser, engine: str, candidates: int, limit: float) -> None:
    with opened(make_hall(candidates=candidates)) as hall:
        plain = _seconds(browser, hall, _PREPARE_WORKER, 1)
        figures = (
            plain, plain * SLOWER, _seconds(browser, hall, _PREPARE_MAIN, SLOWER),
            _seconds(browser, hall, _PREPARE_WORKER, SLOWER), limit,
        )  # fmt: skip
    print(f"{candidates:>11}{engine:>11}" + "".join(f"{figure:>11.3f}" for figure in figures), flush=True)


def _seconds(browser: Browser, hall: Hall, prepare: str, rate: int) -> float:
    """The median for a first ballot, each in a fresh page."""
    times = []
    for _ in range(ROUNDS):
        page = browser.new_page()
        page.goto(hall.address + "/static/img/favicon.svg")
        page.evaluate(prepare, _given(hall))
        _throttle(page, rate)
        times.append(page.evaluate(_SEAL) / 1000)
        page.context.close()
    return median(times)


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
