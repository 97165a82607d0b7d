"""The booth's address: the language of one visit, and what it shows while nobody can vote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def test_the_language_of_a_booth_stands_in_its_address_and_nowhere_else(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    english = visitor.get(f"{booth}?language=en").text
    assert 'lang="en"' in english
    assert f'data-slip="{booth}/slip?language=en"' in english
    assert 'lang="fa"' in visitor.get(booth).text
    assert 'lang="fa"' in visitor.get("/").text
    assert 'lang="fa"' in visitor.get(f"{booth}?language=xx").text


def test_a_choice_of_the_pages_does_not_reach_the_booth(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    assert '<html lang="fa"' in visitor.get(booth).text


def test_a_refusal_at_the_booth_is_in_the_language_of_the_visit(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    for query, said in (("", "این تعرفه"), ("?language=en", "This slip")):
        answer = visitor.send(f"{booth}/slip{query}", {"credential": "12"})
        assert answer.json is not None
        assert said in answer.json["message"]
