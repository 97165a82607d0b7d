"""The figures of the structure, and the questions that are drawn from texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from tests.rules.questions import draw, statements
from tests.rules.structure import circles, classes_twice, figures, modules, phase_literals, upward
from tests.rules.tree import ROOT


@lru_cache(maxsize=1)
def measured() -> dict[str, object]:
    return figures(ROOT)


@pytest.mark.parametrize(
    "name",
    [
        "arrows upward among the rooms",
        "circles of folders",
        "circles of modules",
        "loose modules at the top of app",
    ],
)
def test_what_should_not_be_there_is_not(name: str) -> None:
    assert measured()[name] == 0


def test_an_arrow_upward_and_a_circle_are_seen() -> None:
    up = ("app.services.acts", "app.services.voting")
    assert upward({up}) == ["app.services.acts -> app.services.voting"]
    assert circles({up, (up[1], "app.services.hall"), ("app.services.hall", up[0])}) == [
        ["app.services.acts", "app.services.hall", "app.services.voting"]
    ]
    assert circles({up}) == []


def test_phases_and_classes_are_counted_in_any_tree(tmp_path: Path) -> None:
    for folder in ("app", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "app" / "one.py").write_text("class Line: ...\nphase = 'frozen'\n", "utf-8")
    (tmp_path / "app" / "two.py").write_text("class Line: ...\nhappy = 'frozen peas'\n", "utf-8")
    (tmp_path / "templates" / "a.html").write_text('{% if phase == "open" %}', "utf-8")
    assert phase_literals(tmp_path) == {"python": 1, "templates": 1}
    assert classes_twice(modules(tmp_path)) == ["Line"]
    assert figures(tmp_path)["loose modules at the top of app"] == 2


def test_a_draw_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    text, catalogue = tmp_path / "issue.txt", tmp_path / "messages.po"
    text.write_text("> # The hall opens\n> 1. Who came is checked in at the desk. Short.\n", "utf-8")
    catalogue.write_text('msgid ""\n"The slips are "\n"printed now."\nmsgstr ""\n', "utf-8")
    assert statements(text) == ["Who came is checked in at the desk."]
    assert statements(catalogue) == ["The slips are printed now."]
    assert draw([text, catalogue], 7, 20) == draw([catalogue, text], 7, 20)
    assert len(draw([text, catalogue], 7, 20)) == 2
