"""The public keys with which anyone can check slips, invitations and letters without this server."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, render_template, url_for

from app.language.dates import in_tehran
from app.language.names import Names
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register import assembly as assemblies
from app.services.voting import slip_batch
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import Session, database, installation, now
from ballots.token import encode_public_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key as the page shows it; `election` is the title of the only election whose slips it signs."""

    number: int
    kind: str
    public_key: str
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    election: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """An authority that signs documents, or one that did (`over`)."""

    name: str
    fingerprint: str
    until: datetime.date
    address: str
    over: bool


@blueprint.get("/keys")
@anyone
def keys() -> str:
    """The public keys of this installation and of credential officers, those in use first."""
    with database().reading() as db:
        every = assemblies.assemblies(db)
        shown = [*_own(), *_of_officers(db)]
    certificates = list(_certificates(every[0].name.fa)) if every else []
    order = sorted(shown, key=lambda one: (one.until is not None and one.until <= now(), one.election is not None))
    return render_template("public/keys.html", keys=order, certificates=certificates, now=now())


@blueprint.get("/keys.txt")
@anyone
def key_file() -> Response:
    """The same keys for a program: a line for each, as `python -m ballots token --keys` reads them."""
    with database().reading() as db:
        officers = {one.key_id: one.key for one in slip_batch.officer_keys(db)}
    return Response(encode_public_keys({**officers, **installation().ring.public}), mimetype="text/plain")


@blueprint.get("/authority.pem")
@anyone
def authority() -> Response:
    """The certificate of the authority, to be trusted by PDF readers. Refused: not-found before anything is founded."""
    with database().reading() as db:
        every = assemblies.assemblies(db)
    if not every:
        raise Refused(NOT_FOUND)
    root, *_ = installation().roots(every[0].name.fa)
    return Response(root.pem, mimetype="application/x-pem-file")


@blueprint.get("/authority-<mark>.pem")
@anyone
def earlier_authority(mark: str) -> Response:
    """The certificate of an authority of before, by the beginning of its fingerprint. Refused: not-found."""
    with database().reading() as db:
        every = assemblies.assemblies(db)
    found = [one for one in (installation().roots(every[0].name.fa) if every else ()) if _mark(one.fingerprint) == mark]
    if not found:
        raise Refused(NOT_FOUND)
    return Response(found[0].pem, mimetype="application/x-pem-file")


def _own() -> Iterator[Key]:
    for one in installation().ring.published:
        yield Key(
            number=one.key_id, kind=one.kind.name.lower(), public_key=one.public.public_bytes_raw().hex(),
            since=one.since, until=one.until,
        )  # fmt: skip


def _of_officers(db: Session) -> Iterator[Key]:
    for one in slip_batch.officer_keys(db):
        yield Key(
            number=one.key_id, kind="slip", public_key=one.key.public.public_bytes_raw().hex(), since=one.since,
            until=one.until, election=one.title,
        )  # fmt: skip


def _certificates(organisation: str) -> Iterator[Certificate]:
    for number, root in enumerate(installation().roots(organisation)):
        earlier = url_for("public.earlier_authority", mark=_mark(root.fingerprint))
        yield Certificate(
            name=root.name, fingerprint=root.fingerprint, until=in_tehran(root.ends).date(),
            address=earlier if number else url_for("public.authority"), over=number > 0,
        )  # fmt: skip


def _mark(fingerprint: str) -> str:
    return fingerprint[:12].lower()
