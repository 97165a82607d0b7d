"""Under which names and addresses this computer is reached in a network without a name server."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess

_NOWHERE = ("192.0.2.1", 9)
"""An address that stands in documents only (RFC 5737): asking for the way there sends nothing."""


def first_address() -> str:
    """The address of this computer in the network that it is in, or that of the computer itself where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def names() -> tuple[str, ...]:
    """Every name and address of this computer, that of its network first."""
    own = socket.gethostname().partition(".")[0].lower()
    return tuple(dict.fromkeys((first_address(), *_addresses(), f"{own}.local", own, "localhost", "127.0.0.1")))


def _addresses() -> list[str]:
    """The addresses of all its networks, as far as the system tells them."""
    tool = shutil.which("ip", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if tool is None:
        return []
    said = subprocess.run([tool, "-json", "-4", "address"], capture_output=True, check=False, timeout=5)  # noqa: S603
    if said.returncode != 0:
        return []
    found = json.loads(said.stdout or b"[]")
    return [one["local"] for device in found for one in device.get("addr_info", ()) if one.get("scope") == "global"]
