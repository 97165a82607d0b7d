"""Every screen and dialog of the booth in every size of WebKitGTK: see test_layout.py."""

from __future__ import annotations

import pytest

from tests.booth.engines import has_webkit, webkit_page
from tests.booth.hall import opened
from tests.booth.test_layout import every_cell, patient_hall, walk


@pytest.mark.prove
@pytest.mark.skipif(not has_webkit(), reason="needs WebKitGTK: apt-get install webkit2gtk-driver xvfb")
def test_every_screen_fits_in_webkit() -> None:
    with opened(patient_hall()) as hall, webkit_page() as page:
        assert walk(page, hall, lambda place: every_cell(("",), "webkit", place)) == {}
