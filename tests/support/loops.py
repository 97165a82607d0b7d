"""Coroutines in tests, also beside a browser whose library keeps a loop running in the tests' own thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Found = TypeVar("Found")


def run(main: Coroutine[Any, Any, Found]) -> Found:
    """As `asyncio.run`, in a thread of its own: Playwright's loop, once begun, runs until the process ends."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, main).result()
