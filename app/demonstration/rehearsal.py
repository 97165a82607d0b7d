"""A whole election without a browser, through the services that the pages use: what `rehearse` does."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy.orm import Session

from app.config import Settings, load_settings
from app.db import Database
from app.demonstration import assembly as demonstration
from app.demonstration import choices
from app.demonstration import store as stage
from app.language.catalogue import compile_catalogues, wording
from app.language.dates import after_months, in_tehran
from app.migrations.upgrade import migrate
from app.papers.issuer import Issuer
from app.papers.letter import print_letter
from app.papers.sealing import seal_minutes
from app.papers.slip import print_slips
from app.services.acts.act import Act
from app.services.count import announcement, lots, tally
from app.services.count import objection as objections
from app.services.election import election as elections
from app.services.hall import electorate, roll
from app.services.letters import letter as letters
from app.services.letters import sealed_paper
from app.services.voting import ballot, checkpoint, freeze, poll, record, setup, slip, trustee
from app.signing.key_ring import key_ring
from app.signing.keys import board_key
from app.states.officer import Role
from ballots.ballot import encrypt_ballot
from ballots.election import decode_election
from ballots.slips import PrintedSlip
from ballots.token import Kind

PASSPHRASE = "rehearsal passphrase"  # the key it opens lives as long as the rehearsal  # nosec B105
PASSWORD = "rehearsal password"  # the officers exist only in a temporary database  # nosec B105


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to hold: numbers, the seed of people and choices, and the folder for what is written."""

    voters: int
    candidates: int
    seats: int
    seed: int
    out: Path


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds of each stage."""

    stages: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        start = time.perf_counter()
        yield
        self.stages.append((name, time.perf_counter() - start))

    def show(self) -> None:
        """Print the table."""
        click.echo()
        for name, seconds in self.stages:
            click.echo(f"  {name:24} {seconds:8.2f} s")
        click.echo(f"  {'all':24} {sum(seconds for _, seconds in self.stages):8.2f} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """One election under way."""

    plan: Plan
    database: Database
    issuer: Issuer
    people: stage.Stored
    clock: Clock

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

    @property
    def signer(self) -> checkpoint.BoardSigner:
        """What signs heads and receipts of this installation."""
        settings = self.issuer.settings
        return checkpoint.BoardSigner(host=urlsplit(settings.address).netloc, private=board_key(settings.keys))

    def sign(self, db: Session) -> None:
        """Sign the head of the board if it is time to, as a look at the page would."""
        checkpoint.keep_up(db, self.id, self.signer, datetime.now(UTC))

    def signing(self) -> Act:
        """An act of the drafter and the signatory."""
        return self._act(Role.SECRETARY, Role.SIGNATORY)

    def _act(self, *roles: Role) -> Act:
        names = tuple(self.people.usernames[role] for role in roles)
        return Act(officers=names, now=datetime.now(UTC), random=secrets.token_bytes, signer=self.signer)


def hold(plan: Plan, settings: Settings) -> None:
    """Hold the election; write its record (a file, and its parts), result, slips, minutes and letters."""
    (plan.out / "letters").mkdir(parents=True, exist_ok=True)
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as workers:
        own = load_settings(instance=Path(folder), address=settings.address)
        own = replace(own, database=f"sqlite:///{folder}/rehearsal.sqlite3")
        database = Database(own.database)
        held = _prepare(plan, own, database)
        slips = _print(held)
        _vote(held, slips, workers)
        _count(held, slips)
        _write(held)
        held.clock.show()
        database.close()


def _prepare(plan: Plan, settings: Settings, database: Database) -> Rehearsal:
    clock = Clock()
    with clock.stage("nominations"):
        migrate(database)
        act = Act(officers=("rehearsal",), now=datetime.now(UTC), random=secrets.token_bytes)
        institutions = max(100, plan.voters, plan.candidates)
        shown = demonstration(plan.seed, institutions, plan.candidates, plan.voters)
        shown = replace(shown, body=replace(shown.body, seats=plan.seats))
        with database.transaction() as db:
            people = stage.store(db, act, shown, password=PASSWORD, check_in=True)
    held = Rehearsal(
        plan=plan,
        database=database,
        issuer=Issuer(settings=settings, wording=wording("fa")),
        people=people,
        clock=clock,
    )
    with clock.stage("freezing"), database.transaction() as db:
        trustee.make_office_key(db, held.one(), held.id, name="کلید دبیرخانه", passphrase=PASSPHRASE)
        needed = freeze.announce_order(db, held.one(), held.id).balls_needed
        freeze.freeze(db, held.two(), held.id, digits=_draw(needed))
    return held


def _print(held: Rehearsal) -> tuple[PrintedSlip, ...]:
    signing = key_ring(held.issuer.settings.keys, datetime.now(UTC)).signing[Kind.SLIP]
    spare = max(2, held.plan.voters // 10)
    with held.clock.stage("slips"):
        with held.database.transaction() as db:
            printed = slip.print_slips(
                db, held.one(), held.id, held.plan.voters + spare, key_id=signing.key_id, key=signing.private
            )
            found = elections.election(db, held.id)
            keys = trustee.trustees(db, held.id)
        with _bar("slips", len(printed)) as forward:
            pdf = print_slips(held.issuer, found, printed, forward, keys=keys)
        (held.plan.out / "slips.pdf").write_bytes(pdf)
        with held.database.transaction() as db:
            setup.seal_setup(db, held.two(), held.id)
    return printed


def _vote(held: Rehearsal, printed: Sequence[PrintedSlip], workers: Executor) -> None:
    with held.clock.stage("check-in"), held.database.transaction() as db:
        election_id = elections.election(db, held.id).id
        for delegate in roll.roll(db, held.people.session_id):
            electorate.hand_slip(db, held.one(), election_id, delegate.id)
        poll.open_poll(db, held.two(), held.id)
    with held.database.reading() as db:
        box = ballot.open_box(db, held.id)
    marks = choices(held.plan.seed, held.plan.voters, held.plan.candidates, held.plan.seats)
    drawn = printed[: held.plan.voters]
    with held.clock.stage("encrypting"), _bar("ballots encrypted", len(drawn)) as forward:
        jobs = [(box.definition, one.credential, chosen) for one, chosen in zip(drawn, marks, strict=True)]
        sealed = []
        for done, data in enumerate(workers.map(_encrypt, jobs, chunksize=4), start=1):
            sealed.append(data)
            forward(done, len(drawn))
    with held.clock.stage("casting"), _bar("ballots cast", len(drawn)) as forward:
        for done, data in enumerate(sealed, start=1):
            checked = ballot.check(box, data)
            with held.database.transaction() as db:
                ballot.cast(db, held.id, checked, signer=held.signer)
            with held.database.transaction() as db:
                held.sign(db)
            forward(done, len(drawn))


def _encrypt(job: tuple[bytes, str, tuple[int, ...]]) -> bytes:
    definition, credential, chosen = job
    found = decode_election(definition)
    question = found.questions[0]
    marks = [0] * len(question.answers)
    for place in chosen:
        marks[place] = 1
    blank = (int(not chosen),) if question.blank else ()
    return encrypt_ballot(found, credential, ((*blank, *marks),), secrets.token_bytes)


def _count(held: Rehearsal, printed: Sequence[PrintedSlip]) -> None:
    with held.clock.stage("closing"), held.database.transaction() as db:
        poll.close_poll(db, held.two(), held.id, unused=[one.serial for one in printed[held.plan.voters :]])
    with held.clock.stage("encrypted tally"), held.database.transaction() as db:
        tally.encrypt_tally(db, held.one(), held.id)
    with held.clock.stage("decryption"), held.database.transaction() as db:
        tally.decrypt_with_office_key(db, held.one(), held.id, passphrase=PASSPHRASE)
    with held.clock.stage("lots, publishing"), held.database.transaction() as db:
        result = tally.outcome(db, held.id)
        while result.ties:
            tied, digits = result.ties[0], _draw(result.balls_needed)
            lots.announce(db, held.one(), held.id, tied=tied)
            drawn = lots.draw_lots(db, held.two(), held.id, tied=tied, digits=digits).drawn
            click.echo(f"lots among {len(tied)} tied candidates: balls {digits}, order {', '.join(map(str, drawn))}")
            result = tally.outcome(db, held.id)
        announcement.publish(db, held.two(), held.id)
        said = {one.institution.id: one.representative.fa for one in objections.entitled(db, held.id)}
        objections.waive(db, held.one(), held.id, said)
        announcement.certify(db, held.two(), held.id)


def _write(held: Rehearsal) -> None:
    out = held.plan.out
    keys = key_ring(held.issuer.settings.keys, datetime.now(UTC)).public
    with held.clock.stage("record"), held.database.reading() as db:
        record.write_folder(db, held.id, held.signer, keys, out)
        with (out / "election.record.zip").open("wb") as file:
            record.write_record(db, held.id, held.signer, keys, file)
    with held.database.reading() as db:
        (out / "result.json").write_text(_result(tally.outcome(db, held.id)), encoding="utf-8")
    with held.clock.stage("minutes"):
        _minutes(held)
    with held.clock.stage("letters"):
        _letters(held)


def _minutes(held: Rehearsal) -> None:
    """Made, numbered and kept as the secretary does; the Persian file lies beside the record."""
    act = held.one()
    with held.database.reading() as db:
        slot = sealed_paper.minutes_slot(db, held.id, act.now)
        files = seal_minutes(held.issuer, db, held.id, slot, act.now)
    with held.database.transaction() as db:
        sealed_paper.keep_minutes(db, act, held.id, slot, files)
    (held.plan.out / "minutes.pdf").write_bytes(files["fa"])


def _draw(number: int) -> str:
    """So many balls, each put back."""
    return "".join(str(secrets.randbelow(10)) for _ in range(number))


def _letters(held: Rehearsal) -> None:
    terms = letters.Terms(
        recipient=("دبیر محترم کارگروه ملی",), purpose="برنامه‌های تعاملی و همکاری‌های اجتماعی",
        signatory="مهرداد پارسا", signatory_post="دبیر مجمع",
    )  # fmt: skip
    act = held.one()
    until = after_months(in_tehran(act.now).date(), 24)
    with held.database.transaction() as db:
        drafted = letters.draft_letters(db, act, held.id, terms, until=until)
    with _bar("letters", len(drafted)) as forward:
        for done, one in enumerate(drafted, start=1):
            with held.database.transaction() as db:
                signed, pdf = print_letter(held.issuer, db, one, act.now)
                letters.issue_letter(db, held.signing(), one.id, signed_token=signed, pdf=pdf)
            (held.plan.out / "letters" / f"{one.number.replace('/', '-')}.pdf").write_bytes(pdf)
            forward(done, len(drafted))


def _result(result: tally.ResultValue) -> str:
    lines = [
        {
            "number": line.candidate.number, "institution": line.candidate.institution.name.fa, "votes": line.votes,
            "rank": line.rank, "outcome": line.outcome,
        }
        for line in result.lines
    ]  # fmt: skip
    said = {
        "cast": result.cast, "blank": result.blank, "result_hash": result.result_hash, "candidates": lines,
        "seated": [line.candidate.number for line in result.seated],
        "alternates": [line.candidate.number for line in result.alternates],
        "lots": [{"tied": draw.tied, "seed": draw.seed, "drawn": draw.drawn} for draw in result.draws],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int, int], None]]:
    with click.progressbar(length=length, label=f"{label:20}") as bar:
        yield lambda done, _all: bar.update(done - bar.pos)
