"""What a process asks of the system: no dump, no swap, an end with its parent; and what it says where it is refused."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from types import SimpleNamespace

import pytest

from ballots import memory, parent

ROOT_MAY, NOBODY_MAY = "CapEff:\t000001ffffffffff\n", "Name:\tx\nCapEff:\t0000000000000000\n"


class System:
    """What was asked of the system, whose answers are `locked` and `limit`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.locked = 0
        self.limit = resource.RLIM_INFINITY
        self.library = SimpleNamespace(prctl=self.take("prctl"), mlockall=self.take("mlockall"))
        monkeypatch.setattr("ballots.memory.ctypes.CDLL", lambda _: self.library)
        monkeypatch.setattr(parent, "_LIBRARY", self.library)
        monkeypatch.setattr(resource, "setrlimit", self.take("setrlimit"))
        monkeypatch.setattr(resource, "getrlimit", lambda _: (0, self.limit))
        monkeypatch.setattr(os, "_exit", self.take("exit"))

    def take(self, name: str) -> object:
        def asked(*arguments: object) -> int:
            self.asked.append((name, *arguments))
            return self.locked

        return asked


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    return System(monkeypatch)


def test_no_dump_is_allowed_and_the_system_is_told_where_it_can_be(system: System) -> None:
    limit = ("setrlimit", resource.RLIMIT_CORE, (0, 0))
    memory.forbid_dumps()
    assert system.asked == [limit, ("prctl", 4, 0, 0, 0, 0)]
    del system.library.prctl
    memory.forbid_dumps()
    assert system.asked[2:] == [limit]


@pytest.mark.parametrize(
    ("limit", "status", "locked", "is_kept"),
    [
        (resource.RLIM_INFINITY, None, 0, True), (resource.RLIM_INFINITY, None, -1, False), (0, ROOT_MAY, 0, True),
        (0, NOBODY_MAY, 0, False), (0, "", 0, False), (0, None, 0, False),
    ],
)  # fmt: skip
def test_memory_is_kept_from_the_disk_only_where_all_of_it_can_be(
    system: System, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: int, status: str | None, locked: int,
    is_kept: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "status")
    if status is not None:
        (tmp_path / "status").write_text(status)
    system.limit, system.locked = limit, locked
    assert memory.lock_memory() is is_kept
    assert (("mlockall", 3) in system.asked) == memory.may_lock()
    del system.library.mlockall
    assert not memory.lock_memory()


@pytest.mark.parametrize(("said", "swaps"), [(None, True), ("Filename Type\n", False), ("Filename Type\n/s x\n", True)])
def test_a_computer_of_which_nothing_is_known_may_write_memory_to_its_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str | None, swaps: bool
) -> None:
    monkeypatch.setattr(memory, "_SWAPS", tmp_path / "swaps")
    if said is not None:
        (tmp_path / "swaps").write_text(said)
    assert memory.has_swap() is swaps


def test_a_process_ends_with_its_parent(system: System) -> None:
    parent.end_with(os.getppid(), 15)
    assert system.asked == [("prctl", 1, 15)]
    parent.end_with(os.getppid() + 1, 15)
    assert system.asked[1:] == [("prctl", 1, 15), ("exit", 1)]
    del system.library.prctl
    parent.end_with(os.getppid(), 15)
    assert len(system.asked) == 3
