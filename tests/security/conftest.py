"""What the tests of the pages' security share."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.papers import nomination
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A fresh application with two assemblies, which prints booklets in its own process: there are many visits."""
    monkeypatch.setattr(nomination, "print_apart", nomination.print_booklet)
    return open_site(tmp_path)


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An application with an open poll, for tests that change nothing."""
    site = open_site(tmp_path_factory.mktemp("lasting"))
    site.held.to("open")
    return site
