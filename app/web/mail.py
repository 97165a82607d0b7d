"""Sending mail through the server that the installation names, if it names one. Nothing depends on mail."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from app.config import MailServer
from app.language.mail_address import is_mail_address

PATIENCE = 10.0
"""Seconds for each answer of the server."""
LONGEST = 25.0
"""Seconds for one run; what is left then is for another."""
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message; `key` is how its writer knows it."""

    key: int
    to: str
    subject: str
    body: str


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
    if not is_mail_address(mail.to):
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
