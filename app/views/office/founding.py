"""Founding on pages: language, administrator and assembly behind the first start's link; then the second person."""

from __future__ import annotations

from flask import g, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.founding import FoundingForm, JoinForm, SecondForm
from app.language.text import LANGUAGES
from app.papers.pictures import encode_qr
from app.services.accounts import founding
from app.services.accounts import officer as officers
from app.services.accounts import sign_in as sign_ins
from app.services.accounts.officer import OfficerValue
from app.services.accounts.password import PASSPHRASE_WEAK, ReadyPassword, write
from app.services.acts.refusal import Refused
from app.services.register import assembly as assemblies
from app.states.officer import Permission, Role
from app.views.office import blueprint
from app.views.office.assembly import draft_of, usual
from app.web.access import anyone, current_officer, officer, renew_session
from app.web.installation import act, act_of, database
from app.web.reply import say, show_refusal
from app.web.zones import absolute


@blueprint.get("/found/<secret>")
@anyone
def found(secret: str) -> str:
    """The first page of all: in which language. Refused: link-over."""
    with database().reading() as db:
        founding.need_first(db, secret)
    return render_template("office/found.html", secret=secret)


@blueprint.route("/found/<secret>/begin", methods=["GET", "POST"])
@anyone
def found_begin(secret: str) -> str | Response:
    """The administrator and the assembly; the link is used then. Refused: link-over."""
    with database().reading() as db:
        founding.need_first(db, secret)
    form = FoundingForm(**usual("national"))
    whole, faults = form.validate_on_submit(), _faults(form)
    for one in faults:
        _show(form, one)
    if whole and not faults:
        try:
            founder, draft = _founder(form), draft_of(form)
            made = write(database(), founder.password, lambda db: founding.found(db, act_of(), secret, founder, draft))
            _enter(made)
            return redirect(url_for("office.founding_second"))
        except Refused as refused:
            _show(form, refused)
    return render_template("office/found_begin.html", form=form)


@blueprint.route("/founding", methods=["GET", "POST"])
@officer(Permission.OFFICERS, before=frozenset({"founding_second"}))
def founding_second() -> str | Response:
    """The second person: named here, let in by an own link. Refused: founding-over."""
    me = current_officer()
    if not me.founding:
        raise Refused(founding.FOUNDING_OVER)
    form, link = SecondForm(), ""
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                link = founding.name_second(db, act(), me.assembly_id, _named(form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if not link:
                say(gettext("The assembly is founded. Everything is open now."))
                return redirect(url_for("office.home"))
    return _second(form, link)


@blueprint.post("/founding/link")
@officer(Permission.OFFICERS, before=frozenset({"founding_second"}))
def founding_link() -> str:
    """A new link for the second person; the one before is over. Refused: founding-over, not-found."""
    with database().transaction() as db:
        link = founding.renew_link(db, act(), current_officer().assembly_id)
    return _second(SecondForm(formdata=None), link)


@blueprint.route("/join/<secret>", methods=["GET", "POST"])
@anyone
def join(secret: str) -> str | Response:
    """The second person comes in and chooses a password. Refused: link-over."""
    with database().reading() as db:
        who = founding.invited(db, secret)
        home = assemblies.assembly(db, who.assembly)
    form = JoinForm()
    if g.officer is None and form.validate_on_submit():
        try:
            password = ReadyPassword(form.password.data or "")
            write(database(), password, lambda db: founding.join(db, act_of(), secret, password))
            _enter(who)
            say(gettext("The assembly is founded. Everything is open now."))
            return redirect(url_for("office.home"))
        except Refused as refused:
            _show(form, refused)
    return render_template("office/join.html", form=form, who=who, assembly=home, here=g.officer)


def _faults(form: FoundingForm) -> tuple[Refused, ...]:
    """What is refused of name and password, told together with what the form says."""
    typed = form.is_submitted()
    names = (form.person.data or "", *(getattr(form.names, one) for one in LANGUAGES))
    return officers.faults(form.username.data or "", form.password.data or "", *names) if typed else ()


def _show(form: FoundingForm | JoinForm, refused: Refused) -> None:
    """A refusal at its field; one of the password is at the field of that name."""
    show_refusal(form, refused, "password" if refused.why is PASSPHRASE_WEAK else None)


def _second(form: SecondForm, link: str) -> str:
    me = current_officer()
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        waiting = founding.second(db, me.assembly_id)
    address = absolute("office.join", secret=link) if link else ""
    code = encode_qr(address).image(gettext("Square code of the link")) if link else None
    return render_template(
        "office/founding.html", form=form, waiting=waiting, assembly=home, address=address, code=code
    )


def _founder(form: FoundingForm) -> founding.Founder:
    return founding.Founder(
        username=form.username.data or "", name=form.person.data or "", post=form.post.data or "",
        password=ReadyPassword(form.password.data or ""),
    )  # fmt: skip


def _named(form: SecondForm) -> founding.Second:
    return founding.Second(
        username=form.username.data or "", name=form.person.data or "", post=form.post.data or "",
        role=Role(form.role.data),
    )  # fmt: skip


def _enter(who: OfficerValue) -> None:
    """Sign this browser in."""
    with database().transaction() as db:
        secret = sign_ins.open_sign_in(db, act_of(who.username), who.account_id)
    renew_session()
    session["sign_in"], session["assembly"] = secret, who.assembly_id
