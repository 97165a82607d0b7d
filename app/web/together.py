"""Work that many ask for at the same moment is done once: a crowd that opens one page costs a page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Together(Generic[Made]):
    """What is being made now, by key."""

    def __init__(self) -> None:
        self._making: dict[Hashable, Future[Made]] = {}
        self._lock = Lock()

    def make(self, key: Hashable, work: Callable[[], Made]) -> Made:
        """What `work` gives, or what it gives to who asked for the same first and still waits; so are its errors."""
        with self._lock:
            found = self._making.get(key)
            if found is None:
                mine = self._making[key] = Future[Made]()
        if found is not None:
            return found.result()
        try:
            mine.set_result(work())
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._making[key]
        return mine.result()
