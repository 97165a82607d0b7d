"""The test of a kept key: it proves itself over a fresh nonce, for the election that the sealed set-up defines."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.voting import board, proved, trustee
from app.services.voting.rows import invited, need_invited
from ballots.errors import BallotsError
from ballots.trustees import NONCE_SIZE

SETUP_MISSING = Refusal(
    code="setup-missing",
    status=409,
    words=N_("Your key is tested after the slips are confirmed. Please come back then."),
)
TEST_WRONG = Refusal(
    code="test-wrong",
    status=400,
    words=N_(
        "This is not the answer of your key to the last test, or it has served already. Please do the check again."
    ),
)


def begin_test(db: Session, act: Act, trustee_id: str, *, secret: str) -> str:
    """A fresh nonce, over which only the kept key proves itself, for the election that the sealed set-up defines.

    Refused: invitation-invalid, trustees-missing before there is a key, setup-missing before the slips are confirmed.
    """
    row, election = invited(db, trustee_id, secret)
    if row.public_key is None:
        raise Refused(trustee.TRUSTEES_MISSING)
    if board.head(db, election.id) is None:
        raise Refused(SETUP_MISSING)
    row.test = act.random(NONCE_SIZE).hex()
    return row.test


def need_trustee(db: Session, trustee_id: str, *, secret: str) -> None:
    """Refuse, in a session for looking, whoever was not invited as this trustee. Refused: invitation-invalid."""
    need_invited(db, trustee_id, secret)


def prove_answer(db: Session, trustee_id: str, *, secret: str, answer: bytes) -> None:
    """Prove an answer before the writer is taken for `pass_test`; a wrong one is refused there.

    Refused: invitation-invalid.
    """
    row = need_invited(db, trustee_id, secret)
    trustee.trustee_value(db, row.id)
    if row.public_key is not None and row.test is not None:
        fingerprint = db.get_one(Election, row.election_id).fingerprint or ""
        with suppress(BallotsError):
            proved.answer(answer, proved.trustee_key(row.public_key), row.test, fingerprint)


def pass_test(db: Session, act: Act, trustee_id: str, *, secret: str, answer: bytes) -> trustee.TrusteeValue:
    """Record that the kept key proved itself; each nonce serves once. Refused: invitation-invalid, test-wrong."""
    row, election = invited(db, trustee_id, secret)
    if row.test is None or row.public_key is None:
        raise Refused(TEST_WRONG)
    try:
        proved.answer(answer, proved.trustee_key(row.public_key), row.test, election.fingerprint or "")
    except BallotsError as error:
        raise Refused(TEST_WRONG, reason=error.code) from error
    row.test, row.checked = None, True
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_CHECKED, election_id=election.id, trustee=row.name)
    return trustee.trustee_value(db, row.id)
