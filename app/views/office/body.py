"""The bodies of the officer's assembly: who sits in one by a post, and how many are elected."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.body import BodyForm
from app.language import reference
from app.language.names import Names
from app.services.acts.refusal import Refused
from app.services.register import body as bodies
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import act, database
from app.web.reply import say, show_refusal


@blueprint.get("/bodies")
@officer(Permission.PREPARE)
def body_list() -> str:
    """The bodies of the assembly."""
    with database().reading() as db:
        found = bodies.bodies(db, current_officer().assembly_id)
    return render_template("office/bodies.html", bodies=found, compositions=reference.compositions())


@blueprint.route("/bodies/new", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def body_new() -> str | Response:
    """Make a body, from the composition that the address names."""
    wanted = request.args.get("composition", "")
    known = wanted in {one.code for one in reference.compositions()}
    form = BodyForm(data=_typed(bodies.composed(wanted, Names(""))) if known else None)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                bodies.create_body(db, act(), current_officer().assembly_id, _draft(form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The body is made. Elections can fill its seats."))
            return redirect(url_for("office.body_list"))
    return render_template("office/body.html", form=form, known=None)


@blueprint.route("/bodies/<int:body_id>", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def body_change(body_id: int) -> str | Response:
    """Change a body."""
    home = current_officer().assembly_id
    with database().reading() as db:
        known = bodies.body(db, home, body_id)
    form = BodyForm(data=_typed(known))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                bodies.change_body(db, act(), home, body_id, _draft(form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The body is changed."))
            return redirect(url_for("office.body_list"))
    return render_template("office/body.html", form=form, known=known)


def _draft(form: BodyForm) -> bodies.BodyDraft:
    return bodies.BodyDraft(
        code=form.code.data or "", name=form.names, posts=form.posts, seats=form.seats.data,
        term_months=form.term_months.data,
    )  # fmt: skip


def _typed(body: bodies.BodyDraft) -> dict[str, Any]:
    """A body as the form shows it."""
    return {
        "name_fa": body.name.fa, "name_en": body.name.en, "name_ar": body.name.ar, "code": body.code,
        "seats": body.seats, "term_months": body.term_months,
        **{f"posts_{one}": "\n".join(getattr(post, one) for post in body.posts) for one in ("fa", "en", "ar")},
    }  # fmt: skip
