"""`service`: let systemd keep a hall served, or print the unit for somebody who installs it by hand."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import click

from app.config import ROOT
from app.language.catalogue import compile_catalogues
from app.serving import unit
from app.serving.unit import Service

PROGRAM = ("app", "ballots", "static", "templates", "wsgi.py", ".venv")
"""What the service's user reads."""
PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": ["--help"]}


@click.group()
def service() -> None:
    """Serve from every start of this computer on, and again at once when something ended it (systemd)."""


@service.command("print", context_settings=PASSED_ON)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def show(options: tuple[str, ...]) -> None:
    """Print the unit; what follows are the options of `serve`, by default --hall."""
    click.echo(unit.unit(_service(options)), nl=False)


@service.command("install", context_settings=PASSED_ON)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def install(options: tuple[str, ...]) -> None:
    """Install and start the unit; what follows are the options of `serve`, by default --hall. Needs root."""
    if os.geteuid() != 0:
        raise click.ClickException("A service is installed by root: sudo ./majma service install …")
    _need_readable(ROOT)
    compile_catalogues()  # the service's user could not: the program's folder is not its own
    text = unit.unit(_service(options))
    _make_user()
    unit.PLACE.write_text(text, "utf-8")
    unit.PLACE.chmod(0o644)
    click.echo(f"{unit.PLACE} is written. The installation will be in {unit.STATE}/instance.")
    if not Path("/run/systemd/system").exists():
        click.echo("systemd does not run here; where it does, `systemctl enable --now majma` starts it.")
        return
    for step in (("daemon-reload",), ("enable", unit.NAME), ("restart", unit.NAME)):
        _run(("systemctl", *step))
    click.echo(f"It is served, and will be from every start on. What it says: journalctl -u {unit.NAME} -f")


@service.command("remove")
def remove() -> None:
    """End the service and take the unit away; the installation stays."""
    if Path("/run/systemd/system").exists():
        _run(("systemctl", "disable", "--now", unit.NAME))
    unit.PLACE.unlink(missing_ok=True)
    click.echo(f"The service is gone; {unit.STATE} is untouched.")


def _service(options: tuple[str, ...]) -> Service:
    told = options or ("--hall",)
    place = told[told.index("--backup-to") + 1] if "--backup-to" in told[:-1] else None
    return Service(
        program=ROOT, python=Path(sys.executable), options=told, backups=Path(place).absolute() if place else None
    )


def _need_readable(folder: Path) -> None:
    """Another user must be able to read the program, up to the root of the disk and down to its last file."""
    whole = (one for name in PROGRAM for one in (folder / name, *(folder / name).rglob("*")) if one.exists())
    inside = (one for one in whole if "__pycache__" not in one.parts)  # it can do without what root compiled
    for one in (*inside, folder, *folder.parents):
        mode = one.stat().st_mode
        if not mode & (0o001 if stat.S_ISDIR(mode) else 0o004):
            raise click.ClickException(
                f"The user “{unit.USER}” could not read the program: {one} is closed to others. Put the program into "
                f"a folder such as /opt/majma, and install it there."
            )


def _make_user() -> None:
    try:
        pwd.getpwnam(unit.USER)
    except KeyError:
        _run(
            (
                "useradd",
                "--system",
                "--user-group",
                "--home-dir",
                str(unit.STATE),
                "--shell",
                "/usr/sbin/nologin",
                unit.USER,
            )
        )


def _run(command: tuple[str, ...]) -> None:
    found = shutil.which(command[0], path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        raise click.ClickException(f"{command[0]} is not there; print the unit and install it by hand")
    done = subprocess.run((found, *command[1:]), check=False)  # noqa: S603
    if done.returncode != 0:
        raise click.ClickException(f"{' '.join(command)} ended with {done.returncode}")
