"""The set-up: the slips are printed and good, and the public board begins with keys and credentials."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall.electorate import SLIPS_MISSING
from app.services.hall.rows import has_sealed_slips
from app.services.voting import checkpoint, trustee
from app.services.voting.slip import SLIPS_SEALED, SlipCounts, counts
from app.states.officer import Permission
from app.states.phase import POLLING, Phase
from ballots.board import setup_event
from ballots.trustees import encode_trustees

SLIPS_MISCOUNTED = Refusal(
    code="slips-miscounted",
    status=400,
    words=N_(
        "You counted %(counted)s, and %(good)s good slips were made. Please count again. If paper is missing or torn, "
        "declare its page void, or make all slips anew."
    ),
    field="counted",
)


def seal_setup(db: Session, act: Act, public_id: str, *, counted: int) -> SlipCounts:
    """The printed slips are good: put the setup on the board; two officers. After this nothing can be printed again.

    `counted` are the good slips that lie on the table, without those that were declared void: a printer that jammed
    shows here, as long as it can be mended.

    Refused: two-officers-needed, phase-wrong, slips-missing, slips-sealed, slips-miscounted.
    """
    election = find(db, public_id, lock=True)
    need_pair(db, act, election.id)
    need_phase(election.phase, Phase.FROZEN)
    batch = db.get(SlipBatch, election.id)
    if batch is None or election.credentials is None or election.definition is None:
        raise Refused(SLIPS_MISSING)
    if batch.sealed:
        raise Refused(SLIPS_SEALED)
    good = counts(db, public_id).good
    if counted != good:
        raise Refused(SLIPS_MISCOUNTED, counted=counted, good=good)
    batch.sealed = True
    keys = encode_trustees(trustee.keys(db, election.id))
    checkpoint.append(db, act, election.id, setup_event(election.definition, keys, election.credentials))
    journal.record(db, act, journal.Kind.SLIPS_SEALED, election_id=election.id, count=batch.printed)
    return counts(db, public_id)


SLIPS = Step(
    code="slips",
    permission=Permission.PREPARE,
    before=(Phase.FROZEN,),
    is_done=has_sealed_slips,
    page="office.slips",
    open_in=POLLING,
    title=N_("Print the slips"),
    sentence=N_("Secrets are made once, printed, and kept nowhere. Have the printer ready."),
    button=N_("Go to printing"),
)
