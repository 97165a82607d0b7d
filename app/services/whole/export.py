"""Everything of one assembly, as plain tables and files to keep: what is no secret, and what is this assembly's.

What is left out on purpose: passwords, keys, tokens, sign-ins, invitations and accounts, single slips, and what an
institution is still typing. A column that is not named here is not exported; a test knows each column of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.models import (
    AgendaItem,
    Assembly,
    AssemblySession,
    BallotOrder,
    Base,
    BoardEvent,
    Body,
    BoothTablet,
    ChairCode,
    Corrigendum,
    Delegate,
    DeskPart,
    DeskQuestion,
    DeskShare,
    Election,
    Elector,
    EndedBoard,
    FormerDelegate,
    Guest,
    HallScreen,
    HallStay,
    HandedSlip,
    Institution,
    Introduction,
    JournalEntry,
    Letter,
    LetterheadRow,
    Lot,
    Nomination,
    NominationStep,
    Notice,
    Objection,
    ObjectionWaiver,
    Observer,
    ObserverNote,
    Officer,
    PaperVote,
    Presentation,
    PresentationRound,
    PrintedPaper,
    Resolution,
    RollChange,
    RollRequest,
    SealedFile,
    SealedPaper,
    Seat,
    SignedScan,
    Speech,
    Submission,
    Timetable,
    Upload,
    UploadContent,
    Voter,
)
from app.services.acts import journal, journal_head
from app.services.acts.act import Act
from app.services.nomination.dossier import Dossier, read_dossier
from app.services.voting import board

Cell = str | int | bool | dict[str, object] | list[object] | None
"""What a table holds; instants and days are written in ISO 8601."""

AT_ONCE = 200
"""So many rows are in memory."""

TABLES: dict[str, tuple[type[Base], str]] = {
    "assembly": (
        Assembly, "id address name_fa name_en name_ar province demonstration created founded",
    ),
    "letterheads": (
        LetterheadRow, "assembly_id lines_fa lines_en lines_ar letter_series notice_series logo_sha256",
    ),
    "bodies": (Body, "id assembly_id code name_fa name_en name_ar posts seats term_months"),
    "institutions": (
        Institution,
        "id name_fa name_en name_ar given province province_scheme kind registration registered_at national_id founded "
        "permit permit_expires fields tracks representative_fa representative_en representative_ar contacts",
    ),
    "introductions": (Introduction, "assembly_id institution_id introduced_on letter_number"),
    "nominations": (
        Nomination,
        "id election_id institution_id number status receipt submitted representative_fa representative_en "
        "representative_ar draft_saved checks proposal version frozen corrected",
    ),
    "history": (NominationStep, "id nomination_id at kind actors reason text"),
    "submissions": (Submission, "step_id sha256"),
    "notices": (Notice, "step_id assembly_id year series counter facts"),
    "uploads": (Upload, "id nomination_id purpose name media_type size width height sha256 made"),
    "officers": (Officer, "id assembly_id username name post role disabled since"),
    "timetable": (
        Timetable,
        "election_id notice registration_opens registration_closes review_ends appeals_end list_final",
    ),
    "sessions": (
        AssemblySession,
        "id assembly_id number held_on begins ends call first_call place_fa place_en place_ar quorum chair secretary "
        "first_observer second_observer agenda rehearsal discarded roll_until",
    ),
    "agenda": (AgendaItem, "id session_id place title kind started ended minutes"),
    "speaking_order": (
        PresentationRound, "session_id minutes extra drawn_by listed announced digits seed drawn_at",
    ),
    "screens": (HallScreen, "session_id number shows election_id step digits message network"),
    "presentations": (Presentation, "id session_id nomination_id place state started ended since spent"),
    "resolutions": (Resolution, "id session_id item_id at text manner in_favour against abstained"),
    "speeches": (Speech, "id session_id item_id name house asked state started ended topic said"),
    "chair_codes": (ChairCode, "id session_id name made until used revoked"),
    "observers": (Observer, "id session_id name house made until used revoked"),
    "observer_notes": (ObserverNote, "id session_id observer_id at text answer answered answered_by"),
    "elections": (
        Election,
        "id public_id session_id body_id uuid title_fa title_en title_ar seats minimum maximum blank alternates "
        "small_group term_months order revote checkpoint_minutes succession electorate devices phase phase_times "
        "fingerprint accounting counts blank_count attendance backup_waived key_destroyed frozen corrected "
        "annulment opening follows_id follows_as discarded board",
    ),
    "corrigenda": (
        Corrigendum, "id election_id nomination_id delegate_id number corrects was now reason officers at",
    ),
    "ended_boards": (EndedBoard, "election_id number uuid fingerprint ended reason officers"),
    "lots": (Lot, "id election_id tied rank method digits seed drawn drawn_at"),
    "order": (BallotOrder, "election_id listed method digits seed drawn drawn_at"),
    "paper_votes": (PaperVote, "election_id since reason entered"),
    "tablets": (BoothTablet, "id session_id number name state enrolled revoked reason"),
    "delegates": (Delegate, "id session_id institution_id number name_fa name_en checked_in by_video"),
    "former_delegates": (FormerDelegate, "id delegate_id name_fa name_en until letter_number letter_day officers"),
    "roll_changes": (
        RollChange, "id session_id at edit institution person before reason letter_day officers",
    ),
    "roll_requests": (
        RollRequest, "id session_id number institution person wrong made state reason ruled ruled_by",
    ),
    "guests": (Guest, "id session_id kind name house came went"),
    "desk_parts": (DeskPart, "id session_id name way chosen size given state ended heard"),
    "desk_shares": (DeskShare, "delegate_id part_id"),
    "desk_questions": (DeskQuestion, "id part_id delegate_id doubt seen"),
    "stays": (HallStay, "id delegate_id came went undone came_desk_id went_desk_id goes_on again stated_by"),
    "electors": (Elector, "election_id institution_id"),
    "voters": (Voter, "election_id delegate_id present frozen corrected"),
    "handed_slips": (HandedSlip, "election_id delegate_id"),
    "letters": (
        Letter,
        "id assembly_id election_id institution_id rank year series counter status drafter_id signatory_id dated until "
        "data issued_at replaces_id version",
    ),
    "objections": (
        Objection,
        "id election_id number institution_id person text received entered entered_by ruling body reasons ruled "
        "ruled_by",
    ),
    "seats": (
        Seat,
        "id election_id place institution_id alternate state since until changed reason officers asked asked_reason",
    ),
    "waivers": (ObjectionWaiver, "election_id institution_id person entered entered_by"),
    "papers": (
        SealedPaper, "id assembly_id election_id kind year series counter amends_id covers made officers text",
    ),
    "signed_scans": (SignedScan, "id paper_id kept officers media_type sha256"),
    "journal": (JournalEntry, "id assembly_id election_id at actors kind detail hash"),
}  # fmt: skip
"""The tables by the name of their sheet, and the columns that leave the installation."""

DOSSIER = (
    "nomination_id", "part", "place", "head", "year", "field", "text_fa", "text_en", "text_ar", "number",
    "indicator_fa", "indicator_en", "indicator_ar", "evidence",
)  # fmt: skip
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: its name, its columns, and its rows, which are read while they are written."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file: its path in the export, and what writes its bytes."""

    path: str
    write: Callable[[BinaryIO], object]


