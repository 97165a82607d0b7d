"""Importing introductions: nothing before it is confirmed, bad rows named, twins asked about, no harm again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter

from app.language import reference
from app.language.dates import in_tehran
from app.language.names import Names
from app.services.acts.refusal import Refused
from app.services.register import assembly, institution, introduction_list
from app.services.register.institution import InstitutionDraft, Permit
from app.services.register.introduction_list import Confirmed, Preview
from tests.services.conftest import Hold
from tests.support.assemblies import NOW, Simulation, everything, refused, simulate
from tests.support.introductions import FAULTS, HEADINGS, faulty_list, good_list

SHORT = "نام,نوع,استان,شناسهٔ ملی,شمارهٔ ثبت\n"


def home(held: Simulation) -> int:
    with held.database.reading() as db:
        return assembly.assembly(db, held.address).id


def take(held: Simulation, data: bytes) -> int:
    table = introduction_list.read(data)
    with held.database.transaction() as db:
        return introduction_list.take(db, held.act(), home(held), "فهرست.xlsx", table)


def look(held: Simulation, number: int) -> Preview:
    with held.database.reading() as db:
        return introduction_list.preview(db, number, assembly_id=home(held))


def confirm(held: Simulation, number: int, choices: dict[int, str] | None = None) -> Confirmed:
    with held.database.transaction() as db:
        return introduction_list.confirm(db, held.act(), number, assembly_id=home(held), choices=choices)


def names(held: Simulation) -> set[str]:
    with held.database.reading() as db:
        return {one.name.fa for one in institution.introduced(db, home(held))}


def states(held: Simulation, number: int) -> list[str]:
    return [line.state for line in look(held, number).lines]


def test_of_a_hundred_rows_seven_are_named_and_mended_and_the_others_are_stored_once(hold_on_both: Hold) -> None:
    held = hold_on_both()
    before, untouched = names(held), everything(held.database)
    whole, listed = good_list(), faulty_list()
    number = take(held, listed.xlsx())
    found = look(held, number)
    assert {key: rows for key, rows in everything(held.database).items() if key != "intake"} == {
        key: rows for key, rows in untouched.items() if key != "intake"
    }
    assert (len(found.of("new")), len(found.of("bad"))) == (93, 7)
    assert [line.number - 2 for line in found.of("bad")] == list(listed.bad)
    headings = {column.code: column.fa for column in reference.introduction_columns()}
    assert [headings[line.faults[0].column] for line in found.of("bad")] == [heading for heading, _ in FAULTS]
    assert all(len(line.faults) == 1 for line in found.of("bad"))
    assert confirm(held, number) == Confirmed(added=93, introduced=0, left=7)
    stored = everything(held.database)
    assert confirm(held, number) == Confirmed(added=0, introduced=0, left=7)
    assert everything(held.database) == stored
    again = take(held, listed.mended(whole).csv())
    assert confirm(held, again) == Confirmed(added=7, introduced=0, left=0)
    assert names(held) - before == {row[0] for row in whole.rows}
    kept = {one[0]: one for one in everything(held.database)["institution"]}
    assert all(kept[one[0]] == one for one in stored["institution"])
    assert states(held, take(held, whole.csv(encoding="cp1256", separator=";"))) == ["known"] * 100


def test_a_row_says_everything_that_the_register_holds(hold: Hold) -> None:
    held = hold()
    row = good_list(1).rows[0]
    confirm(held, take(held, good_list(1).xlsx()))
    with held.database.reading() as db:
        (found,) = institution.register(db, home(held), search=row[0])
    one = found.institution
    said = dict(zip(HEADINGS, row, strict=True))
    assert (one.name.fa, one.name.en, one.registration, one.national_id) == (row[0], row[1], row[4], row[5])
    assert reference.kind(one.kind).fa == said["نوع"]
    assert reference.province(one.province).fa == said["استان"]
    assert sorted(reference.field(code).fa for code in one.fields) == sorted(said["زمینه‌های فعالیت"].split("، "))
    assert one.permit.expires is not None
    assert (one.founded, one.contacts.phone) == (int(said["سال تأسیس"]), said["تلفن"])


def test_columns_are_found_by_persian_english_and_arabic_headings_in_any_order() -> None:
    for language in ("fa", "en", "ar"):
        columns = reversed(reference.introduction_columns())
        heads = [column.name(language) for column in columns]
        table = introduction_list.read(f"{';'.join(heads)};چیز دیگر\n{';'.join(heads)};۱\n".encode())
        assert len(table.rows[0][1]) == len(heads)
        assert table.unknown == ("چیز دیگر",)
    titled = introduction_list.read(f"فهرست استان,,\n,,\n{SHORT}انجمن,مسجد,قم,,\n".encode())
    assert titled.rows == ((4, {"name_fa": "انجمن", "kind": "مسجد", "province": "قم"}),)


def book(*sheets: tuple[str, Sequence[tuple[object, ...]]], hidden: tuple[str, ...] = (), hide: str = "") -> bytes:
    """A workbook with these sheets, some of which their sender does not see; `hide` is a range of columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        pages = {name: made.add_worksheet(name) for name, _ in sheets}
        for name, rows in sheets:
            for number, row in enumerate(rows):
                pages[name].write_row(number, 0, row)
            if hide:
                pages[name].set_column(hide, None, None, {"hidden": True})
        for name in hidden:
            pages[name].hide()
        seen = next(page for name, page in pages.items() if name not in hidden)
        seen.activate()
        seen.set_first_sheet()
    return out.getvalue()


