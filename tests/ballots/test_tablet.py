"""An observer's look as a tablet: whom it believes, and that what is no answer of this address is none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.serving.certificate import ROOT, hall_certificate
from ballots.commands import tablet
from ballots.commands.tablet import Tablet
from ballots.custody_errors import FileError
from tests.support.board_server import BoardServer, serving_board


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


def test_another_page_or_a_longer_one_is_not_the_page_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server(BoardServer):
        def answer(self, name: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            moved = {"Location": f"{self.address}/there"}
            return (302, moved, b"") if name == "elsewhere" else super().answer(name, headers)

    monkeypatch.setattr(tablet, "MAX_ANSWER", 5)
    with serving_board({"there": b"12345", "longer": b"123456"}, Server) as server:
        asking = Tablet()
        assert asking.get(f"{server.address}/there").body == b"12345"
        for name, said in (("elsewhere", "302"), ("longer", "longer than 5 bytes"), ("gone", "404")):
            with pytest.raises(FileError, match=said):
                asking.get(f"{server.address}/{name}")