def note_export(db: Session, act: Act, assembly_id: int) -> None:
    """Write down who takes everything along."""
    journal.record(db, act, journal.Kind.EXPORTED, assembly_id=assembly_id)


def hold_still(db: Session) -> None:
    """Let everything that is read after this be as of one moment; the first thing to do in a session."""
    if db.get_bind().dialect.name != "sqlite":  # SQLite's transactions read so anyway
        db.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def sheets(db: Session, assembly_id: int) -> Iterator[Sheet]:
    """The tables of an assembly, in the order of the workbook."""
    sessions = select(AssemblySession.id).where(AssemblySession.assembly_id == assembly_id)
    elections = select(Election.id).where(Election.session_id.in_(sessions))
    nominations = select(Nomination.id).where(Nomination.election_id.in_(elections))
    steps = select(NominationStep.id).where(NominationStep.nomination_id.in_(nominations))
    introduced = select(Introduction.institution_id).where(Introduction.assembly_id == assembly_id)
    delegated = select(Delegate.institution_id).where(Delegate.session_id.in_(sessions))
    mine = {
        "assembly": Assembly.id == assembly_id, "institutions": Institution.id.in_(introduced.union(delegated)),
        "letterheads": LetterheadRow.assembly_id == assembly_id, "bodies": Body.assembly_id == assembly_id,
        "introductions": Introduction.assembly_id == assembly_id, "nominations": Nomination.election_id.in_(elections),
        "history": NominationStep.nomination_id.in_(nominations), "uploads": Upload.nomination_id.in_(nominations),
        "submissions": Submission.step_id.in_(steps), "notices": Notice.assembly_id == assembly_id,
        "officers": Officer.assembly_id == assembly_id, "timetable": Timetable.election_id.in_(elections),
        "sessions": AssemblySession.assembly_id == assembly_id, "elections": Election.session_id.in_(sessions),
        "corrigenda": Corrigendum.election_id.in_(elections), "ended_boards": EndedBoard.election_id.in_(elections),
        "agenda": AgendaItem.session_id.in_(sessions), "speaking_order": PresentationRound.session_id.in_(sessions),
        "screens": HallScreen.session_id.in_(sessions), "presentations": Presentation.session_id.in_(sessions),
        "resolutions": Resolution.session_id.in_(sessions), "speeches": Speech.session_id.in_(sessions),
        "chair_codes": ChairCode.session_id.in_(sessions), "observers": Observer.session_id.in_(sessions),
        "observer_notes": ObserverNote.session_id.in_(sessions), "tablets": BoothTablet.session_id.in_(sessions),
        "paper_votes": PaperVote.election_id.in_(elections),
        "lots": Lot.election_id.in_(elections), "order": BallotOrder.election_id.in_(elections),
        "delegates": Delegate.session_id.in_(sessions), "voters": Voter.election_id.in_(elections),
        "electors": Elector.election_id.in_(elections),
        "former_delegates": FormerDelegate.delegate_id.in_(
            select(Delegate.id).where(Delegate.session_id.in_(sessions))
        ),
        "roll_changes": RollChange.session_id.in_(sessions),
        "roll_requests": RollRequest.session_id.in_(sessions),
        "guests": Guest.session_id.in_(sessions), "desk_parts": DeskPart.session_id.in_(sessions),
        **{
            name: one.part_id.in_(select(DeskPart.id).where(DeskPart.session_id.in_(sessions)))
            for name, one in (("desk_shares", DeskShare), ("desk_questions", DeskQuestion))
        },
        "stays": HallStay.delegate_id.in_(select(Delegate.id).where(Delegate.session_id.in_(sessions))),
        "handed_slips": HandedSlip.election_id.in_(elections), "letters": Letter.assembly_id == assembly_id,
        "objections": Objection.election_id.in_(elections), "waivers": ObjectionWaiver.election_id.in_(elections),
        "seats": Seat.election_id.in_(elections), "papers": SealedPaper.assembly_id == assembly_id,
        "signed_scans": SignedScan.paper_id.in_(select(SealedPaper.id).where(SealedPaper.assembly_id == assembly_id)),
        "journal": JournalEntry.assembly_id == assembly_id,
    }  # fmt: skip
    for name, (model, columns) in TABLES.items():
        table = model.__table__
        chosen = [getattr(model, column) for column in columns.split()]  # an officer's user name is the account's
        query = select(*chosen).where(mine[name]).order_by(*table.primary_key)
        yield Sheet(name=name, columns=tuple(columns.split()), rows=_rows(db, query))
        if name == "nominations":
            dossiers = select(Nomination.id, Nomination.dossier).where(Nomination.election_id.in_(elections))
            yield Sheet(name="dossiers", columns=DOSSIER, rows=_dossiers(db, dossiers.order_by(Nomination.id)))


