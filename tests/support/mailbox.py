"""A small mail server on this machine: keeps what it is given, refuses whom it is told to, or falls silent."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message

from app.config import MailServer


@dataclass
class Mailbox:
    """What the server got: recipients, texts, each command; `refuses` are recipients that it does not take."""

    refuses: frozenset[str] = frozenset()
    silent: bool = False
    recipients: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def messages(self) -> list[Message]:
        """The mails, parsed."""
        return [message_from_string(text) for text in self.texts]

    def server(self, **more: str) -> MailServer:
        """Where an application hands its mail in."""
        return MailServer(host="127.0.0.1", port=self.port, sender="office@assembly.example", **more)


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        if box.silent:
            self.rfile.readline()
            return
        self._say("220 ready")
        while line := self.rfile.readline().decode("latin-1").strip():
            box.said.append(line)
            command = line[:4].upper()
            if command == "QUIT":
                return self._say("221 bye")
            if command == "DATA":
                self._say("354 go on")
                self._take_text(box)
            elif command == "RCPT":
                self._recipient(box, line)
            elif command == "AUTH":
                self._say("235 welcome")
            else:
                self._say("250-here\r\n250 AUTH PLAIN" if command == "EHLO" else "250 ok")

    def _recipient(self, box: Mailbox, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        if address in box.refuses:
            return self._say("550 nobody of this name")
        box.recipients.append(address)
        self._say("250 ok")

    def _take_text(self, box: Mailbox) -> None:
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        box.texts.append("".join(lines))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mailbox(*, refuses: frozenset[str] = frozenset(), silent: bool = False) -> Iterator[Mailbox]:
    """A mail server for the length of the block."""
    box = Mailbox(refuses=refuses, silent=silent)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Line) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()
