"""Everybody may ask whether they are on the roll, and learns nobody else's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def ask(site: Site, asked: str) -> str:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    return visitor.post(f"/elections/{site.held.election}/roll", {"asked": asked}).text


def test_who_asks_by_the_whole_name_is_told_for_which_institution(site: Site) -> None:
    page = ask(site, "آرش  كوهستاني")
    assert page.count("a person of this name is on the roll") == len(site.held.delegates)
    assert "Society mehr 1" in page


def test_an_institution_is_told_and_no_persons_name(site: Site) -> None:
    page = ask(site, "انجمن mehr 2")
    assert page.count("has a delegate on the roll") == 1
    assert "کوهستانی" not in page
    assert "کوهستانی" not in ask(site, "انجمن")


@pytest.mark.parametrize("asked", ["آرش", "کوهست", "%%%%", "انجمن sepehr"])
def test_a_part_of_a_name_or_anothers_assembly_is_answered_with_what_to_do(site: Site, asked: str) -> None:
    assert "ask below to look again" in ask(site, asked)
