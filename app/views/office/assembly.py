"""Assemblies in the office: in which one works, its own page, and founding further ones."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.founding import AssemblyForm, NewAssemblyForm
from app.language import reference
from app.language.paging import page_count
from app.services.accounts import founding
from app.services.accounts import officer as officers
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register import assembly as assemblies
from app.services.register import assembly_list
from app.services.register import body as bodies
from app.states.officer import Permission, Role
from app.views.office import blueprint
from app.web.access import current_officer, may, officer
from app.web.installation import act, database
from app.web.posted import page_number
from app.web.reply import say, show_refusal

_SIZE = 50
ALWAYS = officer(Permission.LOOK, before=frozenset({"my_assemblies", "account_second", "founding_second"}))


@blueprint.get("/assemblies")
@ALWAYS
def my_assemblies() -> str:
    """The assemblies whose officer one is, to choose one; for an administrator, all of the installation."""
    me, page, search = current_officer(), page_number(), request.args.get("search", "")[:100]
    with database().reading() as db:
        mine = officers.posts(db, me.account_id)
        leads = any(one.role == Role.ADMINISTRATOR for one in mine)
        shown, every = assembly_list.lines(db, search, page=page, size=_SIZE) if leads else ((), 0)
    return render_template(
        "office/assemblies.html", mine=mine, here=session.get("assembly") if len(mine) > 1 else me.assembly_id,
        lines=shown, every=every, leads=leads, may_found=may(Permission.OFFICERS), search=search, page=page,
        page_count=page_count(every, _SIZE),
    )  # fmt: skip


@blueprint.post("/assemblies/<int:assembly_id>/enter")
@ALWAYS
def assembly_enter(assembly_id: int) -> Response:
    """Work in another assembly from now on, in this browser. Refused: not-found."""
    with database().reading() as db:
        mine = officers.posts(db, current_officer().account_id)
    if assembly_id not in {one.assembly_id for one in mine}:
        raise Refused(NOT_FOUND)
    session["assembly"] = assembly_id
    return redirect(url_for("office.home"))


@blueprint.route("/assemblies/new", methods=["GET", "POST"])
@officer(Permission.OFFICERS)
def assembly_new() -> str | Response:
    """Found a further assembly; its second person is named next."""
    form = NewAssemblyForm(**usual("provincial"))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                made = founding.found_further(db, act(), draft_of(form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            session["assembly"] = made.assembly_id
            return redirect(url_for("office.founding_second"))
    return render_template("office/assembly_new.html", form=form)


@blueprint.route("/assembly", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def this_assembly() -> str | Response:
    """The own assembly: its names and address, its letterhead, its bodies."""
    me = current_officer()
    with database().reading() as db:
        mine = assemblies.assembly(db, me.assembly)
        seated = bodies.bodies(db, mine.id)
    form = AssemblyForm(
        name_fa=mine.name.fa, name_en=mine.name.en, name_ar=mine.name.ar, address=mine.address,
        province=mine.province or "",
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            return _change(form, mine.id)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/assembly.html", form=form, assembly=mine, bodies=seated)


def _change(form: AssemblyForm, assembly_id: int) -> Response:
    with database().transaction() as db:
        assemblies.change_assembly(
            db, act(), assembly_id, address=form.address.data or "", name=form.names,
            province=form.province.data or None,
        )  # fmt: skip
    say(gettext("The assembly is saved. What is issued already keeps what it says."))
    return redirect(url_for("office.this_assembly"))


def usual(code: str) -> dict[str, str]:
    """What a form proposes of a first body of this composition: how such a body is usually called."""
    named = reference.composition(code).body
    return {"composition": code, **{f"body_{language}": name for language, name in named.items()}}


def draft_of(form: NewAssemblyForm) -> founding.AssemblyDraft:
    """The assembly that was typed; only of a form that is valid."""
    return founding.AssemblyDraft(
        address=form.address.data or "", name=form.names, province=form.province.data or None,
        body=bodies.composed(form.composition.data, form.body),
    )  # fmt: skip
