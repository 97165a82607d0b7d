"""Every reason why the program refuses an act, by its code."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

import app.jobs
import app.papers
import app.services
from app.services.acts.refusal import Refusal


@lru_cache(maxsize=1)
def refusals() -> dict[str, Refusal]:
    """The refusals of all rules; a code that two of them have is a fault."""
    found: dict[str, Refusal] = {}
    for package in (app.services, app.papers, app.jobs):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for refusal in _of(importlib.import_module(one.name)):
                if found.setdefault(refusal.code, refusal) is not refusal:
                    raise AssertionError(f"two refusals have the code {refusal.code}")
    return found


def _of(module: ModuleType) -> list[Refusal]:
    return [value for value in vars(module).values() if isinstance(value, Refusal)]
