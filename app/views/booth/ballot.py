"""What the booth's scripts ask: is this slip good, take this ballot, note that it is opened for a test; and what they
tell: why the booth stopped."""

from __future__ import annotations

from flask import Response, current_app, jsonify, make_response

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.voting import ballot, booth_stop, paper_entry, slip_shown
from app.services.voting import challenge as challenges
from app.services.voting.challenge import BALLOT_INVALID
from app.services.voting.slip import CREDENTIAL_UNKNOWN, SLIP_FORGED, SLIP_USED
from app.states.booth import BoothFault
from app.views.booth import blueprint
from app.web.access import anyone
from app.web.installation import act_of, address, database, installation, now
from app.web.posted import posted_json

MOST_CREDENTIAL = 700


@blueprint.post("/B/<public_id>/slip", endpoint="slip")
@anyone
def look_at_slip(public_id: str) -> Response:
    """Say whether a slip may vote now. Only its public half comes here, and a proof that its secret is held."""
    public, token, proof = _posted("credential"), posted_json().get("token"), posted_json().get("proof")
    if not isinstance(token, str | None):
        raise Refused(SLIP_FORGED)
    if not (public.isascii() and public.isdigit() and len(public) < MOST_CREDENTIAL):
        raise Refused(CREDENTIAL_UNKNOWN)
    shown = slip_shown.ShownSlip(text=token, public=public, proof=proof)
    door, keys = installation().door, installation().ring.public
    try:
        with door.counting(address()), database().reading() as db:
            slip_shown.check_slip(db, public_id, shown, keys=keys, now=now())
    except Refused as refused:
        return _refused(refused, public_id, public)
    door.prepare()
    return jsonify(state="ready")


@blueprint.post("/B/<public_id>/ballot")
@anyone
def cast(public_id: str) -> Response:
    """Check a ballot strictly, then put it on the board; the receipt is shown only when that is durable."""
    data = _posted("ballot").encode()
    try:
        with installation().door.counting(address()):
            given = _cast(public_id, data)
    except Refused as refused:
        if refused.why is not SLIP_USED:
            raise
        with database().reading() as db:
            public = ballot.caster(db, public_id, data)
        return _refused(refused, public_id, public)
    return jsonify(tracker=given.tracker, repeated=given.repeated, receipt=given.signed)


def _cast(public_id: str, data: bytes) -> ballot.Receipt:
    signer, door = installation().signer, installation().door
    with database().reading() as db:
        met = ballot.meet(db, public_id, data, signer=signer, device=_device())
    if isinstance(met, ballot.Receipt):
        return met
    checked = door.check(met)
    desk = posted_json().get("desk")
    with database().transaction() as db:
        if isinstance(desk, str):  # two officers entered a paper, and theirs is the same ballot as any other
            return paper_entry.cast(db, act_of(), public_id, checked, desk, signer=signer)
        return ballot.cast(db, public_id, checked, signer=signer)


def _refused(refused: Refused, public_id: str, public: str) -> Response:
    """A used slip leads its holder, who proves to be it, to its vote: a lost receipt is no lost vote.

    Refused: whatever else it was.
    """
    if refused.why is not SLIP_USED:
        raise refused
    with database().reading() as db:
        found = ballot.recorded(db, public_id, public, posted_json().get("proof"), signer=installation().signer)
    answer = make_response(current_app.handle_user_exception(refused))
    if found is not None:
        said: dict[str, object] = answer.get_json()
        answer.set_data(current_app.json.dumps({**said, "tracker": found.tracker, "receipt": found.signed}))
    return answer


@blueprint.post("/B/<public_id>/challenge")
@anyone
def challenge(public_id: str) -> Response:
    """Note that a ballot is opened for a test: only after this answer does the booth show how it opens."""
    door = installation().door
    with door.counting(address()):
        data, lock = _posted("ballot").encode(), _posted("lock")
        with database().reading() as db:
            met = ballot.meet(db, public_id, data, signer=installation().signer, device=_device())
        if isinstance(met, ballot.Receipt):
            raise Refused(SLIP_USED)
        checked = door.check(met)
        with database().transaction() as db:
            tracker = challenges.record(db, public_id, checked, lock=lock)
    return jsonify(tracker=tracker)


@blueprint.post("/B/<public_id>/stopped")
@anyone
def stopped(public_id: str) -> Response:
    """Hear from a tablet why it takes no vote."""
    said = posted_json().get("fault")
    if said not in list(BoothFault):
        raise Refused(NOT_FOUND)
    fault, here = BoothFault(str(said)), now()
    with database().reading() as db:
        is_news = booth_stop.is_news(db, public_id, fault, here)
    if is_news:
        with database().transaction() as db:
            booth_stop.report(db, public_id, fault, here)
    return jsonify(state="noted")


def _posted(name: str) -> str:
    text = posted_json().get(name)
    if not isinstance(text, str):
        raise Refused(BALLOT_INVALID)
    return text


def _device() -> str:
    """By what an enrolled tablet shows that it may cast; "" from any other device."""
    text = posted_json().get("device")
    return text if isinstance(text, str) else ""
