"""How each kind of work is made. A second time changes nothing: files are written anew, acts look what is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.jobs.checkers import checked
from app.jobs.issuing import issue_letters
from app.jobs.sealing import make_amendment, make_minutes, make_supplement
from app.jobs.simulating import let_vote
from app.jobs.workshop import MadeFile, Workshop
from app.language.dates import in_tehran
from app.papers.answers import PaperStore, print_booklet
from app.papers.export import write_export
from app.services.count import tally
from app.services.election import election as elections
from app.services.register import assembly as assemblies
from app.services.whole.job import JobValue
from app.states.job import JobKind


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
    JobKind.LETTERS: issue_letters,
    JobKind.MINUTES: make_minutes,
    JobKind.SUPPLEMENT: make_supplement,
    JobKind.AMENDMENT: make_amendment,
    JobKind.SIMULATED: let_vote,
}
