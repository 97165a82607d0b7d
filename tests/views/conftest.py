"""What the tests of the pages share: no child process for every file that is sent in."""

from __future__ import annotations

import pytest

from tests.support.one_process import one_process as one_process


@pytest.fixture(autouse=True)
def _one_process(one_process: None) -> None:
    """Every test of the pages works in one process."""
