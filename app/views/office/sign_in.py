"""Signing in and out of the office."""

from __future__ import annotations

from flask import g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.forms.officer import SignInForm
from app.services.accounts import officer as officers
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.views.office import blueprint
from app.web.access import anyone, renew_session
from app.web.installation import act, database, now
from app.web.reply import show_refusal


@blueprint.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> str | Response:
    """Ask for name and password; a new session begins, whatever the browser brought."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _begin(form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/sign_in.html", form=form)


@blueprint.post("/sign-out")
@anyone
def sign_out() -> Response:
    """End the session; its cookie is worth nothing afterwards."""
    secret = session.get("sign_in")
    if secret:
        with database().transaction() as db:
            officers.close_sign_in(db, secret)
    renew_session()
    return redirect(url_for("public.home"))


def _begin(form: SignInForm) -> Response:
    found = officers.authenticate(
        database(),
        (form.username.data or "").strip(),
        form.password.data or "",
        now(),
        address=request.remote_addr or "",
    )
    with database().transaction() as db:
        plain = act()
        secret = officers.open_sign_in(db, Act(officers=(found.username,), now=plain.now, random=plain.random), found)
    wanted = session.get("wanted")
    renew_session()
    session["sign_in"] = secret
    g.officer = found
    return redirect(wanted if wanted and wanted.startswith("/office/") else url_for("office.home"))
