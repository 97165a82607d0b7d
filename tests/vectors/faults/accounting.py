"""Faults of the accounting of slips (check 8.3). Archive and bindings are right; signed heads name the accounting."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballots.record import container
from ballots.record.accounting import Accounting
from tests.vectors.drafts import GROUP, Draft, canonical
from tests.vectors.faults.fault import Fault
from tests.vectors.records import Files, Whole, files, heads_of, record

Change = Callable[[Whole, Accounting], Accounting]


def stated(change: Change) -> Callable[[Draft], bytes]:
    """Return what makes the record with another accounting."""

    def make(of: Whole, parts: Files) -> Files:
        accounting = change(of, of.accounting())
        heads = heads_of(of, accounting, of.bindings())
        return {**parts, container.ACCOUNTING: accounting.to_bytes(), container.CHECKPOINTS: heads}

    return record(make)


def edited(change: Callable[[Any], object]) -> Callable[[Draft], bytes]:
    """Return what makes the record with the value of accounting.json changed."""

    def make(of: Whole, parts: Files) -> Files:
        value = json.loads(parts[container.ACCOUNTING])
        change(value)
        return {**parts, container.ACCOUNTING: canonical(value)}

    return record(make)


def voter(of: Whole, place: int = 0) -> str:
    """A credential with a ballot."""
    return str(json.loads(of.draft.ballots[place])["credential"])


def unknown(of: Whole) -> str:
    return GROUP.encode_element(GROUP.generator_power(GROUP.random_scalar(of.draft.small.random)))


def cast(name: str, handed_out: int) -> Change:
    """A slip with a ballot is listed as one that was not handed out."""
    return lambda of, said: replace(said, handed_out=handed_out, **{name: (*getattr(said, name), voter(of))})  # type: ignore[arg-type]


def early(of: Whole, parts: Files) -> Files:
    """The ballots have not ended."""
    cut = Whole(draft=of.draft, events=of.events[:3])
    return {**files(cut), container.ACCOUNTING: of.accounting().to_bytes()}


def foreign_and_early(of: Whole, parts: Files) -> Files:
    cut = Whole(draft=of.draft, events=of.events[:3])
    return {**files(cut), container.ACCOUNTING: replace(of.accounting(), fingerprint="A" * 43).to_bytes()}


def reasoned(reason: str) -> Change:
    return lambda of, said: replace(said, reason=reason)


FAULTS = (
    Fault("accounting-of-another-election", "8.3", "accounting-foreign",
          "The accounting names another election's fingerprint.",
          stated(lambda of, said: replace(said, fingerprint="A" * 43)), record=True),
    Fault("accounting-before-the-end", "8.3", "accounting-early",
          "The accounting stands beside a board that still takes ballots.", record(early), record=True),
    Fault("unused-slip-was-cast", "8.3", "accounting-cast",
          "A slip that is listed as unused has a ballot.", stated(cast("unused", 1)), record=True),
    Fault("spoiled-slip-was-cast", "8.3", "accounting-cast",
          "A slip that is listed as spoiled has a ballot.", stated(cast("spoiled", 1)), record=True),
    Fault("void-slip-was-cast", "8.3", "accounting-cast",
          "A slip that is listed as void has a ballot.", stated(cast("void", 1)), record=True),
    Fault("void-slip-was-cast-with-a-reason", "8.3", "accounting-cast",
          "The same; a reason was accepted, which excuses sums and not this.",
          stated(lambda of, said: replace(cast("void", 2)(of, said), reason="Two officers looked away.")), record=True),
    Fault("accounting-slip-twice", "8.3", "accounting-list",
          "A slip is listed as unused and as void.",
          stated(lambda of, said: replace(said, void=said.unused)), record=True),
    Fault("accounting-foreign-and-early", "8.3", "accounting-foreign",
          "The accounting of another election stands beside a board that still takes ballots.",
          record(foreign_and_early), record=True),
    Fault("accounting-slip-twice-and-another-cast", "8.3", "accounting-list",
          "A slip with a ballot is listed as unused, and behind it another as unused and as void.",
          stated(lambda of, said: replace(said, unused=(*said.unused, voter(of)), void=said.unused)), record=True),
    Fault("accounting-empty", "8.3", "encoding-malformed",
          "accounting.json is there and empty.",
          record(lambda of, parts: {**parts, container.ACCOUNTING: b""}), record=True),
    Fault("accounting-slip-unknown", "8.3", "accounting-list",
          "A credential that is on no list is listed as unused.",
          stated(lambda of, said: replace(said, unused=(*said.unused, unknown(of)))), record=True),
    Fault("accounting-slip-missing", "8.3", "accounting-sum",
          "The unused slip is not listed, and nobody was handed it.",
          stated(lambda of, said: replace(said, unused=())), record=True),
    Fault("accounting-handed-too-many", "8.3", "accounting-sum",
          "One slip more was handed out than there are.",
          stated(lambda of, said: replace(said, handed_out=said.handed_out + 1)), record=True),
    Fault("accounting-not-ascending", "8.3", "accounting-list",
          "The spoiled slips are not in ascending order.",
          edited(lambda value: value.update(spoiled=["9" * 600, "8" * 600])), record=True),
    Fault("accounting-number-zero", "8.3", "element-out-of-range",
          "An unused credential is 0.", edited(lambda value: value.update(unused=["0"])), record=True),
    Fault("accounting-number-padded", "8.3", "encoding-number-format",
          "An unused credential has a leading zero.",
          edited(lambda value: value.update(unused=["0" + value["unused"][0]])), record=True),
    Fault("accounting-reason-short", "8.3", "accounting-list",
          "The reason has nine characters.", stated(reasoned("It is so.")), record=True),
    Fault("accounting-reason-empty", "8.3", "accounting-list",
          "The reason is written and empty.", edited(lambda value: value.update(reason="")), record=True),
    Fault("accounting-handed-text", "8.3", "encoding-wrong-shape",
          "The number of slips handed out is a text.",
          edited(lambda value: value.update(handed_out="2")), record=True),
    Fault("accounting-field-missing", "8.3", "encoding-wrong-shape",
          "The list of void slips is missing.", edited(lambda value: value.pop("void")), record=True),
    Fault("accounting-kind", "8.3", "encoding-wrong-shape",
          "accounting.json says that it is something else.",
          edited(lambda value: value.update(kind="majma lots")), record=True),
    Fault("accounting-line-feed", "8.3", "encoding-not-canonical",
          "accounting.json ends with a line feed.",
          record(lambda of, parts: {**parts, container.ACCOUNTING: parts[container.ACCOUNTING] + b"\n"}), record=True),
)  # fmt: skip
