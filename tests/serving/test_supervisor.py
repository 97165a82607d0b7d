"""Who starts a hall's processes: one that ends is started again, all end with it, and nothing outlives it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.serving.front import Front, configuration, program
from app.serving.supervisor import Child, write_plan
from tests.support.front import HOST, needs_haproxy
from tests.support.hall import free_ports
from tests.support.server import ROOT

NOTE = "import os,sys,time; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); time.sleep(600)"


@contextmanager
def supervised(folder: Path, number: int = 2) -> Iterator[tuple[subprocess.Popen[bytes], list[Path]]]:
    notes = [folder / f"note{one}" for one in range(number)]
    children = tuple(Child(name=note.name, command=(sys.executable, "-c", NOTE, str(note))) for note in notes)
    write_plan(folder / "plan.json", children)
    command = [sys.executable, "-P", "-m", "app.serving.supervisor", str(folder / "plan.json")]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    try:
        yield process, notes
    finally:
        process.kill()
        process.wait()


def pids(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().split()] if note.exists() else []


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_what_is_killed_is_started_again_and_the_others_run_on(tmp_path: Path) -> None:
    with supervised(tmp_path) as (_, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        other = pids(second)
        os.kill(pids(first)[0], signal.SIGKILL)
        assert soon(lambda: len(pids(first)) == 2)
        assert pids(second) == other
        assert alive(other[0])


def test_told_to_end_it_ends_all(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.terminate()
        assert process.wait(20) == 0
        assert not any(alive(pid) for pid in (*pids(first), *pids(second)))


def test_when_it_is_killed_nothing_keeps_its_port(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.kill()
        assert soon(lambda: not any(alive(pid) for pid in (*pids(first), *pids(second))))


def slowly(door: socket.socket, go_on: threading.Event) -> None:
    """Answer whoever asks, once it may be."""
    with suppress(OSError):
        while True:
            peer, _ = door.accept()
            with suppress(OSError):  # who is cut off is answered in vain
                peer.recv(1 << 16)
                go_on.wait(20)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhole")
            peer.close()


def asking(port: int) -> socket.socket:
    line = socket.create_connection((HOST, port), timeout=20)
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return line


@needs_haproxy
@pytest.mark.parametrize("succeeds", ["-sf", ""])
def test_a_request_under_way_is_answered_by_the_front_that_another_one_takes_over_from(
    tmp_path: Path, succeeds: str
) -> None:
    """Without taking over, which is the twin, it is cut."""
    place, port, go_on = tmp_path / "zone.sock", free_ports(1), threading.Event()
    front = Front(
        zone="public", port=port, hosts=(HOST,), certificate=None, socket=place, most=100, each=100, largest=1 << 16
    )
    (tmp_path / "front.cfg").write_text(configuration(front))
    command = (str(program()), "-db", "-f", str(tmp_path / "front.cfg"))
    write_plan(tmp_path / "plan.json", (Child(name="front", command=command, needs=(), succeeds=succeeds),))
    started = [sys.executable, "-P", "-m", "app.serving.supervisor", str(tmp_path / "plan.json")]
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen(16)
        threading.Thread(target=slowly, args=(door, go_on), daemon=True).start()
        process = subprocess.Popen(started, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
        try:
            assert soon(lambda: listening(port))
            first = children_of(process.pid)
            with asking(port) as line:
                assert soon(lambda: under_way(place))
                process.send_signal(signal.SIGHUP)
                assert soon(lambda: bool(children_of(process.pid) - first) and listening(port))
                time.sleep(0.3)
                go_on.set()
                heard = b""
                with suppress(OSError):
                    heard = b"".join(iter(lambda: line.recv(1 << 16), b""))
            assert heard.endswith(b"whole") == bool(succeeds)
            with asking(port) as line:
                assert b" 200 " in line.recv(1 << 16)
            assert soon(lambda: not children_of(process.pid) & first), "the one before has ended by itself"
        finally:
            process.terminate()
            process.wait(20)


def listening(port: int) -> bool:
    return f":{port:04X} 00000000:0000 0A " in Path("/proc/net/tcp").read_text()


def children_of(pid: int) -> set[int]:
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {one for one in map(int, said.split()) if alive(one)}


def under_way(place: Path) -> bool:
    """Whether somebody is connected to a socket, beside the line that listens."""
    return sum(line.endswith(str(place)) for line in Path("/proc/net/unix").read_text().splitlines()) > 1


def test_who_needs_little_is_given_no_secret_of_the_others(tmp_path: Path) -> None:
    note = "import json,os,sys,time; open(sys.argv[1],'w').write(json.dumps(dict(os.environ))); time.sleep(600)"
    needs = {"front": (), "streams": ("MAJMA_DATABASE", "PG"), "office": None}
    begun = {name: (sys.executable, "-c", note, str(tmp_path / name)) for name in needs}
    own = {"OWN": "1"}
    children = tuple(Child(name=one, command=begun[one], environment=own, needs=few) for one, few in needs.items())
    write_plan(tmp_path / "plan.json", children)
    secrets = {"MAJMA_MAIL": "smtp://a:b@c", "MAJMA_DATABASE": "postgresql://x", "PGPASSWORD": "p", "ANY_TOKEN": "t"}
    command = [sys.executable, "-P", "-m", "app.serving.supervisor", str(tmp_path / "plan.json")]
    process = subprocess.Popen(command, env={**os.environ, **secrets, "PYTHONPATH": str(ROOT)})
    try:
        assert soon(lambda: all((tmp_path / name).exists() and (tmp_path / name).read_text() for name in needs))
    finally:
        process.kill()
        process.wait(20)
    given = {name: json.loads((tmp_path / name).read_text()) for name in needs}
    assert {name: set(secrets) & set(found) for name, found in given.items()} == {
        "front": set(), "streams": {"MAJMA_DATABASE", "PGPASSWORD"}, "office": set(secrets),
    }  # fmt: skip
    assert all(found["OWN"] == "1" and found["PATH"] == os.environ["PATH"] for found in given.values())


def test_asked_to_it_starts_each_anew(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.send_signal(signal.SIGHUP)
        assert soon(lambda: len(pids(first)) == len(pids(second)) == 2)
