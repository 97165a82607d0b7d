"""Checking a letter, and the public keys with which anyone can check without this server."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import Response, render_template
from flask_babel import gettext

from app import keys as key_files
from app.access import anyone
from app.documents.authority import root_fingerprint
from app.forms.letter import LetterCheckForm
from app.house import database, house, now
from app.i18n import digits
from app.services import assembly as assemblies
from app.services import letter as letters_service
from app.services.act import Names
from app.views.public import blueprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A verdict as the page shows it."""

    status: str
    number: str | None = None
    date: datetime.date | None = None
    until: datetime.date | None = None
    institution: Names | None = None
    seat: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key as the page shows it."""

    number: int
    kind: str
    public_key: str
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The authority that signs documents."""

    name: str
    fingerprint: str
    until: datetime.date | None
    address: str


@blueprint.route("/letters", methods=["GET", "POST"])
@anyone
def letters() -> str:
    """Type the code of a letter and learn what it is worth."""
    form = LetterCheckForm()
    verdict = _verdict(form.code.data or "") if form.validate_on_submit() else None
    return render_template("public/letter_check.html", form=form, verdict=verdict)


@blueprint.get("/L/<token>")
@anyone
def letter(token: str) -> str:
    """Where the QR code of a letter leads."""
    return render_template("public/letter_check.html", form=LetterCheckForm(formdata=None), verdict=_verdict(token))


@blueprint.get("/keys")
@anyone
def keys() -> str:
    """The public keys of this installation."""
    signing = [
        Key(number=number, kind=kind, public_key=key.public_bytes_raw().hex())
        for number, key in sorted(house().ring.public.items())
        for kind in ("slip", "letter")
    ]
    with database().reading() as db:
        every = assemblies.assemblies(db)
    certificate = _certificate(every[0].name.fa) if every else None
    return render_template("public/keys.html", keys=signing, certificate=certificate)


@blueprint.get("/authority.pem")
@anyone
def authority() -> Response:
    """The certificate of the authority, to be trusted by PDF readers."""
    with database().reading() as db:
        every = assemblies.assemblies(db)
    found, _ = key_files.authority(house().settings.keys, every[0].name.fa if every else "Majma", now())
    return Response(found.root_certificate, mimetype="application/x-pem-file")


def _certificate(organisation: str) -> Certificate:
    found, _ = key_files.authority(house().settings.keys, organisation, now())
    return Certificate(
        name=organisation, fingerprint=root_fingerprint(found.root_certificate), until=None, address="/authority.pem"
    )


def _verdict(text: str) -> Verdict:
    with database().reading() as db:
        found = letters_service.check_letter(db, text, house().ring.public, now())
    if found.letter is None:
        return Verdict(status=found.state)
    return Verdict(
        status=found.state, number=found.letter.number, date=found.letter.dated, until=found.letter.until,
        institution=found.letter.institution.name, seat=gettext("Seat %(number)s", number=digits(found.letter.rank)),
    )  # fmt: skip
