"""Pages of the secretariat. Each lets the signed-in officer act in the officer's own assembly only."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from app.views.office import (  # noqa: E402, F401
    account,
    act,
    assembly,
    body,
    candidate,
    challenge,
    clock,
    corrigendum,
    drafting,
    election,
    export,
    file,
    founding,
    following,
    home,
    institution,
    introduction_list,
    invitation,
    journal,
    letter,
    letter_draft,
    lots,
    objection,
    officer,
    paper,
    poll,
    review,
    roll,
    sealed_paper,
    session,
    setting,
    slip,
    tally,
    timetable,
    trustee,
    waiting,
)
