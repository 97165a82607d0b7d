"""Minutes and their supplements: made by an act, numbered by the registry, sealed, kept byte for byte.

A paper is printed before it is kept, with the number that is next and of the journal as it stands: where either has
moved meanwhile nothing is kept, so that no number is lost and no paper says less than it should.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.message import N_
from app.models import Election, Officer, SealedFile, SealedPaper
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.services.acts.registry import coming_number, next_number, number_text
from app.services.acts.step import Step
from app.services.election.rehearsal import series_in
from app.services.election.rows import find
from app.services.register.letterhead import OF_MINUTES
from app.states.officer import Permission, Role
from app.states.paper import PaperKind
from app.states.phase import Phase

MINUTES_MADE = Refusal(
    code="minutes-made",
    status=409,
    words=N_("The minutes of this election are made already: number %(number)s. What follows goes into a supplement."),
)
MINUTES_MISSING = Refusal(
    code="minutes-missing", status=409, words=N_("The minutes must be made first; only then can something be added.")
)
NOTHING_TO_ADD = Refusal(
    code="nothing-to-add",
    status=409,
    words=N_("Nothing has happened since the last paper that a supplement could say."),
)
PAPER_OVERTAKEN = Refusal(
    code="paper-overtaken",
    status=409,
    words=N_("Something else was recorded while this paper was printed. Nothing was made: please try again."),
)
AMENDMENT_TEXT = Refusal(
    code="amendment-text", status=409, words=N_("Write in a whole sentence what is amended, and how."), field="text"
)

SERIES = OF_MINUTES
LEAST_TEXT = 10
"""Characters of the shortest text that can amend anything, as of a reason in the accounting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedValue:
    """A sealed paper; `files` are the SHA-256 (hex) of its bytes by language, `number` is "" of a zero report.

    `amends` is the number of the minutes that it adds to, or ""; `text` what the presidium amends by it, or "".
    """

    id: int
    kind: PaperKind
    number: str
    amends: str
    made: datetime
    officers: tuple[str, ...]
    text: str
    files: dict[str, str]
    covers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The place that a paper is printed for: its number, the number it adds to, and the journal that it knows.

    `since` is the last entry that an earlier paper said, 0 for minutes.
    """

    kind: PaperKind
    number: str
    amends: str
    amends_made: datetime | None
    since: int
    covers: int


def minutes_slot(db: Session, public_id: str, now: datetime) -> Slot:
    """The place of the minutes. Refused: not-found, phase-wrong, minutes-made."""
    row = find(db, public_id)
    MINUTES.ask(db, row.id, now)
    return _slot(db, row, now, PaperKind.MINUTES)


def supplement_slot(db: Session, public_id: str, now: datetime) -> Slot:
    """The place of the next supplement. Refused: not-found, phase-wrong, minutes-missing."""
    row = find(db, public_id)
    AMEND.ask(db, row.id, now)
    return _slot(db, row, now, PaperKind.SUPPLEMENT)


def keep_minutes(db: Session, act: Act, public_id: str, slot: Slot, files: Mapping[str, bytes]) -> SealedValue:
    """Keep the minutes that were printed for `slot`, sealed, in each language.

    Refused: not-found, phase-wrong, minutes-made, paper-overtaken.
    """
    row = find(db, public_id, lock=True)
    MINUTES.need(db, act, row.id)
    return _keep(db, act, row, slot, files, "", journal.Kind.MINUTES_MADE)


def keep_supplement(db: Session, act: Act, public_id: str, slot: Slot, files: Mapping[str, bytes]) -> SealedValue:
    """Keep a supplement that says what has happened since the last paper.

    Refused: not-found, phase-wrong, minutes-missing, paper-overtaken.
    """
    row = find(db, public_id, lock=True)
    AMEND.ask(db, row.id, act.now)
    return _keep(db, act, row, slot, files, "", journal.Kind.SUPPLEMENT_MADE)


def amend(db: Session, act: Act, public_id: str, slot: Slot, files: Mapping[str, bytes], *, text: str) -> SealedValue:
    """Keep a supplement by which the presidium amends the minutes with its own `text`; two officers.

    Refused: two-officers-needed, not-found, phase-wrong, minutes-missing, amendment-text, paper-overtaken.
    """
    row = find(db, public_id, lock=True)
    AMEND.need(db, act, row.id)
    need_text(text)
    return _keep(db, act, row, slot, files, text.strip(), journal.Kind.MINUTES_AMENDED)


def keep_zero_report(db: Session, act: Act, public_id: str, files: Mapping[str, bytes]) -> SealedValue:
    """Keep the zero report, sealed, in each language; one that was kept before stays.

    Refused: not-found, phase-wrong where voting was never opened.
    """
    row = find(db, public_id, lock=True)
    if Phase.OPEN not in row.phase_times:
        raise Refused(PHASE_WRONG, **facts_of_phase(row.phase, Phase.OPEN))
    kept = zero_report(db, public_id)
    if kept is not None:
        return kept
    paper = SealedPaper(
        assembly_id=row.session.assembly_id, election_id=row.id, kind=PaperKind.ZERO,
        covers=journal.last_of(db, row.id), made=act.now, officers=_names(db, act), text="",
    )  # fmt: skip
    db.add(paper)
    db.flush()
    digests = _keep_files(db, paper.id, files)
    journal.record(db, act, journal.Kind.ZERO_REPORT_MADE, election_id=row.id, number="", sha256=digests)
    return _value(db, paper)


def zero_report(db: Session, public_id: str) -> SealedValue | None:
    """The zero report of an election, or None before it is made. Refused: not-found."""
    return next((one for one in papers(db, public_id) if one.kind == PaperKind.ZERO), None)


def need_text(text: str) -> None:
    """Refuse (amendment-text) what says nothing."""
    if len(text.strip()) < LEAST_TEXT:
        raise Refused(AMENDMENT_TEXT)


def papers(db: Session, public_id: str) -> tuple[SealedValue, ...]:
    """The sealed papers of an election, the oldest first. Refused: not-found."""
    row = find(db, public_id)
    rows = db.scalars(select(SealedPaper).where(SealedPaper.election_id == row.id).order_by(SealedPaper.id))
    return tuple(_value(db, one) for one in rows)


def minutes(db: Session, public_id: str) -> SealedValue | None:
    """The minutes of an election, or None before they are made. Refused: not-found."""
    return next((one for one in papers(db, public_id) if one.kind == PaperKind.MINUTES), None)


def document(db: Session, public_id: str, paper_id: int, language: str) -> tuple[SealedValue, bytes]:
    """A sealed paper of an election, and its bytes in a language. Refused: not-found."""
    row = db.get(SealedPaper, paper_id)
    file = db.get(SealedFile, (paper_id, language))
    if row is None or file is None or row.election_id != find(db, public_id).id:
        raise Refused(NOT_FOUND)
    return _value(db, row), file.content


def _slot(db: Session, row: Election, now: datetime, kind: PaperKind) -> Slot:
    made = _rows(db, row.id)
    first = made[0] if made else None
    series = series_in(db, row.id, SERIES)
    year, counter = coming_number(db, row.session.assembly_id, in_tehran(now).date(), series)
    return Slot(
        kind=kind, number=number_text(year, series, counter), amends=_number(first) if first else "",
        amends_made=first.made if first else None, since=made[-1].covers if made else 0,
        covers=journal.last_of(db, row.id),
    )  # fmt: skip


def _keep(
    db: Session, act: Act, row: Election, slot: Slot, files: Mapping[str, bytes], text: str, kind: journal.Kind
) -> SealedValue:
    if slot != _slot(db, row, act.now, slot.kind):
        raise Refused(PAPER_OVERTAKEN)
    made = _rows(db, row.id)
    series = series_in(db, row.id, SERIES)
    year, counter = next_number(db, row.session.assembly_id, in_tehran(act.now).date(), series)
    paper = SealedPaper(
        assembly_id=row.session.assembly_id, election_id=row.id, kind=slot.kind, year=year, series=series,
        counter=counter, amends_id=made[0].id if made else None, covers=slot.covers, made=act.now,
        officers=_names(db, act), text=text,
    )  # fmt: skip
    db.add(paper)
    db.flush()
    digests = _keep_files(db, paper.id, files)
    journal.record(db, act, kind, election_id=row.id, number=_number(paper), sha256=digests)
    return _value(db, paper)


def _keep_files(db: Session, paper_id: int, files: Mapping[str, bytes]) -> dict[str, str]:
    """Keep the bytes of a paper by language; return their SHA-256 (hex)."""
    digests = {language: hashlib.sha256(content).hexdigest() for language, content in files.items()}
    for language, content in files.items():
        db.add(SealedFile(paper_id=paper_id, language=language, content=content, sha256=digests[language]))
    db.flush()
    return digests


def _names(db: Session, act: Act) -> list[str]:
    """The officers of an act by name."""
    known = dict(iter(db.execute(select(Officer.username, Officer.name).where(Officer.username.in_(act.officers)))))
    return [known.get(one) or one for one in act.officers]


def _rows(db: Session, election_id: int) -> list[SealedPaper]:
    """The minutes and what was added to them, in their order."""
    mine = (SealedPaper.election_id == election_id, SealedPaper.kind != PaperKind.ZERO)
    return list(db.scalars(select(SealedPaper).where(*mine).order_by(SealedPaper.id)))


def _number(row: SealedPaper) -> str:
    return number_text(row.year, row.series, row.counter) if row.year and row.series and row.counter else ""


def _value(db: Session, row: SealedPaper) -> SealedValue:
    hashes = db.execute(select(SealedFile.language, SealedFile.sha256).where(SealedFile.paper_id == row.id))
    amends = db.get_one(SealedPaper, row.amends_id) if row.amends_id is not None else None
    return SealedValue(
        id=row.id, kind=row.kind, number=_number(row), amends=_number(amends) if amends else "", made=row.made,
        officers=tuple(row.officers), text=row.text, files=dict(iter(hashes)), covers=row.covers,
    )  # fmt: skip


def _need_unmade(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: phase-wrong where nothing was counted, minutes-made."""
    row = db.get_one(Election, election_id)
    if Phase.TALLIED not in row.phase_times:
        raise Refused(PHASE_WRONG, **facts_of_phase(row.phase, Phase.TALLIED))
    made = _rows(db, election_id)
    if made:
        raise Refused(MINUTES_MADE, number=_number(made[0]))


