"""Before anything is served: not as root without being told so, and nothing of the installation open to others."""

from __future__ import annotations

import os
import resource
import socket
import stat
from pathlib import Path

import click

AS_ROOT = (
    "As root every fault of a process that serves strangers would be a fault of the whole computer. Start as another "
    "user (./majma service install makes one), or say --as-root where there is none, as in a container."
)
_PRIVATE = 0o077


def need_user(*, far: bool, as_root: bool) -> None:
    """Refuse to serve other computers as root unless that was said; at this computer alone it is only told."""
    if os.geteuid() != 0:
        return
    if far and not as_root:
        raise click.UsageError(AS_ROOT)
    click.echo("! Serving as root: for a real election start as another user, see ./majma service --help", err=True)


def need_port(host: str, port: int) -> None:
    """Refuse to begin where another program listens already: else that came to light after minutes of preparing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            place.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Nothing can listen at {host}, port {port} ({error.strerror}). Perhaps the program is served there "
                "already: end it, or choose another port with --port."
            ) from error


def stay_private() -> None:
    """Let what this process and its children write be readable by their user alone, and none leave a core file."""
    os.umask(_PRIVATE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def mend_modes(instance: Path) -> None:
    """Take everybody else's rights from the installation's files, and tell how many there were.

    Ends with what cannot be mended, in words: whoever reads the folder has its keys.
    """
    loose = [path for path in (instance, *instance.rglob("*")) if _is_loose(path)]
    for path in loose:
        try:
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~_PRIVATE)
        except OSError as error:
            raise click.ClickException(
                f"{path} is open to other users of this computer, and cannot be closed ({error.strerror}). "
                "Give the folder to the user who serves: chown -R USER, chmod -R go= on it."
            ) from error
    if loose:
        click.echo(
            f"! {len(loose)} files or folders in {instance} were open to other users of this computer. They are closed "
            "now; if somebody else works here, take the keys for known and begin anew.",
            err=True,
        )


def _is_loose(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:  # it has just gone
        return False
    return (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and bool(mode & _PRIVATE)
