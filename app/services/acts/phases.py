"""What an act says that came in the wrong phase: too late, or too early and then which act is missing."""

from __future__ import annotations

from typing import Any

from app.language.message import N_
from app.states.phase import ORDER, Phase

ENDS = {
    Phase.DRAFT: N_("Open nominations"),
    Phase.NOMINATING: N_("End nominations and review"),
    Phase.REVIEWING: N_("Freeze the election"),
    Phase.FROZEN: N_("Open the voting"),
    Phase.OPEN: N_("Close the voting"),
    Phase.CLOSED: N_("Count the votes"),
    Phase.TALLIED: N_("Announce the provisional result"),
    Phase.PROVISIONAL: N_("Declare the result final"),
}
"""The act that ends a phase, as the list of acts calls it."""


def facts_of_phase(phase: Phase, *phases: Phase) -> dict[str, Any]:
    """The facts of the refusal `PHASE_WRONG` of what may be done in `phases` alone; `first` is the act that is missing
    where these are still to come."""
    ahead = (
        bool(phases) and phase in ENDS and all(one in ORDER and ORDER.index(one) > ORDER.index(phase) for one in phases)
    )
    return {"phase": phase, **({"first": ENDS[phase]} if ahead else {})}
