"""The service of systemd that keeps a hall served: started at boot, again within a second when it ends, by a user of
its own who can write nothing but the installation."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

NAME = "majma"
USER = "majma"
STATE = Path("/var/lib/majma")
PLACE = Path("/etc/systemd/system/majma.service")


HARDENING = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
"""
"""What a process of the hall needs none of; `systemd-analyze security` says what is left. The calls of Landlock, with
which readers of strangers' files shut themselves in, stand in none of systemd's groups but `@known`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The program's folder, its Python, the options of `serve`; `backups` is a folder that it may write as well."""

    program: Path
    python: Path
    options: tuple[str, ...]
    backups: Path | None = None


def unit(service: Service) -> str:
    """The unit file."""
    command = (str(service.python), "-P", "-m", "flask", "--app", "wsgi", "serve", *service.options)
    writable = f"ReadWritePaths={service.backups}\n" if service.backups else ""
    return f"""\
# Written by ./majma service install; it writes it anew.
[Unit]
Description=Majma, the election of an assembly's seats
Documentation=file:{service.program}/README.md
After=network-online.target postgresql.service
Wants=network-online.target

[Service]
Type=exec
User={USER}
Group={USER}
StateDirectory={USER}
StateDirectoryMode=0700
WorkingDirectory={service.program}
Environment=MAJMA_INSTANCE={STATE}/instance PYTHONPATH={service.program} HOME={STATE} PYTHONDONTWRITEBYTECODE=1
ExecStart={" ".join(map(shlex.quote, command))}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=1
TimeoutStopSec=30
KillMode=mixed
LimitNOFILE=16384
LimitMEMLOCK=infinity
LimitCORE=0
MemorySwapMax=0
UMask=0077
ProtectHome={"read-only" if _in_home(service) else "yes"}
{HARDENING}{writable}
[Install]
WantedBy=multi-user.target
"""


def _in_home(service: Service) -> bool:
    return any(str(one.resolve()).startswith(("/home/", "/root/")) for one in (service.program, service.python))
