"""Invitations of institutions, on paper and as mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.documents import invitation as invitation_paper
from app.papers.issuer import Issuer
from app.services.register import invitation as invitations
from app.signing.key_ring import key_ring
from ballots import token


def print_invitations(issuer: Issuer, invited: Sequence[invitations.Invited], now: datetime) -> bytes:
    """Invitations as PDF, a page each."""
    return invitation_paper.render_invitations(_papers(issuer, invited, now), issuer.wording)


def write_mails(
    issuer: Issuer, invited: Sequence[invitations.Invited], now: datetime
) -> tuple[tuple[invitations.Invited, str, str], ...]:
    """Invitations as mails: to whom, subject, body."""
    papers = _papers(issuer, invited, now)
    return tuple(
        (one, subject, body)
        for one, paper in zip(invited, papers, strict=True)
        for subject, body in [invitation_paper.write_mail(paper, issuer.wording)]
    )


def _papers(
    issuer: Issuer, invited: Sequence[invitations.Invited], now: datetime
) -> tuple[invitation_paper.Invitation, ...]:
    signer = key_ring(issuer.settings.keys, now).signing[token.Kind.INVITATION]
    return tuple(
        invitation_paper.Invitation(
            head=issuer.head(one.assembly), institution=issuer.say(one.institution.name),
            representative=issuer.say(one.institution.representative), until=one.until, dated=now,
            province=issuer.province(one.institution.province),
            link=f"{issuer.settings.public}/I/{invitations.sign(one, signer)}",
        )
        for one in invited
    )  # fmt: skip
