"""Applications that start quickly: what a rule's text says is worked out once, not again for each of them.

Werkzeug reads the text of every rule of every application and compiles two functions that build addresses, more than
half of what an application costs, and hundreds of tests make one. The parts of a rule depend on nothing but its text
and the kinds of its values; the functions on the parts, the defaults and whether they take more arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]
_COMPILE, _COMPILE_BUILDER = Rule.compile, Rule._compile_builder
_COMPILED: dict[object, Builder] = {}


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in the text of a rule."""

    parts: tuple[RulePart, ...]
    trace: tuple[tuple[bool, str], ...]
    converters: dict[str, BaseConverter]
    arguments: frozenset[str]


_READ: dict[object, _Read] = {}


def _read_once(rule: Rule) -> None:
    kinds = tuple(rule.map.converters.items())
    key = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, rule.map.host_matching, kinds)
    known = _READ.get(key)
    if known is None:
        _COMPILE(rule)
        found = frozenset(rule.arguments) - set(map(str, rule.defaults or ()))
        _READ[key] = _Read(tuple(rule._parts), tuple(rule._trace), dict(rule._converters), found)
        return
    rule._parts, rule._trace, rule._converters = list(known.parts), list(known.trace), dict(known.converters)
    rule.arguments |= known.arguments
    rule._build = rule._compile_builder(False).__get__(rule, None)
    rule._build_unknown = rule._compile_builder(True).__get__(rule, None)


def _compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
    key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _COMPILED:
        _COMPILED[key] = _COMPILE_BUILDER(rule, append_unknown)
    return _COMPILED[key]


def install() -> None:
    """From now on rules of the same text share what is worked out."""
    Rule.compile = _read_once  # type: ignore[method-assign]
    Rule._compile_builder = _compile_once  # type: ignore[method-assign]
