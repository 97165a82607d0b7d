"""Commands about backups: make the recovery key, make a backup, make one every few minutes, also beside `serve`."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from app.config import Schedule, Settings, load_settings, read_span
from app.db import Database
from app.papers.backup import NO_KEY, Made, make_backup, prune
from app.papers.recovery_key import print_recovery_key
from app.services.whole.backup import BackupUnfitError
from app.signing import recovery
from ballots.files import write_file
from ballots.parent import begin_below

MOST_KEPT = 50


def span(_context: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    """What an option says of how often, such as 10m. Raises BadParameter."""
    try:
        return None if value is None else read_span(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--new-key", is_flag=True, help="Make a recovery key; only its public half stays on this machine.")
@click.option("--paper", type=click.Path(dir_okay=False, path_type=Path), help="With --new-key: a sheet to print.")
@click.option(
    "--under-passphrase",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --new-key: write the private half to this file, locked with a passphrase.",
)
@click.option("--language", type=click.Choice(["fa", "ar", "en"]), default="fa", show_default=True)
@click.option("--every", callback=span, help="Make one again and again, such as every 10m; runs until Ctrl-C.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="With --every: the folder, or a stick.")
@click.option(
    "--keep", type=click.IntRange(1, 10_000), default=MOST_KEPT, show_default=True, help="So many of them stay."
)
@click.option("--below", type=int, hidden=True, help="With --every: ends with this process, which began it.")
def backup(
    file: Path | None, new_key: bool, paper: Path | None, under_passphrase: Path | None, language: str,
    every: timedelta | None, to: Path | None, keep: int, below: int | None,
) -> None:  # fmt: skip
    """Copy the whole installation to FILE while it serves: database, keys, own files; sealed to the recovery key.

    The file is read back and checked before it counts. Only the private half of the recovery key opens it, with
    ./majma restore, or with any program for files of age.
    """
    settings = load_settings()
    try:
        if new_key:
            _make_key(settings, paper, under_passphrase, language)
        elif every is not None and to is not None and file is None:
            _keep_making(settings, Schedule(every=every, folder=to), keep, below)
        elif file is not None and every is None:
            _say(_once(settings, file))
        else:
            raise click.UsageError("give a FILE; or --every 10m --to FOLDER; or --new-key")
    except (recovery.RecoveryError, BackupUnfitError) as error:
        raise click.ClickException(str(error)) from error


def _make_key(settings: Settings, paper: Path | None, locked: Path | None, language: str) -> None:
    private, public = recovery.make_key()
    if paper is not None:
        write_file(paper, print_recovery_key(private, public, datetime.now(UTC), language), private=True)
    if locked is not None:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
        if len(passphrase) < recovery.LEAST_PASSPHRASE:
            raise recovery.RecoveryError(f"The passphrase has fewer than {recovery.LEAST_PASSPHRASE} characters.")
        write_file(locked, recovery.lock_private(private, passphrase), private=True)
    recovery.keep_public(settings.keys, public)
    if locked is None:
        click.echo(f"\n  The private half of the recovery key; it is shown only now and kept nowhere:\n\n  {private}\n")
    if paper is not None:
        click.echo(f"  {paper} is the sheet to print. Print it, then delete the file and empty the printer.")
    click.echo("  Without this key no backup can be opened, and with it every one of them. Keep it apart from both.")
    click.echo(f"  Backups are sealed to: {', '.join(recovery.recipients(settings.keys))}")


def _once(settings: Settings, file: Path) -> Made:
    database = Database(settings.database)
    try:
        return make_backup(settings, database, file, datetime.now(UTC))
    finally:
        database.close()


def begin_schedule(schedule: Schedule, keep: int) -> None:
    """Let a process of its own make backups until this one ends: it takes no time from who serves."""
    command = ["backup", "--every", schedule.said, "--to", str(schedule.folder.absolute()), "--keep", str(keep)]
    begin_below("app.cli", *command)


def need_key(settings: Settings) -> None:
    """Raises RecoveryError, which says what comes first, where no backup could be made."""
    if not recovery.recipients(settings.keys):
        raise recovery.RecoveryError(NO_KEY)


def _keep_making(settings: Settings, schedule: Schedule, keep: int, below: int | None) -> None:
    """One after the other; one that fails is said and noted, and the next is tried in its time."""
    need_key(settings)
    click.echo(f"A backup to {schedule.folder} every {schedule.said}; Ctrl-C ends it.")
    if below is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is being written when the server ends becomes whole
    while below in (None, os.getppid()):
        end = time.monotonic() + max(1.0, schedule.every.total_seconds())
        scheduled(settings, schedule.folder, keep, datetime.now(UTC))
        while time.monotonic() < end and below in (None, os.getppid()):
            time.sleep(min(1.0, max(0.0, end - time.monotonic())))


def scheduled(settings: Settings, folder: Path, keep: int, now: datetime) -> None:
    """One backup of a schedule: a failure is told and noted, never the end of the schedule."""
    try:
        _say(_once(settings, folder / f"majma-{now:%Y%m%d-%H%M%S}.age"))
        database = Database(settings.database)
        for gone in prune(database, folder, keep, now):
            click.echo(f"deleted {gone.name}")
        database.close()
    except (recovery.RecoveryError, BackupUnfitError, OSError, SQLAlchemyError) as error:
        click.echo(f"! no backup was made: {error}", err=True)


def _say(made: Made) -> None:
    click.echo(
        f"{made.path}: {made.size} bytes, read back and whole; {made.elections} boards, {made.entries} entries of the "
        f"journal. SHA-256 {made.sha256}"
    )
    for problem in made.problems:
        click.echo(f"! {problem}: so it was when the backup was made.", err=True)
