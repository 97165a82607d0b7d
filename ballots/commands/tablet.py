"""What a tablet asks a server for, asked by a program: the headers of browsers, no redirect, no store of answers."""

import ssl
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from ballots.custody_errors import FileError
from ballots.files import read_limited

MAX_ANSWER: Final = 20_000_000
AGENTS: Final = (
    "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 "
    "Safari/604.1",
)
"""Two tablets; a server that tells them from one another is found out."""

_TIMEOUT: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came, as it came: the body is not unpacked."""

    body: bytes
    headers: Message

    def said(self, name: str) -> str:
        """Return a header, "" where there is none."""
        return str(self.headers.get(name, ""))


def trusted(root: Path | None) -> ssl.SSLContext:
    """Return whom to believe over https: this computer's roots, or the only one of a file. Raises FileError."""
    try:
        return ssl.create_default_context(cadata=None if root is None else _certificate(root))
    except (OSError, ssl.SSLError, ValueError) as error:
        raise FileError(f"{root}: holds no certificate") from error


def _certificate(path: Path) -> str | bytes:
    data = path.read_bytes()
    if not data:
        raise ValueError("an empty file names no root, and would let every root of this computer be believed")
    return data.decode("ascii") if b"-----BEGIN" in data else data


class Tablet:
    """A browser's requests. Over https the server's certificate must lead to a known root, or to that of a file."""

    def __init__(self, root: Path | None = None) -> None:
        """Take the only root to believe, where one is given: as a hall's page hands it out (DER), or as PEM.

        Raises FileError.
        """
        self._opener = build_opener(Staying, HTTPSHandler(context=trusted(root)))

    def get(self, address: str, *, agent: str = AGENTS[0], dest: str = "document", packed: str = "gzip") -> Answer:
        """Return an answer with the status 200. Raises FileError for any other."""
        headers = {
            "User-Agent": agent, "Accept": "*/*", "Accept-Encoding": packed, "Sec-Fetch-Dest": dest,
            "Sec-Fetch-Mode": "navigate" if dest == "document" else "no-cors",
            "Sec-Fetch-Site": "none" if dest == "document" else "same-origin",
        }  # fmt: skip
        try:
            with self._opener.open(Request(address, headers=headers), timeout=_TIMEOUT) as answer:  # noqa: S310
                body = read_limited(answer, MAX_ANSWER + 1)
                if len(body) > MAX_ANSWER:
                    raise FileError(f"{address}: longer than {MAX_ANSWER} bytes")
                return Answer(body=body, headers=answer.headers)
        except HTTPError as error:
            raise FileError(f"{address}: {error}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise FileError(f"{address}: {error.reason if isinstance(error, URLError) else error}") from error


class Staying(HTTPRedirectHandler):
    """A page that leads elsewhere is not the page that was asked for."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
