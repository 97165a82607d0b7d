"""Applications that start quickly: those of a test process that have the same rules share the map of them.

Werkzeug reads the text of every rule of every application, compiles two functions that build addresses, and sorts all
of them into a machine that matches: most of what an application costs, and thousands of tests make one. A map that
gets a rule after it was asked is made anew for itself alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.routing import Map, Rule, RuleFactory
from werkzeug.routing.matcher import StateMachineMatcher

_ADD, _UPDATE = Map.add, Map.update
_AUTOMATIC = "provide_automatic_options"
"""What Flask adds to a rule: whether it answers OPTIONS by itself."""


@dataclass(slots=True)
class _Rules:
    """Of one map: the rules that it has, and those that it was given since."""

    had: list[Rule] = field(default_factory=list)
    given: list[Rule] = field(default_factory=list)


_MAPS: dict[object, tuple[StateMachineMatcher, dict[str, list[Rule]]]] = {}


def _said(rule: Rule) -> object:
    """All that two rules have in common where one can stand for the other."""
    defaults = None if rule.defaults is None else repr(sorted(rule.defaults.items()))
    methods = None if rule.methods is None else frozenset(rule.methods)
    return (
        rule.rule, rule.endpoint, methods, defaults, rule.host, rule.subdomain, rule.alias, rule.build_only,
        rule.redirect_to, rule.strict_slashes, rule.merge_slashes, rule.websocket,
        getattr(rule, _AUTOMATIC, None),
    )  # fmt: skip


def _add_later(self: Map, rulefactory: RuleFactory) -> None:
    rules: _Rules = self.__dict__.setdefault("_rules_of_test", _Rules())
    rules.given.extend(rulefactory.get_rules(self))
    self._remap = True


def _update(self: Map) -> None:
    rules: _Rules | None = self.__dict__.get("_rules_of_test")
    if rules is not None and rules.given:
        rules.had, rules.given = [*rules.had, *rules.given], []
        key = (
            tuple(map(_said, rules.had)), tuple(self.converters.items()), self.host_matching, self.default_subdomain,
            self.strict_slashes, self.merge_slashes, self.redirect_defaults, self.sort_parameters,
        )  # fmt: skip
        if key not in _MAPS:
            self._matcher, self._rules_by_endpoint = StateMachineMatcher(self.merge_slashes), {}
            for rule in rules.had:
                own = rule.empty()
                own.provide_automatic_options = getattr(rule, _AUTOMATIC, None)  # type: ignore[attr-defined]
                _ADD(self, own)
            _UPDATE(self)
            _MAPS[key] = (self._matcher, self._rules_by_endpoint)
        self._matcher, self._rules_by_endpoint = _MAPS[key]
        self._remap = False
    _UPDATE(self)


def install() -> None:
    """From now on maps of the same rules share what is worked out."""
    Map.add = _add_later  # type: ignore[method-assign]
    Map.update = _update  # type: ignore[method-assign]
