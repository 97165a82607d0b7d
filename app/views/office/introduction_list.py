"""Lists of introductions: bringing a file, looking at each row, confirming, taking the bad rows home to mend them."""

from __future__ import annotations

from datetime import date

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.institution import IntakeForm
from app.language import reference
from app.language.catalogue import wording
from app.papers.introduction_list import template, workbook
from app.services.acts.refusal import Refused
from app.services.register import assembly as assemblies
from app.services.register import introduction_list as introduction_lists
from app.states.introduction_list import LineState
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.table_file import send_book, send_plain, tell_left_out
from app.web.access import current_officer, officer
from app.web.i18n import digits, jalali, locale_code
from app.web.installation import act, database, installation
from app.web.posted import numbered
from app.web.reply import say, show_refusal


@blueprint.route("/institutions/lists", methods=["GET", "POST"])
@officer(Permission.REGISTER)
def intakes() -> str | Answer:
    """Bring a list; those that wait."""
    form, me = IntakeForm(), current_officer()
    if form.validate_on_submit():
        try:
            return _take(form)
        except Refused as refused:
            show_refusal(form, refused, refused.why.field or "file")
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        waiting = [
            (url_for("office.intake", intake_id=one.id), one) for one in introduction_lists.waiting(db, me.assembly_id)
        ]
    return render_template("office/introduction_lists.html", assembly=home, waiting=waiting, form=form)


@blueprint.get("/institutions/lists/<int:intake_id>")
@officer(Permission.REGISTER)
def intake(intake_id: int) -> str:
    """What would come of a list: each bad row with the reason, the good ones, the likely twins."""
    me = current_officer()
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        found = introduction_lists.preview(db, intake_id, assembly_id=me.assembly_id)
    return render_template(
        "office/introduction_list.html", assembly=home, preview=found, heading=heading, words=fault_words
    )


@blueprint.post("/institutions/lists/<int:intake_id>/confirm")
@officer(Permission.REGISTER)
def intake_confirm(intake_id: int) -> Answer:
    """Enter the good rows, and the twins that were decided."""
    choices = numbered(request.form, "twin-")
    with database().transaction() as db:
        done = introduction_lists.confirm(
            db, act(), intake_id, assembly_id=current_officer().assembly_id, choices=choices,
            zeros=request.form.get("zeros", ""),
        )  # fmt: skip
    _tell_done(done)
    if done.left:
        return redirect(url_for("office.intake", intake_id=intake_id))
    return redirect(url_for("office.register"))


@blueprint.post("/institutions/lists/<int:intake_id>/put-away")
@officer(Permission.REGISTER)
def intake_put_away(intake_id: int) -> Answer:
    """Throw away what is left of a list."""
    with database().transaction() as db:
        introduction_lists.put_away(db, intake_id, assembly_id=current_officer().assembly_id)
    say(gettext("The list is put away. What was confirmed of it stays in the register."))
    return redirect(url_for("office.intakes"))


@blueprint.get("/institutions/lists/<int:intake_id>/bad.xlsx")
@officer(Permission.REGISTER)
def intake_bad(intake_id: int) -> Response:
    """The rows that could not be taken, each with the reason, to be mended and brought again."""
    with database().reading() as db:
        found = introduction_lists.preview(db, intake_id, assembly_id=current_officer().assembly_id)
    columns = reference.introduction_columns()
    rows = tuple(
        (*(line.cells.get(column.code, "") for column in columns), "\n".join(map(fault_words, line.faults)))
        for line in found.of(LineState.BAD)
    )
    return send_book(workbook(rows, wording(locale_code()), gettext("To be mended")), f"bad-rows-{intake_id}.xlsx")


@blueprint.get("/institutions/template.<any(xlsx, csv):kind>")
@officer(Permission.REGISTER)
def intake_template(kind: str) -> Response:
    """An empty list, the workbook with the allowed values beside it."""
    if kind == "xlsx":
        return send_book(workbook((), wording(locale_code())), "introductions.xlsx")
    return send_plain(template(locale_code()), "introductions.csv")


def fault_words(fault: introduction_lists.Fault) -> str:
    """A fault in words, with the heading of its column."""
    said = {"said": fault.said}
    words = {
        "missing": gettext("is missing"),
        "long": gettext("is longer than %(most)s characters", most=digits(fault.said)),
        "unknown": gettext("“%(said)s” is not one of the allowed values", **said),
        "to-come": gettext("%(day)s is still to come", day=_day(fault)),
        "far": gettext("%(day)s is further away than any permit lasts", day=_day(fault)),
        "day": gettext("“%(said)s” is no day such as 1404/08/17", **said),
        "year": gettext("“%(said)s” is no year such as 1390", **said),
        "email": gettext("“%(said)s” is no e-mail address", **said),
        "spoilt": gettext("“%(said)s” is no such number. Please write it anew, in cells that hold text", **said),
        "twice": gettext("is the same as in row %(row)s of this list", row=digits(fault.said)),
    }
    return f"{heading(fault.column)}: {words[fault.code]}"


def _day(fault: introduction_lists.Fault) -> str:
    """The day that a fault is about, with that of the other calendar."""
    if fault.code not in ("to-come", "far"):
        return ""
    day = date.fromisoformat(fault.said)
    return str(gettext("%(day)s (%(other)s)", day=jalali(day), other=digits(fault.said.replace("-", "/"))))


def heading(code: str) -> str:
    """The heading of a column in the language of the page."""
    language = locale_code()
    return {column.code: column.name(language) for column in reference.introduction_columns()}[code]


def _take(form: IntakeForm) -> Answer:
    file = form.file.data
    table = introduction_lists.read(file.read(), form.sheet.data or "", room=installation().settings.run)
    with database().transaction() as db:
        number = introduction_lists.take(db, act(), current_officer().assembly_id, file.filename or "", table)
    tell_left_out(table)
    return redirect(url_for("office.intake", intake_id=number))


def _tell_done(done: introduction_lists.Confirmed) -> None:
    if not (done.added or done.introduced):
        say(gettext("Nothing was left to enter."))
        return
    counts = {"added": digits(done.added), "introduced": digits(done.introduced)}
    if not done.introduced:
        say(gettext("%(added)s institutions are entered.", **counts))
    elif not done.added:
        say(gettext("%(introduced)s institutions of the register are introduced.", **counts))
    else:
        say(gettext("%(added)s institutions are entered, %(introduced)s of the register are introduced.", **counts))
