"""The seconds that `./majma test --profile` counts: of the tests, and of what they start."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.support.cost import spent

WORK = "import time\nwhile time.process_time() < 0.5: pass"


def test_the_seconds_of_a_child_are_counted_while_it_lives_and_when_it_has_ended() -> None:
    before = spent()
    child = subprocess.Popen([sys.executable, "-c", f"{WORK}\ninput()"], stdin=subprocess.PIPE)
    end = time.monotonic() + 60
    while spent() - before < 0.4 and time.monotonic() < end:
        time.sleep(0.2)
    alive = spent() - before
    child.communicate(b"\n", timeout=60)
    assert alive >= 0.4
    assert spent() - before >= alive
