"""The machine of phases: forward only, each illegal act refused in each phase, two officers where two are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.language.names import Names
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.acts.step import Step
from app.services.count import announcement, lots
from app.services.election import election
from app.services.election.rows import find
from app.services.letters import letter, overturning
from app.services.nomination import nomination, review, withdrawal
from app.services.voting import annulment, freeze, poll, slip, trustee
from app.states.phase import ORDER, Phase
from ballots.errors import BallotsError
from tests.services.conftest import Hold
from tests.support.annulments import AUTHORITY, DECISION, REASON, annul, overturn
from tests.support.assemblies import NOW, SMALL_RULE, Simulation, everything, refused

EARLY = {"draft", "nominating", "reviewing"}
PHASES = tuple(Phase)
OUTSIDE = {"authority": AUTHORITY, "number": DECISION, "day": NOW.date(), "reason": REASON}


def rewrite(held: Simulation) -> None:
    with held.database.transaction() as db:
        election.change_rule(db, held.act(), held.election, title=Names("دیگر"), rule=SMALL_RULE)


def withdraw(held: Simulation) -> None:
    with held.database.transaction() as db:
        first = nomination.nominations(db, held.election)[0]
        withdrawal.withdraw(db, held.two(), held.election, first.id, "سفر")


def advance(held: Simulation, to: str) -> None:
    with held.database.transaction() as db:
        election.advance_early(db, held.act(), held.election, to=to)


def reject(held: Simulation) -> None:
    with held.database.transaction() as db:
        first = nomination.nominations(db, held.election)[0]
        review.decide(db, held.two(), held.election, first.id, decision="reject", reason="R9", text="نه")


ACTS: dict[str, tuple[Callable[[Simulation], object], set[str]]] = {
    "begin nominations": (lambda held: advance(held, "nominating"), {"draft"}),
    "end nominations": (lambda held: advance(held, "reviewing"), {"nominating"}),
    "change the rule": (rewrite, EARLY),
    "reject": (reject, {"nominating"}),  # in "reviewing" all are decided already
    "withdraw": (withdraw, set(PHASES) - {"final", "annulled"}),
    "invite": (lambda held: held.invite("امین تازه"), EARLY),
    "announce the list": (lambda held: _do(held, freeze.announce_order, held.act()), {"reviewing"}),
    "freeze": (lambda held: _do(held, freeze.freeze, held.two()), {"reviewing"}),
    "print": (Simulation.print, {"frozen"}),
    "seal": (Simulation.seal, {"frozen"}),
    "open": (lambda held: _do(held, poll.open_poll, held.two()), {"frozen"}),
    "close": (Simulation.close, {"open"}),
    "add up": (Simulation.add_up, {"closed"}),
    "put a tie before the hall": (lambda held: _do(held, lots.announce, held.act(), tied=(1, 2)), set()),
    "draw lots": (lambda held: _do(held, lots.draw_lots, held.two(), tied=(1, 2), digits="0416023597"), set()),
    "publish": (Simulation.publish, {"tallied"}),
    "certify": (Simulation.certify, {"provisional"}),
    "draft letters": (Simulation.draft, {"final"}),
    "annul": (annul, set(PHASES) - {"final", "annulled"}),
    "overturn": (overturn, {"final"}),
}


def at(hold: Hold, phase: str) -> Simulation:
    if phase != "annulled":
        return hold(phase)
    held = hold("open")
    annul(held)
    return held


def accepted_against_the_rules(held: Simulation) -> list[str]:
    """The acts that the phase forbids and that were not refused, or changed something all the same."""
    faults = []
    before = everything(held.database)
    for name, (act, phases) in ACTS.items():
        if held.phase in phases:
            continue
        try:
            act(held)
            faults.append(name)
        except Refused:
            if everything(held.database) != before:
                faults.append(f"{name} left a trace")
    return faults


@pytest.mark.parametrize("phase", PHASES)
def test_what_a_phase_forbids_is_refused_and_changes_nothing(hold: Hold, phase: str) -> None:
    assert accepted_against_the_rules(at(hold, phase)) == []


def test_a_service_that_does_not_look_at_the_phase_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("open")
    for place in range(3):
        held.vote(place, 1)
    monkeypatch.setattr(Step, "ask", lambda *_: None)
    assert "add up" in accepted_against_the_rules(held)


def test_an_election_goes_through_all_phases_and_each_has_its_time(hold: Hold) -> None:
    held = hold()
    for phase in ORDER:
        held.wait(minutes=1)
        held.to(phase)
    times = held.value.times
    assert tuple(times) == ORDER
    assert list(times.values()) == sorted(times.values())
    assert len(set(times.values())) == len(times)


def test_a_phase_that_is_not_the_next_is_never_reached(hold: Hold) -> None:
    held = hold()
    for here in PHASES:
        for there in PHASES:
            legal = election.NEXT.get(here) == there or (there == "annulled" and here not in ("final", "annulled"))
            if legal:
                continue
            with held.database.reading() as db:
                row = find(db, held.election)
                row.phase = here
                with refused("phase-wrong"):
                    election.move(db, held.act(), row.id, there)
                if here != "final":
                    with refused("phase-wrong"):
                        election.move(db, held.act(), row.id, there, decided_outside=True)


def test_beginning_the_nominations_twice_does_not_end_them(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        election.advance_early(db, held.act(), held.election, to="nominating")
    with refused("phase-wrong"), held.database.transaction() as db:
        election.advance_early(db, held.act(), held.election, to="nominating")
    assert held.phase == "nominating"


TWO: dict[str, Callable[[Simulation, Act], object]] = {
    "freeze": lambda held, act: _do(held, freeze.freeze, act),
    "open": lambda held, act: _do(held, poll.open_poll, act),
    "annul": lambda held, act: _do(held, annulment.annul, act, reason=REASON),
    "overturn": lambda held, act: _do(held, overturning.overturn, act, **OUTSIDE),
    "publish": lambda held, act: _do(held, announcement.publish, act),
    "certify": lambda held, act: _do(held, announcement.certify, act),
    "close": lambda held, act: _do(held, poll.close_poll, act, unused=()),
    "void": lambda held, act: _do(held, slip.void_slip, act, "ABCD-EFGH", spoiled=False),
    "lots": lambda held, act: _do(held, lots.draw_lots, act, tied=(1, 2), digits="0416023597"),
}


def _do(held: Simulation, service: Callable[..., object], act: Act, *more: object, **facts: object) -> None:
    with held.database.transaction() as db:
        service(db, act, held.election, *more, **facts)


def done_alone(held: Simulation) -> list[str]:
    """The two-person acts that one officer, or one officer twice, could begin."""
    faults = []
    for name, service in TWO.items():
        for officers in ((), ("negar",), ("negar", "negar")):
            try:
                service(held, replace(held.act(), officers=officers))
                faults.append(name)
            except Refused as refusal:
                if refusal.code != "two-officers-needed":
                    faults.append(name)
            except BallotsError:  # it went on alone, to what the phase has not
                faults.append(name)
    return faults


def test_no_two_person_act_is_done_by_one(hold: Hold) -> None:
    held = hold()
    before = everything(held.database)
    assert done_alone(held) == []
    assert everything(held.database) == before


@pytest.mark.parametrize(("place", "name"), [(slip, "need_pair"), (lots, "need_pair"), (Step, "need")])
def test_a_service_that_asks_for_one_officer_only_is_caught(
    hold: Hold, monkeypatch: pytest.MonkeyPatch, place: object, name: str
) -> None:
    monkeypatch.setattr(place, name, lambda *_: None)
    assert done_alone(hold())


def test_letters_need_a_drafter_and_another_officer(hold: Hold) -> None:
    held = hold("final")
    drafted = held.draft()[0]
    for roles, code in (
        (("signatory",), "two-officers-needed"),
        (("returning-officer", "secretary"), "letter-drafter"),
    ):
        with refused(code), held.database.transaction() as db:
            letter.issue_letter(db, held.act(*roles), drafted.id, signed_token="", pdf=b"")


def test_a_rule_that_contradicts_itself_makes_no_election(hold: Hold) -> None:
    held = hold()
    for rule in (
        replace(SMALL_RULE, minimum=3), replace(SMALL_RULE, seats=0), replace(SMALL_RULE, order="wish"),
        replace(SMALL_RULE, minimum=-1), replace(SMALL_RULE, small_group=1), replace(SMALL_RULE, small_group=0),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="contradicts"), held.database.transaction() as db:
            election.create_election(db, held.act(), held.session_id, body_id=1, title=Names("x"), rule=rule)
        with pytest.raises(ValueError, match="contradicts"), held.database.transaction() as db:
            election.change_rule(db, held.act(), held.election, title=Names("x"), rule=rule)


def test_an_unknown_election_is_not_found(hold: Hold) -> None:
    held = hold()
    with held.database.reading() as db:
        for service in (find, election.election, trustee.trustees, nomination.candidates, slip.counts):
            with refused("not-found"):
                service(db, "NOTHERE2")
