"""The one page that shows where an election stands and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import render_template, url_for
from flask_babel import gettext

from app.services.election import election as elections
from app.services.hall import electorate
from app.services.letters.overturning import OVERTURN
from app.services.nomination import review, withdrawal
from app.services.nomination.review import CANDIDATES
from app.services.seats import seat
from app.services.voting import challenge as challenges
from app.services.voting import pages, slip
from app.services.voting.annulment import ANNUL
from app.services.voting.unfreezing import UNFREEZE
from app.states.officer import Permission
from app.states.phase import POLLING, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.console import console
from app.views.office.following import ways
from app.views.office.square_code import square_code
from app.views.office.tasks import NextAct, task_list
from app.web.access import may, may_open, officer
from app.web.installation import Session, database, installation, now
from app.web.phase_line import phase_steps
from app.web.zones import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothAddress:
    """Where tablets vote, or get the hall's certificate first, as text and as a square code.

    `far`: whether another device can reach it.
    """

    text: str
    code: str
    far: bool


@blueprint.get("/elections/<public_id>")
@officer(Permission.LOOK)
def election(public_id: str) -> str:
    """Phase, next act, tasks, counters and papers of one election."""
    with database().reading() as db:
        found = own_election(db, public_id)
        mine = console(db, found)
        tasks = task_list(found, mine.act)
        tests = challenges.challenges(db, public_id)
        annul, following_ways = _annul_act(db, public_id), ways(db, found)
        leaving, unwanted = withdrawal.waiting(db, public_id), seat.unwanted(db, public_id)
        undecided = _undecided(db, public_id, mine.act)
        unfreezable = may(UNFREEZE.permission) and UNFREEZE.why_not(db, public_id, now()) is None
        signed_pages = pages.pages(db, public_id)
        counts, printed = electorate.attendance(db, found.id), slip.counts(db, public_id).printed
    return render_template(
        "office/election.html", election=found, phases=phase_steps(found), act=mine.act, tasks=tasks,
        attendance=counts, printed=printed, documents=_documents(found), booth=_booth(found), beginning=_beginning(),
        challenges=tests, annul=annul, ways=following_ways, leaving=leaving, unwanted=unwanted,
        may_unfreeze=unfreezable, pages=signed_pages, duties=mine.duties, balance=mine.balance,
        booth_address=absolute("booth.booth", public_id=public_id), undecided=undecided,
    )  # fmt: skip


def _undecided(db: Session, public_id: str, act: NextAct | None) -> int:
    """How many nominations wait for a decision of this officer, where the page does not lead there anyhow."""
    shown = act is not None and CANDIDATES.code in (act.code, act.work.code if act.work else "")
    return review.undecided(db, public_id) if may(Permission.REVIEW) and not shown else 0


def _annul_act(db: Session, public_id: str) -> str:
    """The code of the act by which this officer may annul now, or ""."""
    acts = (one for one in (ANNUL, OVERTURN) if may(one.permission) and one.why_not(db, public_id, now()) is None)
    return next((one.code for one in acts), "")


def _booth(found: elections.ElectionValue) -> BoothAddress | None:
    """From freezing until closing."""
    if found.phase not in POLLING:
        return None
    text = absolute("booth.booth", public_id=found.public_id)
    far = urlsplit(text).hostname not in ("127.0.0.1", "localhost")
    return BoothAddress(text=text, code=square_code(text, gettext("Square code of the booth’s address")), far=far)


def _beginning() -> BoothAddress | None:
    """Where tablets of a hall with its own certificate begin."""
    root = installation().settings.hall_root
    if root is None:
        return None
    code = square_code(root.address, gettext("QR code of the page where devices begin"))
    return BoothAddress(text=root.address, code=code, far=True)


def _documents(found: elections.ElectionValue) -> list[tuple[str, str]]:
    papers = []
    if found.went_through(Phase.OPEN):
        papers.append((gettext("Zero report"), url_for("office.zero", public_id=found.public_id)))
    if found.went_through(Phase.NOMINATING):
        papers.append((gettext("Booklet of candidates (PDF)"), url_for("office.booklet", public_id=found.public_id)))
    if found.fingerprint:
        papers.append((gettext("Archive of the board"), url_for("public.archive", public_id=found.public_id)))
    if found.went_through(Phase.OPEN) and may_open("office.challenges"):
        papers.append((gettext("Tests of the tablets"), url_for("office.challenges", public_id=found.public_id)))
    if found.went_through(Phase.TALLIED):
        papers.append((gettext("Minutes"), url_for("office.minutes", public_id=found.public_id)))
        address = url_for("office.papers", public_id=found.public_id)
        papers.append((gettext("Sealed papers: minutes and supplements"), address))
    if found.went_through(Phase.FINAL) and may_open("office.letters"):
        papers.append((gettext("Letters of introduction"), url_for("office.letters", public_id=found.public_id)))
    return papers
