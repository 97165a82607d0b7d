"""Acts that wait for a second officer: asked for on any page of an act of two, answered here on an own screen."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response as Plain
from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.waiting import ConfirmForm, DeclineForm
from app.services.accounts import officer as officers
from app.services.accounts import passkey as passkeys
from app.services.accounts import sign_in as sign_ins
from app.services.accounts.officer import OfficerValue
from app.services.accounts.passkey import PASSKEY_FAILED
from app.services.accounts.sign_in import Door
from app.services.acts import waiting
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.waiting import WaitingValue
from app.services.election import election as elections
from app.services.voting import booth_stop
from app.services.voting.booth_stop import BoothStopValue
from app.services.whole import two_person
from app.states.officer import Permission
from app.states.waiting import WaitingState
from app.views.account import entry
from app.views.office import blueprint
from app.views.office.act import counted_of, facts_of
from app.views.office.opening import checks_of
from app.views.office.poll import closing_of
from app.views.office.tasks import next_act
from app.web.access import current_officer, officer
from app.web.filters import name
from app.web.installation import Session, act, database, now, party
from app.web.reply import say, show_refusal
from app.web.waiting import Asking, asked_of, carry_out


@blueprint.app_errorhandler(Asking)
def ask(asking: Asking) -> Response:
    """Keep what was sent until a colleague confirms it, and show the officer that it waits."""
    values = request.view_args or {}
    found = two_person.done_on(request.endpoint or "", str(values.get("code", "")))
    if found is None:
        raise Refused(NOT_FOUND)
    asked = asked_of(asking, found.code, values.get("public_id"))
    with database().transaction() as db:
        kept = waiting.ask(db, act(), current_officer().assembly_id, asked)
    return redirect(url_for("office.waiting_act", key=kept.key))


@blueprint.get("/waiting")
@officer(Permission.LOOK)
def waiting_list() -> str:
    """What waits for this officer, and what became of what the officer asked for."""
    me = current_officer()
    with database().reading() as db:
        for_me = waiting.waiting_for(db, me.assembly_id, me.username, now())
        mine = waiting.asked_by(db, me.assembly_id, me.username, now())
    return render_template("office/waiting_list.html", for_me=for_me, mine=mine, title_of=title_of)


@blueprint.get("/waiting/notice")
@officer(Permission.LOOK)
def waiting_notice() -> str:
    """The notice that every page of the office begins with; the page's script asks for it again and again."""
    return render_template("office/waiting_notice.html", notice=_present_notice(), title_of=title_of)


@blueprint.get("/waiting/<key>")
@officer(Permission.LOOK)
def waiting_act(key: str) -> str:
    """What will happen when this act is confirmed, and what became of it."""
    return _page(_found(key))


@blueprint.post("/waiting/<key>/challenge")
@officer(Permission.LOOK)
def waiting_challenge(key: str) -> Plain:
    """What the browser needs to confirm this act, and nothing else, with a passkey."""
    return entry.ask(passkeys.request_options, about=_about(_found(key)))


@blueprint.post("/waiting/<key>/confirm")
@officer(Permission.LOOK)
def waiting_confirm(key: str) -> str | Response:
    """Confirm an act with the own passkey or password; it is carried out at once."""
    found, form = _found(key), ConfirmForm()
    answered = bool(request.form.get("answer"))
    if not answered and not form.validate_on_submit():
        return _page(found, confirm=form)
    try:
        second = _proved_by_passkey(found) if answered else _proved_by_password(form)
        with database().transaction() as db:
            found = waiting.confirm(db, act(), second.assembly_id, key)
            first = next(one for one in officers.officers(db, found.assembly_id) if one.username == found.asker)
    except Refused as refused:
        show_refusal(form, refused, "password" if refused.why.field else None)
        return _page(_found(key), confirm=form)
    _carry_out(found, first, second)
    return redirect(url_for("office.waiting_act", key=key))


@blueprint.post("/waiting/<key>/decline")
@officer(Permission.LOOK)
def waiting_decline(key: str) -> str | Response:
    """Do not confirm, with a reason that the first officer reads."""
    found, form = _found(key), DeclineForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                waiting.decline(db, act(), found.assembly_id, key, reason=form.reason.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("You have declined. Nothing was done; your colleague reads the reason."))
            return redirect(url_for("office.waiting_act", key=key))
    return _page(_found(key), decline=form)


