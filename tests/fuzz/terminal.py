"""A command of `python -m ballots` as a reader: what it says is one named sentence, and steers no terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from unittest.mock import patch

from ballots import keyfile
from ballots.__main__ import main
from ballots.commands.verify import FOREIGN_STATUS
from ballots.errors import BallotsError
from tests.fuzz.records import known_codes
from tests.fuzz.target import OddError, text_of

Arguments = Callable[[Path, str], Sequence[str]]
"""Returns a command line for a folder and the text of the input; the input itself is the file `given` in the folder."""

Files = Callable[[], Mapping[str, bytes]]
"""Returns the good files beside the input."""

QUICK = 2
"""The cost of scrypt here: a command that opens a key file would else do little more than that."""

_REFUSED = re.compile(r"Refused at check [0-9.]+ \([^)]*\): ([a-z0-9-]+): ?.*")
_REPORTED = re.compile(r' "code": "([a-z0-9-]+)",')
_COMPLAINT = re.compile(r"([a-z0-9-]+): .+")
_BEFORE = ("proof ", "state ")
"""How lines begin that a witness says before its refusal."""


class RefusedError(BallotsError):
    """A command ended with a status that is not 0, and the code that it named."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code  # type: ignore[misc]


@lru_cache
def _folder(name: str) -> TemporaryDirectory[str]:
    """Return a folder; it goes when the process ends."""
    return TemporaryDirectory(prefix=f"majma-fuzz-{name}-")


def laid_out(files: Files, data: bytes) -> Path:
    """Return a folder with these good files as they were at first, and the input as `given`."""
    folder = Path(_folder(files.__module__.rpartition(".")[2]).name)
    for old in folder.iterdir():
        if old.is_dir():
            rmtree(old)
        else:
            old.unlink()
    for name, good in {**files(), "given": data}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(good)
    return folder


def run(arguments: Arguments, files: Files, given: str = "given") -> Callable[[bytes], bytes]:
    """Return what gives an input to a command, also as the file `given`.

    A status that is not 0 is a refusal with the code that was named; raises OddError for what a command may not say.
    """
    kept = lru_cache(files)

    def named() -> Mapping[str, bytes]:
        return kept()

    named.__module__ = files.__module__

    def read(data: bytes) -> bytes:
        folder = laid_out(named, data)
        if given != "given":
            (folder / given).parent.mkdir(exist_ok=True)
            (folder / given).write_bytes(data)
        text = text_of(data).replace("\0", "")  # no argument holds one
        out, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(errors), patch.object(keyfile, "_COST", QUICK):
            try:
                status = main([str(part) for part in arguments(folder, text)])
            except SystemExit as end:
                status = 2 if end.code == 2 else 0
        code = named_code(status, out.getvalue(), errors.getvalue())
        if code is not None:
            raise RefusedError(code)
        return data

    return read


def named_code(status: int, out: str, errors: str) -> str | None:
    """Return the code that a command named, None for status 0. Raises OddError for words that no command may say."""
    steering = {one for one in out + errors if not (one.isprintable() or one in "\n\u200c")}
    if steering:
        raise OddError(f"what was printed steers a terminal: {sorted(steering)!r}")
    said, complaints = out.splitlines() or [""], errors.splitlines() or [""]
    if status == 0:
        return None
    if status == 1:
        found = _refusal(out) if not errors else _COMPLAINT.fullmatch(complaints[-1])
        if found and found[1] in known_codes() and all(line.startswith(_BEFORE) for line in complaints[:-1]):
            return found[1]
    if status == 2 and ": error: " in complaints[-1]:
        return "usage"
    if status == FOREIGN_STATUS and said[-1].startswith("Foreign, not accepted") and not errors:
        return "foreign"
    raise OddError(f"status {status} and no single named sentence: {said[-1]!r}, {complaints!r}")


def _refusal(out: str) -> re.Match[str] | None:
    """Return where a report, in lines or as JSON, names the code of its refusal."""
    if out.startswith("{"):
        return next(filter(None, map(_REPORTED.fullmatch, out.splitlines())), None)
    return _REFUSED.fullmatch(out.splitlines()[-1]) if out else None
