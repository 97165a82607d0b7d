"""The sheet that invites a trustee, from the election and the link that was just made."""

from __future__ import annotations

from datetime import datetime

from app.documents.trustee_sheet import TrusteeSheet, render_trustee_sheet
from app.papers.issuer import Issuer
from app.services.election.election import ElectionValue
from app.services.voting.trustee import TrusteeValue


def print_trustee_sheet(
    issuer: Issuer, election: ElectionValue, trustee: TrusteeValue, *, address: str, secret: str, now: datetime
) -> bytes:
    """The sheet as PDF; `address` and `secret` are the two halves of the trustee's link."""
    session = election.session
    sheet = TrusteeSheet(
        head=issuer.head_of(election),
        election=issuer.say(election.title),
        name=trustee.name,
        held_on=session.held_on,
        begins=session.begins,
        place=issuer.say(session.place),
        address=address,
        secret=secret,
        dated=now,
    )
    return render_trustee_sheet(sheet, issuer.wording)
