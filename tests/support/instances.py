"""An instance folder round a simulated assembly, as the commands at the machine find one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.cli.__main__ import main
from app.db import Database
from app.signing.keys import write_private
from tests.support.assemblies import Simulation


@dataclass(frozen=True, slots=True)
class Instance:
    """A folder with a database and keys; `database` is the address of another one than the folder's own."""

    folder: Path
    database: str = ""

    def run(self, *arguments: object, typed: str | Sequence[str] = "") -> Result:
        """Run a command at the machine on this instance."""
        said = typed if isinstance(typed, str) else "".join(f"{line}\n" for line in typed)
        environment = {"MAJMA_INSTANCE": str(self.folder), "MAJMA_DATABASE": self.database or None}
        return CliRunner().invoke(main, [str(one) for one in arguments], input=said, env=environment)

    def open(self) -> Database:
        """The database."""
        return Database(self.database or f"sqlite:///{self.folder}/majma.sqlite3")

    def new_key(self) -> Path:
        """Make a recovery key; the file that the test keeps of it."""
        said = self.run("backup", "--new-key")
        assert said.exit_code == 0, said.output
        key = self.folder.parent / "recovery.key"
        key.write_text(next(line for line in said.output.split() if line.startswith("AGE-SECRET-KEY-1")))
        return key


def instance_of(held: Simulation, folder: Path) -> Instance:
    """A folder in which this assembly is, on SQLite: the simulation goes on in a copy of its database."""
    folder.mkdir(mode=0o700)
    keep_board_key(held, folder)
    if not held.database.is_sqlite:
        return Instance(folder, held.database.engine.url.render_as_string(hide_password=False))
    held.database.close()
    shutil.copy(str(held.database.engine.url.database), folder / "majma.sqlite3")
    held.database = Database(f"sqlite:///{folder}/majma.sqlite3")
    return Instance(folder)


def keep_board_key(held: Simulation, folder: Path) -> None:
    """Write the key that signs the heads of the simulation to where an instance has it."""
    private = held.signer.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(folder / "keys" / "board.pem", private)
