"""The line of phases that several pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.election.election import ElectionValue
from app.states.phase import ORDER, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStep:
    """One phase: "done", "present" or "later", and since when."""

    phase: Phase
    state: str
    at: datetime | None


def phase_steps(election: ElectionValue) -> tuple[PhaseStep, ...]:
    """The phases of an election; an annulled one ends where it was annulled."""
    if election.phase == Phase.ANNULLED:
        passed = [phase for phase in ORDER if phase in election.times]
        steps = tuple(PhaseStep(phase=phase, state="done", at=election.times[phase]) for phase in passed)
        return (*steps, PhaseStep(phase=Phase.ANNULLED, state="present", at=election.times.get(Phase.ANNULLED)))
    here = ORDER.index(election.phase)
    return tuple(
        PhaseStep(
            phase=phase,
            state="present" if place == here else "done" if place < here else "later",
            at=election.times.get(phase),
        )
        for place, phase in enumerate(ORDER)
    )
