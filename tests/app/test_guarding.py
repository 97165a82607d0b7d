"""Before anything is served: not silently as root, no file of the installation open to others, no core file."""

from __future__ import annotations

import os
import resource
import socket
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

from app.cli.guarding import mend_modes, need_port, need_user
from tests.support.server import ROOT


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An installation whose files were written under the usual umask."""
    folder = tmp_path / "instance"
    (folder / "keys").mkdir(parents=True)
    for name in ("majma.sqlite", "keys/board.pem", "secret_key"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o644)
    for one in (folder, folder / "keys"):
        one.chmod(0o755)
    return folder


def test_what_is_open_to_others_is_closed_and_told(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (instance / "link").symlink_to("/etc/hostname")
    mend_modes(instance)
    assert "5 files or folders" in capsys.readouterr().err
    (instance / "link").unlink()
    assert modes(instance) == {0o600, 0o700}
    mend_modes(instance)
    assert capsys.readouterr().err == ""


def test_what_cannot_be_closed_stops_the_start(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(click.ClickException, match="open to other users"):
        mend_modes(instance)


ROOTS = [(True, False, True), (True, True, False), (False, False, False)]


@pytest.mark.parametrize(("far", "as_root", "refused"), ROOTS)
def test_root_is_never_silent(
    far: bool, as_root: bool, refused: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    if refused:
        with pytest.raises(click.UsageError, match="--as-root"):
            need_user(far=far, as_root=as_root)
    else:
        need_user(far=far, as_root=as_root)
        assert "Serving as root" in capsys.readouterr().err


def test_another_user_is_asked_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    need_user(far=True, as_root=False)
    assert capsys.readouterr() == ("", "")


LOOK = """
import ctypes, os, resource
from {module} import {name}
before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
{name}()
print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


@pytest.mark.parametrize(
    ("module", "name", "after"),
    [("ballots.memory", "forbid_dumps", "1 0 (0, 0)"), ("app.cli.guarding", "stay_private", "1 1 (0, 0) 0o77")],
)
def test_no_core_file_is_left(module: str, name: str, after: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOOK.format(module=module, name=name)], cwd=ROOT, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(after)
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] >= -1


def test_a_port_that_is_taken_is_told_before_anything_is_prepared() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        need_port("127.0.0.1", 0)
        other.listen()
        with pytest.raises(click.ClickException, match=f"port {port} .*--port"):
            need_port("127.0.0.1", port)
