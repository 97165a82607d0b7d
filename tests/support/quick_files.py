"""Static files and catalogues that the applications of a test process share: each would read all of them again."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from os import stat_result
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

_DRESS, _LOAD = WhiteNoise.get_static_file, Translations.load.__func__  # type: ignore[attr-defined]
_FILES: dict[object, StaticFile] = {}
_CATALOGUES: dict[object, NullTranslations] = {}


def _dress_once(
    server: WhiteNoise, path: str, url: str, stat_cache: Mapping[str, stat_result] | None = None
) -> StaticFile:
    """The file as it was made for another application with the same headers, while its bytes are the same."""
    if stat_cache is None or server.add_headers_function is None:
        return _DRESS(server, path, url, stat_cache=stat_cache)
    here = stat_cache[path]
    key = (path, url, here.st_mtime_ns, here.st_size, server.add_headers_function, server.immutable_file_test)
    if key not in _FILES:
        _FILES[key] = _DRESS(server, path, url, stat_cache=stat_cache)
    return _FILES[key]


def _load_once(
    kind: type[Translations],
    dirname: str | None = None,
    locales: Iterable[Any] | Any | None = None,
    domain: str | None = None,
) -> NullTranslations:
    """The catalogue as it was read; who merges it into another changes nothing of it."""
    wanted = [str(one) for one in locales] if isinstance(locales, list | tuple) else [str(locales)]
    found = gettext.find(domain or kind.DEFAULT_DOMAIN, dirname, wanted)
    if found is None:
        return _LOAD(kind, dirname, locales, domain)
    key = (found, Path(found).stat().st_mtime_ns)
    if key not in _CATALOGUES:
        _CATALOGUES[key] = _LOAD(kind, dirname, locales, domain)
    return _CATALOGUES[key]


def install() -> None:
    """From now on the applications of this process share files and catalogues."""
    WhiteNoise.get_static_file = _dress_once
    Translations.load = classmethod(_load_once)  # type: ignore[method-assign,assignment]
