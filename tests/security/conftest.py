"""What the tests of the pages' security share."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from app.documents import pdf
from tests.support.one_process import one_process as one_process
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path, one_process: None) -> Site:
    """A fresh application with two assemblies, which works in its own process: there are many visits."""
    return open_site(tmp_path)


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An application with an open poll, for tests that change nothing."""
    site = open_site(tmp_path_factory.mktemp("lasting"))
    site.held.to("open")
    return site


@functools.cache
def _blank(variant: str | None) -> bytes:
    return _WRITE("<p>", variant=variant)


_WRITE = pdf.write_pdf


@pytest.fixture
def blank_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are made from their values, but every sheet is blank: for visits to all addresses, which read none."""
    monkeypatch.setattr(pdf, "write_pdf", lambda html, *, variant=None, **_: _blank(variant))
