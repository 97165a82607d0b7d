"""The steps of an election from the freeze to the letters, through the services that the pages use.

A rehearsal holds one now and prints how long each step takes; the demonstration holds one in the past.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.demonstration.store import Stored
from app.language.dates import after_months, in_tehran
from app.papers.issuer import Issuer
from app.papers.letter import print_letter
from app.papers.sealing import seal_minutes
from app.services.acts.act import Act
from app.services.acts.signer import BoardSigner
from app.services.count import announcement, lots, tally
from app.services.count.lots import Draw
from app.services.election import election as elections
from app.services.hall import electorate, roll
from app.services.letters import letter as letters
from app.services.letters import sealed_paper
from app.services.letters.letter import LetterValue
from app.services.voting import ballot, checkpoint, freeze, poll, setup, slip, slip_printing, trustee
from app.signing.key_ring import key_ring
from app.signing.keys import board_key
from app.signing.published import published_line
from app.states.officer import Role
from ballots.ballot import Ballot, encrypt_ballot
from ballots.election import decode_election
from ballots.slips import PrintedSlip
from ballots.token import Kind

PASSPHRASE = "rehearsal passphrase"  # the key it opens belongs to invented people  # noqa: S105
TERMS = letters.Terms(
    recipient=("دبیر محترم",), purpose="برنامه‌های تعاملی و همکاری‌های اجتماعی", signatory="مهرداد پارسا",
    signatory_post="دبیر مجمع",
)  # fmt: skip

Job = tuple[bytes, str, tuple[int, ...]]
"""What a ballot is made of: the frozen election, a slip's credential, the marked places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One election under way, and the clock that its acts go by."""

    issuer: Issuer
    people: Stored
    now: Callable[[], datetime]

    @property
    def id(self) -> str:
        """The election's public id."""
        return self.people.election

    def one(self) -> Act:
        """An act of the secretary."""
        return self._act(Role.SECRETARY)

    def two(self) -> Act:
        """An act of two officers."""
        return self._act(Role.SECRETARY, Role.RETURNING_OFFICER)

    def signing(self) -> Act:
        """An act of the drafter and the signatory."""
        return self._act(Role.SECRETARY, Role.SIGNATORY)

    @property
    def signer(self) -> BoardSigner:
        """What signs heads and receipts of this installation."""
        settings = self.issuer.settings
        host = urlsplit(settings.address).netloc
        return BoardSigner(host=host, private=board_key(settings.keys), bundles=published_line)

    def _act(self, *roles: Role) -> Act:
        names = tuple(self.people.usernames[role] for role in roles)
        return Act(officers=names, now=self.now(), random=secrets.token_bytes, signer=self.signer)


def freeze_election(db: Session, held: Holding) -> None:
    """Make the office's key, draw the order on the ballot, freeze."""
    trustee.make_office_key(db, held.one(), held.id, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    needed = freeze.announce_order(db, held.one(), held.id).balls_needed
    freeze.freeze(db, held.two(), held.id, digits=_draw(needed))


def make_slips(db: Session, held: Holding, count: int) -> tuple[PrintedSlip, ...]:
    """Make so many slips; they are sealed by `seal_slips`, once they are printed."""
    signing = key_ring(held.issuer.settings.keys, held.now()).signing[Kind.SLIP]
    return slip_printing.print_slips(db, held.one(), held.id, count, key_id=signing.key_id, key=signing.private)


def seal_slips(db: Session, held: Holding) -> None:
    """Let the set-up begin the board."""
    setup.seal_setup(db, held.two(), held.id, counted=slip.counts(db, held.id).good)


def open_poll(db: Session, held: Holding) -> None:
    """Hand every delegate a slip, and open."""
    election_id = elections.election(db, held.id).id
    for delegate in roll.roll(db, held.people.session_id):
        electorate.hand_slip(db, held.one(), election_id, delegate.id)
    poll.open_poll(db, held.two(), held.id)


def jobs(box: ballot.Box, drawn: Sequence[PrintedSlip], marks: Iterable[tuple[int, ...]]) -> list[Job]:
    """What the ballots of these slips are made of."""
    return [(box.definition, one.credential, chosen) for one, chosen in zip(drawn, marks, strict=True)]


def encrypt(job: Job) -> bytes:
    """Make one ballot, as a booth does."""
    definition, credential, chosen = job
    found = decode_election(definition)
    question = found.questions[0]
    marks = [0] * len(question.answers)
    for place in chosen:
        marks[place] = 1
    blank = (int(not chosen),) if question.blank else ()
    return encrypt_ballot(found, credential, ((*blank, *marks),), secrets.token_bytes)


def cast(db: Session, held: Holding, checked: Ballot) -> None:
    """Put a checked ballot on the board, and sign the head if it is time to, as a look at the page would."""
    ballot.cast(db, held.id, checked, signer=held.signer)
    checkpoint.keep_up(db, held.id, held.signer, held.now())


def close_poll(db: Session, held: Holding, left: Iterable[PrintedSlip]) -> None:
    """Close, with the slips that are left on the table."""
    poll.close_poll(db, held.two(), held.id, unused=[one.serial for one in left])


def decrypt(db: Session, held: Holding) -> None:
    """Add up what was encrypted, and open the sums with the office's key."""
    tally.encrypt_tally(db, held.one(), held.id, tally.sum_ballots(db, held.one(), held.id))
    tally.decrypt_with_office_key(db, held.one(), held.id, passphrase=PASSPHRASE)


def announce(db: Session, held: Holding) -> Iterator[Draw]:
    """Draw lots for every tie, then announce the provisional result; each drawing is told as it was made."""
    result = tally.outcome(db, held.id)
    while result.ties:
        tied = result.ties[0]
        lots.announce(db, held.one(), held.id, tied=tied)
        yield lots.draw_lots(db, held.two(), held.id, tied=tied, digits=_draw(result.balls_needed))
        result = tally.outcome(db, held.id)
    announcement.publish(db, held.two(), held.id)


def keep_minutes(db: Session, held: Holding) -> dict[str, bytes]:
    """Make, number and keep the minutes as the secretary does; return the files by language."""
    act = held.one()
    slot = sealed_paper.minutes_slot(db, held.id, act.now)
    files = seal_minutes(held.issuer, db, held.id, slot, act.now)
    sealed_paper.keep_minutes(db, act, held.id, slot, files)
    return files


def draft_letters(db: Session, held: Holding) -> tuple[LetterValue, ...]:
    """Draft the letters of those who were elected, for two years."""
    act, body = held.one(), elections.election(db, held.id).body.name.fa
    terms = replace(TERMS, recipient=(f"دبیر محترم {body}",))
    return letters.draft_letters(db, act, held.id, terms, until=after_months(in_tehran(act.now).date(), 24))


def issue_letter(db: Session, held: Holding, drafted: LetterValue) -> bytes:
    """Sign and issue one letter; return its file."""
    signed, pdf = print_letter(held.issuer, db, drafted, held.now())
    letters.issue_letter(db, held.signing(), drafted.id, signed_token=signed, pdf=pdf)
    return pdf


def _draw(number: int) -> str:
    """So many balls, each put back."""
    return "".join(str(secrets.randbelow(10)) for _ in range(number))
