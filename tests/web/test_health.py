"""The health page: well while the database answers, and a time to ask again where it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from tests.support.visitors import open_site, settings_in


@pytest.mark.parametrize("zones", [("booth",), ("public", "institution"), ("office",)])
def test_every_process_says_that_it_is_well(tmp_path: Path, zones: tuple[str, ...]) -> None:
    site = open_site(tmp_path)
    settings = site.app.extensions["installation"].settings
    answer = create_app(replace(settings, zones=zones)).test_client().get("/healthy")
    assert (answer.status_code, answer.json) == (200, {"state": "well"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_gone_is_told_with_a_time(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2"
    answer = create_app(replace(settings_in(tmp_path), database=url)).test_client().get("/healthy")
    assert (answer.status_code, answer.json) == (503, {"state": "no-database"})
    assert answer.headers["Retry-After"] == "5"
