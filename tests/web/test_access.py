"""Access rules: an application with an endpoint that has none does not start."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.services.acts.refusal import Refused
from app.states.officer import ROLES
from app.web import access, filters
from app.web.access import anyone, officer, require_rules
from app.web.errors import status_of, words_of
from tests.support.refusals import refusals
from tests.support.visitors import settings_in

NOON = datetime(2025, 11, 8, 8, 30, tzinfo=UTC)


def bare() -> str:
    return "a page without a rule"


def test_an_endpoint_without_a_rule_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = filters.install

    def install(app: Flask) -> None:
        real(app)
        app.add_url_rule("/bare", "bare", bare)

    monkeypatch.setattr(filters, "install", install)
    with pytest.raises(RuntimeError, match="without an access rule: bare"):
        create_app(settings_in(tmp_path))


def test_a_start_that_does_not_ask_for_rules_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "require_rules", lambda app: None)
    app = create_app(settings_in(tmp_path))
    app.add_url_rule("/bare", "bare", bare)
    with pytest.raises(RuntimeError):
        require_rules(app)


def test_marks_stay_on_the_view() -> None:
    assert anyone(lambda: "x").access_rule == "everybody"  # type: ignore[attr-defined]
    guarded = officer("decide")(bare)
    assert guarded.access_rule == "decide"  # type: ignore[attr-defined]
    assert guarded.__name__ == "bare"


def test_every_role_of_the_database_has_its_rights() -> None:
    from app.models import Officer

    said = next(str(one.sqltext) for one in Officer.__table__.constraints if hasattr(one, "sqltext"))
    assert {part.strip("'") for part in said.split("(")[1].rstrip(")").split(",")} == set(ROLES)


def test_every_refusal_has_a_status_and_words() -> None:
    assert len(refusals()) > 100
    assert [code for code, why in refusals().items() if not why.words.strip()] == []
    others = {code for code, why in refusals().items() if not 400 <= why.status < 500}
    please_come_back = {
        "ballots-many", "count-unfinished", "files-many", "jobs-many", "cluster-lost", "passwords-many",
    }  # fmt: skip
    assert others == please_come_back | {"disk-full", "disk-low", "database-away"}


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_every_refusal_says_something_in_each_language(tmp_path: Path, language: str) -> None:
    from flask_babel import force_locale

    app = create_app(settings_in(tmp_path))
    facts = {
        "least": 2, "most": 7, "minutes": 10, "present": 1, "quorum": 3, "difference": 1, "phase": "open", "name": "x",
        "until": date(2025, 11, 11), "count": 3, "by": "x", "deadline": NOON, "opens": NOON,
        "at": NOON, "digits": "0416", "number": 3, "names": ("x", "y"), "print": "x", "serial": "x", "reason": "x",
        "serials": ("x", "y"), "missing": 2, "day": date(2025, 11, 11), "first": "x", "second": "y",
        "since": NOON, "title": "x", "seconds": 3, "free": 4, "pages": 3, "handed": 3,
    }  # fmt: skip
    with app.test_request_context(), force_locale(language):
        for why in refusals().values():
            named = re.findall(r"%\((\w+)\)s", why.words + why.named)
            words = words_of(Refused(why, **dict.fromkeys(named, "x") | facts))
            assert words
            assert "%(" not in words
            own = re.sub("“[^”]*”", "", words)  # a heading of a Persian list is named as it stands there
            assert any("\u0600" <= letter <= "\u06ff" for letter in own) == (language != "en"), words
            assert status_of(Refused(why)) == why.status
