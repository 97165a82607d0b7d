"""A value as a record keeps it: plain JSON of its fields, and read back over the value of today."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def packed(value: Any, *, but: Collection[str] = ()) -> dict[str, object]:
    """The fields of a value as JSON holds them, without those named."""
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name not in but}


def as_kept(today: Value, kept: Mapping[str, object] | None) -> Value:
    """The value of `today` with every field that was kept; a field that did not exist then stays as it is today."""
    if not kept:
        return today
    kind: Any = type(today)
    known = _types(kind)
    changed = {name: _read(known[name], kept[name], getattr(today, name)) for name in kept.keys() & known.keys()}
    return replace(today, **changed)  # type: ignore[type-var]  # a dataclass, as its fields were kept


@cache
def _types(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return packed(value)
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"a {type(value).__name__} has no place in a record")


def _read(kind: Any, kept: Any, today: object) -> object:
    """What was kept of one field, as its type says; `today` fills fields that are newer than the record."""
    if get_origin(kind) in (Union, UnionType):
        if kept is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one, None) for one in kept)
    if is_dataclass(kind) and isinstance(kind, type):
        return as_kept(today, kept) if isinstance(today, kind) else _made(kind, kept)
    if kind in (date, datetime):
        return kind.fromisoformat(kept)
    return kind(kept) if isinstance(kind, type) and issubclass(kind, StrEnum) else kept


def _made(kind: type, kept: Mapping[str, object]) -> object:
    known = _types(kind)
    return kind(**{name: _read(known[name], kept[name], None) for name in kept.keys() & known.keys()})
