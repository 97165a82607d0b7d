"""Every fault of the corpus, in the order of the checks of SPEC.md, section 7."""

from __future__ import annotations

from tests.vectors.faults import (
    accounting,
    ballot_form,
    ballot_proofs,
    bindings,
    chain,
    checkpoints,
    container,
    credentials,
    decryption,
    independence,
    lots,
    order,
    plausible,
    receipt,
    record_file,
    setup,
    tally,
    trustees,
)
from tests.vectors.faults.fault import Fault

__all__ = ["ARCHIVES", "FAULTS", "Fault"]

FAULTS: tuple[Fault, ...] = (
    *container.FAULTS,
    *chain.FAULTS,
    *order.FAULTS,
    *setup.FAULTS,
    *trustees.FAULTS,
    *credentials.FAULTS,
    *independence.FAULTS,
    *ballot_form.FAULTS,
    *ballot_proofs.FAULTS,
    *tally.FAULTS,
    *decryption.FAULTS,
    *plausible.FAULTS,
    *record_file.FAULTS,
    *bindings.FAULTS,
    *accounting.FAULTS,
    *checkpoints.FAULTS,
    *lots.FAULTS,
    *receipt.FAULTS,
)

ARCHIVES = tuple(fault for fault in FAULTS if not fault.record)
"""Those that are archives alone, which other programs can be asked about."""
