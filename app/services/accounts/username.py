"""User names: officers and institutions share one set of them, since the journal names who acts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Account, Officer
from app.services.acts.refusal import Refusal

USERNAME_TAKEN = Refusal(code="username-taken", status=409, words=N_("This user name is taken."), field="username")
USERNAME_WRONG = Refusal(
    code="username-wrong",
    status=400,
    words=N_("Please use 3 to 40 Latin letters, digits, dots or hyphens, without spaces."),
    field="username",
)


def is_taken(db: Session, username: str) -> bool:
    """Whether an officer or an institution has this user name."""
    holders = (
        select(Officer.id).where(Officer.username == username),
        select(Account.id).where(Account.username == username),
    )
    return any(db.scalar(one) is not None for one in holders)
