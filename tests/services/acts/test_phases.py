"""An act that comes too early is told which act is missing; one that comes too late, that the election has moved on."""

from __future__ import annotations

import pytest

from app.language.catalogue import wording
from app.services.acts.phases import ENDS, facts_of_phase
from app.services.acts.refusal import PHASE_WRONG, Refused, words_in
from app.services.whole.steps import STEPS
from app.states.phase import ANNOUNCED, EARLY, ORDER, Phase

LATE = "The election has moved on. This act is not possible in its present phase."


def said(phase: Phase, *phases: Phase, language: str = "en") -> str:
    return words_in(Refused(PHASE_WRONG, **facts_of_phase(phase, *phases)), wording(language))


def test_the_act_that_ends_a_phase_is_called_as_on_the_list_of_acts() -> None:
    moving = {one.before[0]: one.title for one in STEPS if one.after is not None and one.line and not one.danger}
    assert moving == ENDS
    assert set(ENDS) == set(ORDER) - {Phase.FINAL}


@pytest.mark.parametrize(
    ("phase", "phases", "words"),
    [
        (Phase.DRAFT, (Phase.TALLIED,), "Not yet: first comes “Open nominations”."),
        (Phase.FROZEN, (Phase.OPEN,), "Not yet: first comes “Open the voting”."),
        (Phase.CLOSED, ANNOUNCED, "Not yet: first comes “Count the votes”."),
        (Phase.OPEN, EARLY, LATE),
        (Phase.OPEN, (Phase.FROZEN, Phase.CLOSED), LATE),
        (Phase.OPEN, (Phase.ANNULLED,), LATE),
        (Phase.OPEN, (), LATE),
        (Phase.FINAL, (Phase.OPEN,), LATE),
        (Phase.ANNULLED, (Phase.OPEN,), LATE),
    ],
)
def test_too_early_names_the_next_act_and_all_else_says_that_it_has_moved_on(
    phase: Phase, phases: tuple[Phase, ...], words: str
) -> None:
    assert said(phase, *phases) == words


def test_the_act_is_named_in_the_language_of_the_page() -> None:
    assert "«آغاز رأی‌گیری»" in said(Phase.FROZEN, Phase.OPEN, language="fa")
