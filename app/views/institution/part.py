"""The four screens of a dossier: shown as they were typed, kept whatever is typed."""

from __future__ import annotations

from datetime import datetime

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.dossier import PARTS, PartForm, field_named, make_part, one_more, places_in, typed_in
from app.services.acts.reader import FILES_MANY
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.nomination import draft
from app.services.nomination.draft import Sent
from app.services.nomination.nomination import DRAFT_CHANGED, NOMINATION_SENT, need_newest, part_saved
from app.services.nomination.upload import MOST_ALL, MOST_BYTES, MOST_PIXELS, accept
from app.states.nomination import PICTURES, SINGLE, ReportHead
from app.views.institution import blueprint
from app.views.institution.registration import Registration, overview_address, own_registration
from app.web.access import current_account, institution
from app.web.errors import words_of
from app.web.i18n import clock, locale_code
from app.web.installation import act_of_account, database, installation
from app.web.reply import say, show_refusal

ORDER = tuple(PARTS)
ADDRESS = f"/own/elections/<public_id>/<any({','.join(ORDER)}):part>"
Faults = dict[str, Refused]


@blueprint.get(ADDRESS)
@institution
def part_page(public_id: str, part: str) -> str | Response:
    """One screen as it was typed; with ?check=1 what is wrong or lacks is marked."""
    with database().reading() as db:
        found = own_registration(db, public_id)
    if found.refused is not None:
        say_why(found.refused)
        return redirect(overview_address(public_id))
    form = found.form(part)
    if request.args.get("check"):
        _mark(form, found)
    return _page(found, part, form)


@blueprint.post(ADDRESS, endpoint="part")
@institution
def part_save(public_id: str, part: str) -> str | Response:
    """Keep the screen and its files, then do what the pressed button says."""
    act, _, item = request.form.get("act", "save").partition(":")
    typed = typed_in(part, request.form, but=item if act == "remove" else "")
    try:
        if request.files:
            _need_open(public_id, part, typed, over=act == "over")
        sent, faults = _files(part, but=item if act == "remove" else "")
        with database().transaction() as db:
            at = draft.keep(
                db, act_of_account(), public_id, current_account().institution_id, part,
                one_more(part, typed, item) if act == "add" else typed, sent=sent,
                dropped=item if act == "drop" else "", seen=_seen(), over=act == "over",
            )  # fmt: skip
    except Refused as refused:
        return _refused(refused, public_id, part, typed)
    if _asks_json():
        said = {name: words_of(one) for name, one in faults.items()}
        return jsonify(saved=clock(at), seen=at.isoformat(), faults=said)
    return _next(public_id, part, act, item, faults)


def _need_open(public_id: str, part: str, typed: draft.Typed, *, over: bool) -> None:
    """Refuse what would not be kept before a file is looked at."""
    with database().reading() as db:
        refused = own_registration(db, public_id).refused
        if refused is not None:
            raise refused
        if not over:
            need_newest(db, public_id, current_account().institution_id, part, dict(typed), _seen())


def say_why(refused: Refused) -> None:
    """Tell why a dossier cannot be changed, unless the overview says so anyway."""
    if refused.why is not NOMINATION_SENT:
        say(words_of(refused))


def _next(public_id: str, part: str, act: str, item: str, faults: Faults) -> str | Response:
    with database().reading() as db:
        found = own_registration(db, public_id)
    form = found.form(part)
    late = next((one for one in faults.values() if one.why is FILES_MANY), None)
    if late is not None or (act in ("save", "next", "over") and (faults or not form.validate())):
        _blame(form, faults)
        if late is not None:
            show_refusal(form, late)
        return _page(found, part, form)
    if act == "next":
        place = ORDER.index(part) + 1
        following = (
            url_for("institution.part_page", public_id=public_id, part=ORDER[place]) if place < len(ORDER) else None
        )
        return redirect(following or overview_address(public_id))
    anchor = None
    if act == "add":
        anchor = f"{item}-{len(form[item]) - 1}-fa" if item in tuple(ReportHead) and item in form else None
    elif act == "drop":
        anchor = f"{item.removesuffix('-evidence')}-{'file' if item.endswith('-evidence') else ''}".strip("-")
    elif act == "remove":
        anchor = f"{item.partition('-')[0]}-items"
    if act in ("save", "over"):
        say(gettext("Kept."))
    return redirect(url_for("institution.part_page", public_id=public_id, part=part, _anchor=anchor))


def _refused(refused: Refused, public_id: str, part: str, typed: draft.Typed) -> str:
    """The page with everything that was typed, and why it is not kept."""
    if _asks_json() or refused.why is NOT_FOUND:
        raise refused
    with database().reading() as db:
        found = own_registration(db, public_id)
    form = make_part(part, typed, locale_code())
    changed = refused.facts["at"] if refused.why is DRAFT_CHANGED else None
    show_refusal(form, refused)
    return _page(found, part, form, changed=changed)


def _page(found: Registration, part: str, form: PartForm, *, changed: object = None) -> str:
    saved = part_saved(found.draft, part)
    return render_template(
        f"institution/{part}.html", account=current_account(), election=found.election, part=part, form=form,
        number=ORDER.index(part) + 1, introduced=found.introduced, slots=found.slots, files=found.files, saved=saved,
        seen=request.form.get("seen", "") if changed else saved.isoformat() if saved else "", changed=changed,
        deadline=found.deadline, asked=found.asked,
        limits={"file": MOST_BYTES // 1024**2, "pixels": MOST_PIXELS // 10**6, "all": MOST_ALL // 1024**2},
    )  # fmt: skip


def _files(part: str, *, but: str) -> tuple[tuple[Sent, ...], Faults]:
    """The files that came along, and why others are not kept."""
    places = places_in((*request.form, *request.files), but=but)
    form = make_part(part, {place: [""] for place in places.values()}, "fa")
    sent: list[Sent] = []
    faults: Faults = {}
    for name, file in request.files.items():
        place = places.get(name, "")
        field = field_named(form, place)
        if field is None or field.type != "FileField" or not file.filename:
            continue
        kept = place if place in SINGLE else f"{place.removesuffix('-file')}-evidence"
        try:
            found = accept(
                file.stream.read(MOST_BYTES + 1), picture=place in PICTURES, room=installation().settings.run
            )
            sent.append(Sent(field=kept, name=file.filename, found=found))
        except Refused as refused:
            if refused.why is FILES_MANY and _asks_json():
                raise  # the script sends all of it again
            faults[place] = refused
    return tuple(sent), faults


def _mark(form: PartForm, found: Registration) -> None:
    for gap in form.gaps(found.slots):
        field = field_named(form, gap.field)
        if field is not None and not field.errors:
            field.errors = (gap.text,)


def _blame(form: PartForm, faults: Faults) -> None:
    for name, refused in faults.items():
        field = field_named(form, name)
        if field is not None:
            field.errors = (words_of(refused),)


def _seen() -> datetime | None:
    try:
        return datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        return None


def _asks_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
