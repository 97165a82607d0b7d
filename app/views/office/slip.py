"""Slips: printing, sealing the setup, voiding one."""

from __future__ import annotations

from io import BytesIO

from flask import Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.slip import OrderSlipsForm, SealSlipsForm, SlipsForm, TakeSlipsForm, VoidPageForm, harmless
from app.papers.slip import sheet_to_hand_over, slip_sheet
from app.papers.slip_apart import SlipMaker
from app.services.acts import reader
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.hall import electorate
from app.services.voting import setup, slip, slip_batch, slip_printing, torn_page, trustee
from app.states.officer import Permission
from app.states.way_in import way_in
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import officer
from app.web.i18n import digits
from app.web.installation import act, act_of_two, database, installation, issuer
from app.web.reply import say, show_refusal
from ballots.memory import has_swap, may_lock
from ballots.token import Kind


@blueprint.route("/elections/<public_id>/slips", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def slips(public_id: str) -> str | Answer:
    """Make the slips, count them, confirm them."""
    form = SealSlipsForm()
    if form.validate_on_submit():
        try:
            who = act_of_two(form)
            with database().transaction() as db:
                own_election(db, public_id)
                setup.seal_setup(db, who, public_id, counted=form.counted.data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The slips are confirmed and the board has begun."))
            return redirect(url_for("office.slips", public_id=public_id))
    return _page(public_id, sealing=form)


@blueprint.post("/elections/<public_id>/slips.pdf")
@officer(Permission.PREPARE)
def slips_pdf(public_id: str) -> str | Response:
    """Make every slip anew and answer with the paper; what it says is known to no process but one, which ends.

    The paper is made when the slips are stored: a long printing keeps nobody waiting.
    """
    form = SlipsForm()
    if not form.validate_on_submit():
        return _page(public_id, form)
    try:
        with database().reading() as db:
            found = own_election(db, public_id)
            apart = {"personal": form.personal.data or 0, "simulated": form.simulated.data or 0}
            uuid = slip_printing.need_drawable(db, public_id, form.number.data, anew=form.anew.data, **apart)
        maker = SlipMaker(uuid, form.number.data, **apart)
        try:
            return _print(maker, form, found)
        except BaseException:
            maker.end()
            raise
    except Refused as refused:
        show_refusal(form, refused)
        return _page(public_id, form)


def _print(maker: SlipMaker, form: SlipsForm, found: ElectionValue) -> Response:
    """Keep the public halves, then answer with the paper as the process that made the slips hands it over."""
    signing, public_id = installation().ring.signing[Kind.SLIP], found.public_id
    with database().transaction() as db:
        tokens = slip_printing.keep_slips(
            db, act(), public_id, maker.publics, key_id=signing.key_id, key=signing.private, anew=form.anew.data,
            simulated=maker.simulated, **_laid_out(form),
        )  # fmt: skip
        printing = slip.counts(db, public_id).printing
    with database().reading() as db:
        keys = trustee.trustees(db, public_id)
    language = form.language.data
    if not maker.is_locked and has_swap():
        say(gettext(
            "While the slips were made, their secrets could have been written to the computer’s swap file. Turn swap "
            "off and make all slips anew."
        ))  # fmt: skip
    length, pieces = maker.print(slip_sheet(issuer(language), found, keys, **_laid_out(form)), tokens, language)
    attachment = {"Content-Disposition": f"attachment; filename=slips-{public_id}.pdf", "Content-Length": str(length)}
    answer = Response(pieces, mimetype="application/pdf", headers=attachment)
    answer.call_on_close(maker.end)
    path = url_for("office.election", public_id=public_id)
    answer.set_cookie("printing", str(printing), path=path, secure=installation().settings.secure, samesite="Strict")
    return answer


@blueprint.post("/elections/<public_id>/slips/order")
@officer(Permission.PREPARE)
def slips_order(public_id: str) -> str | Response:
    """The order for a credential officer, who makes the slips on a laptop that is not in this network."""
    form = OrderSlipsForm()
    if not form.validate_on_submit():
        return _page(public_id, order=form)
    try:
        with database().transaction() as db:
            found = own_election(db, public_id)
            laid_out = _laid_out(form)
            paper = sheet_to_hand_over(issuer("fa"), found, trustee.trustees(db, public_id), **laid_out)
            order = slip_batch.order_slips(db, act(), public_id, form.ordered.data, paper, **laid_out)
    except Refused as refused:
        show_refusal(form, refused, "ordered")
        return _page(public_id, order=form)
    return send_file(
        BytesIO(order), mimetype="application/json", as_attachment=True, download_name=f"slip-order-{public_id}.json"
    )


@blueprint.post("/elections/<public_id>/slips/take")
@officer(Permission.PREPARE)
def slips_take(public_id: str) -> str | Answer:
    """Take the public halves of slips that were made elsewhere."""
    form = TakeSlipsForm()
    if not form.validate_on_submit():
        return _page(public_id, take=form)
    try:
        checked = _checked(form, public_id)
        with database().transaction() as db:
            counted = slip_batch.take_slips(db, act(), public_id, checked)
    except Refused as refused:
        show_refusal(form, refused, "batch")
        return _page(public_id, take=form)
    say(gettext(
        "%(count)s slips are taken. Compare the digits of the file below with the credential officer, then count the "
        "printed slips and confirm.",
        count=digits(counted.printed),
    ))  # fmt: skip
    return redirect(url_for("office.slips", public_id=public_id))


def _checked(form: TakeSlipsForm, public_id: str) -> slip_batch.Checked:
    """The batch that was brought, looked through in the room of readers; whether one may come is asked before."""
    with database().reading() as db:
        own_election(db, public_id)
        slip.need_unsealed(db, public_id)
    with reader.place(installation().settings.run), database().reading() as db:
        return slip_batch.check(db, public_id, form.batch.data.read(), own_keys=installation().ring.public)


@blueprint.route("/elections/<public_id>/slips/page", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def slip_page(public_id: str) -> str | Answer:
    """A torn or misprinted page: say what stood on it, then declare it void; two officers."""
    form = VoidPageForm()
    with database().reading() as db:
        found = own_election(db, public_id)
    if "look" not in request.form and form.validate_on_submit():
        try:
            who = act_of_two(form)
            with database().transaction() as db:
                torn_page.void_page(db, who, public_id, form.page.data or "")
            say(gettext("The page is void: no vote can be cast with its slips. Destroy what is left of it."))
            return redirect(way_back("office.slips", public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return _torn_page(found, form, form.page.data or "")


def _torn_page(found: ElectionValue, form: VoidPageForm, asked: str) -> str:
    """The page with what stood on the page that is asked for, by its number or a serial."""
    torn, pages = None, 0
    try:
        with database().reading() as db:
            pages = torn_page.need_pages(db, found.public_id)
            torn = torn_page.page(db, found.public_id, asked) if asked else None
    except Refused as refused:
        if not form.errors:
            show_refusal(form, refused)
    form.page.data = digits(torn.number) if torn else harmless(asked)
    return render_template("office/slip_page.html", election=found, form=form, torn=torn, pages=pages)


def _laid_out(form: SlipsForm | OrderSlipsForm) -> dict[str, int]:
    """How slips are printed, as a form says it."""
    return {"per_page": int(form.per_page.data), "personal": form.personal.data or 0}


def _page(
    public_id: str,
    form: SlipsForm | None = None,
    order: OrderSlipsForm | None = None,
    take: TakeSlipsForm | None = None,
    sealing: SealSlipsForm | None = None,
) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        needed = electorate.attendance(db, found.id).enrolled
        batch, taken = slip.counts(db, public_id), slip_batch.taken_file(db, public_id)
    advised = needed + max(4, needed // 10)  # a page of four may tear
    advised += -advised % 4
    return render_template(
        "office/slips.html", election=found, batch=batch if batch.printed else None, needed=needed,
        taken=taken, spare=batch.good - needed,
        form=form or SlipsForm(formdata=None, number=advised),
        order=order or OrderSlipsForm(formdata=None, ordered=advised), take=take or TakeSlipsForm(formdata=None),
        sealing=sealing or SealSlipsForm(formdata=None), way=way_in(installation().settings.line),
        to_disk=has_swap() and not may_lock(),
    )  # fmt: skip
