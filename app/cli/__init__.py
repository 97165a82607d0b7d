"""Commands: `serve` prepares an installation and serves it; `rehearse` holds a whole election without a browser."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext

from app.cli import founding_options, guarding, hall_options
from app.cli.audit_commands import broken_words, look
from app.cli.backup_commands import MOST_KEPT, begin_schedule, need_key, span
from app.cli.key_commands import keys as token_keys
from app.cli.officer_commands import officer
from app.cli.restore_commands import hold_serving
from app.cli.upgrading import carry_over
from app.config import Schedule, Settings, keep_addresses, load_settings
from app.db import Database, Session
from app.demonstration import assembly as demonstration
from app.demonstration import life
from app.documents.pdf import check_printing
from app.language.catalogue import compile_catalogues, wording
from app.language.dates import jalali_numeric
from app.papers.issuer import Issuer
from app.services.accounts import founding
from app.services.accounts import officer as officers
from app.services.acts.act import SET_UP, Act
from app.services.election import election as elections
from app.services.register import assembly as assemblies
from app.services.register import invitation as invitations
from app.services.voting import checkpoint
from app.signing.key_ring import key_ring
from app.signing.recovery import RecoveryError
from app.states.phase import UNTIL_CLOSED
from ballots.token import Kind

DEMONSTRATION_PASSWORD = "demonstration"  # printed on purpose; a demonstration has nothing to protect  # noqa: S105


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(serve)
    app.cli.add_command(rehearse)
    app.cli.add_command(print_slips)
    app.cli.add_command(token_keys)
    app.cli.add_command(officer)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=None, help="Port to listen on: 8000; with --hall 8443 and the two after it.")
@click.option("--address", default=None, help="What stands in QR codes, such as https://vote.example.")
@click.option("--public-address", default=None, help="What stands on papers kept for years; kept once it is given.")
@click.option("--empty", is_flag=True, help="Found a real assembly instead of the demonstration, in a browser.")
@click.option("--backup-every", envvar="MAJMA_BACKUP_EVERY", callback=span, help="A backup, such as every 10m.")
@click.option("--backup-to", envvar="MAJMA_BACKUP_TO", type=click.Path(file_okay=False, path_type=Path), help="Where.")
@click.option("--backup-keep", type=click.IntRange(1, 10_000), default=MOST_KEPT, show_default=True)
@click.option(
    "--as-root",
    envvar="MAJMA_AS_ROOT",
    is_flag=True,
    help="Serve other computers though this is root, as in a container.",
)
@hall_options.options
@founding_options.options
@with_appcontext
def serve(
    host: str, port: int | None, address: str | None, public_address: str | None, empty: bool,
    backup_every: timedelta | None, backup_to: Path | None, backup_keep: int, as_root: bool, in_hall: bool,
    office_in_hall: bool, trial: bool, trust_port: int, certificate: Path | None, fronts: tuple[str, ...], **more: Any,
) -> None:  # fmt: skip
    """Prepare the database and serve the pages until Ctrl-C."""
    guarding.stay_private()
    said = founding_options.given(more)
    schedule = _schedule(backup_every, backup_to)
    place = hall_options.place_of(
        load_settings(), host=host, port=port, address=address, in_hall=in_hall, office_in_hall=office_in_hall,
        trial=trial, trust_port=trust_port, certificate=certificate, fronts=fronts,
    )  # fmt: skip
    guarding.need_user(far=place.is_far, as_root=as_root)
    if place.hall is None:
        guarding.need_port(place.host, place.port)
    os.environ.update(place.environment)
    settings = load_settings()
    if schedule is not None:
        _need_key(settings)
    hold_serving(settings.instance)
    guarding.mend_modes(settings.instance)
    database = Database(settings.database)
    carry_over(settings, database, datetime.now(UTC))
    told = _furnish(settings, database, empty or bool(said), said)
    found = look(settings, database)
    settings = _keep_addresses(settings, database, public_address)
    database.close()
    if found.broken is not None:
        click.echo(f"! {broken_words(found.broken)} See ./majma audit", err=True)
    for problem in check_printing():
        click.echo(f"! {problem}", err=True)
    _announce(settings, told)
    hall_options.announce(place)
    hall_options.write_sheet(settings, place)
    os.environ.update(MAJMA_INSTANCE=str(settings.instance))
    if schedule is not None:
        os.environ.update(MAJMA_BACKUP_EVERY=schedule.said, MAJMA_BACKUP_TO=str(schedule.folder.absolute()))
        begin_schedule(schedule, backup_keep)
    hall_options.listen(settings, place)


def _schedule(every: timedelta | None, folder: Path | None) -> Schedule | None:
    if (every is None) != (folder is None):
        raise click.UsageError("backups by themselves need both: --backup-every 10m --backup-to FOLDER")
    return Schedule(every=every, folder=folder) if every is not None and folder is not None else None


def _need_key(settings: Settings) -> None:
    try:
        need_key(settings)
    except RecoveryError as error:
        raise click.ClickException(str(error)) from error


def _keep_addresses(settings: Settings, database: Database, long: str | None) -> Settings:
    """Moving to another address: boards keep their names, and who prints codes is told when older ones lead away."""
    before = settings.served
    with database.reading() as db:
        board = checkpoint.host_of_boards(db)
    try:
        kept = keep_addresses(settings, board=board, long=long)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--public-address") from error
    if before and settings.address not in before and not kept.long:
        click.echo(
            f"! Codes that are printed already lead to {before[-1]}, now it is {settings.address}. Let that name lead "
            "here, or print what is still needed anew; --public-address keeps one for papers of years.",
            err=True,
        )
    return kept


@click.command()
@click.option("--voters", default=22, show_default=True)
@click.option("--candidates", default=24, show_default=True)
@click.option("--seats", default=6, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Fixes the people and their choices, never a key.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for what is written.")
def rehearse(voters: int, candidates: int, seats: int, seed: int, out: Path) -> None:
    """Hold a whole election through the same services as the pages, and write its record and papers."""
    from app.demonstration.rehearsal import Plan, hold

    hold(Plan(voters=voters, candidates=candidates, seats=seats, seed=seed, out=out), load_settings())


@click.command("print-slips")
@click.argument("papers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["fa", "ar", "en"]), default="fa", show_default=True)
def print_slips(papers: Path, out: Path, language: str) -> None:
    """Print the slips that `credentials make` wrote (slips.json) to a PDF; no installation is needed or touched."""
    from app.documents.slip import decode_sheet
    from app.language.catalogue import compile_catalogues, wording
    from app.papers.slip import print_sheet
    from ballots.errors import BallotsError
    from ballots.files import write_file
    from ballots.slips import decode_papers

    compile_catalogues()
    try:
        _, paper, slips = decode_papers(papers.read_bytes())
        pdf = print_sheet(decode_sheet(paper), slips, wording(language))
        write_file(out, pdf, private=True)
    except (BallotsError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(slips)} slips in {out}. Print it, then delete both files and empty the printer.")


def _furnish(settings: Settings, database: Database, empty: bool, said: dict[str, str]) -> str:
    """Fill a new installation: the demonstration, or the founding of a real assembly; return what to tell of it."""
    with database.reading() as db:
        if assemblies.assemblies(db):
            if empty:
                click.echo(f"! {settings.instance} holds an installation already; nothing in it was changed.", err=True)
            return ""
        empty = empty or founding.is_begun(db)
    act = Act(officers=(SET_UP,), now=datetime.now(UTC), random=secrets.token_bytes)
    with database.transaction() as db:
        if empty:
            return _begin(db, act, settings, said)
        click.echo("The demonstration is made: an assembly in the middle of its life. Some seconds, once.", err=True)
        compile_catalogues()
        life.store_life(
            db, Issuer(settings=settings, wording=wording("fa")), act, demonstration(1), password=DEMONSTRATION_PASSWORD
        )
    return ""


def _begin(db: Session, act: Act, settings: Settings, said: dict[str, str]) -> str:
    """Found an assembly by options, or print the link behind which a browser does."""
    if said:
        secret = founding_options.set_up(db, act, said)
        return f"""
  The second officer opens this link once, on an own device, and chooses a password:
    {settings.address_of("office")}/office/join/{secret}
