"""The key pages of a trustee. The secret of the invitation stays in the address' fragment and comes only in posts."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for

from app.access import anyone
from app.house import act, database, house
from app.services import election as elections
from app.services import tally, trustee
from app.services.act import Refused
from app.views.posted import posted_json, whole
from app.views.public import blueprint

_ACTS = ("key", "test", "check", "backup", "decryption")


@blueprint.get("/trustees/<trustee_id>")
@anyone
def trustee_page(trustee_id: str) -> str:
    """Make the key and its backup, check the kept file, or decrypt the sums."""
    with database().reading() as db:
        found = trustee.trustee(db, trustee_id)
        election = elections.election(db, found.election)
        public_key = trustee.public_number(db, trustee_id)
        others = [one.name for one in trustee.trustees(db, found.election) if one.public_id != trustee_id]
    urls: dict[str, str | None] = {act: url_for(f"public.trustee_{act}", trustee_id=trustee_id) for act in _ACTS}
    urls["election"] = url_for("public.definition", public_id=found.election)
    urls["encrypted_tally"] = _tally_address(election)
    urls["share"] = house().settings.address + url_for("public.trustee_share", trustee_id=trustee_id)
    return render_template(
        "public/trustee.html", trustee=found, election=election, assembly=election.session.assembly,
        public_key=public_key, urls=urls, others=others,
    )  # fmt: skip


@blueprint.post("/trustees/<trustee_id>/key")
@anyone
def trustee_key(trustee_id: str) -> Response:
    """Take the public key."""
    posted = _posted("secret", "public_key")
    with database().transaction() as db:
        found = trustee.give_key(
            db, act(), trustee_id, secret=posted["secret"], public_key=posted["public_key"].encode()
        )
    return jsonify(key_print=found.key_print)


@blueprint.post("/trustees/<trustee_id>/test")
@anyone
def trustee_test(trustee_id: str) -> Response:
    """Give a nonce for the kept key to answer."""
    posted = _posted("secret")
    with database().transaction() as db:
        nonce = trustee.begin_test(db, act(), trustee_id, secret=posted["secret"])
    return jsonify(nonce=nonce)


@blueprint.post("/trustees/<trustee_id>/check")
@anyone
def trustee_check(trustee_id: str) -> Response:
    """Take the proof that the kept key made over the nonce."""
    posted = _posted("secret", "answer")
    with database().transaction() as db:
        trustee.pass_test(db, act(), trustee_id, secret=posted["secret"], answer=posted["answer"].encode())
    return jsonify(checked=True)


@blueprint.post("/trustees/<trustee_id>/backup")
@anyone
def trustee_backup(trustee_id: str) -> Response:
    """Take the commitments of a backup; its shares are on paper only."""
    posted = _posted("secret", "commitments", "shares")
    shares = whole(posted["shares"])
    with database().transaction() as db:
        found = trustee.give_backup(
            db, act(), trustee_id, secret=posted["secret"], commitments=posted["commitments"].encode(), shares=shares
        )
    return jsonify(threshold=found.threshold, shares=found.shares)


@blueprint.get("/trustees/<trustee_id>/commitments.json")
@anyone
def trustee_commitments(trustee_id: str) -> Response:
    """The commitments, with which anyone checks a share."""
    with database().reading() as db:
        return Response(trustee.commitments(db, trustee_id), mimetype="application/json")


@blueprint.get("/trustees/<trustee_id>/share")
@anyone
def trustee_share(trustee_id: str) -> str:
    """Check a backup share; it stays in the browser."""
    with database().reading() as db:
        found = trustee.trustee(db, trustee_id)
        election = elections.election(db, found.election)
    return render_template(
        "public/share.html", trustee=found, election=election, assembly=election.session.assembly,
        commitments=url_for("public.trustee_commitments", trustee_id=trustee_id) if found.threshold else None,
    )  # fmt: skip


@blueprint.post("/trustees/<trustee_id>/decryption")
@anyone
def trustee_decryption(trustee_id: str) -> Response:
    """Take the decryption of the sums."""
    posted = _posted("secret", "decryption")
    with database().transaction() as db:
        tally.give_decryption(db, act(), trustee_id, secret=posted["secret"], decryption=posted["decryption"].encode())
    return jsonify(taken=True)


@blueprint.get("/elections/<public_id>/encrypted-tally.json")
@anyone
def encrypted_tally(public_id: str) -> Response:
    """The encrypted sums, byte for byte as on the board."""
    with database().reading() as db:
        return Response(tally.encrypted_tally(db, public_id), mimetype="application/json")


def _tally_address(election: elections.ElectionValue) -> str | None:
    with database().reading() as db:
        waiting = election.phase == "closed" and tally.is_added(db, election.public_id)
    return url_for("public.encrypted_tally", public_id=election.public_id) if waiting else None


def _posted(*names: str) -> dict[str, str]:
    said = posted_json()
    texts = {name: text for name in names if isinstance(text := said.get(name), str)}
    if len(texts) < len(names):
        raise Refused("key-invalid")
    return texts
