"""Templates that tests share: each application has an environment of its own, which would compile them all again.

So would each of the processes that run the tests, 5 s of a core each: what one has compiled the others read from a
file.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).resolve().parents[2] / "build" / "templates"
_CODE: dict[str, CodeType] = {}


class _Shared(BytecodeCache):
    """What was compiled of the same text: in this process, else in another one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _CODE.get(_name(bucket))
        if bucket.code is None:
            with suppress(OSError), (FOLDER / _name(bucket)).open("rb") as file:
                bucket.load_bytecode(file)
        self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._keep(bucket)
        FOLDER.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=FOLDER)
        with os.fdopen(number, "wb") as file:
            bucket.write_bytecode(file)
        Path(name).replace(FOLDER / _name(bucket))

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _CODE[_name(bucket)] = bucket.code


def _name(bucket: Bucket) -> str:
    """Of a template's place, its text, and how it escapes: what a test lets escape otherwise is compiled anew."""
    escapes = bucket.environment.autoescape
    return f"{bucket.key}-{bucket.checksum}-{getattr(escapes, '__name__', escapes)}"


def install() -> None:
    """From now on the applications of the tests share what is compiled of their templates."""
    Flask.jinja_options = {"bytecode_cache": _Shared()}
