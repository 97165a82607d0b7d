"""Browsers that have signed in before: their tries are counted apart, so that strangers keep nobody out.

What such a browser holds opens nothing; it only says that the next wrong password is that of who was here before.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models import KnownBrowser
from app.services.accounts import account as accounts
from app.services.accounts.throttle import HasTries
from app.services.acts.act import Act

LASTS = timedelta(days=400)
"""As long as browsers keep a cookie."""

MOST = 5
"""A browser of a desk is shared by few; it holds what the last accounts gave it."""


def remember(db: Session, act: Act, account_id: int, held: tuple[str, ...]) -> tuple[str, ...]:
    """What the browser is to hold after a sign-in: what it held, with something for this account."""
    db.execute(delete(KnownBrowser).where(KnownBrowser.made < act.now - LASTS))
    if of_account(db, account_id, held) is not None:
        return held
    secret = act.random(16).hex()
    db.add(KnownBrowser(digest=accounts.digest(secret), account_id=account_id, made=act.now, failures=0))
    return (*held, secret)[-MOST:]


def of_account(db: Session, account_id: int, held: tuple[str, ...]) -> HasTries | None:
    """The locked count of a browser that has signed in to this account before, or None."""
    digests = [accounts.digest(secret) for secret in held[-MOST:]]
    mine = select(KnownBrowser).where(KnownBrowser.account_id == account_id, KnownBrowser.digest.in_(digests))
    return db.scalars(mine.with_for_update()).first() if digests else None


def forget(db: Session, account_id: int) -> None:
    """Know no browser of an account any more."""
    db.execute(delete(KnownBrowser).where(KnownBrowser.account_id == account_id))
