"""Opening a record: a file, a folder, an archive alone; nothing else, and within limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballots.checks import Stage
from ballots.record import container, source
from ballots.record.errors import RecordSizeError
from ballots.record.source import open_record
from ballots.record.verify import verify_path
from tests.support.records import publish, put_folder

FILES = {container.ARCHIVE: b"an archive", container.BINDINGS: b"{}", container.KEYS: b"k"}


def test_the_same_record_is_found_in_a_file_and_in_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.record.zip"
    path.write_bytes(container.record_bytes({container.README: b"read me", **FILES}))
    for place, members in ((put_folder(FILES, tmp_path / "folder"), 0), (path, 4)):
        with open_record(place) as record:
            assert record.archive.read() == b"an archive"
            assert record.files == {container.BINDINGS: b"{}", container.KEYS: b"k"}
            assert record.members == members
            assert not record.bindings_beside


def test_other_files_of_a_folder_are_not_looked_at(tmp_path: Path) -> None:
    folder = put_folder({**FILES, "notes.txt": b"", container.README: b"x" * 100_000}, tmp_path / "folder")
    with open_record(folder) as record:
        assert record.files.keys() == {container.BINDINGS, container.KEYS}


def test_an_archive_alone_is_a_record_and_what_lies_beside_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "election.bel"
    path.write_bytes(b"BELENIOS")
    with open_record(path) as record:
        assert (record.archive.read(), record.files, record.bindings_beside) == (b"BELENIOS", {}, False)
    (tmp_path / container.BINDINGS).write_bytes(b"{}")
    with open_record(path) as record:
        assert (record.files, record.bindings_beside) == ({}, True)


def test_the_files_are_closed_with_the_block(tmp_path: Path) -> None:
    folder = put_folder(FILES, tmp_path / "folder")
    with open_record(folder) as record:
        archive = record.archive
    assert archive.closed


def test_a_file_of_a_folder_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put_folder(FILES, tmp_path / "folder")
    monkeypatch.setattr(source, "LIMITS", {**container.LIMITS, container.BINDINGS: 2})
    with open_record(folder):
        pass
    monkeypatch.setattr(source, "LIMITS", {**container.LIMITS, container.BINDINGS: 1})
    with pytest.raises(RecordSizeError), open_record(folder):
        pass
    report = verify_path(folder)
    assert (report.ok, report.code, report.stage) == (False, "record-too-large", Stage.EMPTY)


def test_what_cannot_be_opened_is_refused_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    odd = put_folder({container.ARCHIVE: publish().files()[container.ARCHIVE]}, tmp_path / "odd")
    (odd / container.BINDINGS).mkdir()
    for path in (tmp_path / "empty", tmp_path / "missing", odd):
        report = verify_path(path)
        assert (report.ok, report.code) == (False, "archive-unreadable"), path


def test_four_bytes_decide_that_it_is_a_record_file(tmp_path: Path) -> None:
    codes = {
        b"PK\3\4": "record-truncated", b"PK\3": "archive-truncated", b"PK": "archive-truncated",
        b"PK\5\6": "archive-truncated", b"": "archive-empty",
    }  # fmt: skip
    for data, code in codes.items():
        path = tmp_path / "x"
        path.write_bytes(data)
        assert verify_path(path).code == code
