"""Simulated delegates of a rehearsal, one after another: through the desk, a slip, a ballot, each check, the board."""

from __future__ import annotations

import secrets
import time

from app.jobs.workshop import Workshop
from app.services.acts.refusal import Refused
from app.services.voting import ballot, simulation, slip_shown
from app.services.voting.simulation import SIMULATED_MANY
from app.services.voting.slip_shown import ShownSlip
from app.services.whole.job import JobValue
from ballots.ballot import encrypt_ballot
from ballots.credential import public_credential
from ballots.door import find_fault
from ballots.election import Election, decode_election
from ballots.holder import prove_holder


def let_vote(shop: Workshop, job: JobValue) -> None:
    """Let simulated delegates vote until as many have as the work says; begun again it lets only those vote that are
    left. Refused: what the services refuse whom a delegate and a booth ask; who voted before that has voted."""
    public_id, upto, pause = (job.arguments[name] for name in ("election", "upto", "seconds"))
    with shop.database.reading() as db:
        first = voted = simulation.simulation(db, public_id).voted
    while voted < int(upto):
        shop.tell(voted - first, int(upto) - first)
        _vote(shop, job, public_id)
        time.sleep(int(pause))
        with shop.database.reading() as db:
            voted = simulation.simulation(db, public_id).voted


def _vote(shop: Workshop, job: JobValue, public_id: str) -> None:
    """Cast one ballot as a booth does: the slip is shown, the ballot is looked at, checked, and put on the board.

    Its delegate comes in and is handed the slip in the same transaction: whenever this is stopped, nobody has a slip
    without a vote, which the closing would miss among the slips on the table.
    """
    who = shop.act(job)
    signer = who.signer
    if signer is None:
        raise RuntimeError("work in the background has the key of the board")
    with shop.database.reading() as db:
        secret, box = simulation.next_secret(db, public_id), ballot.open_box(db, public_id)
        if secret is None:  # a slip of theirs was declared void since
            raise Refused(SIMULATED_MANY, most=0)
        definition = decode_election(box.definition)
        public = public_credential(secret, definition.uuid)
        shown = ShownSlip(text=None, public=public, proof=prove_holder(definition, secret, secrets.token_bytes))
        slip_shown.check_slip(db, public_id, shown, keys={}, now=who.now)
    data = encrypt_ballot(definition, secret, (_choice(definition),), secrets.token_bytes)
    with shop.database.reading() as db:
        device = simulation.device_of(db, public_id, data)
        met = ballot.meet(db, public_id, data, signer=signer, device=device)
    if isinstance(met, ballot.Receipt):
        return
    checked = ballot.check_arrived(met, find_fault)
    with shop.database.transaction() as db:
        simulation.come(db, who, public_id)
        ballot.cast(db, public_id, checked, signer=signer)


def _choice(definition: Election) -> tuple[int, ...]:
    """Any choice that the election allows, none blank: so many marks by chance, on candidates by chance."""
    (question,) = definition.questions
    chance = secrets.SystemRandom()
    count = chance.randint(max(1, question.minimum), question.maximum)
    chosen = set(chance.sample(range(len(question.answers)), count))
    marks = tuple(int(place in chosen) for place in range(len(question.answers)))
    return (0, *marks) if question.blank else marks
