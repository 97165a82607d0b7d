"""Everything of one assembly in one file: what the services give as tables and files, with each election's minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.documents.bundle import write_bundle
from app.language import reference
from app.papers.election import print_minutes
from app.papers.issuer import Issuer
from app.services.election import election as elections
from app.services.letters import sealed_paper
from app.services.whole import export
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFile:
    """The minutes of an election as a file of the export."""

    path: str
    pdf: partial[bytes]

    def write(self, out: BinaryIO) -> None:
        """Print them."""
        out.write(self.pdf())


Written = export.Attached | MinutesFile


def write_export(
    out: BinaryIO, issuer: Issuer, db: Session, home: int, now: datetime, made: datetime, *,
    tell: Callable[[int], None] = lambda done: None,
) -> None:  # fmt: skip
    """Write the file of the assembly `home`; `now` dates the minutes, `made` is the same moment as people read it.

    `tell` is told how many files are in it.
    """
    export.hold_still(db)
    sheets, files = export.sheets(db, home), _files(issuer, db, home, now)
    write_bundle(out, sheets, _told(files, tell), readme=reference.export_readme(), made=made)


def _told(files: Iterator[Written], tell: Callable[[int], None]) -> Iterator[Written]:
    for number, file in enumerate(files, start=1):
        yield file
        tell(number)


def _files(issuer: Issuer, db: Session, home: int, now: datetime) -> Iterator[Written]:
    yield from export.files(db, home)
    for one in elections.elections(db, home):
        if one.went_through(Phase.TALLIED):
            made = sealed_paper.minutes(db, one.public_id)
            if made is not None and one.annulment is None:
                continue  # kept, and among the files already
            pdf = partial(print_minutes, issuer, db, one.public_id, now, number=made.number if made else "")
            yield MinutesFile(path=f"elections/{one.public_id}/minutes.pdf", pdf=pdf)
