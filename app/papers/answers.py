"""Papers of registration for all zones, as bytes and a name: each is printed once in each language and kept.

The booklet is the costly one (a tenth of a second for each candidate) and everybody may ask for it: it is printed anew
only when what it says has changed, by the worker (`app.jobs`), and answered where it is kept.

Who asks has left its own reading: a request holds one connection, and what is printed is kept by another transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.db import Database, Session
from app.documents.booklet import Picture
from app.documents.notice import render_notice
from app.documents.objection import render_objection_receipt
from app.documents.receipt import render_receipt
from app.papers import nomination
from app.papers.issuer import Issuer
from app.papers.objection import objection_receipt
from app.services.acts import clock, kept_paper
from app.services.acts.refusal import Refused
from app.services.count import objection as objections
from app.services.election.election import ElectionValue
from app.services.nomination import notice, submission, upload

Paper = tuple[bytes, str]
"""A PDF and the name that it is saved under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStore:
    """Where papers are kept, who issues them in the language of the page, a clock."""

    issuer: Issuer
    database: Database
    clock: Callable[[], datetime]

    @property
    def locale(self) -> str:
        """The language of the papers."""
        return self.issuer.wording.locale


def receipt_answer(store: PaperStore, found: ElectionValue, nomination_id: int) -> Paper:
    """The signed receipt of what a nomination handed in last. Refused: not-found."""
    with store.database.reading() as db:
        handed = submission.submission(db, found.public_id, nomination_id)
    pdf = _signed(
        store, found, f"receipt/{handed.step}", handed.sha256,
        lambda: render_receipt(nomination.receipt(store.issuer, found, handed), store.issuer.wording),
    )  # fmt: skip
    return (pdf, f"receipt-{handed.receipt}.pdf")


def notice_answer(store: PaperStore, found: ElectionValue, nomination_id: int, step: int) -> Paper:
    """The signed notice about one step of a nomination. Refused: not-found."""
    with store.database.reading() as db:
        value = notice.notice(db, found.public_id, nomination_id, step)
    pdf = _signed(
        store, found, f"notice/{step}", value.number,
        lambda: render_notice(nomination.notice(store.issuer, found, value), store.issuer.wording),
    )  # fmt: skip
    return (pdf, f"notice-{value.number.replace('/', '-')}.pdf")


def objection_answer(store: PaperStore, found: ElectionValue, number: int) -> Paper:
    """The signed receipt of an objection. Refused: not-found."""
    with store.database.reading() as db:
        value = objections.objection(db, found.public_id, number)
    pdf = _signed(
        store, found, f"objection/{value.receipt}", value.receipt,
        lambda: render_objection_receipt(objection_receipt(store.issuer, found, value), store.issuer.wording),
    )  # fmt: skip
    return (pdf, f"objection-{value.receipt}.pdf")


def kept_booklet(store: PaperStore, db: Session, found: ElectionValue) -> Paper | None:
    """The booklet as it is now, where it is printed already."""
    pdf = kept_paper.find(db, *_named(store, db, found.public_id))
    return None if pdf is None else (pdf, f"booklet-{found.public_id}.pdf")


def print_booklet(store: PaperStore, public_id: str) -> None:
    """Print the booklet as it is now, unless that is done, and keep it."""
    with store.database.reading() as db:
        name, digest = _named(store, db, public_id)
        if kept_paper.find(db, name, digest) is not None:
            return
        paper = nomination.booklet(store.issuer, db, public_id, _pictures(db))
    _kept(store, name, digest, nomination.print_booklet(paper, store.locale))


def _named(store: PaperStore, db: Session, public_id: str) -> tuple[str, str]:
    """The name of the booklet among the papers that are kept, and the digest of what it says."""
    digest = nomination.booklet(store.issuer, db, public_id, _stand_in).digest()
    return f"booklet/{public_id}/{store.locale}", digest


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


def _signed(store: PaperStore, found: ElectionValue, paper: str, made_of: str, render: Callable[[], bytes]) -> bytes:
    """The paper in the language of the page, as it was signed; rendered and signed now where there is none.

    Of an annulled election it is another paper, which says so. Refused: clock-doubtful.
    """
    name = f"{paper}/{store.locale}" if found.annulment is None else f"{paper}/annulled/{store.locale}"
    with store.database.reading() as db:
        kept = kept_paper.find(db, name, made_of)
        if kept is not None:
            return kept
        clock.need_sound(db)
    return _kept(store, name, made_of, store.issuer.sign(found.session.assembly, render(), store.clock()))


def _kept(store: PaperStore, name: str, made_of: str, pdf: bytes) -> bytes:
    with store.database.transaction() as writing:
        return kept_paper.keep(writing, name, made_of, pdf, store.clock())
