"""The letterhead of the own assembly: logo, lines, series."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.letterhead import LetterheadForm
from app.services.acts.reader import FILES_MANY
from app.services.acts.refusal import Refused
from app.services.nomination import upload
from app.services.register import assembly as assemblies
from app.services.register import letterhead as letterheads
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import act, database, installation
from app.web.reply import say, show_refusal

_OF_FILE = "upload-"


@blueprint.route("/assembly/letterhead", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def letterhead() -> str | Answer:
    """What stands at the top of papers from now on."""
    me = current_officer()
    with database().reading() as db:
        known = letterheads.letterhead(db, me.assembly_id)
        home = assemblies.assembly(db, me.assembly)
    form = LetterheadForm(
        lines_fa=known.lines.fa, lines_en=known.lines.en, lines_ar=known.lines.ar,
        letter_series=known.letter_series, notice_series=known.notice_series,
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            return _change(form)
        except Refused as refused:
            show_refusal(
                form, refused, "logo" if refused.code.startswith(_OF_FILE) or refused.why is FILES_MANY else None
            )
    most = {"file": upload.MOST_BYTES // 1024**2, "pixels": upload.MOST_PIXELS // 10**6}
    return render_template("office/letterhead.html", form=form, known=known, assembly=home, most=most)


@blueprint.get("/assembly/logo")
@officer(Permission.LOOK)
def logo() -> Response:
    """The own logo. Refused: not-found."""
    with database().reading() as db:
        found = letterheads.logo(db, letterheads.letterhead(db, current_officer().assembly_id).logo)
    return Response(found.data, mimetype=found.media_type)


def _change(form: LetterheadForm) -> Answer:
    sent = form.logo.data
    picture = upload.accept(sent.read(), picture=True, room=installation().settings.run) if sent else None
    with database().transaction() as db:
        letterheads.change_letterhead(
            db, act(), current_officer().assembly_id, lines=form.lines, letter_series=form.letter_series.data or "",
            notice_series=form.notice_series.data or "", picture=picture, drop_logo=form.drop_logo.data,
        )  # fmt: skip
    say(gettext("The letterhead is saved. Papers made from now on bear it."))
    return redirect(url_for("office.letterhead"))
