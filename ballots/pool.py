"""A pool of processes that check ballots: bounded, its lost workers replaced, ended with whoever made it.

Beside the standard library's pool it has what a server needs: a worker that is lost costs its own task one more try
and no other task anything; who may not wait is told so at once; and a worker inherits nothing: no memory, no open
file, no environment but the place of the program. It ends by itself when its maker ends, however that happens.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, Pipe
from queue import PriorityQueue
from typing import Any, Final, TypeVar

from ballots.archive_errors import CheckStoppedError

PLACES: Final = 16
"""Who may not wait is turned away behind so many for each worker: about a second of work."""
PATIENCE: Final = 60
"""Seconds for one task; a worker that takes longer is lost."""
_TRIES: Final = 2
_NOW, _LATER, _END = range(3)

Result = TypeVar("Result")


class PoolFullError(CheckStoppedError):
    """All workers are busy, and as many tasks as may wait do."""

    code = "pool-full"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True, order=True, slots=True, kw_only=True)
class _Task:
    """What is to be done; the most urgent comes first, then the oldest."""

    urgency: int
    number: int
    future: Future[Any] = field(compare=False)
    work: tuple[Callable[..., Any], tuple[Any, ...]] | None = field(compare=False)


class Pool(Executor):
    """Processes that work for whoever asks; they begin with the first task, or with `start`."""

    def __init__(
        self,
        workers: int,
        places: int | None = None,
        patience: float = PATIENCE,
        first: Callable[[], object] | None = None,
    ) -> None:
        """Take the number of processes, at least 1, how many urgent tasks may be under way or waiting, and what each
        process does before its first task."""
        self.workers: Final = max(1, workers)
        self._places = places or PLACES * self.workers
        self._patience = patience
        self._first = first
        self._tasks: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()
        self._lock = threading.Lock()
        self._urgent = 0
        self._threads: list[threading.Thread] = []
        self._ended = False

    def start(self) -> None:
        """Let the processes begin, so that the first task need not wait for them. Raises CheckStoppedError."""
        with self._lock:
            self._start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Start one task behind all urgent ones; who submits many waits for some before more. No `kwargs`.

        Its future raises what `fn` raised, or CheckStoppedError when it cost two workers. Raises CheckStoppedError.
        """
        if kwargs:
            raise TypeError("tasks of a pool take arguments by place")
        return self._put(_LATER, fn, args)

    def ask(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Return work(*arguments), done before anything that is not urgent.

        Raises PoolFullError at once when there is no place; CheckStoppedError; what `work` raised.
        """
        with self._lock:
            if self._urgent >= self._places:
                raise PoolFullError("every place of the pool is taken")
            self._urgent += 1
        try:
            return self._put(_NOW, work, arguments).result()
        except CancelledError as error:
            raise CheckStoppedError("the pool has ended") from error
        finally:
            with self._lock:
                self._urgent -= 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when all that was asked for is done, or what is under way."""
        with self._lock:
            while cancel_futures and not self._tasks.empty():
                self._tasks.get().future.cancel()
            for _ in () if self._ended else self._threads:
                self._tasks.put(_Task(urgency=_END, number=next(self._numbers), future=Future(), work=None))
            self._ended = True
        for one in self._threads if wait else ():
            one.join()

    def _start(self) -> None:
        if self._ended:
            raise CheckStoppedError("the pool has ended")
        while len(self._threads) < self.workers:
            one = threading.Thread(target=self._run, daemon=True, name="pool")
            self._threads.append(one)
            one.start()

    def _put(self, urgency: int, work: Callable[..., Result], arguments: tuple[Any, ...]) -> Future[Result]:
        with self._lock:
            self._start()
            task = _Task(urgency=urgency, number=next(self._numbers), future=Future(), work=(work, arguments))
            self._tasks.put(task)
        return task.future

    def _run(self) -> None:
        """One thread cares for one process: a task goes in, its result comes out."""
        worker = _Worker(self._patience)
        with suppress(OSError):  # no memory, no room for a process: the first task tries again
            worker.begin()
            if self._first is not None:
                worker.settle(Future(), (self._first, ()))
        while (task := self._tasks.get()).work is not None:
            if task.future.set_running_or_notify_cancel():
                worker.settle(task.future, task.work)
        worker.end()


class _Worker:
    """A process, and a new one in its place when it is lost."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._line: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def settle(self, future: Future[Any], work: tuple[Callable[..., Any], tuple[Any, ...]]) -> None:
        """Do one task; another process tries once more where this one is lost."""
        for _ in range(_TRIES):
            try:
                holds, said = self._answer(work)
            except (OSError, EOFError):  # lost: killed, or out of memory, or out of patience
                self.end()
                continue
            except Exception as error:  # what cannot travel between processes
                holds, said = False, error
            if holds:
                future.set_result(said)
            else:
                future.set_exception(said)
            return
        future.set_exception(CheckStoppedError("two workers stopped at the same task"))

    def _answer(self, work: tuple[Callable[..., Any], tuple[Any, ...]]) -> tuple[bool, Any]:
        line = self._line or self.begin()
        line.send(work)
        if not line.poll(self._patience):
            raise TimeoutError
        answer: tuple[bool, Any] = line.recv()
        return answer

    def begin(self) -> Connection:
        """Let the process begin, and return the line to it. Raises OSError."""
        # Of another session, so that Ctrl-C in the terminal is for the server alone; its end ends the line, and that
        # the worker. Whatever else the server has open is closed there, and of its environment nothing is handed on.
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # our own program, with nothing from outside  # noqa: S603
                [sys.executable, "-P", "-m", __name__, str(theirs.fileno())],
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self._line = ours
        return ours

    def end(self) -> None:
        """Let the process go."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None


def serve(line: Connection) -> None:
    """What a worker does until nobody is at the other end of its line any more."""
    while True:
        try:
            work, arguments = line.recv()
        except (OSError, EOFError):
            return
        answer = _try(work, arguments)
        try:
            line.send(answer)
        except OSError:
            return


def _try(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, work(*arguments)
    except Exception as error:
        return False, error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])))
