"""Every fault of the corpus, in the order of the checks of SPEC.md, section 7."""

from __future__ import annotations

from tests.vectors.faults import (
    ballot_form,
    ballot_proofs,
    chain,
    container,
    credentials,
    decryption,
    order,
    setup,
    tally,
    trustees,
)
from tests.vectors.faults.fault import Fault

__all__ = ["FAULTS", "Fault"]

FAULTS: tuple[Fault, ...] = (
    *container.FAULTS,
    *chain.FAULTS,
    *order.FAULTS,
    *setup.FAULTS,
    *trustees.FAULTS,
    *credentials.FAULTS,
    *ballot_form.FAULTS,
    *ballot_proofs.FAULTS,
    *tally.FAULTS,
    *decryption.FAULTS,
)
