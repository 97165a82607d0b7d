"""The page that checks a challenged ballot: what it is told, and what it may tell."""

from __future__ import annotations

import pytest

from tests.security.conftest import site as site
from tests.support.assemblies import everything
from tests.support.visitors import Site


def test_before_it_is_frozen_there_is_nothing_to_check(site: Site) -> None:
    assert site.visitor().get(f"/elections/{site.held.election}/challenge").status_code == 404
    assert site.visitor().get(f"/elections/{site.held.election}/challenge.html").status_code == 404


@pytest.mark.parametrize("found", ["agrees", "differs", "perhaps", ""])
def test_a_verdict_is_one_of_two_words_about_a_test_that_was_made(site: Site, found: str) -> None:
    site.held.to("frozen")
    before = everything(site.held.database)
    answer = site.visitor().post(
        f"/elections/{site.held.election}/challenge/verdict", {"tracker": "A" * 43, "key": "0" * 64, "found": found}
    )
    assert answer.status_code == 404
    assert everything(site.held.database) == before


@pytest.mark.parametrize("said", [{}, {"tracker": "A" * 43}, {"tracker": 7, "key": "0"}, {"tracker": "A", "key": "B"}])
def test_nothing_is_noted_of_a_test_that_was_not_made(site: Site, said: dict[str, object]) -> None:
    site.held.to("frozen")
    answer = site.visitor().send(f"/elections/{site.held.election}/challenge/noted", said)
    assert (answer.status_code, answer.json and answer.json["error"]) == (404, "challenge-unknown")
