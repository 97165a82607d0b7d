"""How `serve` listens: at this computer alone, in a hall with its own certificates, or openly as a trial."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import click

from app.cli.trust_files import write_trust_files
from app.config import HallRoot, Settings
from app.documents.pdf import PrintingError
from app.language.catalogue import compile_catalogues, wording
from app.papers.issuer import Issuer
from app.papers.network import print_network_sheet
from app.serving import computer, hall, own_folder
from app.serving.certificate import HallCertificate, NameOutsideError, hall_certificate
from app.serving.hall import Hall
from app.signing.keys import write_private
from ballots.short import grouped

Work = TypeVar("Work", bound=Callable[..., Any])
OPTIONS = (
    click.option("--hall", "in_hall", is_flag=True, help="Serve the network of a hall over https, each zone apart."),
    click.option("--office-in-hall", is_flag=True, help="With --hall: the office also for consoles in the network."),
    click.option("--trial", is_flag=True, help="Beyond this computer without https: to try it, marked everywhere."),
    click.option(
        "--certificate", type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path), default=None,
        help="With --hall: a public certificate and its key in one PEM file, in the place of the hall's own.",
    ),
    click.option(
        "--front", "fronts", multiple=True, metavar="ADDRESS", callback=lambda _context, _option, said: networks(said),
        help="With --hall: where a front before several computers asks from; it says who asked (PROXY protocol).",
    ),
    click.option("--trust-port", default=hall.TRUST_PORT, show_default=True, help="With --hall: where devices begin."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where `serve` listens; `address` stands in codes. `hall` is None for one process at one port, `certificate` where
    it is not a hall's own. `trial`: beyond this computer without encryption.
    """

    host: str
    port: int
    address: str
    hall: Hall | None = None
    certificate: HallCertificate | None = None
    trial: bool = False

    @property
    def is_far(self) -> bool:
        """Whether other computers can reach it."""
        return self.hall is not None or hall.is_far(self.host)

    @property
    def environment(self) -> dict[str, str]:
        """What tells the server's processes of it."""
        of_hall = self.hall.environment if self.hall else {"MAJMA_ADDRESS": self.address, "MAJMA_HALL_ROOT": ""}
        return {**of_hall, "MAJMA_TRIAL": "1" if self.trial else "", "MAJMA_HALL": "1" if self.hall else ""}


def networks(said: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses or networks as the front's configuration has them. Ends with words on what is none."""
    try:
        return tuple(str(ip_network(one)) for one in said)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def options(command: Work) -> Work:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def place_of(
    settings: Settings, *, host: str, port: int | None, address: str | None, in_hall: bool, office_in_hall: bool,
    trial: bool, trust_port: int, certificate: Path | None = None, fronts: tuple[str, ...] = (),
) -> Place:  # fmt: skip
    """Where to listen, from the options. Ends with what is wrong with them, in words."""
    if in_hall:
        place = Hall(
            host="", port=port or hall.PORT, certificate=certificate or settings.keys, office_in_hall=office_in_hall,
            trust_port=trust_port, trust={}, listening=port or 0, before=fronts,
        )  # fmt: skip
        return _public_hall(place, address) if certificate else _hall(settings, place, address)
    if fronts:
        raise click.UsageError("--front is for --hall: here nobody is counted by address.")
    said = urlsplit(address or "")
    far = hall.is_far(host) or hall.is_far(said.hostname or host)
    if far and said.scheme == "https" and not settings.front:
        raise click.UsageError(
            f"{address} is https, which this process does not speak: say in MAJMA_FRONT from which network address the "
            "server asks that does, such as MAJMA_FRONT=127.0.0.1 where it is on this computer (docs/server.md). Or "
            "serve with --hall, which brings https with it."
        )
    open_line = said.scheme != "https" and far
    if open_line and not trial:
        raise click.UsageError(
            f"Beyond this computer ({said.hostname or host}) votes and passwords would cross the network for everybody "
            "to read and to change. Serve a hall with --hall; or behind a server of your own that speaks https, with "
            "its --address; or, only to try it, with --trial, which then stands on every page and paper."
        )
    port = port or 8000
    shown = computer.first_address() if host == "0.0.0.0" else host  # only compared  # noqa: S104
    return Place(host=host, port=port, address=address or f"http://{shown}:{port}", trial=open_line)


def _hall(settings: Settings, place: Hall, address: str | None) -> Place:
    said = _https(address)
    names = computer.names()
    host = said.hostname or names[0]
    try:
        made = hall_certificate(settings.keys, tuple(dict.fromkeys((host, *names))), datetime.now(UTC))
    except NameOutsideError as error:
        raise click.UsageError(
            f"The hall's certificate that devices trust stands for other names than {error}. Serve under one of those, "
            f"or move {settings.keys}/hall-root*.pem away: then a new one is made, and each device must be told again."
        ) from error
    found = replace(place, host=host, port=said.port or place.port, certificate=made.file)
    root = HallRoot(digest=made.digest, name=made.name, address=found.trust_address, names=made.names, until=made.until)
    found = replace(found, root=root)
    return Place(host=host, port=found.port, address=found.addresses["booth"], hall=found, certificate=made)


def _public_hall(place: Hall, address: str | None) -> Place:
    """A hall whose certificate devices know already: nothing has to be given out without TLS."""
    said = _https(address)
    if not said.hostname:
        raise click.UsageError("A public certificate stands for a name: give it as --address https://NAME.")
    found = replace(place, host=said.hostname, port=said.port or place.port)
    return Place(host=found.host, port=found.port, address=found.addresses["booth"], hall=found)


def _https(address: str | None) -> SplitResult:
    said = urlsplit(address or "")
    if address and said.scheme != "https":
        raise click.UsageError("The address of a hall is written https://NAME.")
    return said


def announce(place: Place) -> None:
    """Tell what devices of a hall must be told, and what is printed for its officers."""
    if place.hall is None or place.certificate is None:
        return
    digits = grouped(place.certificate.digest)
    click.echo(
        f"  tablets begin at {place.hall.trust_address}, where they get this hall's certificate. Compare it there:"
    )
    click.echo(f"    {digits}\n")


def write_sheet(settings: Settings, place: Place) -> None:
    """Write the officers' sheet beside the installation, and tell where it is."""
    if place.certificate is None:
        return
    compile_catalogues()
    path = settings.instance / "hall-network.pdf"
    path.unlink(missing_ok=True)
    try:
        write_private(path, print_network_sheet(Issuer(settings=settings, wording=wording("fa"))))
    except PrintingError as error:
        click.echo(f"! The officers' sheet on this network was not made: {error}", err=True)
    else:
        click.echo(f"  the same for the officers, to be printed: {path}\n")


def listen(settings: Settings, place: Place) -> None:
    """Become what serves; does not return."""
    sys.stdout.flush()
    if place.hall is not None:
        folder = own_folder.make()
        found = place.hall
        if found.root is not None and place.certificate is not None:
            public = found.addresses["public"]
            found = replace(found, trust=write_trust_files(folder, found.root, place.certificate.root, public))
        try:
            plan = hall.plan(found, folder, settings.instance)
        except (hall.FrontMissingError, RuntimeError) as error:
            own_folder.remove(folder)
            if not isinstance(error, hall.FrontMissingError):
                raise
            raise click.ClickException("A hall needs HAProxy: apt-get install haproxy") from error
        hall.run(plan)
    command = [sys.executable, "-m", "app.serving.zone", "--listen", f"{place.host}:{place.port}", "--worker"]
    os.execv(sys.executable, command)  # our own server  # noqa: S606
