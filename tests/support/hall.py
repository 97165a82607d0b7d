"""The real hall on this machine: an open election served by `serve --hall`, and delegates who vote over https."""

from __future__ import annotations

import functools
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from app.config import Settings, load_settings
from app.db import Database
from app.services.acts.signer import BoardSigner
from app.signing.key_ring import key_ring
from app.signing.keys import board_key
from tests.support.assemblies import Simulation, fresh_sqlite, simulate
from tests.support.holders import proof
from tests.support.server import ROOT, free_port

HOST = "127.0.0.1"
PATIENCE = 300.0
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedHall:
    """A hall: its election, the ports of booth, public pages and office, and what trusts its certificate."""

    held: Simulation
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None
    instance: Path
    ballots: dict[int, str] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)

    def trusting(self) -> ssl.SSLContext:
        """What a device that was told to trust the hall believes."""
        return _trusting((self.instance / "keys" / "hall-root.pem").read_text("ascii"))

    def connection(self, zone: str = "booth", timeout: float = 30.0) -> http.client.HTTPConnection:
        """A connection to a zone."""
        port = self.port + ("booth", "public", "office").index(zone)
        if zone == "office":
            return http.client.HTTPConnection(HOST, port, timeout=timeout)
        return http.client.HTTPSConnection(HOST, port, timeout=timeout, context=self.trusting())

    def ballot(self, place: int) -> str:
        """The ballot of a slip, made before it is timed."""
        if place not in self.ballots:
            self.ballots[place] = self.held.ballot(place, 1).decode()
        return self.ballots[place]

    def slip(self, place: int) -> str:
        """What a tablet says of a slip that it was shown, with the proof that its secret is held, made before too."""
        if place not in self.shown:
            public = json.loads(self.ballot(place))["credential"]
            said = {"credential": public, "token": self.held.slips[place].token, "proof": proof(self.held, place)}
            self.shown[place] = json.dumps(said)
        return self.shown[place]


@functools.cache
def _trusting(root: str) -> ssl.SSLContext:
    """Made once for all tablets: each is a device of its own, whose time is not the hall's."""
    return ssl.create_default_context(cadata=root)


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote went: the seconds of page with slip, and of casting; the statuses; the tracker, or nothing."""

    waits: tuple[float, float]
    statuses: tuple[int, ...]
    tracker: str

    @property
    def went(self) -> bool:
        """Whether page, slip and ballot were taken, and a tracker came back."""
        return self.statuses == (200, 200, 200) and bool(self.tracker)

    @property
    def seconds(self) -> float:
        """Page, slip and cast together."""
        return sum(self.waits)


def vote(hall: ServedHall, place: int, timeout: float = 30.0, *, choose: Callable[[], object] = lambda: None) -> Vote:
    """Open the booth's page, give the slip, choose, cast: as a tablet does, on one connection."""
    ballot, slip = hall.ballot(place), hall.slip(place)
    path = f"/B/{hall.held.election}"
    waits, statuses = [0.0, 0.0], list[int]()
    begun = time.perf_counter()
    line = hall.connection(timeout=timeout)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        page = answer.read().decode()
        found = _TOKEN.search(page)
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        statuses.append(answer.status)
        if found is None:
            raise http.client.HTTPException
        headers = {"Content-Type": "application/json", "X-CSRFToken": found[1], "Cookie": cookie}
        said: dict[str, str] = {}
        for turn, (act, body) in enumerate((("slip", slip), ("ballot", json.dumps({"ballot": ballot})))):
            line.request("POST", f"{path}/{act}", body, headers)
            answer = line.getresponse()
            statuses.append(answer.status)
            heard = answer.read()
            said = json.loads(heard) if answer.status == 200 else {}
            waits[turn] = time.perf_counter() - begun
            if act == "slip":
                choose()
                begun = time.perf_counter()
        return Vote((waits[0], waits[1]), tuple(statuses), said.get("tracker", ""))
    except (OSError, http.client.HTTPException):
        waits[1 if waits[0] else 0] = time.perf_counter() - begun
        return Vote((waits[0], waits[1]), tuple(statuses) or (0,), "")
    finally:
        line.close()


@contextmanager
def serving_hall(
    folder: Path, *, slips: int = 40, candidates: int = 24, url: str | None = None, more: tuple[str, ...] = ()
) -> Iterator[ServedHall]:
    """Serve a hall with an open election of so many slips and candidates while the block runs."""
    hall = opened_hall(folder, free_ports(3), slips=slips, candidates=candidates, url=url)
    with hall.log.open("wb") as log:
        process = start(hall.instance, hall.held.database, hall.port, log.fileno(), more)
    try:
        served = replace(hall, process=process)
        wait_for(served)
        yield served
    finally:
        stop(process)


def opened_hall(folder: Path, port: int, *, slips: int = 5, candidates: int = 4, url: str | None = None) -> ServedHall:
    """The same before it is served."""
    instance = folder / "instance"
    instance.mkdir(parents=True, mode=0o700)
    settings = load_settings(instance, f"https://{HOST}")
    held = opened_election(settings, url or fresh_sqlite(instance), slips, candidates)
    return ServedHall(held=held, port=port, log=folder / "log", process=None, instance=instance)


def start(
    instance: Path, database: Database, port: int, log: int, more: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start the program as its users do."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")}
    environment |= {"MAJMA_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    environment["MAJMA_DATABASE"] = database.engine.url.render_as_string(hide_password=False)
    options = ["--hall", "--as-root", "--address", f"https://{HOST}:{port}", "--trust-port", str(free_ports(1)), *more]
    command = [sys.executable, "-P", "-m", "flask", "--app", "wsgi", "serve", *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    )


def opened_election(settings: Settings, url: str, slips: int, candidates: int) -> Simulation:
    """An election with this installation's keys, every slip handed out, open."""
    held = simulate(settings.instance, url=url, candidates=candidates, delegates=slips)
    held.ring = key_ring(settings.keys, datetime.now(UTC))
    held.signer = BoardSigner(host=settings.board, private=board_key(settings.keys))
    held.now = datetime.now(UTC)
    return held.to("open")


def wait_for(hall: ServedHall) -> None:
    """Until the booth answers. Raises RuntimeError, with what the program said."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if hall.process is None or hall.process.poll() is not None:
            break
        try:
            line = hall.connection(timeout=5)
            line.request("GET", f"/B/{hall.held.election}")
            if line.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    raise RuntimeError(f"the hall does not answer:\n{hall.log.read_text(errors='replace')[-4000:]}")


def stop(process: subprocess.Popen[bytes] | None) -> None:
    """End it and all that it started."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_ports(number: int) -> int:
    """The first of so many ports in a row that nothing listens on."""
    while True:
        first = free_port()
        if first + number < 65_536 and all(_is_free(first + one) for one in range(number)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
