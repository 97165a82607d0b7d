"""The minutes and their supplements: made once, sealed, kept; and the list of them with number and fingerprint."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from app.forms.minutes import AmendForm, ScanForm
from app.papers.election import print_minutes, print_zero_report
from app.papers.sealing import seal_zero_report
from app.papers.supplement import statements
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.letters import sealed_paper, signed_scan
from app.services.letters.sealed_paper import NOTHING_TO_ADD
from app.services.nomination import upload
from app.services.nomination.upload import Content
from app.services.whole import job as jobs
from app.states.job import JobKind, JobState
from app.states.officer import Permission
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web import background
from app.web.access import may, officer
from app.web.files import as_file
from app.web.i18n import locale_code
from app.web.installation import Session, act, act_of_two, database, installation, issuer, now
from app.web.reply import say, send_pdf, show_refusal

_MADE = (JobKind.MINUTES, JobKind.SUPPLEMENT, JobKind.AMENDMENT)
"""What is made in the background."""
NO_FORMS: Mapping[int, ScanForm] = {}


@blueprint.get("/elections/<public_id>/papers")
@officer(Permission.LOOK)
def papers(public_id: str) -> str:
    """Every sealed paper with its number, instant and fingerprint; what may be made now."""
    return _page(public_id, FlaskForm())


@blueprint.post("/elections/<public_id>/papers/<int:paper_id>/scan")
@officer(Permission.PREPARE)
def scan_keep(public_id: str, paper_id: int) -> str | Answer:
    """Keep a scan of a paper as it was signed."""
    form = ScanForm(prefix=_named(paper_id))
    if form.validate_on_submit():
        try:
            with database().reading() as db:
                own_election(db, public_id)
            found = upload.accept(form.scan.data.read(), picture=False, room=installation().settings.run)
            with database().transaction() as db:
                signed_scan.keep_scan(db, act(), public_id, paper_id, found)
        except Refused as refused:
            show_refusal(form, refused, "scan")  # whatever is wrong is wrong with the file
        else:
            say(gettext("The scan is kept. Its fingerprint stands beside the paper, here and on the public page."))
            return redirect(url_for("office.papers", public_id=public_id, _anchor=f"paper-{paper_id}"))
    return _page(public_id, FlaskForm(), {paper_id: form})


def _named(paper_id: int) -> str:
    """What the field of a paper's scan is called: each paper has its own on one page."""
    return f"paper-{paper_id}"


@blueprint.get("/elections/<public_id>/scans/<int:scan_id>")
@officer(Permission.LOOK)
def scan(public_id: str, scan_id: int) -> Response:
    """A scan, byte for byte as it was kept; saved, never shown inside a page."""
    with database().reading() as db:
        own_election(db, public_id)
        found, content = signed_scan.scan(db, public_id, scan_id)
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(found.media_type, "jpg")
    return as_file(Content(
        name=f"signed-{public_id}-{found.id}.{ending}", media_type=found.media_type, data=content,
        sha256=found.sha256, made=found.kept,
    ))  # fmt: skip


def _page(public_id: str, form: FlaskForm, sent: Mapping[int, ScanForm] = NO_FORMS) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        kept, scans = sealed_paper.papers(db, public_id), signed_scan.scans(db, public_id)
        made = sealed_paper.minutes(db, public_id)
        waiting = _waiting(db, found) if made is not None else ()
        work = [one for kind in _MADE for one in jobs.of_election(db, kind, public_id)]
    forms = {one.id: sent.get(one.id) or ScanForm(formdata=None, prefix=_named(one.id)) for one in kept}
    return render_template(
        "office/papers.html", election=found, papers=kept, minutes=made, waiting=waiting, form=form,
        scans=scans, sent=sent, scan_forms=forms, most=upload.MOST_BYTES // 1024**2,
        may_make=may(Permission.PREPARE), may_amend=may(Permission.DECIDE),
        counted=found.went_through(Phase.TALLIED), work=work, again=background.LOOK_AGAIN,
    )  # fmt: skip


def _waiting(db: Session, found: ElectionValue) -> tuple[str, ...]:
    """What a supplement would say now."""
    try:
        slot = sealed_paper.supplement_slot(db, found.public_id, now())
    except Refused:
        return ()
    return tuple(one.text for one in statements(issuer(), db, found, slot))


