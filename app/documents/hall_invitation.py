"""Invitations of delegates to a session, two on a page: when and where, and the code that the desk at the door reads.

The code says which line of the roll is meant, and nothing else: who finds such a paper has no vote by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.letterhead import Letterhead, mark
from app.documents.merging import merge_pdfs
from app.documents.pdf import make_part
from app.documents.qr import encode_qr
from app.language.wording import Wording

PAGES_PER_PART = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HallInvitation:
    """One invitation in the document's language; `code` is the text of the square code."""

    head: Letterhead
    session: int
    held_on: date
    begins: str
    place: str
    number: int
    name: str
    institution: str
    province: str
    code: str


def render_hall_invitations(invitations: Sequence[HallInvitation], wording: Wording) -> bytes:
    """Print invitations to one PDF, in the given order.

    Raises PrintingError when a system library is missing, ValueError when there is none to print.
    """
    if not invitations:
        raise ValueError("there is no invitation to print")
    step = 2 * PAGES_PER_PART
    parts = [_part(invitations[start : start + step], wording) for start in range(0, len(invitations), step)]
    return merge_pdfs(parts, title=wording.gettext("Invitation to the session"), locale=wording.locale)


def _part(invitations: Sequence[HallInvitation], wording: Wording) -> bytes:
    cards = [(one, encode_qr(one.code)) for one in invitations]
    head = invitations[0].head
    return make_part("hall_invitations.html", {"cards": cards, "head": head, "emblem": mark(head)}, wording)
