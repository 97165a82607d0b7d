"""The page of lots: an example that would be enough, and a draw that anyone can repeat by what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.tree import ROOT
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    site.held.to("tallied")
    return site


def page(site: Site) -> str:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor.get(f"/office/elections/{site.held.election}/lots").text


def test_the_example_has_as_many_throws_as_are_asked_for(site: Site) -> None:
    shown = re.search(r"At least (\d+) throws, in the order thrown, for example: ([1-6]+)", page(site))
    assert shown is not None
    assert len(shown[2]) == int(shown[1]) == site.held.result().dice_needed
    assert "RFC 3797" in page(site)


def test_the_command_on_the_page_repeats_the_draw(site: Site) -> None:
    drawn = site.held.draw().draws[0]
    command = re.search(r"\./majma (lots --pool \d+ [^<\s]+)", page(site))
    assert command is not None
    said = subprocess.run(
        [sys.executable, "-m", "ballots", *command[1].split()], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=True,
    ).stdout  # fmt: skip
    order = [int(number) for number in re.findall(r"number (\d+)", said)]
    assert tuple(sorted(drawn.tied)[number - 1] for number in order) == drawn.drawn
