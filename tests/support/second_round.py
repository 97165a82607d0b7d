"""A further election beside the first, of the same people: a second round in the same sitting, or another session's."""

from __future__ import annotations

from dataclasses import replace

from app.language.dates import in_tehran
from app.language.names import Names
from app.services.election import election
from app.services.hall import session as sessions
from app.services.nomination import nomination
from app.services.nomination.dossier import Dossier
from tests.support.assemblies import SMALL_RULE, Simulation
from tests.support.presidium import name_presidium


def next_election(held: Simulation, *, session: int = 1) -> Simulation:
    """A further election of the same people, in the same session or in one of another number; phase "draft"."""
    with held.database.transaction() as db:
        if session != 1:
            made = sessions.create_session(
                db, held.act(), assembly=held.address, number=session, held_on=in_tehran(held.now).date(),
                place=Names("تالار"), quorum="none", agenda="",
            )  # fmt: skip
            name_presidium(db, made.id)
        session_id = held.session_id if session == 1 else made.id
        found = election.create_election(
            db,
            held.act(),
            session_id,
            body_id=held.value.body.id,
            title=Names(f"دور دوم {held.random(4).hex()}", "Second round"),
            rule=SMALL_RULE,
        )
        for one in held.delegates[:4]:
            nomination.nominate(
                db, held.act(), found.public_id, institution_id=one.institution.id,
                representative=Names("نگین رودباری"), dossier=Dossier(introduction=Names("ما هستیم")),
            )  # fmt: skip
    return replace(
        held, election=found.public_id, session_id=session_id, private_keys={}, invitations={}, slips=(), sent=[]
    )
