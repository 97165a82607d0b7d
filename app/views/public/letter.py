"""Checking a letter by its code, and its file by the text that its code was signed for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from app.forms.letter import LetterCheckForm
from app.language.names import Names
from app.services.election import election as elections
from app.services.election.annulled import Annulment
from app.services.letters import letter_check
from app.states.letter import Worth
from app.views.public import blueprint
from app.web.access import anyone
from app.web.i18n import digits
from app.web.installation import database, installation, now


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVerdict:
    """A verdict as the page shows it; `compared` says that a file was brought and is the letter that was issued."""

    status: str
    number: str | None = None
    date: datetime.date | None = None
    until: datetime.date | None = None
    institution: Names | None = None
    on_record: Names | None = None
    seat: str | None = None
    compared: bool = False
    replaced_by: str = ""
    annulment: Annulment | None = None


@blueprint.route("/letters", methods=["GET", "POST"], endpoint="letters")
@anyone
def letters_page() -> str:
    """Type the code of a letter and learn what it is worth."""
    form = LetterCheckForm()
    verdict = _verdict(form.code.data or "", _file(form)) if form.validate_on_submit() else None
    return render_template("public/letter_check.html", form=form, verdict=verdict)


def _file(form: LetterCheckForm) -> bytes | None:
    """The letter's PDF, where one was chosen; it is read and kept nowhere."""
    chosen = form.file.data
    return chosen.read() if chosen is not None and chosen.filename else None


@blueprint.get("/L/<token>")
@anyone
def letter(token: str) -> str:
    """Where the QR code of a letter leads."""
    return render_template("public/letter_check.html", form=LetterCheckForm(formdata=None), verdict=_verdict(token))


def _verdict(text: str, file: bytes | None = None) -> ShownVerdict:
    with database().reading() as db:
        found = letter_check.check_letter(db, text, installation().ring.public, now(), file=file)
        ended = elections.election(db, found.letter.election).annulment if found.letter else None
    if found.letter is None:
        return ShownVerdict(status=found.state)
    return ShownVerdict(
        status=found.state, number=found.letter.number, date=found.letter.dated, until=found.letter.until,
        institution=found.letter.corrected.name or found.letter.institution.name,
        on_record=found.letter.institution.name if found.letter.corrected.name else None,
        seat=gettext("Seat %(number)s", number=digits(found.letter.rank)),
        compared=file is not None and found.state != Worth.DIFFERENT, replaced_by=found.letter.replaced_by,
        annulment=ended,
    )  # fmt: skip
