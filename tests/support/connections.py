"""What each connection of an installation to its database is told first, so that a test makes one fail as one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.web.installation import Installation
from tests.support.visitors import Site


@contextmanager
def each_connection(site: Site, prepare: Callable[[Any], None]) -> Iterator[Engine]:
    """Call `prepare` with every connection that the site's database opens while the block runs; none is older."""
    held: Installation = site.app.extensions["installation"]
    engine = held.database.engine

    def opened(connection: Any, _record: object) -> None:
        prepare(connection)

    engine.dispose()
    event.listen(engine, "connect", opened)
    try:
        yield engine
    finally:
        event.remove(engine, "connect", opened)
        engine.dispose()
