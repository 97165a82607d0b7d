"""Templates that tests share: each application has an environment of its own, which would compile them all again."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_CODE: dict[tuple[str, str], CodeType] = {}


class _Shared(BytecodeCache):
    """What was compiled in this process, by the template's place and its source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _CODE.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _CODE[bucket.key, bucket.checksum] = bucket.code


def install() -> None:
    """From now on the applications of this process share what is compiled of their templates."""
    Flask.jinja_options = {"bytecode_cache": _Shared()}
