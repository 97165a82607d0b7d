"""Invitations to make an account, a page each: to whom, the steps in plain words, the link as a code and as text.

The link lets its holder make the account of one institution: nothing here keeps or logs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.merging import merge_pdfs
from app.documents.pdf import make_part
from app.documents.qr import MASK, encode_qr
from app.language.dates import with_clock
from app.language.wording import Wording

PAGES_PER_PART = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One invitation in the document's language; `link` is the address with the token, `dated` when it is printed."""

    head: Letterhead
    institution: str
    representative: str
    province: str
    link: str
    until: datetime
    dated: datetime

    def __repr__(self) -> str:
        """Name the invitation without its link."""
        return f"Invitation(institution={self.institution!r})"


def render_invitations(invitations: Sequence[Invitation], wording: Wording) -> bytes:
    """Print invitations to one PDF, in the given order.

    Raises PrintingError when a system library is missing, ValueError when there is none to print.
    """
    if not invitations:
        raise ValueError("there is no invitation to print")
    parts = [
        _render_part(invitations[start : start + PAGES_PER_PART], wording)
        for start in range(0, len(invitations), PAGES_PER_PART)
    ]
    return merge_pdfs(parts, title=wording.gettext("Invitation to register"), locale=wording.locale)


def write_mail(invitation: Invitation, wording: Wording) -> tuple[str, str]:
    """The subject and the text of a mail that says the same."""
    _ = wording.gettext
    until = with_clock(invitation.until, wording.locale)
    subject = _("Invitation to register: %(assembly)s") % {"assembly": invitation.head.assembly}
    lines = (
        _("To %(institution)s") % {"institution": invitation.institution}, "",
        _("The %(assembly)s invites your institution to register as a candidate online.")
        % {"assembly": invitation.head.assembly},
        _("Open this link and make the account of your institution:"), "", invitation.link, "",
        _("The link is valid until %(until)s and can be used once. Whoever holds it can act for your institution.")
        % {"until": until},
        _("Please pass it on to nobody but your representative."), "", invitation.head.office, invitation.head.assembly,
    )  # fmt: skip
    return subject, "\n".join(lines) + "\n"


def _render_part(invitations: Sequence[Invitation], wording: Wording) -> bytes:
    pages = [(one, encode_qr(one.link, MASK)) for one in invitations]
    head = invitations[0].head
    return make_part("invitations.html", {"pages": pages, "head": head, "emblem": mark(head)}, wording)