@blueprint.post("/waiting/<key>/take-back")
@officer(Permission.LOOK)
def waiting_take_back(key: str) -> str | Response:
    """Ask no longer."""
    form = ConfirmForm(formdata=None)
    try:
        with database().transaction() as db:
            waiting.take_back(db, act(), current_officer().assembly_id, key)
    except Refused as refused:
        show_refusal(form, refused)
        return _page(_found(key), confirm=form)
    say(gettext("You have taken it back. Nothing was done."))
    return redirect(url_for("office.waiting_act", key=key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What every page of the office begins with: the acts that wait for this officer, and booths that stopped."""

    acts: tuple[WaitingValue, ...]
    stops: tuple[BoothStopValue, ...]


def _present_notice() -> Notice:
    me = current_officer()
    with database().reading() as db:
        acts = waiting.waiting_for(db, me.assembly_id, me.username, now())
        return Notice(acts=acts, stops=booth_stop.unseen(db, me.assembly_id))


@blueprint.app_context_processor
def _notice() -> dict[str, object]:
    """What the frame of every page of the office begins with; asked for only where the page has that frame."""
    return {"present_notice": lambda: (_present_notice(), title_of)}


def title_of(one: WaitingValue) -> str:
    """What the act is called."""
    found = two_person.act_of_code(one.code)
    return str(gettext(found.title)) if found else one.code


def _carry_out(found: WaitingValue, first: OfficerValue, second: OfficerValue) -> None:
    """Send it once more in both names, and note what came of it."""
    outcome = carry_out(found, first, second)
    with database().transaction() as db:
        waiting.settle(db, found.key, refused=outcome.refused)
    for message in outcome.said:
        say(message)


def _found(key: str) -> WaitingValue:
    with database().reading() as db:
        return waiting.waiting_act(db, current_officer().assembly_id, key, now())


def _about(found: WaitingValue) -> str:
    return f"waiting|{found.key}|{found.digest}"


def _proved_by_passkey(found: WaitingValue) -> OfficerValue:
    """The officer of this request, whose passkey has signed for this act."""
    answered = entry.answer(about=_about(found))
    with database().transaction() as db:
        holder = passkeys.by_passkey(db, Door.OFFICER, answered, now())
    if not isinstance(holder, OfficerValue) or holder.id != current_officer().id:
        raise Refused(PASSKEY_FAILED)
    return holder


def _proved_by_password(form: ConfirmForm) -> OfficerValue:
    me = current_officer()
    sign_ins.prove(database(), me, form.password.data or "", now())
    return me


def _page(found: WaitingValue, confirm: ConfirmForm | None = None, decline: DeclineForm | None = None) -> str:
    me, listed = current_officer(), two_person.act_of_code(found.code)
    with database().reading() as db:
        election = None if found.election is None else elections.election(db, found.election)
        facts = _facts(db, election, found)
        checks = () if election is None else checks_of(db, election, found.code)
        following = next_act(db, election) if election is not None and found.state == WaitingState.DONE else None
        counted = None if election is None else counted_of(db, election, found.code)
        closing = closing_of(db, found) if found.state == WaitingState.WAITING else None
        may = found.key in {one.key for one in waiting.waiting_for(db, me.assembly_id, me.username, now())}
    return render_template(
        "office/waiting.html", waiting=found, title=title_of(found), election=election, facts=facts, result=counted,
        checks=checks, act=following, closing=closing,
        lines=[gettext(line) for line in (listed.lines if listed else ())], is_mine=found.asker == me.username,
        waits=found.state == WaitingState.WAITING, may=may, confirm=confirm or ConfirmForm(formdata=None),
        decline=decline or DeclineForm(formdata=None), party=party(), texts=entry.texts(),
    )  # fmt: skip


def _facts(db: Session, election: elections.ElectionValue | None, found: WaitingValue) -> list[tuple[str, str]]:
    """What the first officer saw on the page, as it is now."""
    if election is None:
        return []
    return [(gettext("Election"), name(election.title)), *facts_of(db, election, found.code)]
