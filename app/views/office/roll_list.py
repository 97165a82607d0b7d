"""Lists of delegates: bringing a file, looking at each row, confirming, taking the bad rows home to mend them."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.institution import IntakeForm
from app.language import reference
from app.language.catalogue import wording
from app.papers.delegate_list import template, to_fill, to_mend
from app.services.acts.refusal import Refused
from app.services.hall import roll, roll_list
from app.services.hall.roll_row import Fault
from app.states.officer import Permission
from app.states.roll import RowState
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.table_file import send_book, send_plain, tell_left_out
from app.web.access import officer
from app.web.i18n import digits, locale_code
from app.web.installation import act, database, installation
from app.web.posted import numbered
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/roll/lists", methods=["GET", "POST"])
@officer(Permission.DESK)
def roll_lists(public_id: str) -> str | Answer:
    """Bring a list; those that wait."""
    form = IntakeForm()
    if form.validate_on_submit():
        try:
            return _take(public_id, form)
        except Refused as refused:
            show_refusal(form, refused, refused.why.field or "file")
    with database().reading() as db:
        found = own_election(db, public_id)
        waiting = [
            (url_for("office.roll_list_page", public_id=public_id, list_id=one.id), one)
            for one in roll_list.waiting(db, found.session.id)
        ]
        awaited, may_add = len(roll_list.awaited(db, found.session.id)), roll.may_add(db, found.session.id)
    return render_template(
        "office/roll_lists.html", election=found, waiting=waiting, awaited=awaited, may_add=may_add, form=form
    )


@blueprint.get("/elections/<public_id>/roll/lists/<int:list_id>")
@officer(Permission.DESK)
def roll_list_page(public_id: str, list_id: int) -> str:
    """What would come of a list: each bad row with the reason, the good ones, those that may mean several."""
    with database().reading() as db:
        found = own_election(db, public_id)
        preview = roll_list.preview(db, found.session.id, list_id)
        may_add = roll.may_add(db, found.session.id)
    return render_template(
        "office/roll_list.html", election=found, preview=preview, may_add=may_add, words=_words,
        cell=lambda line, code: line.cells.get(code, ""),
    )  # fmt: skip


@blueprint.post("/elections/<public_id>/roll/lists/<int:list_id>/confirm")
@officer(Permission.DESK)
def roll_list_confirm(public_id: str, list_id: int) -> Answer:
    """Put the good rows on the roll, and those for which an institution was chosen."""
    with database().transaction() as db:
        found = own_election(db, public_id)
        done = roll_list.confirm(db, act(), found.session.id, list_id, choices=numbered(request.form, "twin-"))
    if done.added:
        say(gettext("Delegates put on the roll: %(count)s.", count=digits(done.added)))
    else:
        say(gettext("Nothing was left to enter."))
    if done.left:
        return redirect(url_for("office.roll_list_page", public_id=public_id, list_id=list_id))
    return redirect(url_for("office.roll", public_id=public_id))


@blueprint.post("/elections/<public_id>/roll/lists/<int:list_id>/put-away")
@officer(Permission.DESK)
def roll_list_put_away(public_id: str, list_id: int) -> Answer:
    """Throw away what is left of a list."""
    with database().transaction() as db:
        roll_list.put_away(db, own_election(db, public_id).session.id, list_id)
    say(gettext("The list is put away. Who was put on the roll by it stays there."))
    return redirect(url_for("office.roll_lists", public_id=public_id))


@blueprint.get("/elections/<public_id>/roll/lists/<int:list_id>/bad.xlsx")
@officer(Permission.DESK)
def roll_list_bad(public_id: str, list_id: int) -> Response:
    """The rows that could not be taken, each with the reason, to be mended and brought again."""
    with database().reading() as db:
        preview = roll_list.preview(db, own_election(db, public_id).session.id, list_id)
    bad = ((line, "\n".join(map(_words, line.faults))) for line in preview.of(RowState.BAD))
    return send_book(to_mend(bad, wording(locale_code()), gettext("To be mended")), f"bad-delegates-{list_id}.xlsx")


@blueprint.get("/elections/<public_id>/roll/delegates.<any(xlsx, csv):kind>")
@officer(Permission.DESK)
def roll_list_template(public_id: str, kind: str) -> Response:
    """The list to fill in; the workbook names every institution that has no delegate yet."""
    with database().reading() as db:
        awaited = roll_list.awaited(db, own_election(db, public_id).session.id)
    if kind == "xlsx":
        return send_book(to_fill(awaited, wording(locale_code())), "delegates.xlsx")
    return send_plain(template(locale_code()), "delegates.csv")


def _take(public_id: str, form: IntakeForm) -> Answer:
    file = form.file.data
    table = roll_list.read(file.read(), form.sheet.data or "", room=installation().settings.run)
    with database().transaction() as db:
        number = roll_list.take(db, act(), own_election(db, public_id).session.id, file.filename or "", table)
    tell_left_out(table)
    return redirect(url_for("office.roll_list_page", public_id=public_id, list_id=number))


def _words(fault: Fault) -> str:
    """A fault in words, with the heading of its column."""
    said, row = {"said": fault.said}, digits(fault.said)
    province = {one.code: one.name(locale_code()) for one in reference.provinces()}.get(fault.said, fault.said)
    words = {
        "missing": gettext("is missing"),
        "long": gettext("is longer than %(most)s characters", most=row),
        "unknown": gettext("“%(said)s” is not one of the allowed values", **said),
        "spoilt": gettext("“%(said)s” is no such number. Please write it anew, in cells that hold text", **said),
        "other": gettext("is that of another institution: “%(said)s”", **said),
        "differs": gettext("the register has another one for this institution: %(said)s", said=row),
        "elsewhere": gettext("the institution of this name is of %(province)s", province=province),
        "unadmitted": gettext("“%(said)s” is not in the register; only introduced institutions send delegates", **said),
        "unintroduced": gettext("“%(said)s” is in the register, but was not introduced to this assembly", **said),
        "has-delegate": gettext(
            "has a delegate on the roll: %(said)s. For another person, record a substitute", **said
        ),
        "twice": gettext("is the same as in row %(row)s of this list", row=row),
        "person-twice": gettext(
            "row %(row)s has this name too. If these are two persons, add the second one on the page of the roll",
            row=row,
        ),
        "person-on-roll": gettext(
            "a person of this name is on the roll for “%(said)s”. If these are two persons, add the second one on the "
            "page of the roll",
            **said,
        ),
    }
    heading = {one.code: one.name(locale_code()) for one in reference.delegate_columns()}[fault.column]
    return f"{heading}: {words[fault.code]}"
