"""Trustees: inviting, taking off, the office key, rebuilding the key of who is absent."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.trustee import InviteForm, RemoveTrusteeForm, TrusteeSheetForm
from app.language.message import N_
from app.papers.trustee_sheet import print_trustee_sheet
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import proving, tally
from app.services.count.proving import DECRYPTION_INVALID
from app.services.voting import backup_copy, key_destruction, proved, summons, trustee
from app.services.voting.trustee import KEY_INVALID
from app.states.officer import Permission
from app.states.phase import EARLY, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import officer
from app.web.hand_in import take, take_part
from app.web.installation import act, act_of_two, database, issuer, now
from app.web.posted import posted_json, whole
from app.web.reply import say, send_pdf, show_refusal
from app.web.zones import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeInvitation:
    """The link of an invitation, shown once, in its two halves before and after '#'."""

    trustee_id: str
    name: str
    page: str
    secret: str

    @property
    def address(self) -> str:
        """The whole link."""
        return f"{self.page}#{self.secret}"


@blueprint.route("/elections/<public_id>/trustees", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def trustees(public_id: str) -> str | Response:
    """The trustees with their keys; each form posts here with its own act."""
    wanted = request.form.get("act", "")
    invite = InviteForm(formdata=request.form if wanted == "invite" else None)
    if wanted == "remove":
        return _remove(public_id)
    invitation = _link(public_id, request.form.get("trustee", "")) if wanted == "link" else None
    if wanted == "invite" and invite.validate():
        invitation = _invite(public_id, invite)
        invite = invite if invitation is None else InviteForm(formdata=None)
    with database().reading() as db:
        found, every = own_election(db, public_id), trustee.trustees(db, public_id)
        destroyed, linkless = key_destruction.keys_destroyed(db, public_id), summons.without_link(db, public_id)
        copies = backup_copy.copies_with_key(db, public_id) if destroyed else ()
    return render_template(
        "office/trustees.html", election=found, trustees=every, invitation=invitation, invite_form=invite,
        sheet_form=None if invitation is None else TrusteeSheetForm(formdata=None, secret=invitation.secret),
        may_change=found.phase in EARLY, destroyed=destroyed, copies=copies, linkless=linkless,
    )  # fmt: skip


@blueprint.route("/elections/<public_id>/trustees/<trustee_id>/remove", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def trustee_remove(public_id: str, trustee_id: str) -> str | Response:
    """Take off a trustee who has given a key; two officers, with a reason that the trustee reads."""
    form = RemoveTrusteeForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        holder = trustee.trustee(db, trustee_id)
    if holder.election != public_id or holder.removed_reason is not None:
        raise Refused(NOT_FOUND)
    if form.validate_on_submit():
        try:
            return _remove_key(public_id, holder, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/trustee_remove.html", election=found, trustee=holder, form=form)


def _remove_key(public_id: str, holder: trustee.TrusteeValue, form: RemoveTrusteeForm) -> Response:
    who = act_of_two(form, about={N_("Trustee"): holder.name})
    with database().transaction() as db:
        trustee.remove(db, who, public_id, holder.public_id, reason=form.reason.data or "")
    say(gettext("The trustee is removed. The reason stands on the trustee’s own page and in the journal."))
    return redirect(way_back("office.trustees", public_id))


@blueprint.get("/elections/<public_id>/trustees/<trustee_id>/rebuild")
@officer(Permission.DECIDE)
def trustee_rebuild(public_id: str, trustee_id: str) -> str:
    """Rebuild an absent trustee's key from opened envelopes, in this browser."""
    with database().reading() as db:
        found = own_election(db, public_id)
        holder = trustee.trustee(db, trustee_id)
        waiting = found.phase == Phase.CLOSED and tally.is_added(db, public_id)
    if holder.election != public_id or holder.threshold is None or holder.decrypted or not waiting:
        raise Refused(NOT_FOUND)
    urls = {
        "commitments": url_for("public.trustee_commitments", trustee_id=trustee_id),
        "record": url_for("public.archive", public_id=public_id),
        "rebuilt": url_for("office.trustee_rebuilt", public_id=public_id, trustee_id=trustee_id),
        "done": url_for("office.tally_page", public_id=public_id),
    }
    return render_template("office/rebuild.html", election=found, trustee=holder, urls=urls)


