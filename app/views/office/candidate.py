"""Candidates: entering, accepting, rejecting, recording a withdrawal."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.nomination import OF_INSTITUTION, NominationForm
from app.forms.review import WorkForm
from app.language.dates import in_tehran
from app.language.names import Names
from app.language.paging import page_count
from app.language.reference import eligibility_rules
from app.services.acts.refusal import Refused
from app.services.election import timetable as timetables
from app.services.election.election import ElectionValue
from app.services.nomination import nomination as nominations
from app.services.nomination import review
from app.services.nomination.dossier import Achievement, Dossier, Programme
from app.services.register import institution as institutions
from app.services.register.institution import INSTITUTION_DUPLICATE, InstitutionValue
from app.states.officer import Permission
from app.states.phase import EARLY
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import officer
from app.web.i18n import locale_code
from app.web.installation import act, database, now
from app.web.posted import number, page_number
from app.web.reply import say, show_refusal

_SIZE = 50
MOST = 200
"""As many institutions can be chosen from; of more, one is looked for by its name first."""


@blueprint.get("/elections/<public_id>/candidates")
@officer(Permission.REVIEW)
def candidates(public_id: str) -> str:
    """The nominations that were handed in, what waits longest first."""
    form = WorkForm(request.args)
    form.offer(locale_code())
    form.validate()
    page = page_number()
    wanted = {"status": form.status.data or "", "province": form.province.data or "", "search": form.search.data or ""}
    with database().reading() as db:
        found = own_election(db, public_id)
        items = review.work_list(db, public_id, page=page, size=_SIZE, **wanted)
        every = review.count(db, public_id, **wanted)
        numbers = review.tallies(db, public_id)
        deadline = timetables.timetable(db, public_id).review_ends
    return render_template(
        "office/candidates.html", election=found, items=items, numbers=numbers, form=form, page=page, today=now(),
        rules=len(eligibility_rules()),
        page_count=page_count(every, _SIZE), deadline=deadline, may_add=found.phase in EARLY,
    )  # fmt: skip


@blueprint.route("/elections/<public_id>/candidates/new", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def nomination_new(public_id: str) -> str | Response:
    """Enter a nomination that came on paper: of an institution in the register, or of a new one."""
    chosen, search = number(request.args, "institution", 0), request.args.get("find", "").strip()
    with database().reading() as db:
        found = own_election(db, public_id)
        home = found.session.assembly.id
        known = institutions.institution(db, chosen, assembly_id=home).institution if chosen else None
        others = {} if known else nominations.absent(db, public_id, search=search, most=MOST + 1)
    form = _form(known)
    if form.validate_on_submit():
        try:
            return _enter(form, found, known)
        except Refused as refused:
            show_refusal(form, refused, "name_fa" if refused.why is INSTITUTION_DUPLICATE else None)
    return render_template(
        "office/nomination.html", election=found, form=form, known=known, others=others, find=search,
        many=len(others) > MOST,
    )  # fmt: skip


def _form(known: InstitutionValue | None) -> NominationForm:
    """The form; of an institution in the register only what is new, with its representative proposed."""
    person = known.representative if known else Names("")
    form = NominationForm(representative_fa=person.fa, representative_en=person.en, representative_ar=person.ar)
    form.offer(locale_code())
    for field in OF_INSTITUTION if known else ():
        del form[field]
    return form


def _enter(form: NominationForm, found: ElectionValue, known: InstitutionValue | None) -> Response:
    who = act()
    with database().transaction() as db:
        entered = known or institutions.add_institution(
            db, who, _institution(form), assembly=found.session.assembly.address,
            introduced_on=in_tehran(who.now).date(),
        )  # fmt: skip
        nominations.nominate(
            db, who, found.public_id, institution_id=entered.id, dossier=_dossier(form),
            representative=_names(form, "representative"),
        )  # fmt: skip
    say(gettext("The candidate has been entered. It must still be accepted."))
    return redirect(way_back("office.candidates", found.public_id))


def _names(form: NominationForm, field: str) -> Names:
    """What was typed for a field in each of the languages."""
    return Names(*(form[f"{field}_{language}"].data or "" for language in ("fa", "en", "ar")))


def _institution(form: NominationForm) -> institutions.InstitutionDraft:
    return institutions.InstitutionDraft(
        name=_names(form, "name"), province=form.province.data, kind=form.kind.data,
        registration=form.registration.data or "", national_id=form.national_id.data or "", founded=form.founded.data,
        fields=tuple(form.fields.data or ()), tracks=tuple(form.tracks.data or ()),
    )  # fmt: skip


def _dossier(form: NominationForm) -> Dossier:
    lines = [line.strip() for line in (form.programmes.data or "").splitlines()]
    return Dossier(
        introduction=_names(form, "introduction"),
        programmes=tuple(Programme(text=Names(line)) for line in lines if line),
        achievements=tuple(
            Achievement(
                year=line["year"].data or 0, field=line["field"].data, text=Names(line["text"].data),
                indicator=Names(line["indicator"].data or ""), number=line["number"].data or 0,
            )
            for line in form.achievements
            if line["text"].data
        ),
    )  # fmt: skip
