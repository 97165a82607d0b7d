"""An observer's look as a tablet: over https it believes the hall's root, in either form, and nothing that is none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.serving.certificate import ROOT, hall_certificate
from ballots.commands.tablet import Tablet
from ballots.custody_errors import FileError


def test_a_hall_s_root_is_taken_as_its_page_gives_it_and_as_its_folder_has_it(tmp_path: Path) -> None:
    made = hall_certificate(tmp_path, ("192.168.1.10",), datetime(2026, 11, 8, tzinfo=UTC))
    (tmp_path / "majma.crt").write_bytes(made.root)
    for path in (tmp_path / "majma.crt", tmp_path / ROOT):
        Tablet(path)


@pytest.mark.parametrize("data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAA==\n", "گواهی".encode()])
def test_what_holds_no_certificate_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "majma.crt"
    path.write_bytes(data)
    with pytest.raises(FileError):
        Tablet(path)
