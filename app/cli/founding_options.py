"""Founding an assembly by options, where there is no browser: what is missing or wrong is named by its option."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.db import Session
from app.language import reference
from app.language.names import Names
from app.language.text import SHORT_NAME
from app.services.accounts import founding
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.register.body import composed
from app.states.officer import SECOND_ROLES, Role

F = TypeVar("F", bound=Callable[..., Any])

TEXTS = {
    "assembly-name": "Name of the assembly in Persian.",
    "assembly-name-en": "The same in English.",
    "assembly-name-ar": "The same in Arabic.",
    "assembly-address": "Short address: Latin letters, digits and hyphens.",
    "body-name": "Name of the body whose seats are filled, in Persian.",
    "body-name-en": "The same in English.",
    "body-name-ar": "The same in Arabic.",
    "administrator": "User name of the first administrator.",
    "administrator-name": "Full name of the administrator.",
    "second": "User name of the second officer, who comes in by a link that is printed.",
    "second-name": "Full name of the second officer.",
}
NEEDED = (
    "assembly-name", "assembly-address", "body-name", "administrator", "administrator-name", "password-file",
    "second", "second-name",
)  # fmt: skip
_OF_FIELD = {
    "address": "assembly-address", "username": "administrator", "password": "password-file",
    "passphrase": "password-file",
}  # fmt: skip


def options(command: F) -> F:
    """The options of a set-up without a browser."""
    for name, text in reversed(TEXTS.items()):
        command = click.option(f"--{name}", default=None, help=text)(command)
    path = click.Path(dir_okay=False, path_type=Path)
    kinds = click.Choice([one.code for one in reference.compositions()])
    roles = click.Choice([str(one) for one in SECOND_ROLES])
    for name, kind, text in (
        ("composition", kinds, "Posts and seats of the body; provincial unless said."),
        ("second-role", roles, "What the second officer is; signatory unless said."),
        ("password-file", path, "File whose first line is the administrator's password."),
        ("answers", path, 'A JSON file with any of these by name, such as {"assembly-name": …}.'),
    ):
        command = click.option(f"--{name}", type=kind, default=None, help=text)(command)
    return command


def given(said: dict[str, Any]) -> dict[str, str]:
    """What was given by options, or else by the file of answers; empty where nothing was. Raises UsageError."""
    plain = {name.replace("_", "-"): value for name, value in said.items() if value is not None}
    path = plain.pop("answers", None)
    if path is not None:
        plain = {**_answers(path), **plain}
    if plain:
        for name in NEEDED:
            if not str(plain.get(name, "")).strip():
                raise click.UsageError(f"--{name} is missing: a set-up without a browser needs it")
    return {name: str(value).strip() for name, value in plain.items()}


def set_up(db: Session, act: Act, said: dict[str, str]) -> str:
    """Make the assembly; return the secret of the second officer's link. Raises UsageError, which names the option."""
    body = Names(said["body-name"], said.get("body-name-en", ""), said.get("body-name-ar", ""))
    draft = founding.AssemblyDraft(
        address=said["assembly-address"],
        name=Names(said["assembly-name"], said.get("assembly-name-en", ""), said.get("assembly-name-ar", "")),
        body=composed(said.get("composition", "provincial"), body),
    )
    founder = founding.Founder(
        username=said["administrator"], name=said["administrator-name"], password=_password(said["password-file"])
    )
    second = founding.Second(
        username=said["second"], name=said["second-name"], post="",
        role=Role(said.get("second-role", Role.SIGNATORY)),
    )  # fmt: skip
    if not SHORT_NAME.fullmatch(draft.address):
        raise click.UsageError("--assembly-address: small Latin letters, digits and hyphens, such as tehran")
    try:
        made = founding.set_up(db, act, founder, draft)
    except Refused as refused:
        raise _named(refused, _OF_FIELD) from refused
    try:
        return founding.name_second(db, act, made.assembly_id, second)
    except Refused as refused:
        raise _named(refused, {"username": "second"}) from refused


def _named(refused: Refused, options: dict[str, str]) -> click.UsageError:
    option = options.get(refused.why.field or "", "")
    return click.UsageError(f"--{option}: {refused.why.words % refused.facts if refused.facts else refused.why.words}")


def _answers(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--answers: {path} cannot be read as JSON") from error
    known = {*TEXTS, "composition", "second-role", "password-file"}
    if not isinstance(found, dict) or not known.issuperset(found):
        raise click.UsageError(f"--answers: it may name {', '.join(sorted(known))}")
    return found


def _password(name: str) -> str:
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--password-file: {name} cannot be read") from error
    return lines[0].strip() if lines else ""
