"""A hall: booths, public pages with the institutions', and the office, each a process behind a front of its own.

         tablets, phones                       this computer (or consoles, where the office is in the hall)
              │ https                                       │
   ┌──────────┴─────────┐                                   │
front :8443         front :8444                        front :8445
   │ socket             │ socket                            │ socket
booth process    public + institutions               office process
   └────────────────────┴────────── database ───────────────┘
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.config import LOOPBACK, ROOT, HallRoot
from app.serving import front as fronts
from app.serving.front import Front
from app.serving.supervisor import Child, write_plan

PROCESSES: tuple[tuple[str, ...], ...] = (("booth",), ("public", "institution"), ("office",))
"""The zones that share a process, each in the order of the ports."""
WORKERS = {"booth": 2}
"""Processes of a zone, where there is more than one: if one of the booths' ends, the other goes on."""
PORT = 8443
TRUST_PORT = 8080
STREAMS = "streams.sock"
OF_STREAMS = ("MAJMA_INSTANCE", "PYTHONPATH")
DATABASE = ("MAJMA_DATABASE", "PG")
"""How the names begin of what leads to the database, which is all that the streams look at."""
BOOTH_BODY = 240 * 1024
"""Bytes: a ballot of 100 candidates has 170 KB as it is posted."""


class FrontMissingError(RuntimeError):
    """HAProxy is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What is served where. `host` and `port` stand in codes; the port is the booths', the two after it the others'.
    `listening` is the first port on this computer where it is another one, behind a front of several computers, which
    asks from `before` (addresses or networks) and says who asked it.

    `certificate` is the file with leaf and key. Where it is the hall's own, `root` is what devices must be told, and
    `trust` what is given out without TLS at `trust_port`: files by path with their media types.
    """

    host: str
    port: int
    certificate: Path
    office_in_hall: bool
    trust_port: int
    trust: Mapping[str, tuple[Path, str]]
    root: HallRoot | None = None
    listening: int = 0
    before: tuple[str, ...] = ()

    def is_inside(self, zones: tuple[str, ...]) -> bool:
        """Whether these zones are served at this computer alone, without TLS."""
        return zones == ("office",) and not self.office_in_hall

    @property
    def addresses(self) -> dict[str, str]:
        """The address of each zone."""
        found = {}
        for number, zones in enumerate(PROCESSES):
            place = "http://localhost" if self.is_inside(zones) else f"https://{_bracketed(self.host)}"
            found.update(dict.fromkeys(zones, f"{place}:{self.port + number}"))
        return found

    @property
    def environment(self) -> dict[str, str]:
        """What tells every process of it."""
        return {
            "MAJMA_ADDRESS": self.addresses["booth"],
            "MAJMA_ADDRESSES": ",".join(f"{zone}={address}" for zone, address in self.addresses.items()),
            "MAJMA_HALL_ROOT": self.root.said if self.root else "",
            "MAJMA_HALL": "1",
        }

    @property
    def trust_address(self) -> str:
        """Where devices find what they are to trust."""
        return f"http://{_bracketed(self.host)}:{self.trust_port}"


def plan(hall: Hall, folder: Path, instance: Path) -> Path:
    """Write configurations and plan into a folder of this user alone; the path for the supervisor.

    Raises FrontMissingError.
    """
    haproxy = fronts.program()
    if haproxy is None:
        raise FrontMissingError
    environment = {
        **hall.environment, "MAJMA_INSTANCE": str(instance), "MAJMA_STREAMS": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    children = []
    for number, zones in enumerate(PROCESSES):
        socket = folder / f"{zones[0]}.sock"
        command = (sys.executable, "-P", "-m", "app.serving.zone")
        nice = 5 if "public" in zones else 0  # who votes and who runs the hall come first
        own = {**environment, "MAJMA_ZONES": ",".join(zones)}
        for _ in range(WORKERS.get(zones[0], 1)):
            children.append(Child(name=zones[0], command=command, environment=own, nice=nice, socket=str(socket)))
        path = folder / f"{zones[0]}.cfg"
        path.write_text(
            fronts.configuration(_front(hall, zones, (hall.listening or hall.port) + number, socket)), "utf-8"
        )
        front = (haproxy, "-db", "-f", str(path))
        children.append(
            Child(name=f"front of {zones[0]}", command=front, nice=nice, needs=(), succeeds=fronts.SUCCEEDS)
        )
    streams = (sys.executable, "-P", "-m", "app.live")
    own = {name: environment[name] for name in OF_STREAMS}  # it waits for no vote
    children.append(
        Child(name="streams", command=streams, environment=own, socket=str(folder / STREAMS), needs=DATABASE)
    )
    worker = (sys.executable, "-P", "-m", "app.jobs")
    children.append(Child(name="worker", command=worker, environment=environment, nice=10))
    if hall.trust:
        trust = folder / "trust.cfg"
        trust.write_text(fronts.trust_configuration(hall.trust_port, EVERYWHERE, hall.trust), "utf-8")
        children.append(
            Child(
                name="front of trust",
                command=(haproxy, "-db", "-f", str(trust)),
                nice=5,
                needs=(),
                succeeds=fronts.SUCCEEDS,
            )
        )
    for one in children:
        if one.command[0] == haproxy:
            _check(one)
    path = folder / "plan.json"
    write_plan(path, tuple(children))
    return path


EVERYWHERE = ("0.0.0.0",)  # the hall's network is the point  # noqa: S104


def _check(front: Child) -> None:
    """Raise RuntimeError, with what HAProxy says, where it does not take a configuration."""
    said = subprocess.run([*front.command, "-c", "-q"], capture_output=True, check=False, timeout=30)  # noqa: S603
    if said.returncode != 0:
        raise RuntimeError(f"{front.name}: {said.stderr.decode(errors='replace')}")


def run(path: Path) -> None:
    """Become the supervisor of a plan."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "app.serving.supervisor", str(path)])  # noqa: S606


def _front(hall: Hall, zones: tuple[str, ...], port: int, socket: Path) -> Front:
    inside = hall.is_inside(zones)
    place = Front(
        zone=zones[0], port=port, hosts=("127.0.0.1", "::1") if inside else EVERYWHERE,
        certificate=None if inside else hall.certificate, socket=socket, most=2500, each=1000, largest=fronts.LARGEST,
        streams=socket.with_name(STREAMS) if "public" in zones else None, before=() if inside else hall.before,
    )  # fmt: skip
    if "booth" not in zones:
        return place
    return replace(place, most=2000, each=256, largest=BOOTH_BODY, whole=True, again=("/B/",))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_far(host: str) -> bool:
    """Whether listening at a host lets others in than this computer."""
    return host not in LOOPBACK
