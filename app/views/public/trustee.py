"""The key pages of a trustee. The secret of the invitation stays in the address' fragment and comes only in posts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Response, jsonify, render_template, url_for

from app.services.acts.refusal import Refused
from app.services.count import proving, tally
from app.services.election import election as elections
from app.services.voting import key_backup, key_test, reserve_key, slip, trustee, unfreezing
from app.services.voting.trustee import KEY_INVALID, TrusteeValue
from app.states.phase import EARLY, POLLING, UNTIL_CLOSED, Phase
from app.views.public import blueprint
from app.web.access import anyone
from app.web.hand_in import take, take_part
from app.web.i18n import locale_code
from app.web.installation import Session, act, database, installation
from app.web.kept_page import kept_page
from app.web.posted import posted_json, whole
from app.web.zones import absolute

_ACTS = ("key", "reserve", "test", "check", "backup", "decryption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """One backup, for the page that tests a sheet: of the key (reserve 0) or of a reserve key, and who has tested."""

    reserve: int
    address: str
    shares: int
    seen: tuple[int, ...]


@blueprint.get("/trustees/<trustee_id>")
@anyone
def trustee_page(trustee_id: str) -> str:
    """Make the key and its backup, find it in the sealed set-up, or decrypt the sums."""
    with database().reading() as db:
        found = trustee.trustee(db, trustee_id)
        election = elections.election(db, found.election)
        public_key = trustee.public_number(db, trustee_id)
        others = [one.name for one in trustee.trustees(db, found.election) if one.public_id != trustee_id]
        task = _task(db, found, election)
        at_hand = trustee.reserves_at_hand(db, trustee_id) if task == "make" else ()
    urls = {act: url_for(f"public.trustee_{act}", trustee_id=trustee_id) for act in _ACTS}
    urls["record"] = url_for("public.archive", public_id=found.election)
    urls["share"] = absolute("public.trustee_share", trustee_id=trustee_id)
    return render_template(
        "public/trustee.html", trustee=found, election=election, assembly=election.session.assembly, task=task,
        public_key=public_key, urls=urls, others=others, most_reserves=reserve_key.MOST, at_hand=at_hand,
        may_backup=election.phase in UNTIL_CLOSED,
    )  # fmt: skip


def _task(db: Session, found: TrusteeValue, election: elections.ElectionValue) -> str:
    """What the trustee does next: removed, make, keep, test, wait, decrypt, done, or over."""
    if found.removed_reason is not None:
        return "removed"
    if not found.has_key:
        return "make" if election.phase in EARLY else "over"
    if found.decrypted:
        return "done"
    if election.phase == Phase.CLOSED:
        return "decrypt" if tally.is_added(db, election.public_id) else "wait"
    if election.phase in POLLING and slip.counts(db, election.public_id).sealed:
        return "test"
    return "keep" if election.phase in UNTIL_CLOSED else "over"


@blueprint.get("/trustee.html")
@anyone
def trustee_file() -> Response:
    """The page that a trustee keeps: everything in it, in each language the same bytes from every installation."""
    name = f"majma-trustee-{locale_code()}.html"
    return kept_page("public/trustee_file.html", name, most_reserves=reserve_key.MOST)


@blueprint.post("/trustees/<trustee_id>/key")
@anyone
def trustee_key(trustee_id: str) -> Response:
    """Take the public key; the answer is the board's receipt for it."""
    posted = _posted("secret", "public_key")
    secret, public_key = posted["secret"], posted["public_key"].encode()
    found = take(
        lambda db: trustee.prove_key(db, trustee_id, secret=secret, public_key=public_key),
        lambda db: trustee.give_key(db, act(), trustee_id, secret=secret, public_key=public_key),
    )
    with database().reading() as db:
        board_name, key = unfreezing.present_board(db, found.election)[1], trustee.need_public_key(db, trustee_id)
    receipt = installation().signer.key_receipt(board_name, found.name, key)
    return jsonify(key_print=found.key_print, receipt=receipt)


@blueprint.post("/trustees/<trustee_id>/reserve")
@anyone
def trustee_reserve(trustee_id: str) -> Response:
    """Take the public half of a reserve key."""
    posted = _posted("secret", "number", "public_key")
    number, secret, public_key = whole(posted["number"]), posted["secret"], posted["public_key"].encode()
    found = take(
        lambda db: trustee.prove_key(db, trustee_id, secret=secret, public_key=public_key),
        lambda db: reserve_key.give_reserve(db, act(), trustee_id, number=number, secret=secret, public_key=public_key),
    )
    return jsonify(reserves=len(found.reserves))


