"""The candidates: the list with its filters, one dossier, a few side by side, the order on the ballot."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from app.forms.candidate import CandidatesForm
from app.language.paging import page_count
from app.papers.pictures import emblem_sheet, portrait_sheet
from app.services.election import election as elections
from app.services.nomination import candidate_list as people
from app.services.nomination import upload
from app.services.voting import ballot_order
from app.views.public import blueprint
from app.web.access import anyone
from app.web.i18n import locale_code
from app.web.installation import database
from app.web.posted import page_number, whole
from app.web.reply import send_compressed

SIZE = 48
MOST = 3
"""As many candidates stand side by side."""


@blueprint.get("/elections/<public_id>/candidates")
@anyone
def candidates(public_id: str) -> str:
    """One page of the candidates, by province, field or name; ticks for a comparison stay in the address."""
    form, page, ticked = CandidatesForm(request.args), page_number(), _ticked()
    with database().reading() as db:
        found = elections.election(db, public_id)
        spread = people.spread(db, public_id)
        form.offer(locale_code(), spread.provinces, spread.fields)
        form.validate()
        wanted = people.Wanted(
            province=form.province.data, field=form.field.data, search=(form.search.data or "")[:100]
        )
        lines = people.listing(db, public_id, wanted, page=page, size=SIZE)
        count = people.count(db, public_id, wanted)
        mark = people.emblem_mark(people.emblems(db, public_id))
        elsewhere = people.chosen(db, public_id, [one for one in ticked if one not in {line.id for line in lines}])
    return render_template(
        "public/candidates.html", election=found, form=form, lines=lines, count=count, all=spread.all, ticked=ticked,
        elsewhere=elsewhere, page=page, page_count=page_count(count, SIZE),
        mark=mark,
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/emblems-<mark>.svg")
@anyone
def emblems(public_id: str, mark: str) -> Response:
    """The emblems and logos of all candidates in one picture; one of them is shown by `#i` and its institution."""
    with database().reading() as db:
        shown = people.emblems(db, public_id)
        sheet = emblem_sheet(db, shown)
    return _send_sheet(sheet, is_present=mark == people.emblem_mark(shown))


@blueprint.get("/elections/<public_id>/portraits-<mark>.svg")
@anyone
def portraits(public_id: str, mark: str) -> Response:
    """The faces of all candidates that show one, in one picture, as the emblems stand."""
    with database().reading() as db:
        shown = people.portraits(db, public_id)
        sheet = portrait_sheet(db, shown)
    return _send_sheet(sheet, is_present=mark == people.portrait_mark(shown))


def _send_sheet(sheet: bytes, *, is_present: bool) -> Response:
    """Send a picture of many; under its present mark it never changes, so whoever has it never asks again."""
    answer = send_compressed(sheet, "image/svg+xml")
    if is_present:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@blueprint.get("/elections/<public_id>/candidates/<int:number>")
@anyone
def candidate(public_id: str, number: int) -> str:
    """The dossier of one candidate; `number` is the nomination's, which never changes."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        (one,) = people.dossiers(db, public_id, [number])
        files = upload.uploads(db, one.id)
    return render_template("public/candidate.html", election=found, candidate=one, files=files)


@blueprint.get("/elections/<public_id>/compare")
@anyone
def compare(public_id: str) -> str:
    """Two or three candidates side by side; with another number of them the page says so."""
    ticked = _ticked()
    few = ticked if 2 <= len(ticked) <= MOST else []
    with database().reading() as db:
        found = elections.election(db, public_id)
        shown = people.dossiers(db, public_id, few)
    return render_template(
        "public/compare.html", election=found, candidates=shown, count=len(ticked), most=MOST,
        back=url_for("public.candidates", public_id=public_id, c=ticked),
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/order")
@anyone
def order(public_id: str) -> str:
    """How the order on the ballot comes about, and how to draw it again."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        said = ballot_order.order(db, public_id)
    return render_template("public/order.html", election=found, order=said)


@blueprint.get("/elections/<public_id>/order.txt")
@anyone
def order_list(public_id: str) -> Response:
    """The list that the order is drawn of, byte for byte as its hash takes it."""
    with database().reading() as db:
        listed = ballot_order.list_file(db, public_id)
    return Response(listed, mimetype="text/plain")


def _ticked() -> list[int]:
    """The candidates ticked for a comparison, each once, in the order of the address."""
    ids = [whole(one) for one in request.args.getlist("c")[:100]]
    return list(dict.fromkeys(one for one in ids if one))
