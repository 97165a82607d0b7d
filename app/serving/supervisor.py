"""Who starts the processes of a hall, and starts each again that ends; `python -m app.serving.supervisor PLAN`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from app.serving import own_folder
from ballots.parent import end_with

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a process is started again: at once the first time, slower where it ends again and again."""
STEADY = 30.0
"""Seconds after which a process counts as started."""
WAITING = 1024
"""Connections that wait in line while a process is started again."""
BASIC = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE"})
"""What of this process's environment every child is given; none of it is a secret."""
ENDING = 15.0
"""Seconds that processes have to end in, before they are killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process: its name in the log, its command, what is added to its environment, how willingly it steps back.

    `socket` is where it is reached: this process listens there and hands it on, so that whoever comes while the child
    is started again waits in line and is not refused. Children with the same one share the line.

    `succeeds` is the option by which a new process takes over from the one whose number follows, which finishes what it
    has begun and ends by itself; without one the old process is told to end before the new one is started.

    `needs` is how the names begin that it is given of this process's environment: a front is asked by strangers, and
    has no use for what opens the office's mail or its copies. None is for the office's own: it is given all.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0
    socket: str = ""
    needs: tuple[str, ...] | None = None
    succeeds: str = ""

    def inherits(self, ours: Mapping[str, str]) -> dict[str, str]:
        """Its environment, where this process has `ours`."""
        given = {
            name: value
            for name, value in ours.items()
            if self.needs is None or name in BASIC or name.startswith(self.needs)
        }
        return {**given, **self.environment}


class _Running:
    """A child as it is now: its process, when that was started, when the next one is due, how often it failed; and
    those before it that still finish what they have begun."""

    def __init__(self, child: Child, listening: socket.socket | None) -> None:
        self.child, self.listening = child, listening
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.due = 0.0
        self.failures = 0
        self.leaving: list[subprocess.Popen[bytes]] = []


def write_plan(path: Path, children: tuple[Child, ...]) -> None:
    """Write what `main` runs."""
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(one) for one in children]), "utf-8")


def read_plan(path: Path) -> tuple[Child, ...]:
    """The children of a plan."""
    said = json.loads(path.read_text("utf-8"))
    return tuple(Child(**{name: _tuple(value) for name, value in one.items()}) for one in said)


def _tuple(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def main() -> int:
    """Run the plan until SIGTERM or Ctrl-C; SIGHUP starts the processes anew, one after another."""
    plan = Path(sys.argv[1])
    supervise(read_plan(plan))
    own_folder.remove(plan.parent)
    return 0


def supervise(children: tuple[Child, ...]) -> None:
    """Keep the children running until a signal."""
    lines = {path: _listening(path) for path in {one.socket for one in children} if path}
    running = [_Running(one, lines.get(one.socket)) for one in children]
    wanted: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        wanted.append(number)

    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, note)
    try:
        while not {signal.SIGTERM, signal.SIGINT} & set(wanted):
            if signal.SIGHUP in wanted:
                wanted.remove(signal.SIGHUP)
                for each in running:
                    _renew(each)
            for each in running:
                _look(each)
            time.sleep(0.1)
    finally:
        _end([each for one in running for each in (one.process, *one.leaving) if each is not None])


def _look(one: _Running) -> None:
    """Start what does not run and is due."""
    now = time.monotonic()
    one.leaving = [each for each in one.leaving if each.poll() is None]
    if one.process is not None and one.process.poll() is not None:
        one.failures = 0 if now - one.started > STEADY else one.failures + 1
        one.due = now + PAUSES[min(one.failures, len(PAUSES) - 1)]
        _say(f"{one.child.name} ended with {one.process.returncode} and is started again")
        one.process = None
    if one.process is None and now >= one.due:
        one.process, one.started = _start(one), now


def _renew(one: _Running) -> None:
    """Start a process anew. Who stands behind a front first finishes what it has begun, and the front waits meanwhile;
    a front is taken over from.
    """
    if one.process is None or one.process.poll() is not None:
        return
    before = one.process
    if one.child.succeeds:
        one.leaving.append(before)
    else:
        _end([before])
    one.process, one.started = _start(one), time.monotonic()


def _listening(path: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(path)
    os.chmod(path, 0o600)
    made.listen(WAITING)
    return made


def _start(one: _Running) -> subprocess.Popen[bytes]:
    child = one.child
    descriptors = () if one.listening is None else (one.listening.fileno(),)
    more = tuple(f"--descriptor={number}" for number in descriptors)
    if child.succeeds and one.leaving:  # also those whose successor failed at once, and who were never told to go
        more = (*more, child.succeeds, *(str(each.pid) for each in one.leaving))
    parent = os.getpid()

    def prepare() -> None:
        os.nice(child.nice)
        end_with(parent, signal.SIGTERM)  # else it would keep its port when nobody is left to start it again

    return subprocess.Popen(  # our own commands  # noqa: S603
        (*child.command, *more),
        env=child.inherits(os.environ),
        stdin=subprocess.DEVNULL,
        pass_fds=descriptors,
        preexec_fn=prepare,
    )


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            one.terminate()
    until = time.monotonic() + ENDING
    for one in processes:
        try:
            one.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()


def _say(text: str) -> None:
    print(f"majma: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
