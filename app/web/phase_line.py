"""The line of phases that several pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.election.election import ElectionValue
from app.states.phase import ORDER, Phase, StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStep:
    """One phase, how far the way has come there, and since when."""

    phase: Phase
    state: StepState
    at: datetime | None


def phase_steps(election: ElectionValue) -> tuple[PhaseStep, ...]:
    """The phases of an election; an annulled one ends where it was annulled."""
    if election.phase == Phase.ANNULLED:
        passed = [phase for phase in ORDER if phase in election.times]
        steps = tuple(PhaseStep(phase=phase, state=StepState.DONE, at=election.times[phase]) for phase in passed)
        return (*steps, PhaseStep(phase=Phase.ANNULLED, state=StepState.NOW, at=election.times.get(Phase.ANNULLED)))
    here = ORDER.index(election.phase)
    return tuple(
        PhaseStep(
            phase=phase,
            state=StepState.NOW if place == here else StepState.DONE if place < here else StepState.LATER,
            at=election.times.get(phase),
        )
        for place, phase in enumerate(ORDER)
    )
