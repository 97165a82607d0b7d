"""The command that holds the journal against everything that was signed of it, and against paper."""

from __future__ import annotations

import click

from app.config import Settings, load_settings
from app.db import Database
from app.services.acts.journal_head import HeadValue
from app.services.whole import audit as auditing
from app.services.whole import restore as restoring
from app.services.whole.backup import BackupUnfitError
from app.signing.keys import board_key
from ballots.note import SIGNATURE, NoteKey


@click.command()
@click.option("--known-head", "known", multiple=True, help="journal:NUMBER:HASH, as on zero report and minutes.")
def audit(known: tuple[str, ...]) -> None:
    """Check the journal: its chain, the heads that were signed of it, and heads from paper; name the first break."""
    settings = load_settings()
    try:
        outside = [one for said in known for one in restoring.read_heads(said)]
    except BackupUnfitError as error:
        raise click.ClickException(str(error)) from error
    database = Database(settings.database)
    try:
        found = look(settings, database, tuple(HeadValue(entries=one.height, hash=one.hash) for one in outside))
    finally:
        database.close()
    if found.broken is not None:
        raise click.ClickException(broken_words(found.broken))
    click.echo(
        f"The journal holds: {found.head.entries} entries, {found.heads} signed heads; entries 1 to {found.vouched} "
        f"are vouched for. Head {found.head.hash}"
    )


def look(settings: Settings, database: Database, outside: tuple[HeadValue, ...] = ()) -> auditing.AuditValue:
    """The audit of an installation's journal by its own key."""
    key = NoteKey(name="journal", kind=SIGNATURE, public=board_key(settings.keys).public_key())
    with database.reading() as db:
        return auditing.audit(db, key, outside)


def broken_words(broken: auditing.Break) -> str:
    """A break in a sentence, for who stands at the machine."""
    where = f"entry {broken.last}" if broken.first == broken.last else f"the entries {broken.first} to {broken.last}"
    return {
        "chain": f"The journal was changed: {where} does not follow from the one before.",
        "changed": f"The journal was changed: among {where} one is not what it was when the head after it was signed.",
        "short": f"The journal was cut: {where} are missing at its end.",
        "unsigned": "The journal was changed: a head of it is not signed by the key of this installation's boards.",
    }[broken.kind]
