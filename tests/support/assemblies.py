"""A simulated assembly: real services and a real database, no web, no browser; a few lines bring it to any phase.

held = simulate(tmp_path)
held.to("open")
held.vote(0, 1, 2)
"""

from __future__ import annotations

import atexit
import functools
import io
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.keys import KeyRing, TokenKey
from app.models import Base
from app.schema import migrate
from app.services import (
    assembly,
    ballot,
    board,
    election,
    freeze,
    institution,
    letter,
    nomination,
    officer,
    order,
    poll,
    review,
    roll,
    slip,
    tally,
    trustee,
)
from app.services import password as passwords
from app.services.act import Act, Names, Refused
from app.services.dossier import Dossier
from ballots.ballot import Ballot, encrypt_ballot
from ballots.election import decode_election
from ballots.slips import PrintedSlip
from ballots.tally import decode_encrypted_tally
from ballots.trustees import answer_test, generate_private_key, make_public_key, partial_decryption

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
SMALL_RULE = election.Rule(seats=2, minimum=1, maximum=2, alternates=1, small_group=3)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


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
    now: datetime = NOW
    random: Callable[[int], bytes] = secrets.token_bytes
    private_keys: dict[str, int] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    slips: tuple[PrintedSlip, ...] = ()
    sent: list[bytes] = field(default_factory=list)

    @property
    def phase(self) -> str:
        """The phase of the election."""
        return self.value.phase

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
            sent=list(self.sent),
        )  # fmt: skip

    def act(self, *roles: str) -> Act:
        """An act of the officers in these roles of this assembly, by default of the secretary."""
        names = tuple(user_name(self.address, role) for role in roles or ("secretary",))
        return Act(officers=names, now=self.now, random=self.random)

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
            self.pass_test(db, found.public_id, secret, private)
        self.private_keys[found.public_id], self.invitations[found.public_id] = private, secret
        return found.public_id

    def pass_test(self, db: Session, trustee_id: str, secret: str, private: int) -> None:
        """Answer a test with the kept key."""
        answer = answer_test(private, trustee.begin_test(db, self.act(), trustee_id, secret=secret), self.random)
        trustee.pass_test(db, self.act(), trustee_id, secret=secret, answer=answer)

    def freeze(self) -> None:
        """Let the trustees make their keys, then freeze."""
        while len(self.private_keys) < self.trustees:
            self.invite(f"امین {len(self.private_keys) + 1}")
        with self.database.transaction() as db:
            freeze.freeze(db, self.two(), self.election, dice=self.throw())

    def throw(self) -> tuple[int, ...]:
        """As many dice as the order on the ballot needs."""
        with self.database.reading() as db:
            needed = order.order(db, self.election).dice_needed
        return tuple(1 + byte % 6 for byte in self.random(needed))

    def print(self, count: int = 7) -> tuple[PrintedSlip, ...]:
        """Print slips."""
        signing = self.ring.signing
        with self.database.transaction() as db:
            self.slips = slip.print_slips(
                db, self.act(), self.election, count, key_id=signing.key_id, key=signing.private
            )
        return self.slips

    def seal(self) -> None:
        """Confirm the slips."""
        with self.database.transaction() as db:
            slip.seal_setup(db, self.act(), self.election)

    def open(self) -> None:
        """Print and confirm the slips, check everybody in, hand the slips out, open."""
        self.print(len(self.delegates) + 2)
        self.seal()
        with self.database.transaction() as db:
            for one in self.delegates:
                roll.check_in(db, self.act(), self.session_id, one.id)
                roll.hand_slip(db, self.act(), self.session_id, one.id)
        self.open_poll()

    def open_poll(self) -> None:
        """Open the poll."""
        with self.database.transaction() as db:
            poll.open_poll(db, self.two(), self.election)

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
            return election.find(db, self.election).definition or b""

    def check(self, data: bytes) -> Ballot:
        """Check the bytes of a ballot."""
        return ballot.check(self.box(), data)

    def cast(self, place: int, data: bytes, *, token: str | None = None) -> ballot.Receipt:
        """Cast bytes with the token of the slip at `place`, or with another."""
        return self.cast_with(data, token or self.slips[place].token)

    def cast_with(self, data: bytes, token: str | None) -> ballot.Receipt:
        """Cast bytes with a token, or with none, as where the slip is typed."""
        checked = self.check(data)
        self.sent.append(data)
        with self.database.transaction() as db:
            return ballot.cast(db, self.election, checked, token=token, keys=self.ring.public, now=self.now)

    def vote(self, place: int, *marks: int) -> ballot.Receipt:
        """Vote with the slip at `place` for the candidates of these numbers."""
        return self.cast(place, self.ballot(place, *marks))

    def vote_and_close(self) -> None:
        """Cast every vote of the simulation, then close with the accounting that balances."""
        for place, marks in enumerate(self.votes):
            self.vote(place, *marks)
        self.close()

    def close(self, unused: int | None = None, reason: str = "") -> None:
        """Close; by default every slip is accounted for."""
        with self.database.transaction() as db:
            numbers = slip.counts(db, self.election)
            handed = roll.attendance(db, self.session_id).handed
            left = numbers.printed - handed - numbers.void - numbers.spoiled
            poll.close_poll(db, self.two(), self.election, unused=left if unused is None else unused, reason=reason)

    def add_up(self) -> None:
        """Put the encrypted sums on the board."""
        with self.database.transaction() as db:
            tally.encrypt_tally(db, self.act(), self.election)

    def decryption(self, trustee_id: str, private: int | None = None) -> bytes:
        """What the trustee's browser makes of the sums, with the right key or another."""
        definition = decode_election(self.box().definition)
        with self.database.reading() as db:
            sums = decode_encrypted_tally(tally.encrypted_tally(db, self.election), definition)
        key = private or self.private_keys[trustee_id]
        return partial_decryption(key, sums, definition, self.random)

    def decrypt(self, trustee_id: str, data: bytes | None = None) -> None:
        """Let a trustee decrypt."""
        given = self.decryption(trustee_id) if data is None else data
        with self.database.transaction() as db:
            tally.give_decryption(db, self.act(), trustee_id, secret=self.invitations[trustee_id], decryption=given)

    def count(self) -> None:
        """Add up and let every trustee decrypt."""
        self.add_up()
        for trustee_id in self.private_keys:
            self.decrypt(trustee_id)

    def result(self) -> tally.ResultValue:
        """The result."""
        with self.database.reading() as db:
            return tally.outcome(db, self.election)

    def draw(self, *dice: int) -> tally.ResultValue:
        """Throw dice for the first tie; without dice as many sixes as are needed."""
        result = self.result()
        thrown = dice or (6,) * result.dice_needed
        tied = result.ties[0] if result.ties else ()
        with self.database.transaction() as db:
            return tally.draw_lots(db, self.two(), self.election, tied=tied, dice=thrown)

    def publish(self) -> None:
        """Draw lots while there are ties, then publish."""
        while self.result().ties:
            self.draw()
        with self.database.transaction() as db:
            tally.publish(db, self.two(), self.election)

    def certify(self) -> None:
        """Make the result final at once, objections being waived."""
        with self.database.transaction() as db:
            tally.certify(db, self.two(), self.election, waived=True)

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
    rule: election.Rule = SMALL_RULE,
    quorum: str = "second-call",
    votes: tuple[tuple[int, ...], ...] = CLEAR_VOTES,
) -> Simulation:
    """An assembly with officers, nominations and delegates, its election in phase "draft".

    On a fresh SQLite file in `folder`, on the empty database at `url`, or beside what `database` holds.
    """
    if database is None:
        database = Database(url or fresh_sqlite(folder))
        migrate(database)
    act = Act(officers=("set-up",), now=NOW, random=secrets.token_bytes)
    with database.transaction() as db, mock.patch.object(passwords, "_HASHER", CHEAP):
        home = assembly.create_assembly(
            db, act, address=address, name=Names(f"مجمع {address}", f"Assembly {address}"), demonstration=False,
            body=Names("کارگروه ملی", "National working group"),
        )  # fmt: skip
        for role in OFFICERS:
            officer.add_officer(
                db, act, assembly=address, username=user_name(address, role), name=OFFICERS[role], post="", role=role,
                password=PASSWORD,
            )  # fmt: skip
        held = assembly.create_session(
            db, act, assembly=address, number=1, held_on=NOW.date(), place=Names("تالار"), quorum=quorum, agenda=""
        )
        found = election.create_election(db, act, held.id, title=Names("انتخاب اعضا", "Election"), rule=rule)
        ids = [_institution(db, act, home.address, number) for number in range(max(candidates, delegates))]
        for institution_id in ids[:candidates]:
            nomination.nominate(
                db, act, found.public_id, institution_id=institution_id, representative=Names("نگین رودباری"),
                dossier=Dossier(introduction=Names("ما هستیم")),
            )  # fmt: skip
        for institution_id in ids[:delegates]:
            roll.add_delegate(db, act, held.id, institution_id=institution_id, name=Names("آرش کوهستانی"))
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
    made = simulate(lasting_folder(), **dict(options)).to(phase)
    made.database.close()
    return made


def lasting_folder() -> Path:
    """A folder that is there until the test process ends."""
    path = Path(tempfile.mkdtemp(prefix="majma-test-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def copy_sqlite(database: Database, folder: Path) -> str:
    """Copy the file of a closed database; the address of the copy."""
    target = Path(tempfile.mkdtemp(dir=folder)) / "majma.sqlite3"
    shutil.copy(str(database.engine.url.database), target)
    return f"sqlite:///{target}"


def fresh_ring() -> KeyRing:
    """Token keys of a new installation."""
    private = Ed25519PrivateKey.generate()
    return KeyRing(signing=TokenKey(1, private), public={1: private.public_key()})


def fresh_sqlite(folder: Path) -> str:
    """The address of a new SQLite file with every table, as the migrations make it."""
    return copy_sqlite(_migrated(), folder)


@functools.cache
def _migrated() -> Database:
    """One migrated file, which each test copies."""
    path = lasting_folder() / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return database


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What happens in the block is refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table: two equal answers mean that nothing was changed."""
    with database.reading() as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in Base.metadata.sorted_tables
        }
