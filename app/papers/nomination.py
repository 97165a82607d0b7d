"""The papers of registration in one language: receipts, notices, the booklet, from what the services know."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from sqlalchemy.orm import Session

from app.documents import booklet as booklet_paper
from app.documents import notice as notice_paper
from app.documents import receipt as receipt_paper
from app.language import reference
from app.language.catalogue import wording
from app.language.dates import in_tehran
from app.papers.election import Press
from app.services.election import election
from app.services.election.election import ElectionValue
from app.services.nomination import nomination
from app.services.nomination.dossier import HEADS, Achievement, Dossier
from app.services.nomination.notice import NoticeValue
from app.services.nomination.submission import SubmissionValue
from app.signing import keys
from app.signing.authority import sign_pdf

PictureFinder = Callable[[int], booklet_paper.Picture | None]
"""Gives the picture behind the id of an upload."""


def sign(press: Press, found: ElectionValue, pdf: bytes, now: datetime) -> bytes:
    """Sign a paper in the name of the assembly's authority."""
    authority, passphrase = keys.authority(press.settings.keys, found.session.assembly.name.fa, now)
    return sign_pdf(pdf, authority, passphrase=passphrase, now=now)


def receipt(press: Press, found: ElectionValue, handed: SubmissionValue) -> receipt_paper.Receipt:
    """The receipt of what was handed in last."""
    return receipt_paper.Receipt(
        head=press.head(found.session.assembly), election=press.say(found.title), session=found.session.number,
        session_date=found.session.held_on, number=handed.receipt, submitted=handed.at,
        institution=press.say(handed.institution), province=_province(press, handed.province),
        representative=press.say(handed.representative), programmes=handed.programmes,
        achievements=handed.achievements, files=handed.files, dossier=handed.content, sha256=handed.sha256,
        address=f"{press.settings.address}/own/elections/{found.public_id}/receipt.pdf",
    )  # fmt: skip


def notice(press: Press, found: ElectionValue, value: NoticeValue) -> notice_paper.Notice:
    """The notice about one step, as it was on its day."""
    rejected = value.kind == "rejected"
    reason = reference.rejection_reason(value.reason).name(press.wording.locale) if rejected else ""
    return notice_paper.Notice(
        head=press.head(found.session.assembly), kind=value.kind, number=value.number,
        dated=in_tehran(value.at).date(), decided=value.at, election=press.say(value.election), session=value.session,
        session_date=value.session_date, receipt=value.receipt, institution=press.say(value.institution),
        province=_province(press, value.province), representative=press.say(value.representative),
        appealed=value.appealed, answers=value.answers, reason_code=value.reason if rejected else "", reason=reason,
        text=value.text, deadline=value.deadline, frozen=value.frozen, address=f"{press.settings.address}/own",
    )  # fmt: skip


def booklet(press: Press, db: Session, public_id: str, picture: PictureFinder) -> booklet_paper.Booklet:
    """The booklet of an election as it is now."""
    found = election.election(db, public_id)
    return booklet_paper.Booklet(
        head=press.head(found.session.assembly), election=press.say(found.title), session=found.session.number,
        session_date=found.session.held_on, place=press.say(found.session.place), seats=found.rule.seats,
        least_marks=found.rule.minimum, most_marks=found.rule.maximum, blank_allowed=found.rule.blank,
        final=found.fingerprint is not None, by_lot=found.rule.order == "lot",
        candidates=tuple(_candidate(press, one, picture) for one in nomination.candidates(db, public_id)),
    )  # fmt: skip


def print_apart(paper: booklet_paper.Booklet, locale: str) -> bytes:
    """Print a booklet in a process of its own, so that nobody who votes meanwhile waits for this one's threads.

    Raises PrintingError when a system library is missing.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), os.nice, (10,)) as pool:
        return pool.submit(print_booklet, paper, locale).result()


def print_booklet(paper: booklet_paper.Booklet, locale: str) -> bytes:
    """Print a booklet in a language. Raises PrintingError when a system library is missing."""
    return booklet_paper.render_booklet(paper, wording(locale))


def _candidate(press: Press, one: nomination.NominationValue, picture: PictureFinder) -> booklet_paper.Candidate:
    who, dossier, locale = one.institution, one.dossier, press.wording.locale
    return booklet_paper.Candidate(
        number=one.number, identity=who.id, institution=press.say(who.name), province=_province(press, who.province),
        kind=reference.kind(who.kind).name(locale), founded=who.founded, representative=press.say(one.representative),
        fields=tuple(reference.field(code).name(locale) for code in who.fields),
        tracks=tuple(reference.track(code).name(locale) for code in who.tracks),
        introduction=press.say(dossier.introduction), headings=_headings(press, dossier),
        achievements=tuple(_achievement(press, done) for done in dossier.achievements), withdrawn=one.withdrawn,
        portrait=picture(dossier.portrait) if dossier.portrait is not None else None,
        logo=picture(dossier.logo) if dossier.logo is not None else None,
    )  # fmt: skip


def _headings(press: Press, dossier: Dossier) -> tuple[booklet_paper.Heading, ...]:
    _ = press.wording.gettext
    words = {"participation": _("Public participation"), "interaction": _("Interaction with the judiciary")}
    sorted_in = ((words[head], [one for one in dossier.programmes if one.head == head]) for head in HEADS)
    return tuple(
        booklet_paper.Heading(word, tuple(press.say(one.text) for one in mine)) for word, mine in sorted_in if mine
    )


def _achievement(press: Press, done: Achievement) -> booklet_paper.Achievement:
    return booklet_paper.Achievement(
        year=done.year, field=reference.field(done.field).name(press.wording.locale), text=press.say(done.text),
        number=done.number, indicator=press.say(done.indicator),
    )  # fmt: skip


def _province(press: Press, code: str) -> str:
    return reference.province(code).name(press.wording.locale)
