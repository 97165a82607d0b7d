"""Who is looked up at the door is found however the name is spelt; a code that is no invitation's is never sought."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.language import text
from app.models import Delegate
from app.services.day import desk
from app.services.hall import look_up
from tests.support.assemblies import Simulation, refused, simulate_at

NAMES = ("نگین رودباری", "آرش کوهستانی", "آرش کوهستانی", "کیان یزدان‌پرست", "مینا سبلانی")


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    held = simulate_at(tmp_path, "draft")
    with held.database.transaction() as db:
        for row, name in zip(db.scalars(select(Delegate).order_by(Delegate.number)), NAMES, strict=False):
            row.name_fa, row.folded = name, text.fold(name)
    return held


def found(held: Simulation, typed: str) -> list[int]:
    with held.database.reading() as db:
        return sorted(one.number for one in look_up.look_up(db, held.session_id, typed, most=9))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("كيان يزدان پرست", [4]), ("یزدانپرست", [4]), ("سبلان", [5]), ("ارش", [2, 3]), ("۳", [3]), ("mehr 1", [2]),
        ("کوهستانی انجمن mehr 2", [3]), ("تبریز", []),
    ],
)  # fmt: skip
def test_words_find_persons_however_they_are_spelt(held: Simulation, typed: str, numbers: list[int]) -> None:
    if not numbers:
        with refused("door-nobody"):
            found(held, typed)
    else:
        assert found(held, typed) == numbers


def test_the_code_of_an_invitation_finds_its_person_alone(held: Simulation) -> None:
    for one in held.delegates:
        assert found(held, f"MAJMA:D:{one.code}") == found(held, f" majma:d:{one.code.lower()}\n") == [one.number]
    with refused("door-code-unknown"):
        found(held, "MAJMA:D:AAAAAAAAAAAA")
    for strange in ("MAJMA:S:" + "A" * 190, "123456" * 5, "۱۲۳۴۵۶" * 5, "https://vote.example/x", "ئشتئش" * 9):
        with refused("door-code-strange"):
            found(held, strange)


def test_an_invitation_of_another_session_says_so(held: Simulation) -> None:
    with held.database.reading() as db, refused("door-code-elsewhere"):
        look_up.look_up(db, held.session_id + 1, f"MAJMA:D:{held.delegates[0].code}", most=9)


def test_namesakes_are_told_apart_by_what_differs(held: Simulation) -> None:
    with held.database.reading() as db:
        pair = look_up.look_up(db, held.session_id, "آرش", most=9)
        assert [one.apart for one in desk.lines(db, held.session_id, pair)] == [{"institution"}] * 2
        alone = look_up.look_up(db, held.session_id, "نگین", most=9)
        assert [one.apart for one in desk.lines(db, held.session_id, alone)] == [frozenset()]
