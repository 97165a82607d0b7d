"""A list of introductions cell by cell: what a row says, what is wrong with it, which column is meant."""

from __future__ import annotations

from datetime import date

import pytest

from app.language import reference
from app.received.introductions import choose, read, table
from app.received.spreadsheet import EXPANDED, Book, Page, Row, SheetError, _Guard
from app.received.table import Fault, HeadingsError

BROUGHT = date(2025, 11, 8)
GOOD = {"name_fa": "انجمن نو", "kind": "K1", "province": "IR-07"}
FIELD, OTHER = reference.fields()[0], reference.fields()[1]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name_fa": " "}, ("name_fa", "missing", "")),
        ({"name_fa": "ا" * 201}, ("name_fa", "long", "200")),
        ({"kind": "شرکت"}, ("kind", "unknown", "شرکت")),
        ({"founded": "نود"}, ("founded", "year", "نود")),
        ({"founded": "1199"}, ("founded", "year", "1199")),
        ({"founded": "13900"}, ("founded", "year", "13900")),
        ({"fields": f"{FIELD.fa}، ماهیگیری"}, ("fields", "unknown", "ماهیگیری")),
        ({"tracks": "x" * 70}, ("tracks", "unknown", "x" * 59 + "…")),
        ({"registration": "1.2E+10"}, ("registration", "spoilt", "1.2E+10")),
        ({"national_id": "12x"}, ("national_id", "spoilt", "12x")),
        ({"email": "nobody"}, ("email", "email", "nobody")),
        ({"permit_expires": "1404/13/40"}, ("permit_expires", "day", "1404/13/40")),
        ({"introduced_on": "1404/08/18"}, ("introduced_on", "to-come", "2025-11-09")),
        ({"permit_issued": "2025-11-09"}, ("permit_issued", "to-come", "2025-11-09")),
        ({"permit_expires": "1494/01/01"}, ("permit_expires", "far", "2115-03-21")),
    ],
)
def test_what_is_wrong_in_a_cell_is_named_with_its_column(cells: dict[str, str], fault: tuple[str, str, str]) -> None:
    found = read({**GOOD, **cells}, BROUGHT)
    assert found.faults == (Fault(column=fault[0], code=fault[1], said=fault[2]),)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, {"founded": None, "fields": (), "days": {}, "doubtful": False, "lost_zero": False}),
        ({"founded": "۱۳۹۰"}, {"founded": 1390}),
        ({"fields": f"{FIELD.fa}، {OTHER.en};{FIELD.code}"}, {"fields": tuple(sorted((FIELD.code, OTHER.code)))}),
        ({"fields": " ، "}, {"fields": ()}),
        ({"permit_issued": "1404/08/17"}, {"days": {"permit_issued": date(2025, 11, 8)}, "converted": ()}),
        (
            {"permit_issued": "2025/11/08"},
            {"days": {"permit_issued": date(2025, 11, 8)}, "converted": ("permit_issued",)},
        ),
        ({"national_id": "10380284790"}, {"doubtful": False}),
        ({"national_id": "10380284791"}, {"doubtful": True}),
        ({"phone": "2112345678"}, {"lost_zero": True}),
        ({"phone": "02112345678"}, {"lost_zero": False}),
        ({"province": f"استان {reference.provinces()[0].fa}"}, {}),
    ],
)
def test_a_good_row_says_what_its_cells_say(cells: dict[str, str], said: dict[str, object]) -> None:
    found = read({**GOOD, **cells}, BROUGHT)
    assert found.faults == ()
    assert {name: getattr(found, name) for name in said} == said


def rows(*cells: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(Row(number=number, cells=one) for number, one in enumerate(cells, 1))


HEAD = ("نام نهاد", "نوع", "استان", "رنگ", "")
LINE = ("انجمن نو", "K1", "IR-07", "سبز")


def test_headings_stand_below_a_title_and_what_is_not_known_is_told() -> None:
    found = table(rows(("فهرست نهادها",), HEAD, LINE, ("", " "), ("", "", "", "آبی")))
    assert found is not None
    assert found.rows == ((3, {"name_fa": "انجمن نو", "kind": "K1", "province": "IR-07"}),)
    assert found.unknown == ("رنگ",)
    assert table(rows(("نوع", "استان"), ("K1", "IR-07"))) is None
    assert table(()) is None


@pytest.mark.parametrize(
    ("head", "code"),
    [(("نام نهاد", "نوع", "استان", "استان"), "sheet-twice"), (("نام", "نام خانوادگی", "نوع", "استان"), "sheet-person")],
)
def test_a_heading_that_may_mean_two_things_is_asked_about(head: tuple[str, ...], code: str) -> None:
    with pytest.raises(HeadingsError) as caught:
        table(rows(head, LINE))
    assert caught.value.code == code


def book(*pages: tuple[str, tuple[Row, ...]]) -> Book:
    return Book(pages=tuple(Page(name=name, rows=found) for name, found in pages), hides=True)


def test_the_sheet_with_a_table_is_taken_and_of_two_one_is_asked_for() -> None:
    whole, bare = rows(HEAD, LINE), rows(("نام نهاد",), ("انجمن دیگر",))
    found = choose(book(("remarks", rows(("x",))), ("list", whole), ("short", bare)))
    assert found is not None
    assert (len(found.rows), found.hides) == (1, True)
    with pytest.raises(HeadingsError) as caught:
        choose(book(("one", whole), ("two", whole)))
    assert (caught.value.code, caught.value.first, caught.value.second) == ("sheet-several", "one", "two")
    named = choose(book(("one", whole), ("Two ", rows(HEAD, LINE, LINE))), "two")
    assert named is not None
    assert len(named.rows) == 2
    empty = choose(book(("one", rows(HEAD))))
    assert empty is not None
    assert empty.rows == ()
    assert choose(book(("one", whole)), "three") is None


def cells(count: int, text: str) -> bytes:
    many = "<c><v>1</v></c>" * 50
    return f"<s><si><t>{text}</t></si>{f'<row>{many}</row>' * (count // 50)}</s>".encode()


def test_one_text_in_all_cells_is_not_unfolded() -> None:
    guard = _Guard()
    guard.look_through(cells(1000, "x" * 15_000))
    with pytest.raises(SheetError) as caught:
        guard.look_through(cells(EXPANDED // 15_000 - 900, ""))
    assert caught.value.code == "sheet-large"
