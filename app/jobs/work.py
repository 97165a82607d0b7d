"""How each kind of work is made. A second time changes nothing: files are written anew, acts look what is done."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.config import Settings
from app.db import Database
from app.jobs.checkers import checked
from app.language.catalogue import wording
from app.language.dates import in_tehran
from app.papers.answers import PaperStore, print_booklet
from app.papers.export import write_export
from app.papers.issuer import Issuer
from app.services.acts.act import Act
from app.services.acts.signer import BoardSigner
from app.services.count import tally
from app.services.election import election as elections
from app.services.register import assembly as assemblies
from app.services.register import letterhead as letterheads
from app.services.register.letterhead import Logo
from app.services.whole.job import JobValue
from app.signing.keys import board_key
from app.signing.published import published_line
from app.states.job import JobKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What work is made with: the installation, its clock, where the file goes, whom to tell how far it is."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    path: Path
    tell: Callable[[int, int], None]

    def act(self, job: JobValue) -> Act:
        """An act of who asked for it."""
        signer = BoardSigner(host=self.settings.board, private=board_key(self.settings.keys), bundles=published_line)
        officers = (job.asker,) if job.asker else ()
        return Act(officers=officers, now=self.clock(), random=secrets.token_bytes, signer=signer)

    def issuer(self, language: str) -> Issuer:
        """The issuer of papers in a language."""
        return Issuer(settings=self.settings, wording=wording(language), logo=self._logo)

    def _logo(self, digest: str) -> Logo:
        with self.database.reading() as db:
            return letterheads.logo(db, digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """The file that was made: the name to save it under."""

    name: str
    media_type: str


def make(shop: Workshop, job: JobValue) -> MadeFile | None:
    """Make it; the file, where it makes one. Refused: what its services refuse."""
    return _MAKERS[job.kind](shop, job)


def _export(shop: Workshop, job: JobValue) -> MadeFile:
    """Everything of one assembly; what has changed since it was asked for is in it."""
    home, here = int(job.arguments["assembly"]), in_tehran(job.asked)
    with shop.database.reading() as db:
        address = next(one.address for one in assemblies.assemblies(db) if one.id == home)
    with shop.path.open("w+b") as out, shop.database.reading() as db:
        write_export(out, shop.issuer("fa"), db, home, job.asked, here, tell=lambda done: shop.tell(done, 0))
    return MadeFile(name=f"{address}-{here:%Y%m%d-%H%M}.zip", media_type="application/zip")


def _booklet(shop: Workshop, job: JobValue) -> None:
    """The booklet goes where papers are kept, and is asked for there."""
    store = PaperStore(issuer=shop.issuer(job.arguments["language"]), database=shop.database, clock=shop.clock)
    print_booklet(store, job.arguments["election"])


def _adding_up(shop: Workshop, job: JobValue) -> None:
    """The sums of the locked votes; where they stand on the board already there is nothing to do."""
    public_id, who = job.arguments["election"], shop.act(job)
    with shop.database.reading() as db:
        elections.election(db, public_id)
        if tally.is_added(db, public_id):
            return
        summed = checked(shop.settings, lambda executor: tally.sum_ballots(db, who, public_id, executor))
    with shop.database.transaction() as db:
        tally.encrypt_tally(db, who, public_id, summed)


_MAKERS: Mapping[JobKind, Callable[[Workshop, JobValue], MadeFile | None]] = {
    JobKind.EXPORT: _export,
    JobKind.BOOKLET: _booklet,
    JobKind.ADDING_UP: _adding_up,
}
