"""How templates write values: names and reference data in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext
from flask_wtf import FlaskForm
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.language import reference
from app.language.names import Names
from app.services.accounts import account as accounts
from app.services.accounts import password as passwords
from app.services.voting.trustee import TrusteeValue
from app.services.whole.steps import STEPS, step
from app.states.election import Keeper
from app.web.i18n import in_page_language, jalali, locale_code
from ballots.short import WHOLE, Kind, short
from ballots.slips import SERIAL_LENGTH


def install(app: Flask) -> None:
    """Give the templates their filters."""
    filters: dict[str, Callable[..., str]] = {
        "name": name, "named": named, "written": written, "province": province, "field": field, "track": track,
        "kind": kind, "weekday": jalali, "holder": holder, "rejection": rejection, "head_digits": head_digits,
        "file_digits": file_digits, "election_digits": election_digits,
    }  # fmt: skip
    app.jinja_env.filters.update({one: in_page_language(work) for one, work in filters.items()})
    app.jinja_env.globals.update(
        step_words=step_words,
        noted=noted,
        has_faults=has_faults,
        username_limits=(accounts.LEAST, accounts.MOST),
        password_least=passwords.LEAST,
        serial_length=SERIAL_LENGTH,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """What pages say of an act, in their language."""

    title: str
    sentence: str
    button: str


def step_words(code: str) -> StepWords:
    """The words of the act of this code."""
    one = step(code)
    return StepWords(title=gettext(one.title), sentence=gettext(one.sentence), button=gettext(one.button))


def noted(kind: str) -> str:
    """What the journal calls an entry of an act's own kind; empty where the kind is of no act."""
    return next((str(gettext(one.noted)) for one in STEPS if one.entry == kind), "")


@pass_context
def has_faults(context: Context) -> bool:
    """Whether a form of the page, whatever it is called there, was sent with a fault: the page's title says so."""
    given = context.get_all().values()
    within = (one for several in given if isinstance(several, dict) for one in several.values())
    return any(isinstance(one, FlaskForm) and one.errors for one in (*given, *within))


def name(value: Names) -> str:
    """A name in the language of the page."""
    return value.in_language(locale_code())


def named(value: Names) -> str:
    """The same for a page's text: a name in another language says so, for who hears the page."""
    own = name(value)
    language = written(value)
    if not own or language == locale_code():
        return escape(own)
    return Markup('<bdi lang="{}">{}</bdi>').format(language, own)


def written(value: Names) -> str:
    """The language in which `name` shows it: Persian where the page's own is missing."""
    return value.language_of(locale_code())


def holder(trustee: TrusteeValue) -> str:
    """Who holds a key: a trustee's own name, or that it is the office's key."""
    return str(gettext("Office key")) if trustee.kind == Keeper.OFFICE else trustee.name


def province(code: str) -> str:
    """The name of a province."""
    return reference.province(code).name(locale_code())


def field(code: str) -> str:
    """The name of a field of activity."""
    return reference.field(code).name(locale_code())


def track(code: str) -> str:
    """The name of a track."""
    return reference.track(code).name(locale_code())


def kind(code: str) -> str:
    """The name of a kind of institution."""
    return reference.kind(code).name(locale_code())


def rejection(code: str) -> str:
    """The reason of a rejection."""
    return reference.rejection_reason(code).name(locale_code())


def head_digits(value: str) -> str:
    """The forty digits by which people compare a head of a board."""
    return short(Kind.HEAD, value, WHOLE)


def file_digits(value: str) -> str:
    """The twenty digits by which people compare a file that an honest party made, by its SHA-256."""
    return short(Kind.HEAD, value)


def election_digits(value: str) -> str:
    """The forty digits by which people compare the fingerprint of an election."""
    return short(Kind.ELECTION, value, WHOLE)
