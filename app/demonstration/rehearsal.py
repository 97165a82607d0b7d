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

import click

from app.config import Settings, load_settings
from app.db import Database
from app.demonstration import assembly as demonstration
from app.demonstration import choices, holding
from app.demonstration import store as stage
from app.demonstration.holding import Holding
from app.language.catalogue import compile_catalogues, wording
from app.migrations.upgrade import migrate
from app.papers.issuer import Issuer
from app.papers.slip import print_slips
from app.services.acts.act import SET_UP, Act
from app.services.count import announcement, tally
from app.services.count import objection as objections
from app.services.election import election as elections
from app.services.voting import ballot, record, trustee
from app.signing.key_ring import key_ring
from ballots.slips import PrintedSlip

PASSWORD = "rehearsal password"  # the officers exist only in a temporary database  # noqa: S105


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
    """One election under way, and what is measured of it."""

    plan: Plan
    database: Database
    held: Holding
    clock: Clock


def hold(plan: Plan, settings: Settings) -> None:
    """Hold the election; write its record (a file, and its parts), result, slips, minutes and letters."""
    (plan.out / "letters").mkdir(parents=True, exist_ok=True)
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as workers:
        own = load_settings(instance=Path(folder), address=settings.address)
        own = replace(own, database=f"sqlite:///{folder}/rehearsal.sqlite3")
        database = Database(own.database)
        rehearsed = _prepare(plan, own, database)
        slips = _print(rehearsed)
        _vote(rehearsed, slips, workers)
        _count(rehearsed, slips)
        _write(rehearsed)
        rehearsed.clock.show()
        database.close()


def _prepare(plan: Plan, settings: Settings, database: Database) -> Rehearsal:
    clock = Clock()
    with clock.stage("nominations"):
        migrate(database)
        act = Act(officers=(SET_UP,), now=_now(), random=secrets.token_bytes)
        institutions = max(100, plan.voters, plan.candidates)
        shown = demonstration(plan.seed, institutions, plan.candidates, plan.voters)
        shown = replace(shown, body=replace(shown.body, seats=plan.seats))
        with database.transaction() as db:
            people = stage.store(db, act, shown, password=PASSWORD, check_in=True)
    held = Holding(issuer=Issuer(settings=settings, wording=wording("fa")), people=people, now=_now)
    with clock.stage("freezing"), database.transaction() as db:
        holding.freeze_election(db, held)
    return Rehearsal(plan=plan, database=database, held=held, clock=clock)


def _print(rehearsed: Rehearsal) -> tuple[PrintedSlip, ...]:
    held, voters = rehearsed.held, rehearsed.plan.voters
    with rehearsed.clock.stage("slips"):
        with rehearsed.database.transaction() as db:
            printed = holding.make_slips(db, held, voters + max(2, voters // 10))
            found = elections.election(db, held.id)
            keys = trustee.trustees(db, held.id)
        with _bar("slips", len(printed)) as forward:
            pdf = print_slips(held.issuer, found, printed, forward, keys=keys)
        (rehearsed.plan.out / "slips.pdf").write_bytes(pdf)
        with rehearsed.database.transaction() as db:
            holding.seal_slips(db, held)
    return printed


def _vote(rehearsed: Rehearsal, printed: Sequence[PrintedSlip], workers: Executor) -> None:
    plan, held = rehearsed.plan, rehearsed.held
    with rehearsed.clock.stage("check-in"), rehearsed.database.transaction() as db:
        holding.open_poll(db, held)
    with rehearsed.database.reading() as db:
        box = ballot.open_box(db, held.id)
    marks = choices(plan.seed, plan.voters, plan.candidates, plan.seats)
    jobs = holding.jobs(box, printed[: plan.voters], marks)
    with rehearsed.clock.stage("encrypting"), _bar("ballots encrypted", len(jobs)) as forward:
        sealed = []
        for done, data in enumerate(workers.map(holding.encrypt, jobs, chunksize=4), start=1):
            sealed.append(data)
            forward(done, len(jobs))
    with rehearsed.clock.stage("casting"), _bar("ballots cast", len(jobs)) as forward:
        for done, data in enumerate(sealed, start=1):
            checked = ballot.check(box, data)
            with rehearsed.database.transaction() as db:
                holding.cast(db, held, checked)
            forward(done, len(jobs))


def _count(rehearsed: Rehearsal, printed: Sequence[PrintedSlip]) -> None:
    held, clock, database = rehearsed.held, rehearsed.clock, rehearsed.database
    with clock.stage("closing"), database.transaction() as db:
        holding.close_poll(db, held, printed[rehearsed.plan.voters :])
    with clock.stage("tally, decryption"), database.transaction() as db:
        holding.decrypt(db, held)
    with clock.stage("lots, publishing"), database.transaction() as db:
        for draw in holding.announce(db, held):
            order = ", ".join(map(str, draw.drawn))
            click.echo(f"lots among {len(draw.tied)} tied candidates: balls {draw.digits}, order {order}")
        said = {one.institution.id: one.representative.fa for one in objections.entitled(db, held.id)}
        objections.waive(db, held.one(), held.id, said)
        announcement.certify(db, held.two(), held.id)


def _write(rehearsed: Rehearsal) -> None:
    held, out, clock = rehearsed.held, rehearsed.plan.out, rehearsed.clock
    keys = key_ring(held.issuer.settings.keys, _now()).public
    with clock.stage("record"), rehearsed.database.reading() as db:
        record.write_folder(db, held.id, held.signer, keys, out)
        with (out / "election.record.zip").open("wb") as file:
            record.write_record(db, held.id, held.signer, keys, file)
    with rehearsed.database.reading() as db:
        (out / "result.json").write_text(_result(tally.outcome(db, held.id)), encoding="utf-8")
    with clock.stage("minutes"), rehearsed.database.transaction() as db:
        (out / "minutes.pdf").write_bytes(holding.keep_minutes(db, held)["fa"])
    with clock.stage("letters"):
        _letters(rehearsed)


def _letters(rehearsed: Rehearsal) -> None:
    held = rehearsed.held
    with rehearsed.database.transaction() as db:
        drafted = holding.draft_letters(db, held)
    with _bar("letters", len(drafted)) as forward:
        for done, one in enumerate(drafted, start=1):
            with rehearsed.database.transaction() as db:
                pdf = holding.issue_letter(db, held, one)
            (rehearsed.plan.out / "letters" / f"{one.number.replace('/', '-')}.pdf").write_bytes(pdf)
            forward(done, len(drafted))


def _now() -> datetime:
    return datetime.now(UTC)


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
