"""Settings of one installation, read once at start-up from ``instance/`` and the environment."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from app.signing.keys import write_private

ROOT = Path(__file__).resolve().parent.parent
ZONES = ("public", "institution", "booth", "office")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ADDRESSES = "addresses.json"
"""Beside the keys: what was printed on papers lives longer than the laptop's address of the day."""
_OLDER_NAMES = {"own": "institution"}  # as settings written before the zones had their names say it


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`address` is what stands before every path in a QR code of the hall, without a slash at its end.

    `long` stands on what is printed for years, `board_host` in the names of boards; both outlive the address of a day.
    `served` are the addresses of before: codes on papers lead to them, and are answered here. `front` are the network
    addresses of the own front, which alone is believed when it says for whom it asks. `zones` are served by
    this process, `addresses` those of zones that have one of their own; `streams`: whether a process beside it serves
    event streams. `backups` is how often one is to be made by itself, and where. `hall_root` is the own certificate
    that devices of a hall are told to trust; None where it is a public one, or none. `trial`: it was asked for to be
    served beyond this computer without encryption; `in_hall`: that it serves the network of a hall. `works_here`: long
    work is made within its request, as tests do, and not by a worker. `cluster`: the scheduler of a Dask cluster that
    checks ballots at the count.
    """

    instance: Path
    database: str
    address: str
    secret_key: str
    long: str = ""
    board_host: str = ""
    served: tuple[str, ...] = ()
    zones: tuple[str, ...] = ZONES
    addresses: Mapping[str, str] = field(default_factory=dict)
    secure: bool = False
    streams: bool = False
    mail: MailServer | None = None
    front: frozenset[str] = frozenset()
    backups: Schedule | None = None
    checkers: int | None = None
    works_here: bool = False
    cluster: str = ""
    hall_root: HallRoot | None = None
    trial: bool = False
    in_hall: bool = False

    @property
    def keys(self) -> Path:
        """The folder of the installation's own keys."""
        return self.instance / "keys"

    @property
    def run(self) -> Path:
        """The folder of what only running processes need: locks that they share."""
        return self.instance / "run"

    def address_of(self, zone: str) -> str:
        """Where the pages of a zone are."""
        return self.addresses.get(zone, self.address)

    def offers(self, zone: str) -> bool:
        """Whether this process's readers can reach a zone: one served at this computer alone is nobody's elsewhere."""
        return zone in self.zones or urlsplit(self.address_of(zone)).hostname not in LOOPBACK

    @property
    def here(self) -> str:
        """The address of this process's own pages."""
        return self.address_of(self.zones[0])

    @property
    def name(self) -> str:
        """What tells the cookies of this process from those of others on the same host; "" where it serves all."""
        return "" if set(self.zones) == set(ZONES) else self.zones[0]

    @property
    def public(self) -> str:
        """The address on papers that are kept for years: letters, invitations, records."""
        return self.long or self.address_of("public")

    @property
    def board(self) -> str:
        """What stands before the path in a board's name: what it was at the founding, however often one moves."""
        return self.board_host or urlsplit(self.public).netloc

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts under which this installation answers."""
        every = (self.address, self.long, *self.addresses.values(), *self.served)
        return tuple(
            sorted({urlsplit(one).hostname or "127.0.0.1" for one in every if one} | {"127.0.0.1", "localhost"})
        )

    @property
    def line(self) -> Literal["encrypted", "none", "open"]:
        """What lies between a browser and this server: an encrypted line, none (one computer), or an open one."""
        if self.address.startswith("https://"):
            return "encrypted"
        return "none" if urlsplit(self.address).hostname in LOOPBACK and not self.trial else "open"


def load_settings(instance: Path | None = None, address: str | None = None) -> Settings:
    """Read the settings; a new installation gets its secret key here.

    Environment: MAJMA_INSTANCE, MAJMA_DATABASE, MAJMA_ADDRESS, MAJMA_ZONES (comma separated), MAJMA_ADDRESSES (such as
    ``booth=https://majma.local:8443,office=https://127.0.0.1:8445``), MAJMA_FRONT (network addresses of the own front),
    MAJMA_STREAMS (1 where event streams are served), MAJMA_MAIL
    (``smtp://user:password@host:port?from=office@example.org``; without it no mail is sent), MAJMA_BACKUP_EVERY and
    MAJMA_BACKUP_TO (as ``10m``, and a folder), MAJMA_HALL_ROOT (as `HallRoot.said` writes it), MAJMA_TRIAL (``1``),
    MAJMA_HALL (``1``, where a hall is served),
    MAJMA_CLUSTER (``tcp://10.0.0.5:8786``, who checks ballots at the count), MAJMA_JOBS (``here``: no worker).
    """
    folder = instance or Path(os.environ.get("MAJMA_INSTANCE", ROOT / "instance"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = (address or os.environ.get("MAJMA_ADDRESS", "http://127.0.0.1:8000")).rstrip("/")
    named = os.environ.get("MAJMA_ZONES", ",".join(ZONES)).split(",")
    zones = tuple(_OLDER_NAMES.get(one, one) for one in named)
    if not set(zones) <= set(ZONES):
        raise ValueError(f"MAJMA_ZONES may name {', '.join(ZONES)}")
    kept, addresses = _addresses(folder), _zone_addresses(os.environ.get("MAJMA_ADDRESSES", ""))
    return Settings(
        instance=folder,
        long=str(kept.get("public") or ""),
        board_host=str(kept.get("board") or ""),
        served=tuple(map(str, _list(kept.get("served")))),
        database=os.environ.get("MAJMA_DATABASE", f"sqlite:///{folder / 'majma.sqlite3'}"),
        address=public,
        secret_key=_of_zones(_secret_key(folder / "keys" / "cookies"), zones),
        zones=zones,
        streams=os.environ.get("MAJMA_STREAMS") == "1",
        addresses=addresses,
        secure=addresses.get(zones[0], public).startswith("https://"),
        mail=mail_server(os.environ["MAJMA_MAIL"]) if os.environ.get("MAJMA_MAIL") else None,
        front=frozenset(os.environ.get("MAJMA_FRONT", "").replace(",", " ").split()),
        backups=_schedule(os.environ.get("MAJMA_BACKUP_EVERY", ""), os.environ.get("MAJMA_BACKUP_TO", "")),
        checkers=_number("MAJMA_CHECKERS"),
        works_here=os.environ.get("MAJMA_JOBS") == "here",
        cluster=os.environ.get("MAJMA_CLUSTER", ""),
        hall_root=hall_root(os.environ.get("MAJMA_HALL_ROOT", "")),
        trial=os.environ.get("MAJMA_TRIAL", "") == "1",
        in_hall=os.environ.get("MAJMA_HALL", "") == "1",
    )


def keep_addresses(settings: Settings, *, board: str, long: str | None) -> Settings:
    """Write down under which address it is served now, the name of its boards where none was kept, and the address for
    years where one is given. Returns the settings with them. Raises ValueError for what is no address.
    """
    public = settings.long if long is None else long.rstrip("/")
    if public and (urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).hostname):
        raise ValueError("an address is written https://vote.example")
    found = replace(
        settings, long=public, board_host=settings.board_host or board,
        served=tuple(dict.fromkeys((*settings.served, settings.address))),
    )  # fmt: skip
    said = {"board": found.board_host, "public": found.long, "served": list(found.served)}
    path = settings.instance / ADDRESSES
    path.unlink(missing_ok=True)
    write_private(path, json.dumps(said, indent=1).encode())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HallRoot:
    """The hall's own certificate, as people compare it and devices get it.

    `digest` is its SHA-256 (64 hexadecimal digits), `name` what devices list it as, `address` where they get it,
    `names` what it vouches for, `until` when the computer's own certificate below it ends.
    """

    digest: str
    name: str
    address: str
    names: tuple[str, ...]
    until: datetime

    @property
    def said(self) -> str:
        """As an environment carries it."""
        return json.dumps({**asdict(self), "until": self.until.isoformat()})


def hall_root(said: str) -> HallRoot | None:
    """Read what `HallRoot.said` wrote; None for nothing."""
    if not said:
        return None
    found = json.loads(said)
    return HallRoot(**{**found, "names": tuple(found["names"]), "until": datetime.fromisoformat(found["until"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often a backup is made by itself, and in which folder."""

    every: timedelta
    folder: Path

    @property
    def said(self) -> str:
        """How often, as it is typed."""
        return next(
            f"{self.every // timedelta(**{name: 1})}{unit}"
            for unit, name in _UNITS.items()
            if not self.every % timedelta(**{name: 1})
        )


_SPAN = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read_span(said: str) -> timedelta:
    """A span as it is typed: a number and m, h or d. Raises ValueError."""
    found = _SPAN.fullmatch(said)
    if found is None:
        raise ValueError("a number and m, h or d: 10m is every ten minutes")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _schedule(every: str, folder: str) -> Schedule | None:
    return Schedule(every=read_span(every), folder=Path(folder)) if every and folder else None


def _number(name: str) -> int | None:
    said = os.environ.get(name, "")
    if said and not said.isdecimal():
        raise ValueError(f"{name} is a number")
    return int(said) if said else None


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _addresses(folder: Path) -> dict[str, object]:
    path = folder / ADDRESSES
    found = json.loads(path.read_text()) if path.exists() else {}
    if not isinstance(found, dict):
        raise ValueError(f"{path} is damaged: restore it from a copy")
    return found


def _zone_addresses(said: str) -> dict[str, str]:
    pairs = dict(one.strip().split("=", 1) for one in said.split(",") if "=" in one)
    if not set(pairs) <= set(ZONES):
        raise ValueError(f"MAJMA_ADDRESSES may name {', '.join(ZONES)}")
    return {zone: address.rstrip("/") for zone, address in pairs.items()}


def _of_zones(secret: str, zones: tuple[str, ...]) -> str:
    """The secret of a process's cookies: no zone believes what another one signed."""
    if set(zones) == set(ZONES):
        return secret
    return hmac.new(secret.encode(), ",".join(zones).encode(), hashlib.sha256).hexdigest()


def _secret_key(path: Path) -> str:
    if not path.exists():
        write_private(path, secrets.token_hex(32).encode())
    return path.read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in, and from whom it is."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """Read ``smtp://user:password@host:port?from=office@example.org``. Raises ValueError, without the password."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme != "smtp" or not parts.hostname or "@" not in sender or not sender.isprintable():
        raise ValueError("MAJMA_MAIL is written smtp://user:password@host:port?from=office@example.org")
    return MailServer(
        host=parts.hostname, port=parts.port or 587, sender=sender, user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )  # fmt: skip
