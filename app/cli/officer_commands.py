"""Commands about officers, for whoever has the machine: the way back when nobody is left who can open an account."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import click

from app.config import load_settings
from app.db import Database
from app.services.accounts import officer as officers
from app.services.acts.act import Act
from app.services.acts.refusal import Refused


@click.group("officer")
def officer() -> None:
    """Open the account of an officer anew."""


@officer.command("reset")
@click.argument("name")
@click.option("--who", prompt="Your name, as the other officers know you", help="Who does this; all officers see it.")
@click.option("--why", prompt="Why", help="The reason; all officers see it.")
def reset(name: str, who: str, why: str) -> None:
    """Give the officer with the user name NAME a password for one sign-in, after which an own one is chosen.

    The password of before, passkeys and codes open nothing any more, every sign-in has ended, and a pause after wrong
    passwords is over. The journal notes it, and all officers of the assembly are shown it.
    """
    if not (who.strip() and why.strip()):
        raise click.UsageError("the other officers are told who did this and why: neither may be empty")
    database = Database(load_settings().database)
    act = Act(officers=(who.strip(),), now=datetime.now(UTC), random=secrets.token_bytes)
    try:
        with database.transaction() as db:
            password = officers.reset_officer(db, act, name, reason=why.strip())
    except Refused as refused:
        is_out = refused.why is officers.OFFICER_DISABLED
        said = (
            "is shut out; an administrator lets officers in again" if is_out else "is nobody's user name in the office"
        )
        raise click.ClickException(f"{name} {said}") from None
    finally:
        database.close()
    click.echo(f"{name} signs in once with the password  {password}  and then chooses an own one.")
    click.echo("Every other way into this account has ended. All officers of the assembly are shown this.")
