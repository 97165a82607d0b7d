"""Commands about the keys that sign slips, invitations and letters: show them, give a kind a new one."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.config import load_settings
from app.signing.key_ring import Published, rotate, settle
from ballots.token import KIND_NAMES


@click.group("keys")
def keys() -> None:
    """Show the keys that sign slips, invitations and letters, or give one kind a new key."""


@keys.command("list")
def list_keys() -> None:
    """Show every public key with its kind and its time."""
    for one in settle(load_settings().keys, datetime.now(UTC)).published:
        click.echo(_line(one))


@keys.command("rotate")
@click.argument("kind", type=click.Choice(tuple(KIND_NAMES)))
def rotate_key(kind: str) -> None:
    """Give KIND a new key and delete the private half of the one before.

    What was signed before is checked as ever, until its own expiry: slips and invitations that are printed stay good.
    A server that is running takes the new key at once.
    """
    made = rotate(load_settings().keys, KIND_NAMES[kind], datetime.now(UTC))
    click.echo(_line(made))
    click.echo("The key before signs nothing any more; its public half stays on the page /keys and in /keys.txt.")


def _line(one: Published) -> str:
    until = one.until.isoformat() if one.until else "now"
    return (
        f"{one.key_id:4} {one.kind.name.lower():10} {one.public.public_bytes_raw().hex()} "
        f"{one.since.isoformat()} to {until}"
    )
