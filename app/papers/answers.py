"""Answers with papers of registration, for all zones: each is printed once in each language and kept.

The booklet is the costly one (a tenth of a second for each candidate) and everybody may ask for it: it is printed anew
only when what it says has changed, by one request of this machine at a time, in a process of its own that steps back
for the others; who asks meanwhile is told to come again.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from flask import Response, send_file

from app.db import Session
from app.documents.booklet import Picture
from app.documents.notice import render_notice
from app.documents.receipt import render_receipt
from app.papers import nomination
from app.services.acts import kept_paper
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.nomination import notice, submission, upload
from app.web.i18n import locale_code
from app.web.installation import database, house, now, press


def receipt_answer(db: Session, found: ElectionValue, nomination_id: int) -> Response:
    """The signed receipt of what a nomination handed in last. Refused: not-found."""
    handed = submission.submission(db, found.public_id, nomination_id)
    pdf = _signed(
        db, found, f"receipt/{handed.step}", handed.sha256,
        lambda: render_receipt(nomination.receipt(press(), found, handed), press().wording),
    )  # fmt: skip
    return _pdf(pdf, f"receipt-{handed.receipt}.pdf")


def notice_answer(db: Session, found: ElectionValue, nomination_id: int, step: int) -> Response:
    """The signed notice about one step of a nomination. Refused: not-found."""
    value = notice.notice(db, found.public_id, nomination_id, step)
    pdf = _signed(
        db, found, f"notice/{step}", value.number,
        lambda: render_notice(nomination.notice(press(), found, value), press().wording),
    )  # fmt: skip
    return _pdf(pdf, f"notice-{value.number.replace('/', '-')}.pdf")


def booklet_answer(db: Session, found: ElectionValue) -> Response:
    """The booklet as it is now. Refused: booklet-printing while another request prints it."""
    name = f"booklet/{found.public_id}/{locale_code()}"
    digest = nomination.booklet(press(), db, found.public_id, _stand_in).digest()
    pdf = kept_paper.find(db, name, digest)
    if pdf is None:
        pdf = _print_booklet(db, found, name, digest)
    return _pdf(pdf, f"booklet-{found.public_id}.pdf")


def _print_booklet(db: Session, found: ElectionValue, name: str, digest: str) -> bytes:
    with _alone():
        with database().reading() as fresh:  # the one before may just have printed it
            pdf = kept_paper.find(fresh, name, digest)
        if pdf is not None:
            return pdf
        paper = nomination.booklet(press(), db, found.public_id, _pictures(db))
        return _kept(name, digest, nomination.print_apart(paper, locale_code()))


@contextmanager
def _alone() -> Iterator[None]:
    """Let one request of this machine in. Refused: booklet-printing."""
    with (house().settings.instance / "booklet.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("booklet-printing") from None
        yield


def _pictures(db: Session) -> nomination.PictureFinder:
    """The small pictures that everybody may see; another's, or one that is gone, is left out."""

    def find(number: int) -> Picture | None:
        try:
            kept = upload.public_content(db, number, small=True)
        except Refused:
            return None
        return Picture(kept.data, kept.media_type)

    return find


def _stand_in(upload: int) -> Picture:
    """What the digest knows of a picture: an upload never changes, so its id will do and no picture is read."""
    return Picture(str(upload).encode(), "")


def _signed(db: Session, found: ElectionValue, paper: str, made_of: str, render: Callable[[], bytes]) -> bytes:
    """The paper in the language of the page, as it was signed; rendered and signed now where there is none."""
    name = f"{paper}/{locale_code()}"
    kept = kept_paper.find(db, name, made_of)
    return _kept(name, made_of, nomination.sign(press(), found, render(), now())) if kept is None else kept


def _kept(name: str, made_of: str, pdf: bytes) -> bytes:
    with database().transaction() as writing:
        return kept_paper.keep(writing, name, made_of, pdf, now())


def _pdf(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
