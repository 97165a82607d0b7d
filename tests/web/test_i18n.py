"""The language of pages: filters that follow it, whoever asked for a template first."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from app.language.names import Names
from tests.support.visitors import open_site


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return open_site(Path(tmp_path_factory.mktemp("site"))).app


@pytest.mark.parametrize(
    ("constant", "persian", "arabic", "english"),
    [
        ("{{ 4|digits }}", "۴", "٤", "4"), ("{{ 2|ordinal }}", "دومین", "الثانية", "second"),
        ("{{ 'IR-23'|province }}", "تهران", "طهران", "Tehran"), ("{{ '4'|digits|groups }}", "۴", "٤", "4"),
    ],
)  # fmt: skip
def test_a_constant_is_written_in_the_language_of_each_page(
    app: Flask, constant: str, persian: str, arabic: str, english: str
) -> None:
    with app.test_request_context("/"):
        template = app.jinja_env.from_string(constant)
        for locale, expected in (("fa", persian), ("ar", arabic), ("en", english), ("fa", persian)):
            with force_locale(locale):
                assert expected in template.render()


def test_every_filter_of_ours_but_that_of_codes_asks_for_the_page(app: Flask) -> None:
    ours = {name: one for name, one in app.jinja_env.filters.items() if one.__module__.startswith("app.")}
    assert len(ours) > 10
    fixed = {name for name, one in ours.items() if not hasattr(one, "jinja_pass_arg")}
    assert fixed == {"groups"}


def test_a_name_that_has_no_arabic_is_persian_and_says_so(app: Flask) -> None:
    template = '<i lang="{{ name|written }}">{{ name|name }}</i>'
    with app.test_request_context("/"), force_locale("ar"):
        page = app.jinja_env.from_string(template)
        assert page.render(name=Names("مجمع", "Assembly")) == '<i lang="fa">مجمع</i>'
        assert page.render(name=Names("نهاد", ar="مؤسسة")) == '<i lang="ar">مؤسسة</i>'
