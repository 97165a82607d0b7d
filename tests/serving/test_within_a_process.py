"""What each process of a hall does by itself: started, renewed and ended by its supervisor; told where it serves."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.config import ROOT
from app.serving import certificate, computer, front, hall, supervisor, zone
from app.serving.hall import Hall
from app.serving.supervisor import Child

NOW = datetime(2026, 11, 8, 9, tzinfo=UTC)


# The supervisor


@pytest.fixture
def own_signals() -> Iterator[None]:
    """What the signals do is as before."""
    kept = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for one, does in kept.items():
        signal.signal(one, does)


def noted(path: Path, lines: int) -> list[int]:
    """The processes that a child noted, once there are so many."""
    until = time.monotonic() + 10
    while not path.exists() or path.read_text().count("\n") < lines:
        assert time.monotonic() < until
        time.sleep(0.002)
    return [int(one) for one in path.read_text().split()]


def has_ended(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def until_ended(pid: int) -> None:
    until = time.monotonic() + 10
    while not has_ended(pid):
        assert time.monotonic() < until
        time.sleep(0.002)


def test_what_runs_is_renewed_at_a_signal_and_what_ended_is_told_and_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_signals: None
) -> None:
    stays, ends = tmp_path / "stays", tmp_path / "ends"
    children = (
        Child(name="stays", command=("/bin/sh", "-c", f"echo $$ >> {stays}; exec sleep 60")),
        Child(name="ends", command=("/bin/sh", "-c", f"echo $$ >> {ends}; exit 3")),
    )

    def renew() -> None:
        noted(stays, 1)
        until_ended(noted(ends, 1)[0])
        signal.raise_signal(signal.SIGHUP)

    def end() -> None:
        noted(stays, 2)
        noted(ends, 2)
        signal.raise_signal(signal.SIGTERM)

    acts: list[Callable[[], None]] = [renew, lambda: None, end]
    monkeypatch.setattr(supervisor, "PAUSES", (0.0,))
    monkeypatch.setattr(
        supervisor, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: acts.pop(0)())
    )
    supervisor.supervise(children)
    assert acts == []
    first, second = noted(stays, 2)
    assert first != second
    assert not any(Path(f"/proc/{pid}").exists() for pid in (first, second))
    assert "majma: ends ended with 3 and is started again" in capsys.readouterr().err


def test_who_was_left_by_a_successor_that_failed_at_once_is_taken_over_from_by_the_next(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    note = f'echo "$$ $*" >> {begun}; [ "$(wc -l < {begun})" = 2 ] && exit 1; exec sleep 60'
    running = supervisor._Running(Child(name="front", command=("/bin/sh", "-c", note, "sh"), succeeds="-sf"), None)
    supervisor._look(running)
    until_noted(begun, 1)
    first = running.process
    supervisor._renew(running)
    assert first is not None and running.process is not None
    until_ended(running.process.pid)
    supervisor._look(running)  # it is buried, and due at once or in a moment
    running.due = 0.0
    supervisor._look(running)
    said = until_noted(begun, 3)
    supervisor._end([one for one in (running.process, first) if one is not None])
    assert [line.partition(" ")[2] for line in said] == ["", f"-sf {first.pid}", f"-sf {first.pid}"]


def until_noted(path: Path, lines: int) -> list[str]:
    until = time.monotonic() + 10
    while not path.exists() or path.read_text().count("\n") < lines:
        assert time.monotonic() < until
        time.sleep(0.002)
    return path.read_text().splitlines()


def test_who_has_ended_already_is_only_buried() -> None:
    gone, there = subprocess.Popen(["/bin/true"]), subprocess.Popen(["/bin/sleep", "60"])
    until_ended(gone.pid)
    supervisor._end([gone, there])
    assert (gone.returncode, there.returncode) == (0, -signal.SIGTERM)


# A process of a zone


@pytest.mark.parametrize(
    ("worker", "zones"), [(False, "booth"), (True, "office"), (True, "public,institution,booth,office")]
)
def test_a_zone_serves_its_application_where_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch, worker: bool, zones: str, tmp_path: Path
) -> None:
    begun: list[str] = []
    served: list[dict[str, Any]] = []
    program = SimpleNamespace(app=object(), may_send=object())

    def serve(app: object, may_send: object, **place: Any) -> None:
        assert (app, may_send) == (program.app, program.may_send)
        served.append(place)

    monkeypatch.setitem(sys.modules, "wsgi", program)
    monkeypatch.setattr(zone, "forbid_dumps", lambda: None)
    monkeypatch.setattr(zone, "begin_below", begun.append)
    monkeypatch.setattr(zone, "serve", serve)
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    monkeypatch.setenv("MAJMA_ZONES", zones)
    more = ["--worker"] if worker else []
    assert zone.main(["--listen", "127.0.0.1:0", "--threads", "3", *more]) == 0
    (place,) = served
    assert (place["listen"], place["threads"]) == ("127.0.0.1:0", 3)
    assert place["outbuf_overflow"] > zone.KEPT or zones == "booth", "where the office is, no paper goes to the disk"
    assert begun == (["app.jobs"] if worker else [])


@pytest.mark.parametrize(("behind", "trusted"), [(False, None), (True, "localhost")])
def test_only_behind_the_front_somebody_else_says_who_asks(behind: bool, trusted: str | None) -> None:
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    if behind:
        made.listen()
        place = zone._place(None, made.detach())
    else:
        made.close()
        place = zone._place("127.0.0.1:0", None)
    channels: dict[int, Any] = {}
    server = zone.prepare(lambda *_given: [], lambda *_given: True, channels, threads=1, **place)
    assert server.adj.trusted_proxy == trusted
    assert server.adj.clear_untrusted_proxy_headers is behind
    zone._finish(server, channels, time.monotonic() - 1)  # no time is left: it lets go at once
    assert not any(getattr(one, "accepting", False) for one in channels.values())
    server.close()


@pytest.mark.parametrize("module", ["serving/zone.py", "live/__main__.py", "cli/__main__.py"])
def test_a_process_tells_how_it_is_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["majma", "--help"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(ROOT / "app" / module), run_name="__main__")
    assert caught.value.code == 0
    assert "--help" in capsys.readouterr().out


# The hall's plan


@pytest.fixture
def served(tmp_path: Path) -> Hall:
    return Hall(
        host="10.1.2.3", port=8443, certificate=tmp_path / "hall.pem", office_in_hall=False, trust_port=8080, trust={}
    )


def test_a_hall_gives_out_its_root_only_where_it_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: Hall
) -> None:
    monkeypatch.setattr(front, "program", lambda: "/bin/true")
    bought = supervisor.read_plan(hall.plan(served, tmp_path, tmp_path))
    page = tmp_path / "index.html"
    page.write_text("راه")
    own = supervisor.read_plan(hall.plan(replace(served, trust={"/": (page, "text/html")}), tmp_path, tmp_path))
    assert {one.name for one in own} - {one.name for one in bought} == {"front of trust"}
    strangers_ask = {one.name for one in own if "MAJMA_MAIL" not in one.inherits({"MAJMA_MAIL": "its password"})}
    assert strangers_ask == {"streams", *(one.name for one in own if one.name.startswith("front of "))}
    assert [one.name for one in bought].count("booth") == 2


def test_a_front_that_takes_no_configuration_is_told_before_anything_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: Hall
) -> None:
    monkeypatch.setattr(front, "program", lambda: "/bin/false")
    with pytest.raises(RuntimeError, match="front of booth: "):
        hall.plan(served, tmp_path, tmp_path)
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize("tool", [None, "/bin/false"])
def test_a_computer_whose_system_tells_no_addresses_has_its_names(
    monkeypatch: pytest.MonkeyPatch, tool: str | None
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_given, **_more: tool)
    monkeypatch.setattr(computer, "first_address", lambda: "10.1.2.3")
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.example")
    assert computer.names() == ("10.1.2.3", "desk.local", "desk", "localhost", "127.0.0.1")


def test_a_root_key_of_another_kind_signs_nothing(tmp_path: Path) -> None:
    certificate.hall_certificate(tmp_path, ("desk.local",), NOW)
    root = x509.load_pem_x509_certificate((tmp_path / certificate.ROOT).read_bytes())
    kept = (tmp_path / certificate.LEAF).read_bytes()
    other = rsa.generate_private_key(65537, 1024)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / certificate.ROOT_KEY).unlink()
    (tmp_path / certificate.ROOT_KEY).write_bytes(pem)
    with pytest.raises(TypeError, match="elliptic curve"):
        certificate._make_leaf(tmp_path, root, ("desk.local",), NOW)
    assert (tmp_path / certificate.LEAF).read_bytes() == kept
