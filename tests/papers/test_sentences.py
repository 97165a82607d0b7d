"""What papers say of everything that can follow a result, from values: nothing is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from sqlalchemy.orm import Session

from app.language.catalogue import compile_catalogues, wording
from app.language.names import Names
from app.papers import election as papers
from app.papers import letter as letter_papers
from app.papers import supplement
from app.papers.issuer import Issuer
from app.services.acts import journal
from app.services.count import tally
from app.services.count.objection import ObjectionValue
from app.services.election.annulled import Annulment
from app.services.election.election import ElectionValue
from app.services.election.kin import Kin
from app.services.election.title_corrigendum import ElectionCorrected
from app.services.hall.session import FailedCall
from app.services.letters.sealed_paper import Slot
from app.services.nomination.nomination import StepValue
from app.states.election import Electorate, Following, Quorum, Seating, Succession
from app.states.nomination import StepKind
from app.states.paper import PaperKind
from app.states.phase import Phase
from tests.support.assemblies import Simulation, refused, simulate_at
from tests.support.visitors import settings_in

AT = datetime(2025, 11, 9, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    compile_catalogues()
    return simulate_at(tmp_path_factory.mktemp("papers"), "final")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(settings=settings_in(tmp_path_factory.mktemp("issuer"), url="sqlite://"), wording=wording("en"))


@pytest.fixture
def db(held: Simulation) -> Iterator[Session]:
    with held.database.reading() as db:
        yield db


def entry(kind: journal.Kind, **detail: object) -> journal.Entry:
    return journal.Entry(at=AT, actors=("negar.mehr", "gone"), kind=kind, detail=detail, hash="0" * 64)


def sentence(issuer: Issuer, db: Session, found: ElectionValue, kind: journal.Kind, **detail: object) -> str:
    return supplement.SENTENCES[kind](issuer, db, found, entry(kind, **detail))


K = journal.Kind
SEAT: dict[str, object] = {"institution": 1, "place": 2}
SENTENCES: tuple[tuple[journal.Kind, dict[str, object], str], ...] = (
    (K.PHASE_CHANGED, {"phase": Phase.FINAL}, "The result was declared final."),
    (K.PHASE_CHANGED, {"phase": Phase.PROVISIONAL}, ""),
    (K.OBJECTIONS_WAIVED, {}, "Objections were waived before their time was over; two officers recorded it."),
    (K.OFFICE_KEY_DESTROYED, {}, ""),
    (
        K.OFFICE_KEY_DESTROYED, {"office": True, "trustees": []},
        "The office’s key was destroyed on Sunday 9 November 2025 (18 Aban 1404) at 12:00.",
    ),
    (
        K.OFFICE_KEY_DESTROYED, {"office": False, "trustees": ["سوسن", "مانا"]},
        "These trustees have said that key file, copies and sheets are destroyed: سوسن, مانا.",
    ),
    (K.SEAT_ACCEPTED, SEAT, "Society mehr 0 took seat 2."),
    (K.SEAT_DECLINED, SEAT | {"reason": "سفر"}, "Society mehr 0 declined seat 2. Reason: سفر"),
    (K.SEAT_ENDED, SEAT, "Society mehr 0 gave up seat 2."),
    (K.SEAT_PASSED, SEAT, "Society mehr 0 follows on seat 2 as the next alternate by the result."),
    (K.SEAT_VACANT, {"institution": None, "place": 1}, "Seat 1 is vacant: no alternate follows."),
    (K.NOMINATION_WITHDRAWN, {"institution": 1}, "Society mehr 0 withdrew."),
    (
        K.OBJECTION_WAIVER, {"institution": 1, "person": "نگین"},
        "نگین said for Society mehr 0 that it does not object.",
    ),
    (K.OBJECTION_WAIVER, {"institution": 999, "person": "نگین"}, "نگین said for  that it does not object."),
    (
        K.NAME_CORRECTED, {"number": 3, "was": {"fa": "الف", "en": "Alef"}, "now": "ب"},
        "Corrigendum no. 3: the right name for «Alef» is «ب».",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "detail", "said"), SENTENCES)
def test_each_entry_is_one_sentence(
    held: Simulation, issuer: Issuer, db: Session, kind: journal.Kind, detail: dict[str, object], said: str
) -> None:
    assert sentence(issuer, db, held.value, kind, **detail) == said


@pytest.mark.parametrize(
    ("place", "succession", "others_gone", "asked", "said"),
    [
        (3, Succession.NEXT, False, False, "It had won no seat."),
        (2, Succession.NEXT, False, True, "It was an alternate, and does not follow when a seat falls free."),
        (0, Succession.VACANT, False, False, "It had won a seat, which stays vacant by the rule of the election."),
        (0, Succession.NEXT, True, False, "It had won a seat, which stays vacant: no alternate is left."),
        (
            0, Succession.NEXT, False, True,
            "It had won a seat, which goes to the next by the result by the rule of the election: ",
        ),
    ],
)  # fmt: skip
def test_a_late_withdrawal_says_what_becomes_of_rank_and_seat(
    held: Simulation, issuer: Issuer, db: Session, place: int, succession: Succession, others_gone: bool, asked: bool,
    said: str,
) -> None:  # fmt: skip
    result = tally.outcome(db, held.election)
    mine = result.lines[place].candidate.institution
    step = StepValue(
        at=AT, kind=StepKind.RENOUNCED, actors=("negar.mehr", "gone"), reason="", text="سفر" if asked else ""
    )
    gone = {mine.id: step}
    others = {one.candidate.institution.id for one in result.alternates} if others_gone else set()
    found = replace(held.value, rule=replace(held.value.rule, succession=succession))
    kept = journal.of_kind

    def answered(db: Session, election_id: int, kind: journal.Kind) -> tuple[journal.Entry, ...]:
        wished = (entry(kind, institution=mine.id),) if asked else ()
        return wished if kind == K.WITHDRAWAL_ASKED else kept(db, election_id, kind)

    with (
        mock.patch.object(supplement.withdrawal, "departures", return_value=gone),
        mock.patch.object(supplement.withdrawal, "renunciations", return_value={*gone, *others}),
        mock.patch.object(supplement.journal, "of_kind", answered),
    ):
        text = sentence(issuer, db, found, K.CANDIDATE_RENOUNCED, institution=mine.id)
    assert text.startswith(f"{mine.name.en} withdrew on Sunday 9 November 2025")
    assert "negar, gone decided to record it." in text
    assert "Its votes and its rank stay as counted, and nobody else’s rank changes." in text
    assert ("The institution had asked for it by its own account." in text) is asked
    assert ("Reason: سفر" in text) is asked
    assert said in text


@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        ("dismissed", "شورا found no ground for objection no. 1. Reason: شمارش درست بود"),
        ("stands", "شورا found ground for objection no. 1; the result stands. Reason: شمارش درست بود"),
        ("upheld", "شورا upheld objection no. 1: the result cannot stand. Reason: شمارش درست بود"),
    ],
)
def test_an_objection_and_its_ruling_are_told(
    held: Simulation, issuer: Issuer, db: Session, ruling: str, said: str
) -> None:
    own = ObjectionValue(
        number=1, receipt="A", institution_id=1, institution=Names("انجمن", "Society"), person="آرش", text="چرا",
        received=AT.date(), entered=AT, entered_by="", ruling=None, body="شورا", reasons="شمارش درست بود", ruled=AT,
        ruled_by=(),
    )  # fmt: skip
    other = replace(own, number=2, institution=None, institution_id=None, reasons="")
    with mock.patch.object(supplement.objections, "objection", side_effect=[own, own, other, other]):
        assert sentence(issuer, db, held.value, K.OBJECTION_LODGED, number=1) == (
            "Objection no. 1 was received from Society."
        )
        assert sentence(issuer, db, held.value, K.OBJECTION_RULED, number=1, ruling=ruling) == said
        assert sentence(issuer, db, held.value, K.OBJECTION_LODGED, number=2) == (
            "Objection no. 2 was received from آرش."
        )
        assert "Reason" not in sentence(issuer, db, held.value, K.OBJECTION_RULED, number=2, ruling=ruling)


def test_a_supplement_without_anything_to_say_or_to_amend_is_refused(
    held: Simulation, issuer: Issuer, db: Session
) -> None:
    slot = Slot(
        kind=PaperKind.SUPPLEMENT, number="1404/M/2", amends="1404/M/1", amends_made=AT, since=10_000, covers=10_001
    )
    with refused("nothing-to-add"):
        supplement.print_supplement(issuer, db, held.election, slot, AT, text=" \n")
    with refused("minutes-missing"):
        supplement.print_supplement(issuer, db, held.election, replace(slot, amends_made=None), AT, text="x")
    with mock.patch.object(supplement, "render_supplement") as render:
        supplement.print_supplement(issuer, db, held.election, slot, AT, text=" a word ")
    paper = render.call_args.args[0]
    assert (paper.text, paper.statements, paper.amends) == ("a word", (), "1404/M/1")


# The head of a paper, and the minutes


@pytest.mark.parametrize(
    ("annulled", "said"),
    [
        (None, ""),
        (Annulment(at=AT, reason="", officers=()), "This election was annulled on"),
        (Annulment(at=AT, reason="آتش", officers=("نگار", "بهرام")), "and counts for nothing. Reason: "),
        (
            Annulment(at=AT, reason="رأی", officers=("نگار",), authority="دیوان", number="12", day=date(2025, 11, 9)),
            "by the decision of ",
        ),
    ],
)
def test_a_head_says_first_that_an_election_is_annulled(
    held: Simulation, issuer: Issuer, annulled: Annulment | None, said: str
) -> None:
    text = issuer.head_of(replace(held.value, annulment=annulled)).annulled
    assert (text == "") is (annulled is None)
    assert said in text
    assert ("Reason" in text) is bool(annulled and annulled.reason)


def test_a_head_says_what_corrigenda_say_of_each_frozen_word(held: Simulation, issuer: Issuer) -> None:
    right = ElectionCorrected(
        title=Names("ت", "Title"), body=Names("ب", "Body"), assembly=Names("م", "Assembly"), place=Names("ج", "Place"),
        session=7,
    )  # fmt: skip
    found = held.value
    assert issuer.head_of(found).corrections == ()
    said = issuer.head_of(replace(found, corrected=right)).corrections
    assert [one.partition("“")[2].partition("”")[0] for one in said[:4]] == ["Assembly", "Title", "Body", "Place"]
    assert said[4].startswith("Corrigendum: it was rightly the ")
    only = issuer.head_of(replace(found, corrected=ElectionCorrected(place=Names("ج", "Place")))).corrections
    assert [one for one in only if "Place" in one] == list(only)


def kin(kind: Following, phase: Phase = Phase.FINAL, repeat: Kin | None = None) -> Kin:
    return Kin(public_id="AAAAAAAA", title=Names("پیشین", "Before"), kind=kind, phase=phase, repeat=repeat)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, ()),
        ({"follows": kin(Following.SECOND_ROUND)}, ("This is the second round of “Before”.",)),
        ({"follows": kin(Following.REPEAT)}, ("This election repeats “Before”, which was annulled.",)),
        ({"follows": kin(Following.BY_ELECTION)}, ("This is a by-election after “Before”.",)),
        ({"followers": (kin(Following.BY_ELECTION),)}, ()),
        (
            {"followers": (kin(Following.SECOND_ROUND, Phase.ANNULLED, kin(Following.REPEAT)),)},
            ("“Before” was held for the seats left, and annulled.", "The seats left are decided by “Before”."),
        ),
    ],
)
def test_minutes_say_what_an_election_follows_and_what_decides_its_seats(
    held: Simulation, issuer: Issuer, more: dict[str, Any], said: tuple[str, ...]
) -> None:
    assert papers._course(issuer, replace(held.value, **more)) == said


def test_minutes_say_that_a_first_call_had_no_quorum(held: Simulation, issuer: Issuer) -> None:
    failed = FailedCall(at=AT, held_on=date(2025, 11, 1), introduced=9, present=2, quorum=5)
    found = held.value
    (said,) = papers._course(issuer, replace(found, session=replace(found.session, first_call=failed)))
    assert said.endswith("had no quorum: 2 present, 5 needed.")


@pytest.mark.parametrize(
    ("quorum", "counted", "rule"),
    [
        (Quorum.NONE, {}, "No quorum was required"),
        (Quorum.SECOND_CALL, {"listed": 4}, "Second call: valid with any number"),
        (Quorum.INTRODUCED, {"quorum": 3}, "Half of the introduced institutions plus one"),
        (Quorum.INTRODUCED, {"listed": 4}, "Half of the institutions on the list plus one"),
    ],
)
def test_minutes_name_the_rule_by_which_enough_were_present(
    held: Simulation, issuer: Issuer, db: Session, quorum: Quorum, counted: dict[str, int], rule: str
) -> None:
    found = held.value
    found = replace(found, attendance=counted, session=replace(found.session, quorum=quorum))
    paper = papers._attendance(issuer, db, found)
    assert (paper.rule, paper.needed, len(paper.present)) == (rule, counted.get("quorum", 0), 5)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (Electorate.ROLL, ""),
        (Electorate.PRESENT, "The delegates could vote who were present when the election was frozen."),
        (Electorate.LIST, "Society mehr 0, "),
    ],
)
def test_minutes_say_who_could_vote_where_it_was_not_the_roll(
    held: Simulation, issuer: Issuer, db: Session, who: Electorate, said: str
) -> None:
    found = held.value
    text = papers._electorate(issuer, db, replace(found, rule=replace(found.rule, electorate=who)))
    assert (said in text, text == "") == (True, said == "")


@pytest.mark.parametrize(
    ("outcome", "counts", "standing"),
    [
        (Seating.SEATED, True, "seated"), (Seating.SEATED, False, "void"), (Seating.ALTERNATE, False, "void"),
        (Seating.WITHDRAWN, False, "withdrawn"), (Seating.LEFT, True, "left"), (Seating.NONE, True, "none"),
    ],
)  # fmt: skip
def test_nobody_has_a_seat_by_an_annulled_election(
    held: Simulation, issuer: Issuer, db: Session, outcome: Seating, counts: bool, standing: str
) -> None:
    line = replace(tally.outcome(db, held.election).lines[0], outcome=outcome)
    assert papers._vote(issuer, line, (), counts=counts).standing == standing


def test_a_release_of_the_clock_stands_in_the_minutes_with_what_it_followed(
    held: Simulation, issuer: Issuer, db: Session
) -> None:
    said = [
        entry(K.CLOCK_RELEASED, said=AT.isoformat(), record=""),
        entry(K.CLOCK_RELEASED, said=AT.isoformat(), record=(AT - timedelta(hours=2)).isoformat()),
        entry(K.PHASE_CHANGED, phase="open"),
    ]
    with mock.patch.object(papers.journal, "of_clock", return_value=said):
        found = papers._clock(db, held.value)
    assert [one.record for one in found] == [None, AT - timedelta(hours=2)]
    assert {one.officers for one in found} == {("negar", "gone")}


@pytest.mark.parametrize(
    ("follows", "then", "second"),
    [
        (None, None, False), (Following.SECOND_ROUND, None, True), (Following.BY_ELECTION, None, False),
        (Following.REPEAT, Following.SECOND_ROUND, True), (Following.REPEAT, None, False),
    ],
)  # fmt: skip
def test_a_letter_knows_a_second_round_also_when_it_was_repeated(
    held: Simulation, db: Session, follows: Following | None, then: Following | None, second: bool
) -> None:
    found, before = (replace(held.value, follows=one and kin(one)) for one in (follows, then))
    with mock.patch.object(letter_papers.elections, "election", return_value=before):
        assert letter_papers._is_second_round(db, found) is second
