"""The demonstration as `serve` makes it, made once by each test process and then copied: it takes seconds.

Only the minutes of its first session, in three languages, are left out of the copy: they take as long as all the rest.
"""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from unittest import mock

from app import create_app
from app.config import load_settings
from app.demonstration import holding
from app.services.accounts import password as passwords
from tests.support.assemblies import CHEAP
from tests.support.databases import lasting_folder


def copy_demonstration(instance: Path) -> None:
    """Let an installation that holds the demonstration begin in an empty folder, its officers' passwords cheap."""
    shutil.copytree(_made(), instance, dirs_exist_ok=True)


@functools.cache
def _made() -> Path:
    instance = lasting_folder() / "instance"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")}
    with (
        mock.patch.dict(os.environ, clean | {"MAJMA_INSTANCE": str(instance)}, clear=True),
        mock.patch.object(os, "execv"),
        mock.patch.object(passwords, "_HASHER", CHEAP),
        mock.patch.object(holding, "keep_minutes"),
    ):
        result = create_app(load_settings()).test_cli_runner().invoke(args=["serve"])
    assert result.exit_code == 0, result.output
    return instance
