"""The delegates' part of the day before the real program: lock, test, cast, receipts; then what the board says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from app.migrations.upgrade import migrate
from app.services.election.rule import Rule
from app.services.voting import challenge
from ballots.election import decode_election
from ballots.record.receipt import decode_receipt, verify_receipt
from ballots.slip_code import slip_code
from tests.journeys.canary import Canary, Request, requests_in, traces_in, traces_on_wire, vote_canaries
from tests.journeys.voting import Booth, PaperSlip, Vote
from tests.journeys.wire import Wire, listening
from tests.journeys.witness import watching
from tests.support.assemblies import Simulation, simulate
from tests.support.server import answering
from tests.support.visitors import settings_in

CANDIDATES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """An open poll behind the program, its slips, the votes that three delegates cast, and what was sent for them."""

    held: Simulation
    papers: list[PaperSlip]
    votes: tuple[Vote, ...]
    faults: list[str]
    requests: list[Request]
    folder: Path

    @property
    def canaries(self) -> list[Canary]:
        """Every secret and every choice of the three, and the candidates' names."""
        definition = decode_election(self.held.definition())
        names = [answer.split(" (")[0] for answer in definition.questions[0].answers]
        return [
            *vote_canaries(self.papers, self.votes, definition.uuid, CANDIDATES, self.held.election),
            *(Canary(name=name, text=name) for name in names),
        ]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Three delegates have voted: by touch after a test, by the keyboard alone, and blank."""
    folder: Path = tmp_path_factory.mktemp("voting")
    with listening() as wire:
        yield _voted(folder, wire)


def _voted(folder: Path, wire: Wire) -> Hall:
    app = create_app(settings_in(folder, address=wire.address))
    installation = app.extensions["installation"]
    migrate(installation.database)
    held = simulate(
        folder,
        database=installation.database,
        candidates=CANDIDATES,
        delegates=6,
        rule=Rule(order="alphabet", small_group=3),
    )
    held.ring, held.signer, held.now = installation.ring, installation.signer, datetime.now(UTC)
    held.to("open")
    with answering(app) as address, watching(closely=False) as witness:
        wire.connect(address)
        booth = Booth(witness=witness, address=wire.address, election=held.election)
        papers = [paper(held, booth, place) for place in range(3)]
        votes = (
            booth.by_address(papers[0], (2, 5, 11, 14, 19, 23)), booth.by_keyboard(papers[1], (2, 5, 11, 17)),
            booth.blank(papers[2]),
        )  # fmt: skip
    requests = [request for stream in wire.sent() for request in requests_in(stream)]
    return Hall(
        held=held, papers=papers, votes=votes, faults=witness.faults, requests=requests, folder=folder
    )  # fmt: skip


def paper(held: Simulation, booth: Booth, place: int) -> PaperSlip:
    """A slip as its holder sees it."""
    one = held.slips[place]
    address = f"{booth.address}/B/{held.election}#{one.token}.{one.credential}"
    code = slip_code(one.token, one.credential)
    return PaperSlip(code=code, address=address, token=one.token, credential=one.credential)


def test_no_screen_of_the_delegates_has_a_fault(hall: Hall) -> None:
    assert hall.faults == []


def test_each_vote_lies_on_the_board_and_its_receipt_convicts_whoever_takes_it_away(hall: Hall) -> None:
    key = hall.held.signer.private.public_key()
    archive = hall.held.archive()
    for vote in hall.votes:
        said = decode_receipt(vote.receipt)
        verify_receipt(said, key)
        assert (said.fingerprint, said.tracker) == (hall.held.value.fingerprint, vote.tracker)
    assert hall.held.value.cast == len({vote.tracker for vote in hall.votes}) == 3
    assert archive


def test_no_request_carried_a_secret_or_a_choice(hall: Hall) -> None:
    assert len({one.body for one in hall.requests if one.path.endswith("/ballot")}) == 3
    assert len({one.body for one in hall.requests if one.path.endswith("/challenge") and one.body}) == 1
    assert traces_on_wire(hall.requests, hall.canaries) == []


def test_the_search_finds_a_token_where_it_is_sent_by_design(hall: Hall) -> None:
    """The broken twin: the same search without the permission that a token has."""
    token = Canary(name="token", text=hall.papers[0].token)
    assert len(set(traces_on_wire(hall.requests, [token]))) == 1


def test_nothing_on_the_disk_holds_a_secret_or_a_choice(hall: Hall) -> None:
    places = {path.name: path.read_bytes() for path in hall.folder.rglob("*") if path.is_file()}
    assert any(name.endswith(".sqlite3") for name in places)
    slips = [one for one in hall.canaries if "credential" in one.name or "choice" in one.name]
    assert traces_in(places, slips) == []
    assert traces_in({"disk": slips[0].text.encode()}, slips), "the broken twin"


def test_the_test_was_counted_and_its_vote_was_not(hall: Hall) -> None:
    with hall.held.database.reading() as db:
        counted = challenge.challenges(db, hall.held.election)
    assert (counted.made, counted.agrees, counted.differs) == (1, 1, 0)


def test_the_votes_are_counted_as_they_were_marked(hall: Hall) -> None:
    hall.held.close(unused=[], reason="Three delegates of this test kept their slips.")
    hall.held.count()
    marked = {number for vote in hall.votes for number in vote.marked}
    counted = {line.candidate.number: line.votes for line in hall.held.result().lines}
    assert {number for number, votes in counted.items() if votes} == marked
    assert counted[2] == counted[5] == counted[11] == 2
