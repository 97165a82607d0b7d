"""Every screen and dialog of the booth in every size of Firefox: see test_layout.py."""

from __future__ import annotations

import pytest

from tests.booth.engines import firefox_page
from tests.booth.hall import opened
from tests.booth.test_layout import every_cell, patient_hall, walk
from tests.verify import firefox


@pytest.mark.prove
@pytest.mark.skipif(firefox.program() is None, reason="needs Firefox on the path: apt-get install firefox-esr")
def test_every_screen_fits_in_firefox() -> None:
    with opened(patient_hall()) as hall, firefox_page() as page:
        assert walk(page, hall, lambda place: every_cell(("",), "firefox", place)) == {}
