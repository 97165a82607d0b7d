"""Files are read within limits, and a large limit costs nothing."""

import io
from pathlib import Path

import pytest

from ballots.custody_errors import FileError, WeakPassphraseError
from ballots.files import ask_passphrase, make_folder, read_file, read_limited, replace_file, write_file


class Asked(io.BytesIO):
    """An open file that keeps how much it was asked for: Python makes room for all of it before it reads."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None and size >= 0
        self.most = max(self.most, size)
        return super().read(size)


def test_no_buffer_of_the_size_of_the_limit_is_made() -> None:
    for content in (b"", b"x" * 40, b"x" * (3 << 20)):
        source = Asked(content)
        assert read_limited(source, 8_000_000_000) == content
        assert source.most <= 1 << 20


def test_no_more_is_read_than_the_limit() -> None:
    for limit in (0, 1, 1 << 20, (1 << 20) + 1):
        assert read_limited(Asked(b"x" * (3 << 20)), limit) == b"x" * limit


def test_a_file_longer_than_its_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_file(path, 5) == b"12345"
    with pytest.raises(FileError):
        read_file(path, 4)
    with pytest.raises(FileError):
        read_file(tmp_path, 4)


def test_a_place_where_nothing_can_be_written_is_told_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    below = file / "other"
    for act in (lambda: write_file(below, b""), lambda: replace_file(below, b""), lambda: make_folder(file)):
        with pytest.raises(FileError, match=str(file)):
            act()
    assert file.read_bytes() == b"12345"


def test_a_passphrase_is_typed_twice_when_it_is_new_and_never_without_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop(0))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    for said, new in ((["one"], False), (["two", "two"], True)):
        typed[:] = said
        assert ask_passphrase(None, new=new) == said[0]
        assert typed == []
    typed[:] = ["one", "two"]
    with pytest.raises(WeakPassphraseError, match="differ"):
        ask_passphrase(None, new=True)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(FileError, match="no terminal"):
        ask_passphrase(None, new=False)
