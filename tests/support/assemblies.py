"""A simulated assembly: real services and a real database, no web, no browser; a few lines bring it to any phase.

held = simulate(tmp_path)
held.to("open")
held.vote(0, 1, 2)
"""

from __future__ import annotations

import functools
import io
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.language.names import Names
from app.models import Slip
from app.services.accounts import officer
from app.services.accounts import password as passwords
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.count import announcement, lots, tally
from app.services.count import objection as objections
from app.services.election import election
from app.services.election.rows import find
from app.services.election.rule import Rule
from app.services.hall import electorate, presence, roll, session
from app.services.letters import letter
from app.services.nomination import nomination, review
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, body, institution
from app.services.voting import ballot, board, checkpoint, freeze, key_test, poll, record, setup, slip, trustee
from app.services.voting.slip_printing import print_slips
from app.signing.key_ring import KeyRing, Published
from app.states.phase import ORDER, Phase
from ballots import board as chain
from ballots.ballot import Ballot, encrypt_ballot
from ballots.election import decode_election
from ballots.elgamal import EncryptedTally
from ballots.hand_in import HeadSource, make_hand_in
from ballots.slips import PrintedSlip, TokenSigner
from ballots.tally import decode_encrypted_tally
from ballots.token import Kind
from ballots.trustees import answer_test, generate_private_key, make_public_key
from tests.support.databases import copy_sqlite as copy_sqlite
from tests.support.databases import everything as everything
from tests.support.databases import fresh_sqlite as fresh_sqlite
from tests.support.databases import lasting_folder as lasting_folder
from tests.support.presidium import name_presidium

NOW = datetime(2025, 11, 8, 6, 0, tzinfo=UTC)
PASSWORD = "a password of the test"
PASSPHRASE = "a passphrase of the test"
OFFICERS = {
    "secretary": "negar", "reviewer": "shirin", "returning-officer": "bahram", "signatory": "laleh", "desk": "omid",
    "administrator": "yalda",
}  # fmt: skip
CLEAR_VOTES = ((1, 2), (1, 2), (1, 3), (1,), (2,))
"""Marks by candidate number that seat the first two of four candidates without a tie."""
TERMS = letter.Terms(
    recipient=("دبیر محترم کارگروه ملی",), purpose="همکاری‌های اجتماعی", signatory="مهرداد پارسا", signatory_post="دبیر"
)
SMALL_RULE = Rule(seats=2, minimum=1, maximum=2, alternates=1, small_group=3)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def fresh_signer() -> checkpoint.BoardSigner:
    """What signs heads and receipts of a new installation."""
    return checkpoint.BoardSigner(host="vote.example", private=Ed25519PrivateKey.generate())


class Shelf(Protocol):
    """Kept states of simulations."""

    def lend(self, one: Simulation, phase: str) -> None:
        """Put a simulation into a phase, where a state is kept that fits it."""