@blueprint.post("/trustees/<trustee_id>/test")
@anyone
def trustee_test(trustee_id: str) -> Response:
    """Give a nonce for the kept key to answer."""
    secret = _posted("secret")["secret"]
    nonce = take(
        lambda db: key_test.need_trustee(db, trustee_id, secret=secret),
        lambda db: key_test.begin_test(db, act(), trustee_id, secret=secret),
    )
    return jsonify(nonce=nonce)


@blueprint.post("/trustees/<trustee_id>/check")
@anyone
def trustee_check(trustee_id: str) -> Response:
    """Take the proof that the kept key made over the nonce."""
    posted = _posted("secret", "answer")
    secret, answer = posted["secret"], posted["answer"].encode()
    take(
        lambda db: key_test.prove_answer(db, trustee_id, secret=secret, answer=answer),
        lambda db: key_test.pass_test(db, act(), trustee_id, secret=secret, answer=answer),
    )
    return jsonify(checked=True)


@blueprint.post("/trustees/<trustee_id>/backup")
@anyone
def trustee_backup(trustee_id: str) -> Response:
    """Take the commitments of a backup, of the reserve of a number or of "any" key; its shares are on paper only."""
    posted = _posted("secret", "commitments", "shares")
    shares, said = whole(posted["shares"]), str(posted_json().get("reserve", ""))
    reserve = None if said == "any" else whole(said)
    secret, commitments = posted["secret"], posted["commitments"].encode()
    take(
        lambda db: key_backup.prove_backup(db, trustee_id, secret=secret, commitments=commitments),
        lambda db: key_backup.give_backup(
            db, act(), trustee_id, secret=secret, commitments=commitments, shares=shares, reserve=reserve
        ),
    )
    return jsonify(taken=True)


@blueprint.get("/trustees/<trustee_id>/commitments.json", defaults={"reserve": 0})
@blueprint.get("/trustees/<trustee_id>/reserve-<int:reserve>/commitments.json")
@anyone
def trustee_commitments(trustee_id: str, reserve: int) -> Response:
    """The commitments of the key's backup, or of a reserve key's, with which anyone checks a share."""
    with database().reading() as db:
        return Response(key_backup.commitments(db, trustee_id, reserve), mimetype="application/json")


@blueprint.get("/trustees/<trustee_id>/share")
@anyone
def trustee_share(trustee_id: str) -> str:
    """Test a backup sheet; it stays in the browser, and only the proof that it was seen whole is sent."""
    with database().reading() as db:
        found = trustee.trustee(db, trustee_id)
        election = elections.election(db, found.election)
    return render_template(
        "public/share.html", trustee=found, election=election, assembly=election.session.assembly,
        backups=_backups(found), sheet=url_for("public.trustee_sheet", trustee_id=trustee_id),
    )  # fmt: skip


def _backups(found: TrusteeValue) -> list[Sheets]:
    """The backups that were made, of the key and of each reserve key."""
    held = [(0, found.shares, found.shares_seen)]
    held += [(one.number, one.shares, one.shares_seen) for one in found.reserves]
    address = partial(url_for, "public.trustee_commitments", trustee_id=found.public_id)
    return [
        Sheets(reserve=number, address=address(reserve=number), shares=shares, seen=seen)
        for number, shares, seen in held
        if shares
    ]


@blueprint.post("/trustees/<trustee_id>/sheet")
@anyone
def trustee_sheet(trustee_id: str) -> Response:
    """Note that the holder of a sheet has tested it; the proof tells nothing of the sheet."""
    posted = _posted("proof")
    proof = posted["proof"].encode()
    number = take(
        lambda db: key_backup.prove_sheet(db, trustee_id, proof=proof),
        lambda db: key_backup.see_sheet(db, act(), trustee_id, proof=proof),
    )
    return jsonify(number=number)


@blueprint.post("/trustees/<trustee_id>/decryption")
@anyone
def trustee_decryption(trustee_id: str) -> Response:
    """Take what the trustee hands in: the decryption of the sums, and its binding."""
    posted = _posted("secret", "hand_in")
    who = act()
    secret, hand_in = posted["secret"], posted["hand_in"].encode()
    take_part(
        who, trustee_id, lambda db: proving.prove_decryption(db, trustee_id, secret=secret, hand_in=hand_in),
        lambda db: tally.give_decryption(db, who, trustee_id, secret=secret, hand_in=hand_in),
    )  # fmt: skip
    return jsonify(taken=True)


def _posted(*names: str) -> dict[str, str]:
    said = posted_json()
    texts = {name: text for name in names if isinstance(text := said.get(name), str)}
    if len(texts) < len(names):
        raise Refused(KEY_INVALID)
    return texts
