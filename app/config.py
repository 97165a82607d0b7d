"""Settings of one installation, read once at start-up from ``instance/`` and the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from app.signing.keys import write_private

ROOT = Path(__file__).resolve().parent.parent
ZONES = ("public", "institution", "booth", "office")
_OLDER_NAMES = {"own": "institution"}  # as settings written before the zones had their names say it


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`address` is what stands before every path in a QR code, without a slash at its end."""

    instance: Path
    database: str
    address: str
    secret_key: str
    zones: tuple[str, ...] = ZONES
    secure: bool = False
    mail: MailServer | None = None

    @property
    def keys(self) -> Path:
        """The folder of the installation's own keys."""
        return self.instance / "keys"

    @property
    def line(self) -> Literal["encrypted", "none", "open"]:
        """What lies between a browser and this server: an encrypted line, none (one computer), or an open one."""
        if self.secure:
            return "encrypted"
        return "none" if urlsplit(self.address).hostname in ("127.0.0.1", "::1", "localhost") else "open"


def load_settings(instance: Path | None = None, address: str | None = None) -> Settings:
    """Read the settings; a new installation gets its secret key here.

    Environment: MAJMA_INSTANCE, MAJMA_DATABASE, MAJMA_ADDRESS, MAJMA_ZONES (comma separated), MAJMA_MAIL
    (``smtp://user:password@host:port?from=office@example.org``; without it no mail is sent).
    """
    folder = instance or Path(os.environ.get("MAJMA_INSTANCE", ROOT / "instance"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = (address or os.environ.get("MAJMA_ADDRESS", "http://127.0.0.1:8000")).rstrip("/")
    named = os.environ.get("MAJMA_ZONES", ",".join(ZONES)).split(",")
    zones = tuple(_OLDER_NAMES.get(one, one) for one in named)
    if not set(zones) <= set(ZONES):
        raise ValueError(f"MAJMA_ZONES may name {', '.join(ZONES)}")
    return Settings(
        instance=folder,
        database=os.environ.get("MAJMA_DATABASE", f"sqlite:///{folder / 'majma.sqlite3'}"),
        address=public,
        secret_key=_secret_key(folder / "keys" / "cookies"),
        zones=zones,
        secure=public.startswith("https://"),
        mail=mail_server(os.environ["MAJMA_MAIL"]) if os.environ.get("MAJMA_MAIL") else None,
    )


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
