"""Founding many assemblies from a list: the file, each row with what is wrong in it, then all good ones in one act."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as Answer

from app.forms.assembly_list import AssemblyListForm
from app.language import reference
from app.papers.assembly_list import template
from app.services.accounts import assembly_intake as intake
from app.services.acts.refusal import Refused
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.table_file import send_plain
from app.web.access import current_officer, officer
from app.web.i18n import digits, locale_code
from app.web.installation import act, database, installation
from app.web.reply import say, show_refusal


@blueprint.route("/assemblies/list", methods=["GET", "POST"])
@officer(Permission.OFFICERS)
def assembly_list() -> str | Answer:
    """Bring a list, mend its rows, found the assemblies; nothing is stored before the last press."""
    form = AssemblyListForm()
    if request.method == "POST" and request.form.get("act") == "found":
        return _found(form)
    rows: tuple[intake.AssemblyRow, ...] = ()
    if form.validate_on_submit():
        try:
            brought = intake.read(form.file.data.read(), room=installation().settings.run)
            with database().reading() as db:
                rows = intake.look(db, brought)
        except Refused as refused:
            show_refusal(form, refused, "file")
    return _page(form, rows)


@blueprint.get("/assemblies/template.csv")
@officer(Permission.OFFICERS)
def assembly_template() -> Response:
    """An empty list: the headings of the columns."""
    return send_plain(template(locale_code()), "assemblies.csv")


def _found(form: AssemblyListForm) -> str | Answer:
    session.setdefault("assembly", current_officer().assembly_id)  # who led one assembly goes on in it
    with database().transaction() as db:
        done = intake.found_all(db, act(), _typed())
    if done.made:
        said = ngettext(
            "%(count)s assembly is made; it waits for its second person.",
            "%(count)s assemblies are made; each waits for its second person.", done.made, count=digits(done.made),
        )  # fmt: skip
        say(said)
    return _page(form, done.left) if done.left else redirect(url_for("office.my_assemblies"))


def _typed() -> list[dict[str, str]]:
    """The rows of the page that are not left out, as they were typed."""
    columns = {column.code: request.form.getlist(column.code) for column in reference.assembly_columns()}
    most = max(map(len, columns.values()), default=0)
    rows = [{code: cells[at] for code, cells in columns.items() if at < len(cells)} for at in range(most)]
    return [row for row in rows if any(cell.strip() for cell in row.values())]


def _page(form: AssemblyListForm, rows: tuple[intake.AssemblyRow, ...]) -> str:
    columns = reference.assembly_columns()
    faults = [{fault.column: _words(fault) for fault in row.faults} for row in rows]
    return render_template(
        "office/assembly_list.html", form=form, rows=rows, faults=faults, columns=columns, most=intake.MOST,
        bad=sum(1 for one in faults if one),
    )  # fmt: skip


def _words(fault: intake.Fault) -> str:
    said = fault.said
    words: dict[str, str] = {
        "missing": gettext("is missing"),
        "long": gettext("is longer than %(most)s characters", most=digits(said)),
        "unknown": gettext("“%(said)s” is not one of the allowed values", said=said),
        "address": gettext("Please use 2 to 40 Latin letters, digits or hyphens, such as tehran."),
        "taken": gettext("Another assembly of this installation has this short address already."),
        "twice": gettext("An earlier row of this list has this short address."),
        "many": gettext("At most %(most)s assemblies are founded at once.", most=digits(said)),
    }
    return words[fault.code]
