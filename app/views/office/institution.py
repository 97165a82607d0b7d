"""The register of institutions: the list, one institution, adding and changing."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.fields import offered
from app.forms.institution import InstitutionForm, NewInstitutionForm, RegisterForm
from app.language import text
from app.language.dates import in_tehran
from app.language.identifier import national_id
from app.language.names import Names
from app.language.paging import page_count
from app.services.acts.refusal import Refused
from app.services.nomination.candidate_list import frozen_places
from app.services.register import assembly as assemblies
from app.services.register import institution as institutions
from app.services.register import invitation as invitations
from app.services.register.institution import INSTITUTION_DUPLICATE, InstitutionDraft, InstitutionValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.i18n import locale_code
from app.web.installation import act, database, now
from app.web.posted import page_number
from app.web.reply import say, show_refusal

_SIZE = 50


@blueprint.get("/institutions")
@officer(Permission.REGISTER)
def register() -> str:
    """The institutions that were introduced to this assembly."""
    me, page, form = current_officer(), page_number(), RegisterForm(request.args)
    form.offer(locale_code())
    form.validate()
    wanted = {"search": form.search.data or "", "province": form.province.data or ""}
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        items = institutions.register(db, me.assembly_id, page=page, size=_SIZE, **wanted)
        every = institutions.count(db, me.assembly_id, **wanted)
        stages = invitations.stages(db, me.assembly_id, [one.institution.id for one in items])
    return render_template(
        "office/institutions.html", assembly=home, items=items, stages=stages, form=form, page=page, every=every,
        page_count=page_count(every, _SIZE), today=now(),
    )  # fmt: skip


@blueprint.get("/institutions/<int:institution_id>")
@officer(Permission.REGISTER)
def institution(institution_id: int) -> str:
    """Everything that the register holds of one institution."""
    me = current_officer()
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        found = institutions.institution(db, institution_id, assembly_id=me.assembly_id)
        stage = invitations.stages(db, me.assembly_id, [institution_id])[institution_id]
        frozen = frozen_places(db, institution_id, me.assembly_id)
    return render_template(
        "office/institution.html", assembly=home, introduced=found, institution=found.institution, stage=stage,
        frozen=frozen, today=now(), doubtful=national_id(found.institution.national_id)[1],
    )  # fmt: skip


@blueprint.route("/institutions/new", methods=["GET", "POST"])
@officer(Permission.REGISTER)
def institution_new() -> str | Response:
    """Enter an institution; first ask whether it is one that looks alike."""
    form = NewInstitutionForm(introduced_on=in_tehran(now()).date())
    form.offer(locale_code())
    me = current_officer()
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        twins = institutions.likely_twins(db, _draft(form)) if form.is_submitted() and form.name_fa.data else ()
    form.same.choices = offered([*((str(one.id), "") for one in twins), ("new", gettext("It is none of these."))])
    if form.validate_on_submit() and (not twins or form.same.data):
        try:
            return _enter(form, twins)
        except Refused as refused:
            show_refusal(form, refused, "name_fa" if refused.why is INSTITUTION_DUPLICATE else None)
    return render_template("office/institution_form.html", assembly=home, institution=None, twins=twins, form=form)


@blueprint.route("/institutions/<int:institution_id>/change", methods=["GET", "POST"])
@officer(Permission.REGISTER)
def institution_change(institution_id: int) -> str | Response:
    """Write down what has changed."""
    me = current_officer()
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        found = institutions.institution(db, institution_id, assembly_id=me.assembly_id).institution
        frozen = frozen_places(db, institution_id, me.assembly_id)
    form = InstitutionForm(data=_values(found))
    form.offer(locale_code())
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                institutions.change_institution(db, act(), institution_id, _draft(form), assembly_id=me.assembly_id)
            say(gettext("The entry is changed."))
            return redirect(url_for("office.institution", institution_id=institution_id))
        except Refused as refused:
            show_refusal(form, refused, "name_fa" if refused.why is INSTITUTION_DUPLICATE else None)
    return render_template(
        "office/institution_form.html", assembly=home, institution=found, twins=(), form=form, frozen=frozen
    )


def _enter(form: NewInstitutionForm, twins: tuple[InstitutionValue, ...]) -> Response:
    """Introduce the twin that was chosen, or enter a new institution."""
    me, who = current_officer(), act()
    introduced = {"introduced_on": form.introduced_on.data, "letter_number": form.letter_number.data or ""}
    chosen = next((one for one in twins if str(one.id) == form.same.data), None)
    with database().transaction() as db:
        if chosen is not None:
            entered = institutions.introduce(db, who, chosen.id, assembly_id=me.assembly_id, **introduced)
        else:
            entered = institutions.add_institution(db, who, _draft(form), assembly=me.assembly, **introduced)
    say(gettext("The institution is introduced to this assembly."))
    return redirect(url_for("office.institution", institution_id=entered.id))


def _draft(form: InstitutionForm) -> InstitutionDraft:
    said = {name: field.data or "" for name, field in form._fields.items()}
    typed = Names(*(_typed(form, f"name_{language}") for language in ("fa", "en", "ar")))
    return InstitutionDraft(
        name=Names(said["name_fa"], said["name_en"], said["name_ar"]), given=institutions.as_given(typed),
        province=said["province"], kind=said["kind"], registration=text.ascii_digits(said["registration"]),
        registered_at=said["registered_at"], national_id=national_id(said["national_id"])[0], founded=form.founded.data,
        permit=institutions.Permit(
            authority=said["permit_authority"], number=said["permit_number"], subject=said["permit_subject"],
            issued=form.permit_issued.data, expires=form.permit_expires.data,
        ),
        fields=tuple(form.fields.data or ()), tracks=tuple(form.tracks.data or ()),
        representative=Names(said["representative_fa"], said["representative_en"], said["representative_ar"]),
        contacts=institutions.Contacts(
            **{name: said[name] for name in ("phone", "email", "address", "postal_code", "website")}
        ),
    )  # fmt: skip


def _typed(form: InstitutionForm, name: str) -> str:
    raw = form[name].raw_data
    return str(raw[0]) if raw else form[name].data or ""


def _values(found: InstitutionValue) -> dict[str, object]:
    """What the form shows of an institution."""
    permit, contacts, person = found.permit, found.contacts, found.representative
    return {
        "name_fa": found.name.fa, "name_en": found.name.en, "name_ar": found.name.ar, "kind": found.kind,
        "province": found.province, "registration": found.registration, "registered_at": found.registered_at,
        "national_id": found.national_id, "founded": found.founded, "permit_authority": permit.authority,
        "permit_number": permit.number, "permit_subject": permit.subject, "permit_issued": permit.issued,
        "permit_expires": permit.expires, "fields": list(found.fields), "tracks": list(found.tracks),
        "representative_fa": person.fa, "representative_en": person.en, "representative_ar": person.ar,
        "phone": contacts.phone, "email": contacts.email, "address": contacts.address,
        "postal_code": contacts.postal_code, "website": contacts.website,
    }  # fmt: skip