@blueprint.route("/elections/<public_id>/papers/make", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def minutes_make(public_id: str) -> str | Answer:
    """Say what making the minutes does, and ask for them: they are made in the background."""
    form = FlaskForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        slot = sealed_paper.minutes_slot(db, public_id, now())
    if form.validate_on_submit():
        done = gettext("The minutes are made and kept. Print them, and let the presidium sign.")
        return _ask(found, JobKind.MINUTES, {}, done)
    return render_template("office/minutes_make.html", election=found, number=slot.number, form=form)


@blueprint.post("/elections/<public_id>/papers/supplement")
@officer(Permission.PREPARE)
def supplement(public_id: str) -> str | Answer:
    """Ask for a supplement that says what has happened since the last paper."""
    form = FlaskForm()
    try:
        with database().reading() as db:
            found = own_election(db, public_id)
            slot = sealed_paper.supplement_slot(db, public_id, now())
            if not statements(issuer(), db, found, slot):
                raise Refused(NOTHING_TO_ADD)
        done = gettext("The supplement is made and kept. Print it, and let the presidium sign.")
        return _ask(found, JobKind.SUPPLEMENT, {"since": str(slot.since)}, done)
    except Refused as refused:
        show_refusal(form, refused)
    return _page(public_id, form)


@blueprint.post("/elections/<public_id>/papers/cancel")
@officer(Permission.PREPARE)
def papers_cancel(public_id: str) -> Answer:
    """Make no paper that is asked for and not kept yet: no number is taken."""
    with database().reading() as db:
        own_election(db, public_id)
    for kind in _MADE:
        background.cancel(kind, public_id)
    return redirect(url_for("office.papers", public_id=public_id))


def _ask(found: ElectionValue, kind: JobKind, more: Mapping[str, str], done: str) -> Answer:
    said = {"election": found.public_id, **more}
    job = background.ask(kind, said, act(), assembly_id=found.session.assembly.id)
    if job.state == JobState.DONE:
        say(done)
    return redirect(url_for("office.papers", public_id=found.public_id))


@blueprint.route("/elections/<public_id>/papers/amend", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def amend(public_id: str) -> str | Answer:
    """Let the presidium amend the minutes by a text of its own; two officers."""
    form = AmendForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        slot = sealed_paper.supplement_slot(db, public_id, now())
        waiting = tuple(one.text for one in statements(issuer(), db, found, slot))
    if form.validate_on_submit():
        try:
            return _amend(form, found)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/amend.html", election=found, slot=slot, waiting=waiting, form=form)


def _amend(form: AmendForm, found: ElectionValue) -> Answer:
    text = form.text.data or ""
    sealed_paper.need_text(text)
    second = act_of_two(form).officers[1]
    done = gettext("The supplement is made and kept. Print it, and let the presidium sign.")
    return _ask(found, JobKind.AMENDMENT, {"second": second, "text": text}, done)


@blueprint.get("/elections/<public_id>/papers/<int:paper_id>-<language>.pdf")
@officer(Permission.LOOK)
def sealed(public_id: str, paper_id: int, language: str) -> Response:
    """A sealed paper, byte for byte as it was kept."""
    with database().reading() as db:
        own_election(db, public_id)
        found, content = sealed_paper.document(db, public_id, paper_id, language)
    return send_pdf(content, f"{found.kind}-{found.number.replace('/', '-') or public_id}-{language}.pdf")


@blueprint.get("/elections/<public_id>/minutes.pdf")
@officer(Permission.LOOK)
def minutes(public_id: str) -> Response:
    """The minutes as they were sealed; before that a draft; of an annulled election a copy that says so first."""
    with database().reading() as db:
        found = own_election(db, public_id)
        made = sealed_paper.minutes(db, public_id)
        if made is not None and found.annulment is None:
            _, pdf = sealed_paper.document(db, public_id, made.id, locale_code())
        else:
            pdf = print_minutes(issuer(), db, public_id, now(), number=made.number if made else "")
    return send_pdf(pdf, f"minutes-{public_id}.pdf" if made else f"draft-minutes-{public_id}.pdf")


@blueprint.get("/elections/<public_id>/zero.pdf")
@officer(Permission.LOOK)
def zero(public_id: str) -> Response:
    """The zero report as it was sealed at the opening; of an annulled election a copy that says so first."""
    with database().reading() as db:
        found = own_election(db, public_id)
        if found.annulment is not None:
            return send_pdf(print_zero_report(issuer(), db, public_id), f"zero-{public_id}.pdf")
    kept = keep_zero(public_id, act())
    with database().reading() as db:
        _, pdf = sealed_paper.document(db, public_id, kept.id, locale_code())
    return send_pdf(pdf, f"zero-{public_id}.pdf")


def keep_zero(public_id: str, who: Act) -> sealed_paper.SealedValue:
    """Make the zero report of what stood at the opening, seal and keep it; one that is kept stays.

    Refused: not-found, phase-wrong where voting was never opened.
    """
    with database().reading() as db:
        kept = sealed_paper.zero_report(db, public_id)
        files = seal_zero_report(issuer(), db, public_id, now()) if kept is None else {}
    if kept is not None:
        return kept
    with database().transaction() as db:
        return sealed_paper.keep_zero_report(db, who, public_id, files)