def files(db: Session, assembly_id: int) -> Iterator[Attached]:
    """The stored files of an assembly: of dossiers, as handed in, of elections, and the letters that were issued."""
    sessions = select(AssemblySession.id).where(AssemblySession.assembly_id == assembly_id)
    yield from _dossier_files(db, Election.session_id.in_(sessions))
    for one, public_id in db.execute(
        select(Election.id, Election.public_id).where(Election.session_id.in_(sessions))
    ).all():
        if db.get(BoardEvent, (one, 0)) is not None:
            yield Attached(path=f"elections/{public_id}/election.bel", write=_archiving(db, public_id))
        printed = select(PrintedPaper.name).where(
            PrintedPaper.name.startswith(f"booklet/{public_id}/", autoescape=True)
        )
        for name in db.scalars(printed).all():
            booklet = select(PrintedPaper.content).where(PrintedPaper.name == name)
            yield Attached(path=f"elections/{public_id}/booklet-{name.split('/')[2]}.pdf", write=_writing(db, booklet))
    sealed = select(SealedFile.paper_id, SealedFile.language, SealedPaper.kind, Election.public_id)
    sealed = sealed.join(SealedPaper, SealedPaper.id == SealedFile.paper_id)
    sealed = sealed.join(Election, Election.id == SealedPaper.election_id)
    for one, language, kind, public_id in db.execute(
        sealed.where(SealedPaper.assembly_id == assembly_id).order_by(SealedFile.paper_id, SealedFile.language)
    ).all():
        content = select(SealedFile.content).where(SealedFile.paper_id == one, SealedFile.language == language)
        path = f"elections/{public_id}/papers/{one}-{kind}-{language}.pdf"
        yield Attached(path=path, write=_writing(db, content))
    scanned = select(SignedScan.id, SignedScan.paper_id, SignedScan.media_type, Election.public_id)
    scanned = scanned.join(SealedPaper, SealedPaper.id == SignedScan.paper_id)
    scanned = scanned.join(Election, Election.id == SealedPaper.election_id)
    for one, paper_id, media_type, public_id in db.execute(
        scanned.where(SealedPaper.assembly_id == assembly_id).order_by(SignedScan.id)
    ).all():
        content = select(SignedScan.content).where(SignedScan.id == one)
        path = f"elections/{public_id}/papers/{paper_id}-signed-{one}.{ENDINGS.get(media_type, 'bin')}"
        yield Attached(path=path, write=_writing(db, content))
    yield Attached(path="journal-heads.txt", write=lambda out: out.write(_journal_heads(db).encode()))
    issued = select(Letter.id, Letter.year, Letter.counter)
    mine = issued.where(Letter.assembly_id == assembly_id, Letter.pdf.is_not(None)).order_by(Letter.id)
    for one, year, counter in db.execute(mine).all():
        paper = select(Letter.pdf).where(Letter.id == one)
        yield Attached(path=f"letters/{year}-{counter:05d}.pdf", write=_writing(db, paper))


