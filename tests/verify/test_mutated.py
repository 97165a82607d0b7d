"""Changed records: both implementations say the same of each. `python -m tests.verify.mutated` tries many more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.verify import mutated
from tests.verify.changes import LAYERS, Case, boxed_texts, cases, good
from tests.verify.node import Verifier
from tests.verify.twins import Twin, twin_of

COUNT = 30
SEED = 20_251_108


def test_the_record_without_a_change_is_accepted_by_both() -> None:
    count: Counter[mutated.Said] = Counter()
    assert list(mutated.differences([Case("good", good()[1].packed())], count)) == []
    assert count == {("accepted", None, None): 1}


@pytest.mark.parametrize("number", [COUNT, pytest.param(500, marks=pytest.mark.prove)])
def test_both_implementations_say_the_same_of_changed_records(number: int) -> None:
    count: Counter[mutated.Said] = Counter()
    found = list(mutated.differences(islice(cases(SEED), number), count))
    assert [(case.label, python, javascript) for case, python, javascript in found] == []
    assert sum(count.values()) == number
    assert len({check for _, check, _ in count}) > 10  # every part of SPEC 7 is reached
    assert 0 < count[("accepted", None, None)] < number // 4


def boxed() -> Iterator[Case]:
    """The files beside the archive, each scalar of each once a list and once an object."""
    whole = good()[1].with_files(checkpoints=None)
    for name in ("bindings", "accounting", "keys", "lots"):
        for label, text in boxed_texts(whole.files[f"{name}.json"]):
            if " of it " not in label:
                yield Case(f"{name}: {label}", whole.with_files(**{name: text}).packed())


@pytest.mark.prove
def test_a_list_or_an_object_in_the_place_of_any_scalar_breaks_neither_down() -> None:
    count: Counter[mutated.Said] = Counter()
    made = list(boxed())
    found = list(mutated.differences(made, count))
    assert [(case.label, python, javascript) for case, python, javascript in found] == []
    assert any(case.label == "lots: order/method list instead" for case in made)
    assert count.total() == len(made) > 60
    assert {verdict for verdict, _, _ in count} == {"refused"}


def test_the_same_seed_gives_the_same_changes_of_every_layer() -> None:
    first, second = ([case.label for case in islice(cases(7), 60)] for _ in range(2))
    assert first == second
    assert len(LAYERS) == 12


@pytest.mark.parametrize(
    ("layer", "twin"),
    [
        (
            "changed_beside",
            Twin(
                module="bindings.js",
                text="held.challenge !== challengeOf(prefix, commitments)",
                instead="!prefix",
                record="",
            ),
        ),
        ("changed_lots", Twin(module="lots.js", text="decides && !tied", instead="!tied", record="")),
        (
            "changed_head",
            Twin(module="note.js", text="!isSigned(own[0].signature, utf8(text), key.key)", instead="!key", record=""),
        ),
        ("raw_record", Twin(module="zip.js", text="(await crcOf(part)) !== crc", instead="!part", record="")),
        (
            "given_receipt",
            Twin(module="receipt.js", text="fingerprint !== board.fingerprint", instead="!fingerprint", record=""),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_verifier_that_looks_less_closely_is_caught(
    layer: str, twin: Twin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = twin_of(twin, tmp_path)
    monkeypatch.setattr(mutated, "Verifier", lambda: Verifier(script))
    assert next(mutated.differences(islice(cases(SEED, layer), 150)), None) is not None