@dataclass(slots=True, kw_only=True)
class Simulation:
    """One election of one assembly: `sent` are its ballots; keys and invitations go by a trustee's public id."""

    database: Database
    ring: KeyRing
    address: str
    election: str
    session_id: int
    trustees: int
    votes: tuple[tuple[int, ...], ...]
    signer: checkpoint.BoardSigner = field(default_factory=fresh_signer)
    now: datetime = NOW
    random: Callable[[int], bytes] = secrets.token_bytes
    private_keys: dict[str, int] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    slips: tuple[PrintedSlip, ...] = ()
    sent: list[bytes] = field(default_factory=list)
    shelf: Shelf | None = field(default=None, repr=False)

    @property
    def phase(self) -> str:
        """The phase of the election."""
        with self.database.reading() as db:
            return find(db, self.election).phase

    @property
    def value(self) -> election.ElectionValue:
        """The election."""
        with self.database.reading() as db:
            return election.election(db, self.election)

    @property
    def delegates(self) -> tuple[roll.DelegateValue, ...]:
        """The roll."""
        with self.database.reading() as db:
            return roll.roll(db, self.session_id)

    def copied(self, database: Database) -> Simulation:
        """The same state on a copy of its database."""
        return replace(
            self, database=database, private_keys=dict(self.private_keys), invitations=dict(self.invitations),
            sent=list(self.sent), shelf=None,
        )  # fmt: skip

    def act(self, *roles: str) -> Act:
        """An act of the officers in these roles of this assembly, by default of the secretary."""
        names = tuple(user_name(self.address, role) for role in roles or ("secretary",))
        return Act(officers=names, now=self.now, random=self.random, signer=self.signer)

    def two(self) -> Act:
        """An act of two officers."""
        return self.act("secretary", "returning-officer")

    def wait(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def to(self, phase: str) -> Simulation:
        """Go on to a phase, with every act between done as it is in the hall."""
        steps = {
            "draft": self.advance, "nominating": self.accept, "reviewing": self.freeze, "frozen": self.open,
            "open": self.vote_and_close, "closed": self.count, "tallied": self.publish, "provisional": self.certify,
        }  # fmt: skip
        if self.shelf is not None:
            self.shelf.lend(self, phase)
        while self.phase != phase:
            steps[self.phase]()
        return self

    def advance(self) -> None:
        """Go to the next of the early phases."""
        with self.database.transaction() as db:
            election.advance_early(db, self.act(), self.election, to=election.NEXT[self.phase])

    def accept(self) -> None:
        """Accept every nomination that waits, then end the nominations."""
        with self.database.transaction() as db:
            for one in nomination.nominations(db, self.election):
                if one.status == "submitted":
                    review.decide(db, self.two(), self.election, one.id, decision="accept")
        self.advance()

    def invite(self, name: str) -> str:
        """Invite a trustee, who makes a key at home; returns the public id."""
        with self.database.transaction() as db:
            found, secret = trustee.invite(db, self.act(), self.election, name=name)
            private = generate_private_key(self.random)
            key = make_public_key(private, self.random, name).to_bytes()
            trustee.give_key(db, self.act(), found.public_id, secret=secret, public_key=key)
        self.private_keys[found.public_id], self.invitations[found.public_id] = private, secret
        return found.public_id

    def pass_test(self, db: Session, trustee_id: str, secret: str, private: int) -> None:
        """Answer a test with the kept key."""
        nonce = key_test.begin_test(db, self.act(), trustee_id, secret=secret)
        fingerprint = find(db, self.election).fingerprint or ""
        answer = answer_test(private, nonce, fingerprint, self.random)
        key_test.pass_test(db, self.act(), trustee_id, secret=secret, answer=answer)

    def freeze(self) -> None:
        """Let the trustees make their keys, then freeze."""
        while len(self.private_keys) < self.trustees:
            self.invite(f"امین {len(self.private_keys) + 1}")
        with self.database.transaction() as db:
            freeze.freeze(db, self.two(), self.election, digits=self.balls(db))

    def balls(self, db: Session) -> str:
        """The digits of as many balls as the order on the ballot takes, its list announced; "" if nothing is drawn."""
        if self.value.rule.order != "lot":
            return ""
        needed = freeze.announce_order(db, self.act(), self.election).balls_needed
        return "".join(str(byte % 10) for byte in self.random(needed))

    def print(self, count: int = 7) -> tuple[PrintedSlip, ...]:
        """Print slips."""
        signing = self.ring.signing[Kind.SLIP]
        with self.database.transaction() as db:
            self.slips = print_slips(db, self.act(), self.election, count, key_id=signing.key_id, key=signing.private)
        return self.slips

    def seal(self) -> None:
        """Confirm the slips."""
        with self.database.transaction() as db:
            setup.seal_setup(db, self.two(), self.election, counted=slip.counts(db, self.election).good)

    def open(self) -> None:
        """Print and confirm the slips, check everybody in, hand the slips out, open."""
        self.print(len(self.delegates) + 2)
        self.seal()
        self.pass_tests()
        self.hand_slips()
        self.open_poll()

    def hand_slips(self, most: int | None = None) -> None:
        """Check everybody in, or so many, and hand each a slip."""
        with self.database.transaction() as db:
            election_id = find(db, self.election).id
            for one in self.delegates[:most]:
                presence.check_in(db, self.act(), self.session_id, one.id)
                electorate.hand_slip(db, self.act(), election_id, one.id)

    def pass_tests(self) -> None:
        """Let every trustee find the own key in the sealed set-up."""
        with self.database.transaction() as db:
            for trustee_id, private in self.private_keys.items():
                self.pass_test(db, trustee_id, self.invitations[trustee_id], private)

    def open_poll(self, waiver: str = "در این آزمون برگهٔ پشتیبان ساخته نمی‌شود.") -> None:
        """Open the poll; by default without backups of the keys."""
        with self.database.transaction() as db:
            poll.open_poll(db, self.two(), self.election, waiver=waiver)

    def ballot(self, place: int, *marks: int) -> bytes:
        """The bytes of a ballot with the slip at `place` for the candidates of these numbers; none is blank."""
        return self.ballot_of(self.slips[place].credential, *marks)

    def ballot_of(self, credential: str, *marks: int) -> bytes:
        """The bytes of a ballot with a credential."""
        definition = decode_election(self.box().definition)
        question = definition.questions[0]
        chosen = tuple(int(number in marks) for number in range(1, len(question.answers) + 1))
        blank = (int(not marks),) if question.blank else ()
        return encrypt_ballot(definition, credential, ((*blank, *chosen),), self.random)

    def box(self) -> ballot.Box:
        """What ballots are checked against."""
        with self.database.reading() as db:
            return ballot.open_box(db, self.election)

    def definition(self) -> bytes:
        """The bytes that the election is frozen to."""
        with self.database.reading() as db:
            return find(db, self.election).definition or b""

    def check(self, data: bytes) -> Ballot:
        """Check the bytes of a ballot."""
        return ballot.check(self.box(), data)

    def cast(self, data: bytes) -> ballot.Receipt:
        """Cast the bytes of a ballot."""
        checked = self.check(data)
        self.sent.append(data)
        with self.database.transaction() as db:
            return ballot.cast(db, self.election, checked, signer=self.signer)

    def vote(self, place: int, *marks: int) -> ballot.Receipt:
        """Vote with the slip at `place` for the candidates of these numbers."""
        return self.cast(self.ballot(place, *marks))

    def vote_and_close(self) -> None:
        """Cast every vote of the simulation, then close with the accounting that balances."""
        for place, marks in enumerate(self.votes):
            self.vote(place, *marks)
        self.close()

    def close(self, unused: Sequence[str] | None = None, reason: str = "") -> None:
        """Close; by default every slip is accounted for."""
        left = self.unused() if unused is None else unused
        with self.database.transaction() as db:
            poll.close_poll(db, self.two(), self.election, unused=left, reason=reason)

    def unused(self) -> list[str]:
        """The serials of the good slips that nobody was handed, as they lie on the table: the last of the printing."""
        with self.database.reading() as db:
            handed = electorate.attendance(db, find(db, self.election).id).handed
            mine = select(Slip.serial).where(Slip.election_id == find(db, self.election).id, Slip.state == "good")
            good = set(db.scalars(mine))
        return [one.serial for one in self.slips if one.serial in good][handed:]

    def sign(self) -> None:
        """Sign the head of the board if it is time to, as a look at its page does."""
        with self.database.transaction() as db:
            checkpoint.keep_up(db, self.election, self.signer, self.now)

    def record(self) -> bytes:
        """The record as one file, its head signed first."""
        self.sign()
        out = io.BytesIO()
        with self.database.reading() as db:
            record.write_record(db, self.election, self.signer, self.ring.public, out)
        return out.getvalue()

    def add_up(self) -> None:
        """Put the encrypted sums on the board."""
        with self.database.reading() as db:
            summed = tally.sum_ballots(db, self.act(), self.election)
        with self.database.transaction() as db:
            tally.encrypt_tally(db, self.act(), self.election, summed)

    def decryption(self, trustee_id: str, private: int | None = None) -> bytes:
        """What the trustee's browser hands in of the sums, with the right key or another."""
        definition = decode_election(self.box().definition)
        key = private or self.private_keys[trustee_id]
        source = HeadSource.OBSERVER
        return make_hand_in(key, self.sums(), definition, self.tally_head(), source, self.random).to_bytes()

    def sums(self) -> EncryptedTally:
        """The encrypted sums on the board."""
        with self.database.reading() as db:
            data = tally.encrypted_tally(db, self.election)
        return decode_encrypted_tally(data, decode_election(self.box().definition))

    def tally_head(self) -> str:
        """The hash of the EncryptedTally event."""
        with self.database.reading() as db:
            return board.last_of(db, find(db, self.election).id, chain.ENCRYPTED_TALLY).hash

    def decrypt(self, trustee_id: str, data: bytes | None = None) -> None:
        """Let a trustee decrypt."""
        given = self.decryption(trustee_id) if data is None else data
        with self.database.transaction() as db:
            tally.give_decryption(db, self.act(), trustee_id, secret=self.invitations[trustee_id], hand_in=given)

    def count(self) -> None:
        """Add up and let every trustee decrypt."""
        self.add_up()
        for trustee_id in self.private_keys:
            self.decrypt(trustee_id)

    def result(self) -> tally.ResultValue:
        """The result."""
        with self.database.reading() as db:
            return tally.outcome(db, self.election)

    def draw(self, digits: str = "") -> tally.ResultValue:
        """Announce the first tie and draw balls for it; without digits as many sixes as are needed."""
        result = self.result()
        tied = result.ties[0] if result.ties else ()
        with self.database.transaction() as db:
            lots.announce(db, self.act(), self.election, tied=tied)
            lots.draw_lots(db, self.two(), self.election, tied=tied, digits=digits or "6" * result.balls_needed)
            return tally.outcome(db, self.election)

    def publish(self) -> None:
        """Draw lots while there are ties, then publish."""
        while self.result().ties:
            self.draw()
        with self.database.transaction() as db:
            announcement.publish(db, self.two(), self.election)

    def certify(self) -> None:
        """Make the result final at once, every candidate having said that it does not object."""
        self.waive()
        with self.database.transaction() as db:
            announcement.certify(db, self.two(), self.election)

    def waive(self) -> None:
        """Let every candidate say that it does not object."""
        with self.database.transaction() as db:
            said = {one.institution.id: one.representative.fa for one in objections.entitled(db, self.election)}
            objections.waive(db, self.act(), self.election, said)

    def draft(self, until: date = date(2027, 11, 8)) -> tuple[letter.LetterValue, ...]:
        """Draft the letters."""
        with self.database.transaction() as db:
            return letter.draft_letters(db, self.act(), self.election, TERMS, until=until)

    def archive(self) -> bytes:
        """The archive as it is now."""
        out = io.BytesIO()
        with self.database.reading() as db:
            board.write_archive(db, self.election, out)
        return out.getvalue()


def user_name(address: str, role: str) -> str:
    """The user name of an officer of an assembly."""
    return f"{OFFICERS[role]}.{address}"


def simulate(
    folder: Path,
    *,
    url: str | None = None,
    database: Database | None = None,
    address: str = "mehr",
    candidates: int = 4,
    delegates: int = 5,
    trustees: int = 1,
    rule: Rule = SMALL_RULE,
    quorum: str = "second-call",
    votes: tuple[tuple[int, ...], ...] = CLEAR_VOTES,
) -> Simulation:
    """An assembly with officers, nominations and delegates, its election in phase "draft".

    On a fresh SQLite file in `folder`, on the database at `url` with its tables, or beside what `database` holds.
    """
    if database is None:
        database = Database(url or fresh_sqlite(folder))
    act = Act(officers=("set-up",), now=NOW, random=secrets.token_bytes)
    cheap = mock.patch.multiple(passwords, _HASHER=CHEAP, need_strong=lambda password, *names: None)
    with database.transaction() as db, cheap:
        home = assembly.create_assembly(
            db, act, address=address, name=Names(f"مجمع {address}", f"Assembly {address}"), demonstration=False
        )
        group = body.BodyDraft(code="group", name=Names("کارگروه ملی", "National working group"), seats=rule.seats)
        seated = body.create_body(db, act, home.id, group)
        for role in OFFICERS:
            officer.add_officer(
                db, act, assembly=address, username=user_name(address, role), name=OFFICERS[role], post="", role=role,
                password=PASSWORD, is_own=True,
            )  # fmt: skip
        held = session.create_session(
            db, act, assembly=address, number=1, held_on=NOW.date(), place=Names("تالار"), quorum=quorum, agenda=""
        )
        name_presidium(db, held.id)
        title = Names("انتخاب اعضا", "Election")
        found = election.create_election(db, act, held.id, body_id=seated.id, title=title, rule=rule)
        ids = [_institution(db, act, home.address, number) for number in range(max(candidates, delegates))]
        for institution_id in ids[:candidates]:
            nomination.nominate(
                db, act, found.public_id, institution_id=institution_id, representative=Names("نگین رودباری"),
                dossier=Dossier(introduction=Names("ما هستیم")),
            )  # fmt: skip
        for one in ids[:delegates]:
            roll.add_delegate(db, act, held.id, institution_id=one, name=Names("آرش کوهستانی"), namesake=True)
    return Simulation(
        database=database, ring=fresh_ring(), address=address, election=found.public_id, session_id=held.id,
        trustees=trustees, votes=votes,
    )  # fmt: skip


def _institution(db: Session, act: Act, address: str, number: int) -> int:
    draft = institution.InstitutionDraft(
        name=Names(f"انجمن {address} {number}", f"Society {address} {number}"), province=f"IR-0{number % 5}", kind="K1"
    )
    return institution.add_institution(db, act, draft, assembly=address, introduced_on=NOW.date()).id


def simulate_at(folder: Path, phase: str, **options: Any) -> Simulation:
    """An assembly (options as `simulate`) already in `phase`.

    On SQLite it is held once by each test process, and each test gets a copy of its own.
    """
    if options.keys() & {"url", "database"}:
        return simulate(folder, **options).to(phase)
    kept = _kept(phase, tuple(sorted(options.items())))
    return kept.copied(Database(copy_sqlite(kept.database, folder)))


@functools.cache
def _kept(phase: str, options: tuple[tuple[str, Any], ...]) -> Simulation:
    """The state of a phase, gone on to from that of the phase before."""
    folder, number = lasting_folder(), ORDER.index(Phase(phase))
    if number == 0:
        made = simulate(folder, **dict(options))
    else:
        before = _kept(ORDER[number - 1], options)
        made = before.copied(Database(copy_sqlite(before.database, folder))).to(phase)
    made.database.close()
    return made


def fresh_ring() -> KeyRing:
    """Token keys of a new installation: one for each kind, under the kind's own number."""
    signing = {kind: TokenSigner(key_id=int(kind), private=Ed25519PrivateKey.generate()) for kind in Kind}
    published = (
        Published(key_id=one.key_id, kind=kind, public=one.private.public_key(), since=NOW)
        for kind, one in signing.items()
    )
    return KeyRing(signing=signing, published=tuple(published))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What happens in the block is refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