def _need_made(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: minutes-missing."""
    if not _rows(db, election_id):
        raise Refused(MINUTES_MISSING)


MINUTES = Step(
    code="minutes",
    permission=Permission.PREPARE,
    before=(Phase.PROVISIONAL, Phase.FINAL, Phase.ANNULLED),
    rule=_need_unmade,
    is_done=lambda db, one: bool(_rows(db, one)) or Phase.TALLIED not in db.get_one(Election, one).phase_times,
    turn=lambda _db, _one: frozenset({Role.SECRETARY, Role.RETURNING_OFFICER}),  # who is away makes none
    page="office.minutes_make",
    open_in=(Phase.PROVISIONAL,),
    title=N_("Make the minutes"),
    sentence=N_("The minutes get their number, are sealed and kept, and are printed for the presidium to sign."),
    button=N_("Go to the minutes"),
    entry=journal.Kind.MINUTES_MADE,
    noted=N_("Minutes made, sealed and kept"),
)
AMEND = Step(
    code="amend-minutes",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.PROVISIONAL, Phase.FINAL, Phase.ANNULLED),
    rule=_need_made,
    side=True,
    line=False,
    page="office.amend",
    title=N_("Amend the minutes"),
    sentence=N_("What the presidium corrects gets a supplement with its own number; the minutes stay as they are."),
    button=N_("Make this supplement"),
    entry=journal.Kind.MINUTES_AMENDED,
    noted=N_("Minutes amended by a supplement"),
)