"""
    secret = founding.first_link(db, act)
    return f"""
  Open this link once, in a browser on this computer. It leads through language, administrator and assembly.
  این پیوند را یک بار در مرورگر باز کنید؛ زبان، مدیر و مجمع آنجا تعیین می‌شود.
    {settings.address_of("office")}/office/found/{secret}
"""


def _announce(settings: Settings, told: str) -> None:
    database = Database(settings.database)
    with database.reading() as db:
        every = assemblies.assemblies(db)
        found = elections.elections(db)
        people = [one for home in every for one in officers.officers(db, home.id)]
        shown = [home for home in every if home.demonstration]
        invited = [one for home in shown for one in invitations.opened(db, home.id, datetime.now(UTC))]
    database.close()
    click.echo(f"\n  Majma  {settings.address_of('public')}\n{told}")
    for one in found:
        click.echo(f"  {one.title.fa}، {jalali_numeric(one.session.held_on, 'fa')} ({one.phase})")
        click.echo(f"    public   {settings.address_of('public')}/elections/{one.public_id}")
        if one.phase in UNTIL_CLOSED:
            click.echo(f"    booth    {settings.address_of('booth')}/B/{one.public_id}")
    click.echo(f"  office   {settings.address_of('office')}/office/")
    if any(home.demonstration for home in every):
        click.echo("\n  A demonstration. Officers sign in with:")
        for person in people:
            click.echo(f"    {person.username:12} {DEMONSTRATION_PASSWORD}    ({person.role})")
        signing = key_ring(settings.keys, datetime.now(UTC)).signing[Kind.INVITATION]
        for invitation in invited[:1]:
            link = f"{settings.address_of('institution')}/I/{invitations.sign(invitation, signing)}"
            click.echo(f"  An institution that is invited to register begins here:\n    {link}")
    click.echo("\n  Ctrl-C ends the server; nothing is lost.\n")
