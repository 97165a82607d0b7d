"""What is told of the paths that somebody listens to: elections and screens."""

from __future__ import annotations

from collections.abc import Collection

from app.db import Session
from app.services.day import screen_mark
from app.services.hall import turnout


def told(db: Session, paths: Collection[str]) -> dict[str, object]:
    """The values of paths such as `elections/ID` and `screens/ASSEMBLY/SESSION/SCREEN`; what there is not is left
    out."""
    elections = {one.partition("/")[2] for one in paths if one.startswith("elections/")}
    screens = {(slug, int(number), int(own)) for _, slug, number, own in _screens(paths)}
    found: dict[str, object] = {f"elections/{one}": value for one, value in turnout.turnouts(db, elections).items()}
    marks = screen_mark.marks(db, screens) if screens else {}
    return found | {"/".join(("screens", *map(str, one))): value for one, value in marks.items()}


def _screens(paths: Collection[str]) -> list[list[str]]:
    return [one.split("/") for one in paths if one.startswith("screens/")]
