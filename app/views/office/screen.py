"""The console of the screens: what they show now, and one touch for something else."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.screen import MessageForm, NetworkForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import screen as screens
from app.services.election import election as elections
from app.states.officer import Permission
from app.states.screen import HallPicture
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import Session, database
from app.web.posted import number, whole
from app.web.reply import show_refusal
from app.web.zones import absolute

_DIGITS = frozenset("0123456789")


@blueprint.route("/sessions/<int:session_id>/screens", methods=["GET", "POST"], endpoint="screens")
@officer(Permission.PRESIDE)
def screens_page(session_id: int) -> str | Response:
    """The pictures that may be shown now, on all screens or on the one that the address names."""
    chosen = min(max(number(request.args, "screen", screens.HALL), screens.HALL), screens.MOST_SCREENS)
    form, network = MessageForm(), NetworkForm()
    forms: dict[str, FlaskForm] = {"message": form, "network": network}
    typed = forms.get(request.form.get("act", ""))
    if request.method == "POST" and (typed is None or typed.validate()):
        try:
            with database().transaction() as db:
                own_session(db, session_id)
                _do(db, session_id, chosen, form, network)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(url_for("office.screens", session_id=session_id, screen=chosen or None))
    return _page(session_id, chosen, form, network if typed is network else None)


def _page(session_id: int, chosen: int, form: MessageForm, network: NetworkForm | None) -> str:
    with database().reading() as db:
        found, shown = own_session(db, session_id), screens.screen(db, session_id, chosen)
        mine = elections.elections(db, session_ids=[session_id])
        about = next((one for one in mine if one.public_id == shown.election), None)
    where = {"slug": found.assembly.address, "session_number": found.number, "screen_number": chosen}
    return render_template(
        "office/screens.html", session=found, screen=shown, about=about, elections=mine, form=form,
        network=network or NetworkForm(
            formdata=None, network=shown.network, network_password=shown.network_password
        ),
        offered=[one for one in HallPicture if screens.may_show(about.phase if about else None, one)],
        address=absolute("public.screen", **where), most=screens.MOST_SCREENS,
    )  # fmt: skip


def _do(db: Session, session_id: int, chosen: int, form: MessageForm, network: NetworkForm) -> None:
    """What the pressed button says: `show:agenda`, `about:ID`, `next:2`, `ball:3:7`, `back:4`, `follow`, `message`,
    `network`."""
    named, _, rest = request.form.get("act", "").partition(":")
    seen, _, digit = rest.partition(":")
    shown = screens.screen(db, session_id, chosen)
    if named == "show" and rest in frozenset(HallPicture):
        screens.show(db, session_id, HallPicture(rest), number=chosen, election=shown.election)
    elif named == "about":
        screens.show(db, session_id, HallPicture.WELCOME, number=chosen, election=rest)
    elif named == "message":
        screens.show(
            db, session_id, HallPicture.MESSAGE, number=chosen, election=shown.election, message=form.message.data or ""
        )
    elif named == "network":
        name, password = network.network.data, network.network_password.data
        screens.name_network(db, session_id, name or "", password or "")
    elif named == "next":
        screens.next_seat(db, session_id, seen=whole(rest), number=chosen)
    elif named == "ball" and digit in _DIGITS:
        screens.show_ball(db, session_id, digit, seen=whole(seen), number=chosen)
    elif named == "back":
        screens.show_ball(db, session_id, "", seen=whole(rest), number=chosen)
    elif named == "follow":
        screens.follow(db, session_id, chosen)
    else:
        raise Refused(NOT_FOUND)
