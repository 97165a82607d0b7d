"""Candidates: entering, accepting, rejecting, recording a withdrawal."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import officer
from app.dates import in_tehran
from app.forms.nomination import NominationForm
from app.house import act, database
from app.i18n import locale_code
from app.services import institution as institutions
from app.services import nomination
from app.services.act import Names, Refused
from app.views.office import blueprint
from app.views.office.own import own_election, say, show_refusal
from app.views.posted import number

_EARLY = ("draft", "nominating", "reviewing")


@blueprint.route("/elections/<public_id>/candidates", methods=["GET", "POST"])
@officer("prepare")
def candidates(public_id: str) -> str | Response:
    """The nominations with what may be done to each."""
    if request.method == "POST":
        return _decide(public_id, number(request.form, "nomination", -1), request.form.get("act", ""))
    with database().reading() as db:
        found = own_election(db, public_id)
        every = nomination.nominations(db, public_id)
    return render_template(
        "office/candidates.html", election=found, nominations=every, may_add=found.phase in _EARLY,
        may_decide=found.phase in ("nominating", "reviewing"),
        may_withdraw=found.phase in (*_EARLY, "frozen", "open", "closed"),
    )  # fmt: skip


@blueprint.route("/elections/<public_id>/candidates/new", methods=["GET", "POST"])
@officer("prepare")
def nomination_new(public_id: str) -> str | Response:
    """Enter an institution that its province introduced, and its nomination."""
    form = NominationForm()
    form.offer(locale_code())
    with database().reading() as db:
        found = own_election(db, public_id)
    if form.validate_on_submit():
        try:
            return _enter(form, public_id, found.session.assembly.address)
        except Refused as refused:
            show_refusal(form, refused, "name_fa" if refused.code == "institution-duplicate" else None)
    return render_template("office/nomination.html", election=found, form=form)


def _decide(public_id: str, nomination_id: int, wanted: str) -> Response:
    with database().transaction() as db:
        own_election(db, public_id)
        if wanted == "withdraw":
            nomination.withdraw(db, act(), public_id, nomination_id)
        elif wanted in ("accept", "reject"):
            nomination.decide(db, act(), public_id, nomination_id, accept=wanted == "accept")
        else:
            raise Refused("not-found")
    return redirect(url_for("office.candidates", public_id=public_id))


def _enter(form: NominationForm, public_id: str, address: str) -> Response:
    who = act()
    with database().transaction() as db:
        entered = institutions.add_institution(
            db, who, _institution(form), assembly=address, introduced_on=in_tehran(who.now).date()
        )
        nomination.nominate(
            db, who, public_id, institution_id=entered.id, dossier=_dossier(form),
            representative=Names(form.representative_fa.data or "", form.representative_en.data or ""),
        )  # fmt: skip
    say(gettext("The candidate has been entered. It must still be accepted."))
    return redirect(url_for("office.candidates", public_id=public_id))


def _institution(form: NominationForm) -> institutions.InstitutionDraft:
    return institutions.InstitutionDraft(
        name=Names(form.name_fa.data or "", form.name_en.data or ""), province=form.province.data, kind=form.kind.data,
        registration=form.registration.data or "", national_id=form.national_id.data or "", founded=form.founded.data,
        fields=tuple(form.fields.data or ()), tracks=tuple(form.tracks.data or ()),
    )  # fmt: skip


def _dossier(form: NominationForm) -> nomination.Dossier:
    lines = [line.strip() for line in (form.programmes.data or "").splitlines()]
    return nomination.Dossier(
        introduction=Names(form.introduction_fa.data or "", form.introduction_en.data or ""),
        programmes=tuple(Names(line) for line in lines if line),
        achievements=tuple(
            nomination.Achievement(
                year=line["year"].data or 0, field=line["field"].data or "F01", text=Names(line["text"].data),
                indicator=Names(line["indicator"].data or ""), number=line["number"].data or 0,
            )
            for line in form.achievements
            if line["text"].data
        ),
    )  # fmt: skip
