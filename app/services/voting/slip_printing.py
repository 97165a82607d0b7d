"""Making the slips of an election: their public halves are kept, their tokens signed; drawing them is another's work.

The private half of a credential is known to the process that prints, which ends (`app.papers.slip_apart`); only in
demonstrations and rehearsals, whose people are invented, it is what `print_slips` returns.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rehearsal import need_rehearsal
from app.services.election.rows import find
from app.services.voting import simulation
from app.services.voting.slip import WEIGHT, expiry, need_printable, store
from ballots.slips import PrintedSlip, SlipRecord, SlipsOf, TokenSigner, draw_slips, sign_slip

SLIPS_PRINTED = Refusal(
    code="slips-printed",
    status=409,
    words=N_("The slips have been made already. Tick the box if they are to be made anew."),
    field="anew",
)


def print_slips(
    db: Session, act: Act, public_id: str, count: int, *, key_id: int, key: Ed25519PrivateKey, anew: bool = True,
    per_page: int = 4, personal: int = 0,
) -> tuple[PrintedSlip, ...]:  # fmt: skip
    """Make `count` slips in random order; an earlier printing becomes waste paper, which `anew` says is meant.
    `per_page` of them go on a page, the last `personal` are personal ones.

    Refused: phase-wrong, slips-sealed, slips-printed, slips-too-few (fewer than the delegates on the roll),
    slips-too-many (over three for each delegate and fifty more), slips-personal, rehearsal-only.
    """
    uuid = need_drawable(db, public_id, count, anew=anew, personal=personal)
    drawn = draw_slips(uuid, count, act.random)
    publics = [(one.serial, one.public) for one in drawn]
    tokens = keep_slips(
        db, act, public_id, publics, key_id=key_id, key=key, anew=anew, per_page=per_page, personal=personal
    )
    return tuple(
        PrintedSlip(serial=one.serial, credential=one.credential, token=token, weight=WEIGHT)
        for one, token in zip(drawn, tokens, strict=True)
    )


def need_drawable(db: Session, public_id: str, count: int, *, anew: bool, personal: int = 0, simulated: int = 0) -> str:
    """The election's uuid, to which credentials are bound, where so many slips can be made now, so many of them
    personal, and so many drawn ones for simulated delegates.

    Refused: phase-wrong, slips-sealed, slips-printed, slips-too-few, slips-too-many, slips-personal, rehearsal-only.
    """
    need_printable(db, public_id, count, lock=False, personal=personal + simulated)
    election = find(db, public_id)
    if simulated:
        need_rehearsal(db, election.id)
    if not anew and db.get(SlipBatch, election.id) is not None:
        raise Refused(SLIPS_PRINTED)
    return election.uuid


def keep_slips(
    db: Session, act: Act, public_id: str, publics: Sequence[tuple[str, str]], *, key_id: int, key: Ed25519PrivateKey,
    anew: bool = True, per_page: int = 4, personal: int = 0, simulated: Sequence[tuple[str, str]] = (),
) -> tuple[str, ...]:  # fmt: skip
    """Keep serials and public halves of drawn slips, in the place of any earlier ones; return the tokens. In a
    rehearsal also serial and secret of those that are for `simulated` delegates.

    Refused: what `need_drawable` refuses.
    """
    need_printable(db, public_id, len(publics))
    need_drawable(db, public_id, len(publics), anew=anew, personal=personal, simulated=len(simulated))
    election = find(db, public_id)
    bound = SlipsOf(uuid=election.uuid, fingerprint=election.fingerprint or "", expiry=expiry(act))
    records = [SlipRecord(serial=serial, credential=public, weight=WEIGHT) for serial, public in publics]
    store(db, election.id, records, per_page=per_page, personal=personal)
    simulation.keep(db, election.id, simulated)
    batch = db.get_one(SlipBatch, election.id)
    batch.key_id = batch.key = None
    journal.record(
        db, act, journal.Kind.SLIPS_PRINTED, election_id=election.id, count=len(records), printing=batch.printing,
        personal=personal,
    )  # fmt: skip
    signer = TokenSigner(key_id=key_id, private=key)
    return tuple(sign_slip(bound, record, signer) for record in records)