OLD, NEW = ("نهاد قدیم", "خیریه", "تهران"), ("نهاد تازه", "خیریه", "تهران")
HEAD = ("نام نهاد", "نوع", "استان")


def test_the_sheet_that_people_see_is_read_and_of_several_one_is_asked_about() -> None:
    """R1: a hidden first sheet was offered, the visible list ignored; a covering letter in front was refused."""
    letter, old, new = [("با سلام",), ("فهرست پیوست است",)], [HEAD, OLD], [HEAD, NEW]
    for data in (book(("الف", old), ("ب", new), hidden=("الف",)), book(("نامه", letter), ("پیوست", new))):
        ((_, cells),) = introduction_list.read(data).rows
        assert cells["name_fa"] == "نهاد تازه"
    both = book(("الف", old), ("ب", new))
    with pytest.raises(Refused) as said:
        introduction_list.read(both)
    assert (said.value.code, said.value.facts) == ("sheet-several", {"first": "الف", "second": "ب"})
    assert introduction_list.read(both, "ب").rows[0][1]["name_fa"] == "نهاد تازه"
    with refused("sheet-head"):
        introduction_list.read(both, "ج")
    assert not introduction_list.read(both, "ب").hides
    assert introduction_list.read(book(("ب", new), hide="B:B")).hides


def test_the_fuller_name_of_a_column_wins_and_two_that_may_be_meant_are_asked_about() -> None:
    """R4: «نام», beside «نام خانوادگی», became the name of the institution."""
    row = "۱,سپهر,نیک‌گفتار,انجمن آزمون,خیریه,تهران\n"
    found = introduction_list.read(f"ردیف,نام,نام خانوادگی,نام نهاد,نوع,استان\n{row}".encode())
    assert found.rows[0][1]["name_fa"] == "انجمن آزمون"
    assert found.unknown == ("ردیف", "نام", "نام خانوادگی")
    with refused("sheet-person"):
        introduction_list.read(f"ردیف,نام,نام خانوادگی,تشکل,نوع,استان\n{row}".encode())
    with refused("sheet-twice"):
        introduction_list.read(f"ردیف,نام تشکل,نام خانوادگی,نام مؤسسه,نوع,استان\n{row}".encode())


@pytest.mark.parametrize(
    ("heading", "spoilt", "right"),
    [
        ("شناسهٔ ملی", "1.01E+10", "10100000000"), ("شمارهٔ ثبت", "1.2E+04", "12000"), ("تلفن", "9.82E+11", "021-88"),
        ("شمارهٔ ثبت", "۱۲٫۵", "12/5"), ("شناسهٔ ملی", "1010A", "۱۰۱۰۰۰۰۰۰۰۰"), ("کد پستی", "1.2E+9", "1234567890"),
    ],
)  # fmt: skip
def test_a_number_that_a_spreadsheet_spoilt_never_enters(hold: Hold, heading: str, spoilt: str, right: str) -> None:
    """R9: a signed letter said «به شناسهٔ ملی ۱.۰۱E+۱۰»."""
    held = hold()
    typed = f"نام نهاد,نوع,استان,{heading}\nیک,خیریه,تهران,{spoilt}\nدو,خیریه,تهران,{right}\n"
    bad, good = look(held, take(held, typed.encode())).lines
    assert ([one.code for one in bad.faults], good.faults) == (["spoilt"], ())


