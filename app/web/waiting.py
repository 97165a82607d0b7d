"""Asking a colleague: what an officer sent becomes a waiting act, and is sent once more when it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, g, get_flashed_messages, request, session
from flask_babel import force_locale, gettext
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from app.language.message import N_
from app.language.names import Names
from app.language.text import LANGUAGES
from app.services.accounts.officer import OfficerValue
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.waiting import Asked, WaitingValue
from app.states.officer import Permission
from app.web.errors import words_of
from app.web.filters import name as in_page_language
from app.web.i18n import day_and_clock, digits, locale_code

Said = TypeVar("Said")

ASK = "ask"
"""The button that asks a colleague, on every form of an act of two."""

SECOND = ("second_name", "second_password")
WAIT_HERE = Refusal(
    code="waiting-here",
    status=409,
    words=N_(
        "What you typed has a secret or a file in it, which must not wait. The second officer confirms it here, with "
        "name and password."
    ),
    field="second_name",
)
_CHANGED = N_("What was typed does not hold any more. Look at the page again, and ask anew.")


About = Mapping[str, Names | datetime | int | str]
"""What an act is about where its address alone says so, such as whose seat it is; by the term, ready to translate."""

NOTHING: About = {}


class Asking(Exception):
    """The officer sent a form of an act of two with the button that asks a colleague; `about` is read before the form.

    Refused: waiting-here, where a secret or a file is in the form.
    """

    def __init__(self, form: FlaskForm, permission: Permission, about: About) -> None:
        super().__init__(ASK)
        self.form = form
        self.permission = permission
        self.about = about
        typed = [one for one in form if one.short_name not in SECOND]
        if any(request.files.values()) or any(one.data for one in typed if _kind(one) in ("password", "file")):
            raise Refused(WAIT_HERE)
        self.shown = [one for one in typed if _kind(one) not in ("hidden", "submit", "password")]


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of sending it once more: what the page said, or by language why it was refused."""

    said: tuple[str, ...]
    refused: dict[str, str] | None


def asked_of(asking: Asking, code: str, election: str | None) -> Asked:
    """What is kept of the form of this request; its password of a second officer, if any was typed, is not."""
    pairs = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in (*SECOND, "csrf_token")
    )
    return Asked(
        code=code, permission=asking.permission, election=election, address=request.path, typed=pairs,
        told=in_each_language(lambda: (*_named(asking.about), *_read(asking.shown))),
    )  # fmt: skip


def in_each_language(say: Callable[[], Said]) -> dict[str, Said]:
    """What is said, in every language of the pages."""
    told = {}
    for code in LANGUAGES:
        with force_locale(code):
            told[code] = say()
    return told


def carry_out(act: WaitingValue, first: OfficerValue, second: OfficerValue) -> Carried:
    """Send what the first officer sent once more, in the name of both. The page's own checks decide."""
    sent = EnvironBuilder(path=act.address, method="POST", base_url=request.host_url, data=_fields(act.typed))
    language = locale_code()
    with current_app.app_context(), current_app.request_context(sent.get_environ()):
        session["language"] = language
        g.officer, g.second, g.account, g.due, g.csrf_valid = first, second, None, "", True
        view = current_app.view_functions[request.endpoint or ""]
        try:
            view(**(request.view_args or {}))
        except Refused as error:
            told = error
            return Carried((), in_each_language(lambda: words_of(told)))
        except HTTPException:
            return Carried((), in_each_language(lambda: gettext(_CHANGED)))
        if g.get("form_status") or not g.get("acted"):
            why: Refused | None = g.get("refusal")
            return Carried((), in_each_language(lambda: words_of(why) if why else gettext(_CHANGED)))
        return Carried(tuple(str(one) for one in get_flashed_messages()), None)


def _fields(typed: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in typed:
        fields.setdefault(name, []).append(value)
    return fields


def _kind(field: Any) -> str:
    """What a browser makes of a field: password, file, hidden, submit; nothing of what is no input."""
    return getattr(field.widget, "input_type", "")


def _named(about: About) -> tuple[tuple[str, str], ...]:
    """What the act is about, in the language of the page."""
    return tuple((str(gettext(term)), _called(value)) for term, value in about.items())


def _called(value: Names | datetime | int | str) -> str:
    if isinstance(value, Names):
        return in_page_language(value)
    if isinstance(value, datetime):
        return day_and_clock(value)
    return str(digits(value)) if isinstance(value, int) else value


def _read(fields: list[Any]) -> tuple[tuple[str, str], ...]:
    """Labels with what stands in the fields, as people read them; what is empty is left out."""
    told = ((str(one.label.text), _written(one)) for one in fields)
    return tuple((label, value) for label, value in told if value)


def _written(field: Any) -> str:
    """What stands in a field, as people read it."""
    if _kind(field) == "checkbox":
        return str(gettext("Yes")) if field.data else ""
    if hasattr(field, "iter_choices"):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return str(gettext(", ")).join(str(label) for value, label, *_ in field.iter_choices() if value in chosen)
    written = str(field._value()) if hasattr(field, "_value") else str(field.data or "")
    return digits(written) if (field.render_kw or {}).get("inputmode") == "numeric" else written