def _dossier_files(db: Session, mine: ColumnElement[bool]) -> Iterator[Attached]:
    """What institutions uploaded, and what they handed in with each step, byte for byte."""
    uploads = select(Upload.id, Upload.purpose, Upload.media_type, Upload.sha256, Nomination.institution_id)
    uploads = uploads.join(Nomination, Nomination.id == Upload.nomination_id)
    uploads = uploads.join(Election, Election.id == Nomination.election_id).where(mine).order_by(Upload.id)
    for one, purpose, media_type, digest, owner in _stream(db, uploads):
        path = f"files/{owner}/{purpose}-{one}.{ENDINGS.get(media_type, 'bin')}"
        content = select(UploadContent.content).where(UploadContent.sha256 == digest)
        yield Attached(path=path, write=_writing(db, content))
    steps = select(Submission.step_id).join(NominationStep, NominationStep.id == Submission.step_id)
    steps = steps.join(Nomination, Nomination.id == NominationStep.nomination_id)
    steps = steps.join(Election, Election.id == Nomination.election_id).where(mine).order_by(Submission.step_id)
    for (step,) in _stream(db, steps):
        handed = select(Submission.content).where(Submission.step_id == step)
        yield Attached(path=f"submissions/{step}.json", write=_writing(db, handed))


def _rows(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Cell, ...]]:
    return (tuple(map(_cell, row)) for row in _stream(db, query))


def _stream(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for part in db.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
        yield from map(tuple, part)


def _cell(value: object) -> Cell:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool | dict | list):
        return value
    raise TypeError(f"a {type(value).__name__} has no place in a table")


def _dossiers(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Cell, ...]]:
    for nomination, stored in _stream(db, query):
        if not isinstance(stored, dict) or not isinstance(nomination, int):
            raise TypeError("a stored dossier has another shape")
        for line in _dossier(read_dossier(stored)):
            yield (nomination, *(line.get(column) for column in DOSSIER[1:]))


def _dossier(dossier: Dossier) -> Iterator[dict[str, Cell]]:
    intro = dossier.introduction
    yield {"part": "introduction", "place": 1, "text_fa": intro.fa, "text_en": intro.en, "text_ar": intro.ar}
    for place, one in enumerate(dossier.programmes, start=1):
        text = one.text
        yield {
            "part": "programme", "place": place, "head": one.head, "text_fa": text.fa, "text_en": text.en,
            "text_ar": text.ar,
        }  # fmt: skip
    for place, done in enumerate(dossier.achievements, start=1):
        text, unit = done.text, done.indicator
        yield {
            "part": "achievement", "place": place, "head": done.head, "year": done.year, "field": done.field,
            "text_fa": text.fa, "text_en": text.en, "text_ar": text.ar, "number": done.number, "indicator_fa": unit.fa,
            "indicator_en": unit.en, "indicator_ar": unit.ar, "evidence": done.evidence,
        }  # fmt: skip


def _journal_heads(db: Session) -> str:
    """The signed heads of the journal, whole notes: whoever has the journal's rows finds what was changed later."""
    return "\n".join(one.note for one in journal_head.signed_heads(db))


def _writing(db: Session, content: Select[*tuple[Any, ...]]) -> Callable[[BinaryIO], object]:
    return lambda out: out.write(db.scalar(content) or b"")


def _archiving(db: Session, public_id: str) -> Callable[[BinaryIO], object]:
    return lambda out: board.write_archive(db, public_id, out)
