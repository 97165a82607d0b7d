"""A folder to work in and the commands with their answers, as their people meet them at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballots.__main__ import main

PASSPHRASE = "a passphrase for tests"


class Desk:
    """A folder to work in, and the commands with their answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        (folder / "passphrase").write_text(PASSPHRASE + "\n")

    def run(self, *arguments: object, status: int = 0, passphrase: bool = False) -> str:
        """Run a command that must end with `status`; return what it said."""
        given = ["--passphrase-file", str(self.folder / "passphrase")] if passphrase else []
        assert main([*map(str, arguments), *given]) == status
        captured = self._capsys.readouterr()
        assert PASSPHRASE not in captured.out + captured.err
        return captured.err if status else captured.out

    def path(self, name: str) -> Path:
        return self.folder / name
