"""Slips are drawn and printed in a process of its own, which ends: no other process ever holds a credential.

That process (`python -m app.papers.slip_apart`) draws the credentials and gives out their public halves; it gets the
tokens back, which are signed without a secret of a slip, prints, and hands the paper over packed, as it goes to the
browser. It knows no settings and no key, leaves no core file, and keeps its memory out of swap where it may.
"""

from __future__ import annotations

import json
import os
import pickle  # what this program says to its own child
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any

from app.config import ROOT
from app.documents.pdf import PrintingError
from app.documents.slip import Slip, SlipSheet, render_slips
from app.language.catalogue import wording
from ballots.memory import forbid_dumps, lock_memory
from ballots.slips import draw_slips

_NEEDED = ("HOME", "LANG", "PATH", "TMPDIR")
_PIECE = 1 << 16


class SlipMaker:
    """A process that draws slips and prints them; `publics` are their serials and public halves, in the paper's order.

    `is_locked`: whether it keeps its memory out of swap. `simulated`: serial and secret of the slips for simulated
    delegates of a rehearsal, none else. Raises RuntimeError where the process ends too early.
    """

    def __init__(self, uuid: str, count: int, *, simulated: int = 0, personal: int = 0) -> None:
        """Start it, and let it draw so many slips of the election with this uuid; in a rehearsal it tells the secrets
        of the last `simulated` ones, in the order of serials, before the `personal` ones."""
        environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        self._process = subprocess.Popen(  # this program itself
            [sys.executable, "-P", "-m", "app.papers.slip_apart"], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env={**environment, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self._tell((uuid, count, simulated, personal))
        said = self._hear()
        self.is_locked: bool = said["locked"]
        self.publics: list[tuple[str, str]] = [(serial, public) for serial, public in said["slips"]]
        self.simulated: list[tuple[str, str]] = [(serial, secret) for serial, secret in said["simulated"]]

    def print(self, sheet: SlipSheet, tokens: Sequence[str], locale: str) -> tuple[int, Iterator[bytes]]:
        """Print them with their tokens; the length of the PDF, and its pieces. Raises PrintingError."""
        self._tell((sheet, tuple(tokens), locale))
        said = self._hear()
        if "missing" in said:
            raise PrintingError(said["missing"])
        return said["length"], self._pieces(said["length"])

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _pieces(self, length: int) -> Iterator[bytes]:
        while length > 0 and (piece := self._out.read(min(length, _PIECE))):
            length -= len(piece)
            yield piece

    def _tell(self, what: object) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the process takes nothing")
        try:
            pickle.dump(what, self._process.stdin)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise RuntimeError("the process that makes slips has ended") from error

    def _hear(self) -> Any:
        line = self._out.readline()
        if not line:
            raise RuntimeError("the process that makes slips has ended")
        return json.loads(line)

    @property
    def _out(self) -> IO[bytes]:
        if self._process.stdout is None:
            raise RuntimeError("the process says nothing")
        return self._process.stdout


def main() -> None:
    """What the process does; it ends with whoever started it."""
    forbid_dumps()
    is_locked = lock_memory()
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    uuid, count, simulated, personal = pickle.load(asked)  # from who started it  # noqa: S301
    drawn = draw_slips(uuid, count, secrets.token_bytes)
    last = sorted((one.serial, one.credential) for one in drawn)[count - personal - simulated : count - personal]
    public = [(one.serial, one.public) for one in drawn]
    _say(out, {"locked": is_locked, "slips": public, "simulated": last})
    sheet, tokens, locale = pickle.load(asked)  # as above  # noqa: S301
    papers = [
        Slip(serial=one.serial, token=token, credential=one.credential)
        for one, token in zip(drawn, tokens, strict=True)
    ]
    try:
        pdf = render_slips(sheet, papers, wording(locale))
    except PrintingError as error:
        _say(out, {"missing": str(error)})
    else:
        _say(out, {"length": len(pdf)})
        out.write(pdf)
        out.flush()


def _say(out: IO[bytes], what: object) -> None:
    out.write(json.dumps(what).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
