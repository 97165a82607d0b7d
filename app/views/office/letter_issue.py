"""Issuing letters, one or all that wait for this officer: asked for here, signed and kept in the background."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from app.jobs.issuing import pair, wanted
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.letters import letter as letters
from app.services.letters.letter import LETTER_NOT_READY, LetterValue
from app.states.job import JobKind, JobState
from app.states.officer import Permission
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.letter import seat_of
from app.web import background
from app.web.access import current_officer, officer
from app.web.installation import Session, act, database
from app.web.reply import say


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/issue", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_issue(public_id: str, letter_id: int) -> str | Answer:
    """Say once more which letter it is, and ask for its issue; not for who drafted it."""
    with database().reading() as db:
        found = own_election(db, public_id)
        drafted = letters.letter(db, public_id, letter_id)
        _need_issuable(db, drafted)
    form = FlaskForm()
    if form.validate_on_submit():
        return _ask(found, (drafted,))
    return render_template("office/issue.html", election=found, letter=drafted, seat=seat_of(drafted), form=form)


@blueprint.route("/elections/<public_id>/letters/issue", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letters_issue(public_id: str) -> str | Answer:
    """Say once more which letters wait for this officer, and ask for the issue of all."""
    with database().reading() as db:
        found = own_election(db, public_id)
        drafted = issuable(found, letters.letters(db, public_id))
        if not drafted:
            raise Refused(LETTER_NOT_READY)
        for one in drafted:
            _need_issuable(db, one)
    form = FlaskForm()
    if form.validate_on_submit():
        return _ask(found, drafted)
    return render_template("office/issue_all.html", election=found, letters=drafted, form=form)


@blueprint.post("/elections/<public_id>/letters/cancel")
@officer(Permission.LETTERS)
def letters_cancel(public_id: str) -> Answer:
    """Leave undone what is asked for and not issued yet: those letters stay drafts, each with its number."""
    with database().reading() as db:
        own_election(db, public_id)
    background.cancel(JobKind.LETTERS, public_id)
    return redirect(url_for("office.letters", public_id=public_id))


def issuable(found: ElectionValue, every: tuple[LetterValue, ...]) -> tuple[LetterValue, ...]:
    """The letters that this officer may issue now as far as person, role and identifier go."""
    me = current_officer()
    mine = (one for one in every if letters.may_issue(one, me.username, me.role) and not one.doubtful)
    return tuple(mine) if found.phase == Phase.FINAL else ()


def _need_issuable(db: Session, drafted: LetterValue) -> None:
    letters.need_issuable(db, pair(act(), drafted, current_officer().username), drafted.id)


def _ask(found: ElectionValue, drafted: tuple[LetterValue, ...]) -> Answer:
    said = {"election": found.public_id, "letters": wanted(drafted)}
    job = background.ask(JobKind.LETTERS, said, act(), assembly_id=found.session.assembly.id)
    if job.state == JobState.DONE:
        say(
            gettext("The letter is issued and signed. It can be downloaded now.")
            if len(drafted) == 1
            else gettext("The letters are issued and signed. They can be downloaded now.")
        )
    return redirect(url_for("office.letters", public_id=found.public_id))
