"""The receipt of an objection in one language, from what the services know."""

from __future__ import annotations

from app.documents import objection as objection_paper
from app.papers.issuer import Issuer
from app.services.count.objection import ObjectionValue
from app.services.election.election import ElectionValue


def objection_receipt(issuer: Issuer, found: ElectionValue, value: ObjectionValue) -> objection_paper.ObjectionReceipt:
    """What the receipt says."""
    return objection_paper.ObjectionReceipt(
        head=issuer.head_of(found), election=issuer.say(found.title), number=value.number,
        receipt=value.receipt, who=issuer.say(value.institution) if value.institution else value.person,
        received=value.received, entered=value.entered, text=value.text,
        until=found.objections_until or value.received,
        address=f"{issuer.settings.address_of('public')}/elections/{found.public_id}/objections",
    )  # fmt: skip
