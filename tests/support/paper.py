"""Officers at their devices with papers: what a device sends of a paper, computed as its script does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.voting import ballot, paper_desk, paper_entry, paper_vote, tablet_enrolment
from app.services.voting.paper_entry import Compared, HeldPaper
from app.states.officer import Role
from app.states.paper_vote import PaperFault
from ballots.ballot import encrypt_ballot
from ballots.credential import public_credential
from ballots.election import Election, decode_election
from ballots.holder import prove_holder
from ballots.paper import paper_code
from tests.support.assemblies import Simulation

REASON = "دو تبلت از سه تبلت از کار افتاد."
Coder = Callable[[Election, str, tuple[tuple[int, ...], ...]], str]


def allow(held: Simulation) -> Simulation:
    """Let two officers allow votes on paper."""
    with held.database.transaction() as db:
        paper_vote.allow_paper(db, held.two(), held.election, reason=REASON)
    return held


def enrolled(held: Simulation, count: int = 2) -> tuple[str, ...]:
    """The own keys of so many new tablets."""
    keys = []
    with held.database.transaction() as db:
        tablet_enrolment.admit(db, held.two(), held.session_id)
    for _one in range(count):
        with held.database.transaction() as db:
            found = tablet_enrolment.present_code(db, held.session_id, held.now)
            keys.append(tablet_enrolment.enrol(db, held.act(), found.secret if found else "").key)
    return tuple(keys)


@dataclass(slots=True, kw_only=True)
class Device:
    """An enrolled device on which an officer enters; `code_of` is what its program computes of the marks."""

    held: Simulation
    token: str
    code_of: Coder = paper_code

    @property
    def definition(self) -> Election:
        return decode_election(self.held.definition())

    def paper(self, place: int, proved_by: int | None = None) -> HeldPaper:
        """The paper with the slip at a place of the printing; its proof is that of the slip at another, where said."""
        definition = self.definition
        credential, other = (
            self.held.slips[one].credential for one in (place, place if proved_by is None else proved_by)
        )
        proof = prove_holder(definition, other, self.held.random)
        with self.held.database.reading() as db:
            return paper_entry.hold(db, self.held.election, public_credential(credential, definition.uuid), proof)

    def choices(self, *marks: int) -> tuple[tuple[int, ...], ...]:
        """The marks of a paper by candidates' numbers; none is a blank vote."""
        question = self.definition.questions[0]
        chosen = tuple(int(number in marks) for number in range(1, len(question.answers) + 1))
        return (((int(not marks), *chosen) if question.blank else chosen),)

    def enter(self, place: int, *marks: int, fault: PaperFault | None = None) -> Compared:
        """Enter what the paper says, or why it is invalid."""
        code = self.code_of(self.definition, self.held.slips[place].credential, self.choices(*marks))
        with self.held.database.transaction() as db:
            return paper_entry.enter(
                db, self.held.act(), self.held.election, self.token, self.paper(place), code="" if fault else code,
                fault=fault,
            )  # fmt: skip

    def look(self, place: int) -> str:
        """How the paper stands."""
        with self.held.database.reading() as db:
            return paper_entry.look(db, self.held.election, self.token, self.paper(place)).state

    def cast(self, place: int, *marks: int) -> ballot.Receipt:
        """Encrypt and cast what was entered."""
        credential = self.held.slips[place].credential
        data = encrypt_ballot(self.definition, credential, self.choices(*marks), self.held.random)
        return self.send(data)

    def send(self, data: bytes) -> ballot.Receipt:
        """Cast these bytes as those of a paper."""
        checked = self.held.check(data)
        with self.held.database.transaction() as db:
            return paper_entry.cast(
                db, self.held.act(), self.held.election, checked, self.token, signer=self.held.signer
            )


def code_for(held: Simulation, role: Role) -> str:
    """The code that the office shows this officer."""
    with held.database.transaction() as db:
        return paper_desk.show_code(db, held.act(role), held.election)


def begin(held: Simulation, key: str, role: Role, code_of: Coder = paper_code) -> Device:
    """Let an officer begin on the tablet of this own key."""
    begun = paper_desk.begin(held.database, key, held.election, code_for(held, role), held.act())
    return Device(held=held, token=begun.token, code_of=code_of)