@pytest.mark.parametrize(
    ("answer", "phone", "left"), [("add", "09121234567", 0), ("keep", "9121234567", 0), ("", None, 1)]
)
def test_a_0_that_is_missing_is_asked_about(hold: Hold, answer: str, phone: str | None, left: int) -> None:
    held = hold()
    number = take(held, book(("ا", [(*HEAD, "تلفن"), (*NEW, 9121234567)])))
    with held.database.transaction() as db:
        done = introduction_list.confirm(db, held.act(), number, assembly_id=home(held), zeros=answer)
    assert (done.added, done.left) == (1 - left, left)
    with held.database.reading() as db:
        found = institution.register(db, home(held), search="نهاد تازه")
    assert [one.institution.contacts.phone for one in found] == ([phone] if phone else [])


def test_days_of_both_calendars_are_told_apart_and_those_to_come_are_faults(hold: Hold) -> None:
    """R6: 2025/11/08 became the year 2647, and a permit of 2024 was valid for 600 years."""
    held = hold()
    rows = (
        ("2025/11/08", "2027/03/01"), ("2025-11-08", "۱۴۰۵/۱۲/۱۰"), ("1404/08/17", "0104/08/17"),
        ("11/8/2025", ""), ("1404/08/18", ""), ("2025/11/07", "2124/03/01"),
    )  # fmt: skip
    typed = "".join(f"نهاد {place},خیریه,تهران,{on},{ends}\n" for place, (on, ends) in enumerate(rows))
    found = look(held, take(held, f"نام نهاد,نوع,استان,تاریخ معرفی,پایان اعتبار پروانه\n{typed}".encode()))
    assert [[(one.column, one.code) for one in line.faults] for line in found.lines] == [
        [], [], [("permit_expires", "day")], [("introduced_on", "day")], [("introduced_on", "to-come")],
        [("permit_expires", "far")],
    ]  # fmt: skip
    assert [line.reading.converted for line in found.lines[:3]] == [
        ("permit_expires", "introduced_on"), ("introduced_on",), (),
    ]  # fmt: skip
    assert found.lines[0].reading.days["introduced_on"] == found.lines[1].reading.days["introduced_on"] == NOW.date()
    assert found.lines[0].reading.days["permit_expires"] == found.lines[1].reading.days["permit_expires"]


def test_an_introduction_of_tomorrow_is_refused(hold: Hold) -> None:
    held = hold()
    draft = InstitutionDraft(name=Names("نهاد فردا"), province="IR-23", kind="charity")
    tomorrow = NOW.date() + timedelta(days=1)
    with refused("introduced-to-come"), held.database.transaction() as db:
        institution.add_institution(db, held.act(), draft, assembly=held.address, introduced_on=tomorrow)
    given = replace(draft, permit=Permit(issued=tomorrow))
    with refused("permit-to-come"), held.database.transaction() as db:
        institution.add_institution(db, held.act(), given, assembly=held.address, introduced_on=NOW.date())


def test_a_list_without_a_column_of_names_is_refused() -> None:
    for data in ("انجمن,تهران\nبنیاد,قم\n", "=1+1"):
        with refused("sheet-head"):
            introduction_list.read(data.encode())
    with refused("sheet-empty"):
        introduction_list.read(SHORT.encode())
    with refused("sheet-type"):
        introduction_list.read(b"%PDF-1.7")


