"""The papers of registration in one language: receipts, notices, the booklet, from what the services know."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.documents import booklet as booklet_paper
from app.documents import notice as notice_paper
from app.documents import receipt as receipt_paper
from app.language import reference
from app.language.catalogue import wording
from app.language.dates import in_tehran
from app.papers.issuer import Issuer
from app.services.election import election as elections
from app.services.election.election import ElectionValue
from app.services.nomination import nomination as nominations
from app.services.nomination.dossier import Achievement, Dossier
from app.services.nomination.notice import NoticeValue
from app.services.nomination.submission import SubmissionValue
from app.states.election import Ordering
from app.states.nomination import ReportHead, StepKind
from app.states.way_in import way_in

PictureFinder = Callable[[int], booklet_paper.Picture | None]
"""Gives the picture behind the id of an upload."""


def receipt(issuer: Issuer, found: ElectionValue, handed: SubmissionValue) -> receipt_paper.DossierReceipt:
    """The receipt of what was handed in last."""
    return receipt_paper.DossierReceipt(
        head=issuer.head_of(found), election=issuer.say(found.title), session=found.session.number,
        session_date=found.session.held_on, number=handed.receipt, submitted=handed.at,
        institution=issuer.say(handed.institution), province=issuer.province(handed.province),
        representative=issuer.say(handed.representative), programmes=handed.programmes,
        achievements=handed.achievements, files=handed.files, dossier=handed.content, sha256=handed.sha256,
        address=f"{issuer.settings.public}/own/elections/{found.public_id}/receipt.pdf",
    )  # fmt: skip


def notice(issuer: Issuer, found: ElectionValue, value: NoticeValue) -> notice_paper.Notice:
    """The notice about one step, as it was on its day."""
    rejected = value.kind == StepKind.REJECTED
    reason = reference.rejection_reason(value.reason).name(issuer.wording.locale) if rejected else ""
    return notice_paper.Notice(
        head=issuer.head_of(found), kind=value.kind, number=value.number,
        dated=in_tehran(value.at).date(), decided=value.at, election=issuer.say(value.election), session=value.session,
        session_date=value.session_date, receipt=value.receipt, institution=issuer.say(value.institution),
        province=issuer.province(value.province), representative=issuer.say(value.representative),
        appealed=value.appealed, answers=value.answers, reason_code=value.reason if rejected else "", reason=reason,
        text=value.text, deadline=value.deadline, frozen=value.frozen, address=f"{issuer.settings.public}/own",
    )  # fmt: skip


def booklet(issuer: Issuer, db: Session, public_id: str, picture: PictureFinder) -> booklet_paper.Booklet:
    """The booklet of an election as it is now."""
    found = elections.election(db, public_id)
    return booklet_paper.Booklet(
        head=issuer.head_of(found), election=issuer.say(found.title), session=found.session.number,
        session_date=found.session.held_on, place=issuer.say(found.session.place), seats=found.rule.seats,
        least_marks=found.rule.minimum, most_marks=found.rule.maximum, blank_allowed=found.rule.blank,
        final=found.fingerprint is not None, by_lot=found.rule.order == Ordering.LOT, way=way_in(issuer.settings.line),
        candidates=tuple(_candidate(issuer, one, picture) for one in nominations.candidates(db, public_id)),
    )  # fmt: skip


def print_booklet(paper: booklet_paper.Booklet, locale: str) -> bytes:
    """Print a booklet in a language. Raises PrintingError when a system library is missing."""
    return booklet_paper.render_booklet(paper, wording(locale))


def _candidate(issuer: Issuer, one: nominations.NominationValue, picture: PictureFinder) -> booklet_paper.Candidate:
    who, dossier, locale = one.institution, one.dossier, issuer.wording.locale
    return booklet_paper.Candidate(
        number=one.number, identity=who.id, institution=issuer.candidate(one), province=issuer.province(who.province),
        kind=reference.kind(who.kind).name(locale), founded=who.founded,
        representative=issuer.say_corrected(one.representative, one.corrected.representative),
        fields=tuple(reference.field(code).name(locale) for code in who.fields),
        tracks=tuple(reference.track(code).name(locale) for code in who.tracks),
        introduction=issuer.say(dossier.introduction), headings=_headings(issuer, dossier),
        achievements=tuple(_achievement(issuer, done) for done in dossier.achievements), withdrawn=one.withdrawn,
        portrait=picture(dossier.portrait) if dossier.portrait is not None else None,
        logo=picture(dossier.logo) if dossier.logo is not None else None,
    )  # fmt: skip


def _headings(issuer: Issuer, dossier: Dossier) -> tuple[booklet_paper.Heading, ...]:
    _ = issuer.wording.gettext
    words = {"participation": _("Public participation"), "interaction": _("Interaction with the judiciary")}
    sorted_in = ((words[head], [one for one in dossier.programmes if one.head == head]) for head in ReportHead)
    return tuple(
        booklet_paper.Heading(word, tuple(issuer.say(one.text) for one in mine)) for word, mine in sorted_in if mine
    )


def _achievement(issuer: Issuer, done: Achievement) -> booklet_paper.Achievement:
    return booklet_paper.Achievement(
        year=done.year, field=reference.field(done.field).name(issuer.wording.locale), text=issuer.say(done.text),
        number=done.number, indicator=issuer.say(done.indicator),
    )  # fmt: skip
