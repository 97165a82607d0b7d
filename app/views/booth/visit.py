"""The page of the booth, with every candidate's dossier in it."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask_wtf.csrf import generate_csrf

from app.language.text import search_letters
from app.services.day import presentation
from app.services.election import election as elections
from app.services.election.annulled import Annulment
from app.services.nomination import candidate_list as people
from app.services.nomination import nomination as nominations
from app.services.voting import paper_vote
from app.states.election import Devices
from app.states.phase import Phase
from app.views.booth import blueprint
from app.views.booth.candidate import candidate
from app.web.access import anyone
from app.web.assets import bundle_digest
from app.web.i18n import language_in_address, locale_code
from app.web.installation import database
from app.web.reply import send_compressed
from app.web.together import Together
from app.web.zones import absolute

_PAGES: Together[str] = Together()
_OWN_MARK = "\0mark\0"
"""In the place of a visitor's mark against forged posts, in the page that is made for several; no page holds a NUL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothElection:
    """The election in the words of the page."""

    public_id: str
    title: str
    seats: int
    minimum: int
    maximum: int
    blank: bool
    fingerprint: str | None
    phase: str
    annulment: Annulment | None
    devices: Devices
    bundle: str  # the version of these pages
    secretary: str
    corrected: str = ""  # the right title, where a corrigendum says so


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothAssembly:
    """The assembly in the words of the page."""

    name: str
    demonstration: bool
    rehearsal: bool = False


@blueprint.get("/B/<public_id>")
@anyone
def booth(public_id: str) -> Response:
    """Slip, choice, review, cast, receipt: one page, so that a lost network loses nothing.

    When voting opens all tablets ask for it at once; it is made once for all of them but for each one's own mark.
    """
    mark = generate_csrf()
    text = _PAGES.make((public_id, locale_code()), lambda: _page(public_id).replace(mark, _OWN_MARK))
    return send_compressed(text.replace(_OWN_MARK, mark))  # a hundred dossiers, for the slowest tablet of a hall


@blueprint.get("/B/<public_id>/paper")
@anyone
def paper(public_id: str) -> Response:
    """The same page in an officer's hands: what a paper says is entered, and compared with a second entry.

    Refused: not-found, paper-off.
    """
    return send_compressed(_page(public_id, is_paper=True))


def _page(public_id: str, *, is_paper: bool = False) -> str:
    with database().reading() as db:
        found = elections.election(db, public_id)
        if is_paper:
            paper_vote.need_allowed(db, found.id)
        standing = nominations.candidates(db, public_id)
        shown, faces = people.emblems(db, public_id), people.portraits(db, public_id)
        speaking = presentation.speaking(db, public_id)
    if found.phase != Phase.OPEN:
        return _waiting(found, next((one for one in standing if one.id in speaking), None))
    language = locale_code()
    emblem = _part("emblems", public_id, people.emblem_mark(shown), {one.institution for one in shown})
    portrait = _part("portraits", public_id, people.portrait_mark(faces), {one.institution for one in faces})
    return render_template(
        "booth/booth.html", election=_election(found, language), assembly=_assembly(found, language),
        urls=_urls(public_id, language_in_address(), is_paper=is_paper),
        candidates=[candidate(place, one, language, emblem, portrait) for place, one in enumerate(standing, start=1)],
        letters=search_letters(),
    )  # fmt: skip


def _part(sheet: str, public_id: str, mark: str, held: Set[int]) -> Callable[[int], str]:
    """Where an institution's picture stands in a sheet; nowhere for who is not in it."""
    address = url_for(f"public.{sheet}", public_id=public_id, mark=mark)
    return lambda institution: f"{address}#i{institution}" if institution in held else ""


def _urls(public_id: str, language: str | None, *, is_paper: bool) -> dict[str, str]:
    """Where the booth’s scripts ask, and where the code of a challenged ballot leads; `paper` on the officers’ page."""
    own = "booth.paper" if is_paper else "booth.booth"
    acts = {"slip": "slip", "ballot": "cast", "challenge": "challenge", "stopped": "stopped"}
    return {
        **{name: url_for(f"booth.{act}", public_id=public_id, language=language) for name, act in acts.items()},
        "election_json": url_for("public.definition", public_id=public_id),
        "opening": absolute("public.challenge", public_id=public_id),
        "board": url_for("public.board", public_id=public_id),
        "language": url_for(own, public_id=public_id),
        "tablet": url_for("booth.tablet"),
        **({"paper": url_for(own, public_id=public_id)} if is_paper else {}),
    }


def _waiting(found: elections.ElectionValue, speaker: nominations.NominationValue | None) -> str:
    """Before voting opens and after it has ended; with the dossier of who presents meanwhile."""
    language = locale_code()
    urls = {"language": url_for("booth.booth", public_id=found.public_id), "tablet": url_for("booth.tablet")}
    return render_template(
        "booth/waiting.html", election=_election(found, language), assembly=_assembly(found, language), urls=urls,
        speaker=speaker,
    )  # fmt: skip


def _assembly(found: elections.ElectionValue, language: str) -> BoothAssembly:
    home = found.session.assembly
    return BoothAssembly(
        name=home.name.in_language(language), demonstration=home.demonstration, rehearsal=found.session.rehearsal
    )


def _election(found: elections.ElectionValue, language: str) -> BoothElection:
    return BoothElection(
        public_id=found.public_id, title=found.title.in_language(language), seats=found.rule.seats,
        minimum=found.rule.minimum, maximum=found.rule.maximum, blank=found.rule.blank,
        corrected=found.corrected.title.in_language(language) if found.corrected.title else "",
        fingerprint=found.fingerprint, phase=found.phase, annulment=found.annulment, devices=found.rule.devices,
        bundle=bundle_digest("booth"), secretary=found.session.presidium.secretary,
    )  # fmt: skip
