"""The page of the booth, with every candidate's dossier in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from app.services.election import election as elections
from app.services.election.annulled import Annulment
from app.services.nomination import nomination as nominations
from app.services.nomination.candidate_list import emblem_mark, emblems
from app.services.nomination.dossier import Achievement
from app.states.election import Devices
from app.states.phase import Phase
from app.views.booth import blueprint
from app.web.access import anyone
from app.web.assets import bundle_digest
from app.web.filters import province
from app.web.i18n import digits, locale_code
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothCandidate:
    """A candidate in the words of the page; the order is that of the ballot."""

    number: int
    name: str
    province: str
    representative: str
    introduction: str
    programmes: tuple[str, ...]
    achievements: tuple[str, ...]
    withdrawn: bool
    corrected: str  # the right names, where a corrigendum says so
    emblem_url: str  # a part of the picture that holds the emblems of all


@blueprint.get("/B/<public_id>")
@anyone
def booth(public_id: str) -> Response:
    """Slip, choice, review, cast, receipt: one page, so that a lost network loses nothing.

    When voting opens all tablets ask for it at once; it is made once for all of them but for each one's own mark.
    """
    mark = generate_csrf()
    text = _PAGES.make((public_id, locale_code()), lambda: _page(public_id).replace(mark, _OWN_MARK))
    return send_compressed(text.replace(_OWN_MARK, mark))  # a hundred dossiers, for the slowest tablet of a hall


def _page(public_id: str) -> str:
    with database().reading() as db:
        found = elections.election(db, public_id)
        people = nominations.candidates(db, public_id)
        mark = emblem_mark(emblems(db, public_id))
    if found.phase != Phase.OPEN:
        return _waiting(found)
    language = locale_code()
    sheet = url_for("public.emblems", public_id=public_id, mark=mark)
    return render_template(
        "booth/booth.html", election=_election(found, language), assembly=_assembly(found, language),
        urls=_urls(public_id, None if language == "fa" else language),
        candidates=[_candidate(place, person, language, sheet) for place, person in enumerate(people, start=1)],
    )  # fmt: skip


def _urls(public_id: str, language: str | None) -> dict[str, str]:
    """Where the booth's scripts ask, and where the code of a challenged ballot leads."""
    acts = {"slip": "slip", "ballot": "cast", "challenge": "challenge", "stopped": "stopped"}
    return {
        **{name: url_for(f"booth.{act}", public_id=public_id, language=language) for name, act in acts.items()},
        "election_json": url_for("public.definition", public_id=public_id),
        "opening": absolute("public.challenge", public_id=public_id),
        "board": url_for("public.board", public_id=public_id),
        "language": url_for("booth.booth", public_id=public_id),
        "tablet": url_for("booth.tablet"),
    }


def _waiting(found: elections.ElectionValue) -> str:
    """Before voting opens and after it has ended."""
    language = locale_code()
    urls = {"language": url_for("booth.booth", public_id=found.public_id), "tablet": url_for("booth.tablet")}
    return render_template(
        "booth/waiting.html", election=_election(found, language), assembly=_assembly(found, language), urls=urls
    )


def _assembly(found: elections.ElectionValue, language: str) -> BoothAssembly:
    home = found.session.assembly
    return BoothAssembly(name=home.name.in_language(language), demonstration=home.demonstration)


def _election(found: elections.ElectionValue, language: str) -> BoothElection:
    return BoothElection(
        public_id=found.public_id, title=found.title.in_language(language), seats=found.rule.seats,
        minimum=found.rule.minimum, maximum=found.rule.maximum, blank=found.rule.blank,
        corrected=found.corrected.title.in_language(language) if found.corrected.title else "",
        fingerprint=found.fingerprint, phase=found.phase, annulment=found.annulment, devices=found.rule.devices,
        bundle=bundle_digest("booth"), secretary=found.session.presidium.secretary,
    )  # fmt: skip


def _candidate(place: int, person: nominations.NominationValue, language: str, sheet: str) -> BoothCandidate:
    return BoothCandidate(
        number=place, name=person.institution.name.in_language(language),
        province=province(person.institution.province),
        representative=person.representative.in_language(language),
        introduction=person.dossier.introduction.in_language(language),
        programmes=tuple(one.text.in_language(language) for one in person.dossier.programmes),
        achievements=tuple(_achievement(one, language) for one in person.dossier.achievements),
        withdrawn=person.withdrawn, corrected=_corrected(person, language),
        emblem_url=f"{sheet}#i{person.institution.id}",
    )  # fmt: skip


def _corrected(person: nominations.NominationValue, language: str) -> str:
    right = (person.corrected.name, person.corrected.representative)
    return str(gettext(", ")).join(one.in_language(language) for one in right if one)


def _achievement(one: Achievement, language: str) -> str:
    text, indicator = one.text.in_language(language), one.indicator.in_language(language)
    counted = f" · {digits(one.number)} {indicator}" if indicator else ""
    return str(gettext("%(text)s (%(year)s Solar Hijri)", text=text, year=digits(one.year))) + counted
