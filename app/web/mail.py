"""Sending mail through the server that the installation names, if it names one. Nothing depends on mail."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

PATIENCE = 10.0
"""Seconds for each answer of the server."""
LONGEST = 25.0
"""Seconds for one run; what is left then is for another."""
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
"""What is taken for one address: plain, without a name beside it."""
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in, and from whom it is."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message; `key` is how its writer knows it."""

    key: int
    to: str
    subject: str
    body: str


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


def send(server: MailServer, mails: Iterable[Mail], *, patience: float = PATIENCE) -> frozenset[int]:
    """Send mails one by one; the keys of those that the server took.

    A server that cannot be reached takes none, one that falls silent none of the rest. A name and password are told
    only through an encrypted line, or to a server on this machine.
    """
    taken: set[int] = set()
    begun = time.monotonic()
    with suppress(OSError, smtplib.SMTPException), smtplib.SMTP(server.host, server.port, timeout=patience) as line:
        _open(line, server)
        for mail in mails:
            if time.monotonic() - begun > LONGEST:
                break
            if _hand_in(line, server, mail):
                taken.add(mail.key)
    return frozenset(taken)


def _open(line: smtplib.SMTP, server: MailServer) -> None:
    line.ehlo()
    if line.has_extn("starttls"):
        line.starttls(context=ssl.create_default_context())
        line.ehlo()
    elif server.user and server.host not in _LOCAL:
        raise smtplib.SMTPNotSupportedError("the line is not encrypted")
    if server.user:
        line.login(server.user, server.password)


def _hand_in(line: smtplib.SMTP, server: MailServer, mail: Mail) -> bool:
    """Whether the server took a mail; an address that it refuses spoils nothing else."""
    if not ADDRESS.fullmatch(mail.to):
        return False
    message = EmailMessage()
    message["From"], message["To"] = server.sender, mail.to
    message["Subject"] = mail.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=server.sender.rpartition("@")[2])
    message.set_content(mail.body)
    try:
        line.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError):
        return False
    return True