@blueprint.post("/elections/<public_id>/trustees/<trustee_id>/rebuilt")
@officer(Permission.DECIDE)
def trustee_rebuilt(public_id: str, trustee_id: str) -> Response:
    """Take the decryption that a rebuilt key made; two officers."""
    with database().reading() as db:
        own_election(db, public_id)
    said = {name: text for name, text in posted_json().items() if isinstance(text, str)}
    if not said.keys() >= {"hand_in", "shares", "second_name", "second_password"}:
        raise Refused(DECRYPTION_INVALID)
    shares = tuple(whole(number) for number in said["shares"].split())
    who = act_of_two(said["second_name"], said["second_password"])
    part = said["hand_in"].encode()
    take_part(
        who,
        trustee_id,
        lambda db: proving.prove_rebuilt_decryption(db, who, public_id, trustee_id, hand_in=part, shares=shares),
        lambda db: tally.give_rebuilt_decryption(db, who, public_id, trustee_id, hand_in=part, shares=shares),
    )
    say(gettext("The rebuilt key has decrypted its part. Its sheets are named in the minutes."))
    return jsonify(taken=True)


def _invite(public_id: str, form: InviteForm) -> TrusteeInvitation | None:
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            found, secret = trustee.invite(db, act(), public_id, name=form.name.data or "")
    except Refused as refused:
        show_refusal(form, refused)
        return None
    return _invitation(found.public_id, found.name, secret)


def _link(public_id: str, trustee_id: str) -> TrusteeInvitation:
    """The new link of a trustee of an earlier election."""
    with database().transaction() as db:
        own_election(db, public_id)
        name, secret = summons.make_link(db, act(), public_id, trustee_id)
    return _invitation(trustee_id, name, secret)


def _invitation(trustee_id: str, name: str, secret: str) -> TrusteeInvitation:
    page = absolute("public.trustee_page", trustee_id=trustee_id)
    return TrusteeInvitation(trustee_id=trustee_id, name=name, page=page, secret=secret)


@blueprint.post("/elections/<public_id>/trustees/<trustee_id>/invitation.pdf")
@officer(Permission.PREPARE)
def trustee_invitation(public_id: str, trustee_id: str) -> Response:
    """The invitation that was just made as a sheet; its secret comes from the page, for nobody else knows it."""
    form = TrusteeSheetForm()
    if not form.validate_on_submit():
        raise Refused(NOT_FOUND)
    secret, language = form.secret.data or "", form.language.data
    with database().reading() as db:
        found = own_election(db, public_id)
        holder = summons.need_link(db, public_id, trustee_id, secret)
    page = absolute("public.trustee_page", trustee_id=trustee_id)
    pdf = print_trustee_sheet(issuer(language), found, holder, address=page, secret=secret, now=now())
    return send_pdf(pdf, f"trustee-{trustee_id}.pdf")


@blueprint.post("/elections/<public_id>/office-key")
@officer(Permission.PREPARE)
def office_key(public_id: str) -> Response:
    """Keep the office's key, made and sealed in this officer's browser: its public half, and its key file."""
    said = {name: text for name, text in posted_json().items() if isinstance(text, str)}
    with database().reading() as db:
        own_election(db, public_id)
    if not said.keys() >= {"public_key", "sealed"}:
        raise Refused(KEY_INVALID)
    key, sealed, name = said["public_key"].encode(), said["sealed"].encode(), gettext("Office key")
    take(
        lambda _db: proved.try_key(key),
        lambda db: trustee.keep_office_key(db, act(), public_id, name=name, public_key=key, sealed=sealed),
    )
    say(gettext("The office key is made. Keep its passphrase: without it the votes cannot be counted."))
    return jsonify(kept=True)


def _remove(public_id: str) -> Response:
    with database().transaction() as db:
        own_election(db, public_id)
        trustee.remove(db, act(), public_id, request.form.get("trustee", ""))
    return redirect(url_for("office.trustees", public_id=public_id))