def test_a_likely_twin_waits_until_somebody_says_what_it_is(hold: Hold, tmp_path: Path) -> None:
    held = hold()
    other = simulate(tmp_path, database=held.database, address="noor")
    draft = InstitutionDraft(
        name=Names("بنیاد گل سرخ"), province="IR-23", kind="K2", registration="77", national_id="14001234560"
    )
    with held.database.transaction() as db:
        there = institution.add_institution(
            db, held.act(), draft, assembly="noor", introduced_on=in_tehran(held.now).date()
        )
    number = take(held, (
        SHORT
        + "بنياد گلِ سرخ,سایر,تهران,,\n"  # the same, introduced elsewhere
        + "بنیاد گل سرخ,سایر,قم,,\n"  # the same name in another province
        + "بنیاد گل زرد,سایر,قم,۱۴۰۰۱۲۳۴۵۶۰,\n"  # the same identifier
        + "بنیاد گل سفید,سایر,تهران,,۷۷\n"  # the same registration
        + "بنیاد گل آبی,سایر,قم,,۷۷\n"  # a registration of another province
    ).encode())  # fmt: skip
    assert states(held, number) == ["old", "twin", "twin", "twin", "new"]
    assert [line.twins[0].sign for line in look(held, number).of("twin")] == ["name", "national_id", "registration"]
    done = confirm(held, number, {3: "new", 4: str(there.id), 6: "new", 5: "999"})
    assert done == Confirmed(added=2, introduced=1, left=1)
    assert states(held, number) == ["twin"]
    assert {"بنیاد گل سرخ", "بنیاد گل آبی"} <= names(held)
    assert "بنیاد گل زرد" not in names(held)
    assert "بنیاد گل آبی" not in names(other)


def test_a_row_that_comes_twice_is_named_with_the_row_of_the_first(hold: Hold) -> None:
    held = hold()
    lines = look(
        held, take(held, f"{SHORT}انجمن نو,مسجد,قم,5,\nانجمن  نو,مسجد,قم,,\nانجمن دیگر,مسجد,قم,۵,\n".encode())
    ).lines
    assert [line.state for line in lines] == ["new", "bad", "bad"]
    assert [(line.faults[0].column, line.faults[0].said) for line in lines[1:]] == [
        ("name_fa", "2"),
        ("national_id", "2"),
    ]


def test_a_doubtful_identifier_is_told_and_keeps_nothing_out(hold: Hold) -> None:
    held = hold()
    (line,) = look(held, take(held, f"{SHORT}انجمن نو,مسجد,قم,۱۲۳۴,\n".encode())).lines
    assert (line.state, line.reading.doubtful) == ("new", True)


@pytest.mark.parametrize("name", ["=1+1", "<b>انجمن</b>", "@SUM(A1)", "{{7*7}}", "-2+3"])
def test_a_hostile_name_is_stored_as_the_text_it_is(hold: Hold, name: str) -> None:
    held = hold()
    confirm(held, take(held, f"{SHORT}{name},مسجد,قم,,\n".encode()))
    assert name in names(held)


def test_invisible_controls_and_endless_names_do_not_enter(hold: Hold) -> None:
    held = hold()
    number = take(
        held, f"{SHORT}انجمن\u202e نو\u200b,مسجد,قم,,\n{'ا' * 10_000},مسجد,قم,,\n\u202e\u200b,مسجد,قم,,\n".encode()
    )
    assert [line.faults[0].code for line in look(held, number).of("bad")] == ["long", "missing"]
    assert confirm(held, number) == Confirmed(added=1, introduced=0, left=2)
    stored = repr(everything(held.database)["institution"]).encode().decode("unicode_escape", "replace")
    assert "انجمن نو" in names(held)
    assert not {"\u202e", "\u200b"} & set(stored)


def test_a_list_of_another_assembly_is_not_found_and_one_put_away_is_gone(hold: Hold, tmp_path: Path) -> None:
    held = hold()
    other = simulate(tmp_path, database=held.database, address="noor")
    number = take(other, f"{SHORT}انجمن نو,مسجد,قم,,\n".encode())
    before = everything(held.database)
    for act in (look, confirm):
        with refused("not-found"):
            act(held, number)
    with refused("not-found"), held.database.transaction() as db:
        introduction_list.put_away(db, number, assembly_id=home(held))
    assert everything(held.database) == before
    with held.database.transaction() as db:
        introduction_list.put_away(db, number, assembly_id=home(other))
        assert introduction_list.waiting(db, home(other)) == ()
    with refused("not-found"):
        confirm(other, number)
    assert "انجمن نو" not in names(other)


def test_a_list_that_was_left_lying_is_thrown_away_with_the_next_one(hold: Hold) -> None:
    held = hold()
    take(held, f"{SHORT}انجمن کهن,مسجد,قم,,\n".encode())
    held.wait(days=31)
    new = take(held, f"{SHORT}انجمن نو,مسجد,قم,,\n".encode())
    with held.database.reading() as db:
        assert [one.id for one in introduction_list.waiting(db, home(held))] == [new]
