"""Commands about the keys that sign slips, invitations and letters, and the certificates of papers: show, renew."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.cli.restore_commands import alone
from app.config import Settings, load_settings
from app.services.whole.backup import BackupUnfitError
from app.signing.key_ring import Published, rotate, settle
from app.signing.keys import certified, renew_certificates
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


def _renew(settings: Settings) -> None:
    try:
        with alone(settings.instance):
            renewed = renew_certificates(settings.keys, datetime.now(UTC))
    except BackupUnfitError as error:
        raise click.ClickException(str(error)) from error
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
