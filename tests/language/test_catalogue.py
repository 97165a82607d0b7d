"""The catalogues of messages are made by one user and read by another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.language import catalogue
from app.language.wording import load_wording

SOURCE = catalogue.TRANSLATIONS / "fa" / "LC_MESSAGES" / "messages.po"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "fa" / "LC_MESSAGES"
    place.mkdir(parents=True)
    text = SOURCE.read_text("utf-8").split("\n\n")
    (place / "messages.po").write_text("\n\n".join(text[:4]) + "\n", "utf-8")
    return tmp_path


def test_what_one_user_compiles_another_reads_whatever_the_mask(folder: Path) -> None:
    mask = os.umask(0o077)
    try:
        catalogue.compile_catalogues(folder)
    finally:
        os.umask(mask)
    assert (folder / "fa/LC_MESSAGES/messages.mo").stat().st_mode & 0o777 == 0o644
    load_wording("fa", folder)


def test_who_may_not_write_keeps_the_words_of_before_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue.compile_catalogues(folder)
    made = folder / "fa/LC_MESSAGES/messages.mo"
    before = made.read_bytes()
    os.utime(made, (0, 0))
    shutil.copy(SOURCE, folder / "fa/LC_MESSAGES/messages.po")
    monkeypatch.setattr(catalogue.os, "access", lambda *_: False)
    catalogue.compile_catalogues(folder)
    assert made.read_bytes() == before
    assert "service install" in caplog.text


def test_without_any_words_nothing_is_hidden(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(catalogue, "NamedTemporaryFile", refuse)
    with pytest.raises(PermissionError):
        catalogue.compile_catalogues(folder)
