"""The command that restores a backup on an empty installation; what does not fit is told in a sentence."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from app.config import Settings, load_settings
from app.db import Database
from app.migrations import upgrade
from app.papers.backup import digest_of
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.whole import restore as restoring
from app.services.whole.backup import BackupContent, BackupUnfitError, check_backup
from app.signing import recovery
from app.signing.keys import load_private_bytes, write_private
from ballots.files import read_file
from ballots.note import SIGNATURE, NoteKey

SERVING = "serving.lock"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The recovery key.")
@click.option("--known-head", "known", multiple=True, help="BOARD:HEIGHT:HASH from paper, or a file of signed heads.")
@click.option("--officer", "officers", multiple=True, help="Twice, where an older state is restored: who says so.")
@click.option("--who", default="", help="Who restores it, as the officers know you.")
@click.option("--why", default="", help="Why; it is kept in the journal.")
def restore(
    file: Path, key_file: Path | None, known: tuple[str, ...], officers: tuple[str, ...], who: str, why: str
) -> None:
    """Restore the backup FILE here, where nothing is yet. What does not fit is told, and then nothing is changed.

    --known-head says what stands outside: a head typed from the zero report or the minutes, or a witness's file. An
    older state than that is restored only when two officers who decide there say so, with their passwords.
    """
    settings = load_settings()
    try:
        heads = tuple(one for said in known for one in _heads(said))
        private = _private(key_file)
        with alone(settings.instance):
            _restore(settings, file, private, heads, officers, who or click.prompt("Your name"), why)
    except (recovery.RecoveryError, BackupUnfitError) as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error


def _restore(
    settings: Settings, file: Path, private: str, heads: tuple[restoring.KnownHead, ...], officers: tuple[str, ...],
    who: str, why: str,
) -> None:  # fmt: skip
    with file.open("rb") as sealed, recovery.opening(sealed, private) as stream:
        found = check_backup(stream)
    if not upgrade.knows(found.revision):
        raise BackupUnfitError("This backup was made by a newer version of Majma: restore it with that version.")
    restoring.need_ours(heads, _board_key(found))
    _need_empty(settings, found)
    lacks = restoring.lacking(found, heads)
    for one in lacks:
        click.echo(f"! {_lack(one)}", err=True)
    names = _two(found, officers, lacks) if lacks else (who.strip() or "set-up",)
    reason = why or (click.prompt("Why is an older state restored?") if lacks else "")
    act = Act(officers=names, now=datetime.now(UTC), random=secrets.token_bytes)
    with _staged(settings) as database:
        upgrade.migrate(database, found.revision)
        with file.open("rb") as sealed, recovery.opening(sealed, private) as stream, database.transaction() as db:
            restoring.load_backup(db, stream)
        upgrade.migrate(database)
        with database.transaction() as db:
            restoring.note_restored(
                db, act, found, place=str(file.absolute()), size=file.stat().st_size, sha256=digest_of(file),
                lacks=lacks, reason=reason,
            )  # fmt: skip
        _put_files(settings.instance, found.files)
    click.echo(f"Restored as of {found.made:%Y-%m-%d %H:%M:%S} UTC: {len(found.entries)} entries of the journal.")
    for board, events in sorted(found.boards.items()):
        click.echo(f"  board {board}: entry {len(events) - 1}, {events[-1]}")
    if found.entries:
        click.echo(f"  journal: entry {len(found.entries)}, {found.entries[-1]}")
    for problem in found.problems:
        click.echo(f"! {problem}: so it was when the backup was made.", err=True)
    click.echo("Compare these heads with the paper of the hall and with witnesses. Everybody signs in anew.")


def _heads(said: str) -> tuple[restoring.KnownHead, ...]:
    path = Path(said)
    return restoring.read_heads(read_file(path, 16_000_000) if path.is_file() else said)


def _private(key_file: Path | None) -> str:
    if key_file is None:
        return recovery.read_private(click.prompt("Recovery key", hide_input=True))
    data = read_file(key_file, 100_000)
    if data.startswith(b"age-encryption.org/"):
        return recovery.unlock_private(data, click.prompt("Passphrase of the recovery key", hide_input=True))
    lines = [line for line in data.decode(errors="replace").splitlines() if line and not line.startswith("#")]
    return recovery.read_private("".join(lines))


def _two(found: BackupContent, named: tuple[str, ...], lacks: tuple[restoring.Lack, ...]) -> tuple[str, ...]:
    click.echo("An older state than is known elsewhere: two officers must say that it is restored.", err=True)
    asked = named if len(named) > 1 else tuple(click.prompt(f"User name of officer {one}") for one in (1, 2))
    said = [(name, click.prompt(f"Password of {name}", hide_input=True)) for name in asked]
    try:
        return restoring.need_two_officers(found, said, datetime.now(UTC), [one.board for one in lacks])
    except Refused as refused:
        raise BackupUnfitError(
            f"{refused.why.words % {'': '', **refused.facts}} Two different officers who decide there (returning "
            "officer, secretary or signatory) must say that the older state is restored, each with name and password "
            "as of the backup."
        ) from None


def _lack(one: restoring.Lack) -> str:
    if one.differs:
        return f"{one.board}: the backup holds another history than the known head: one of the two is not what it was."
    if one.board == restoring.JOURNAL:
        return f"the journal: {one.later} later entries are known, which the backup lacks."
    return f"board {one.board}: {one.later} later entries are known, which the backup lacks; {one.votes} of them votes."


def _board_key(found: BackupContent) -> NoteKey:
    data = found.files.get("keys/board.pem")
    if data is None:
        raise BackupUnfitError("The backup holds no key of the boards: it is not one of an installation.")
    return NoteKey(name="board", kind=SIGNATURE, public=load_private_bytes(data, "board.pem").public_key())


def _need_empty(settings: Settings, found: BackupContent) -> None:
    database = Database(settings.database)
    try:
        with database.reading() as db:
            if restoring.is_empty(db):
                return
            last = restoring.goes_to(db)
    finally:
        database.close()
    newer = last is not None and last > found.made
    raise BackupUnfitError(
        f"{settings.instance} holds an installation already"
        + (f", which goes on until {last:%Y-%m-%d %H:%M} UTC, after the backup." if last and newer else ".")
        + " A backup is restored only where nothing is: choose another folder with MAJMA_INSTANCE."
    )


@contextmanager
def alone(instance: Path) -> Iterator[None]:
    """No server serves this installation while the block runs. Raises BackupUnfitError where one does."""
    descriptor = os.open(instance / SERVING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupUnfitError("This installation is being served: end the server first.") from error
    finally:
        os.close(descriptor)


def hold_serving(instance: Path) -> None:
    """Let no backup be restored under this process, whatever program it becomes, until it ends."""
    descriptor = os.open(instance / SERVING, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(descriptor, True)
    fcntl.flock(descriptor, fcntl.LOCK_SH)


@contextmanager
def _staged(settings: Settings) -> Iterator[Database]:
    """A database to fill: a file of SQLite takes its place only when the block ends well."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        database = Database(settings.database)
        try:
            yield database
        finally:
            database.close()
        return
    place = Path(str(url.database))
    part = place.with_name(f".{place.name}.restoring")
    _remove(part)
    database = Database(f"sqlite:///{part}")
    try:
        yield database
        database.close()
        _remove(place)
        part.rename(place)
    finally:
        database.close()
        _remove(part)


def _remove(place: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)


def _put_files(instance: Path, files: dict[str, bytes]) -> None:
    """The backup's own files in the place of those that are here, which are put aside where they say something else."""
    for name, content in files.items():
        path = instance / name
        if path.exists() and path.read_bytes() != content:
            aside = path.with_name(f"{path.name}.before-restore")
            with suppress(FileNotFoundError):
                aside.unlink()
            path.rename(aside)
        if not path.exists():
            write_private(path, content)
