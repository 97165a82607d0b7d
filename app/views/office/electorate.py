"""Who votes in an election, where a list says it: picked from the roll until the freezing, then to be read."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.language.paging import page_count
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.hall import elector_list, electorate, roll
from app.services.hall.elector_list import ELECTORATE_UNLISTED
from app.states.election import Electorate
from app.states.officer import Permission
from app.states.phase import EARLY
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.filters import province
from app.web.i18n import digits
from app.web.installation import Session, act, database
from app.web.posted import page_number, whole
from app.web.reply import say, show_refusal

SIZE = 50


@blueprint.route("/elections/<public_id>/electorate", methods=["GET", "POST"], endpoint="electorate")
@officer(Permission.PREPARE)
def electorate_page(public_id: str) -> str | Response:
    """The roll with a tick for who is on the list; ticks are saved page by page, or for a whole province."""
    form = FlaskForm()
    with database().reading() as db:
        found = own_election(db, public_id)
    if found.rule.electorate != Electorate.LIST:
        raise Refused(ELECTORATE_UNLISTED)
    if form.validate_on_submit():
        try:
            return _change(public_id)
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        shown = _shown(db, found)
    return render_template("office/electorate.html", election=found, form=form, **shown)


def _change(public_id: str) -> Response:
    """Put on the list and take off it what the pressed button says."""
    asked = _asked()
    with database().transaction() as db:
        found = own_election(db, public_id)
        shown = {whole(one) for one in request.form.getlist("shown")}
        ticked = {whole(one) for one in request.form.getlist("on")}
        pressed = request.form.get("act", "")
        if pressed in ("all", "none"):
            shown = {one.institution.id for one in roll.roll(db, found.session.id, search=asked[0], province=asked[1])}
            ticked = shown if pressed == "all" else set()
        count = elector_list.choose(db, act(), found.id, on=ticked, off=shown - ticked)
    say(gettext("Saved. On the list: %(count)s.", count=digits(count)))
    page = page_number() if pressed == "save" else 1
    return redirect(
        url_for(
            "office.electorate", public_id=public_id, search=asked[0] or None, province=asked[1] or None,
            page=page if page > 1 else None,
        )
    )  # fmt: skip


def _asked() -> tuple[str, str]:
    """What is looked for: a name, a province."""
    return request.values.get("search", "").strip(), request.values.get("province", "").strip()


def _shown(db: Session, found: ElectionValue) -> dict[str, object]:
    """What the page shows."""
    (search, wanted), page = _asked(), page_number()
    every = roll.count(db, found.session.id, search=search, province=wanted)
    return {
        "delegates": roll.roll(db, found.session.id, search=search, province=wanted, page=page, size=SIZE),
        "page": page, "page_count": page_count(every, SIZE), "search": search, "province": wanted,
        "provinces": sorted({one.institution.province for one in roll.roll(db, found.session.id)}, key=province),
        "listed": elector_list.electors(db, found.id), "attendance": electorate.attendance(db, found.id),
        "absent": elector_list.without_delegate(db, found.id), "may_change": found.phase in EARLY,
    }  # fmt: skip
