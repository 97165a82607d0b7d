"""Commands about the keys that sign slips, invitations and letters, and the certificates of papers: show, renew, and
take the root's key away from this computer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.restore_commands import alone
from app.config import Settings, load_settings
from app.services.whole.backup import BackupUnfitError
from app.signing import recovery
from app.signing.key_ring import Published, rotate, settle
from app.signing.keys import RootAwayError, bring_root, certified, renew_certificates, take_root
from ballots.token import KIND_NAMES

CERTIFICATE = "certificate"


@click.group("keys")
def keys() -> None:
    """Show the keys that sign slips, invitations and letters, or give one kind a new key, or papers a certificate."""


@keys.command("list")
def list_keys() -> None:
    """Show every public key with its kind and its time, and until when the certificates of papers are good."""
    settings = load_settings()
    for one in settle(settings.keys, datetime.now(UTC)).published:
        click.echo(_line(one))
    good = certified(settings.keys)
    if good is not None:
        click.echo(f"     {CERTIFICATE} {good[0].isoformat()} to {good[1].isoformat()}")


@keys.command("rotate")
@click.argument("kind", type=click.Choice((*KIND_NAMES, CERTIFICATE)))
def rotate_key(kind: str) -> None:
    """Give KIND a new key and delete the private half of the one before.

    What was signed before is checked as ever, until its own expiry: slips and invitations that are printed stay good.
    A server that is running takes the new key at once. For `certificate`, which signs the files of papers, no server
    may run; papers that are signed stay good below the root of their time, which stays on the page /keys.
    """
    if kind == CERTIFICATE:
        _renew(load_settings())
        return
    made = rotate(load_settings().keys, KIND_NAMES[kind], datetime.now(UTC))
    click.echo(_line(made))
    click.echo("The key before signs nothing any more; its public half stays on the page /keys and in /keys.txt.")


@keys.command("take-root")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def take_root_away(file: Path) -> None:
    """Write the key that makes certificates to FILE, such as on a stick, and delete it on this computer.

    A passphrase is asked for that is kept nowhere. Papers are signed as before; ./majma keys bring-root brings the key
    back for a moment where an assembly of another name is to sign, or certificates are renewed. Older backups still
    hold the key: they are sealed, and are best destroyed.
    """
    settings = load_settings()
    if file.resolve().is_relative_to(settings.instance.resolve()):
        raise click.ClickException("FILE lies in the folder of the installation: take the key away from there.")
    passphrase = click.prompt("Passphrase for the file", hide_input=True, confirmation_prompt=True)
    if len(passphrase) < recovery.LEAST_PASSPHRASE:
        raise click.ClickException(f"The passphrase has fewer than {recovery.LEAST_PASSPHRASE} characters.")
    try:
        take_root(settings.keys, file, passphrase.encode())
    except RootAwayError:
        raise click.ClickException("The key is not here: it was taken away, or no paper has been signed yet.") from None
    except (FileExistsError, OSError) as error:
        raise click.ClickException(f"{file} was not written, and nothing was deleted: {error}") from error
    click.echo(f"{file} holds the key now, and was read back. On this computer it is deleted.")
    click.echo("Keep file and passphrase apart from each other, and a second copy of the file elsewhere.")


@keys.command("bring-root")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def bring_root_back(file: Path) -> None:
    """Put the key that makes certificates back from FILE. Take it away again at once when it has served."""
    try:
        bring_root(load_settings().keys, file, click.prompt("Passphrase of the file", hide_input=True).encode())
    except (ValueError, OSError) as error:
        raise click.ClickException(f"Nothing was changed: {error}") from error
    click.echo("The key is here again. Make the paper or the renewal that needs it, then run: ./majma keys take-root")


def _renew(settings: Settings) -> None:
    try:
        with alone(settings.instance):
            renewed = renew_certificates(settings.keys, datetime.now(UTC))
    except BackupUnfitError as error:
        raise click.ClickException(str(error)) from error
    except RootAwayError:
        raise click.ClickException("the root's key is kept elsewhere: ./majma keys bring-root FILE first") from None
    except FileNotFoundError:
        raise click.ClickException("there is no certificate yet: the first paper that is signed makes it") from None
    _, until = certified(settings.keys) or (None, None)
    click.echo(f"Papers are signed with a new certificate, good until {until:%Y-%m-%d}.")
    if renewed:
        click.echo("Its root is new too: tell its fingerprint, which stands on the page /keys beside that of before.")


def _line(one: Published) -> str:
    until = one.until.isoformat() if one.until else "now"
    return (
        f"{one.key_id:4} {one.kind.name.lower():10} {one.public.public_bytes_raw().hex()} "
        f"{one.since.isoformat()} to {until}"
    )
