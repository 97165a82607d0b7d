"""A list of delegates: nothing before it is confirmed, each row that cannot be taken says why, namesakes are asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from app.documents.spreadsheet import Sheet, xlsx
from app.language.catalogue import wording
from app.language.names import Names
from app.models import Institution, Introduction
from app.papers.delegate_list import to_fill, to_mend
from app.services.hall import roll_list
from app.services.hall.roll_list import EnteredList, RollPreview
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused, simulate, simulate_at

HEAD = ("نهاد", "استان", "شناسه", "نماینده", "تلفن")


def take(held: Simulation, data: bytes) -> int:
    table = roll_list.read(data)
    with held.database.transaction() as db:
        return roll_list.take(db, held.act("desk"), held.session_id, "فهرست.xlsx", table)


def bring(held: Simulation, *rows: Sequence[str], head: Sequence[str] = HEAD) -> int:
    return take(
        held, xlsx([Sheet(name="فهرست", headings=tuple(head), rows=tuple(map(tuple, rows)))], right_to_left=True)
    )


def look(held: Simulation, number: int) -> RollPreview:
    with held.database.reading() as db:
        return roll_list.preview(db, held.session_id, number)


def confirm(held: Simulation, number: int, choices: dict[int, str] | None = None) -> EnteredList:
    with held.database.transaction() as db:
        return roll_list.confirm(db, held.act("desk"), held.session_id, number, choices=choices)


def faults(held: Simulation, number: int) -> list[tuple[str, str, str]]:
    return [(one.column, one.code, one.said) for line in look(held, number).lines for one in line.faults]


def houses(held: Simulation) -> list[roll_list.Sender]:
    with held.database.reading() as db:
        return list(roll_list.awaited(db, held.session_id))


@pytest.fixture
def bare(tmp_path: Path) -> Simulation:
    """An assembly whose roll is empty."""
    return simulate(tmp_path, delegates=0)


def test_nothing_enters_the_roll_before_it_is_confirmed_and_a_second_time_nothing_is_left(hold_on_both: Hold) -> None:
    held = hold_on_both(delegates=0)
    first, second = houses(held)[:2]
    before = everything(held.database)
    number = bring(
        held,
        (first.name.fa.replace("ی", "ي").replace("ک", "ك"), "", "", "مينا  كوهی", "۰۹۱"),
        (second.name.fa, "", "", "", ""),
    )
    assert {key: one for key, one in everything(held.database).items() if key != "roll_list"} == {
        key: one for key, one in before.items() if key != "roll_list"
    }
    assert [one.state for one in look(held, number).lines] == ["ready", "bad"]
    assert faults(held, number) == [("name_fa", "missing", "")]
    assert confirm(held, number) == EnteredList(added=1, left=1)
    (there,) = held.delegates
    assert (there.name, there.institution.id) == (Names("مینا کوهی"), first.id)
    stored = everything(held.database)
    assert confirm(held, number) == EnteredList(added=0, left=1)
    assert everything(held.database) == stored


def test_each_row_that_cannot_be_taken_says_why(tmp_path: Path) -> None:
    held = simulate(tmp_path, delegates=1)
    (there,) = held.delegates
    free, other, out = houses(held)[:3]
    with held.database.transaction() as db:
        db.execute(update(Institution).where(Institution.id == free.id).values(national_id="14000000006"))
        db.execute(delete(Introduction).where(Introduction.institution_id == out.id))
    number = bring(
        held,
        ("انجمن ناشناس", "", "", "مینا کوهی", ""),
        (out.name.fa, "", "", "مینا کوهی", ""),
        (there.institution.name.fa, "", "", "مینا کوهی", ""),
        (free.name.fa, "", "", there.name.fa, ""),
        (free.name.fa, "", "", "سارا بندری", ""),
        (free.name.fa, "", "", "کسی دیگر", ""),
        (other.name.fa, "", "", "سارا بندری", ""),
        (other.name.fa, "", "۱۴۰۰۰۰۰۰۰۰۶", "نگار دشتی", ""),
        (free.name.fa, "", "14000000099", "نگار دشتی", ""),
        (other.name.fa, "سرزمین دور", "", "نگار دشتی", ""),
        ("", "", "", "ن" * 130, ""),
        (there.institution.name.fa, "", "", there.name.fa, ""),
    )  # fmt: skip
    lines = look(held, number).lines
    assert [[one.code for one in line.faults] for line in lines] == [
        ["unadmitted"], ["unintroduced"], ["has-delegate"], ["person-on-roll"], [], ["twice"], ["person-twice"],
        ["other"], ["differs"], ["unknown"], ["long", "missing"], [],
    ]  # fmt: skip
    assert lines[5].faults[0].said == "6"
    assert [line.state for line in lines if not line.faults] == ["ready", "known"]
    assert confirm(held, number) == EnteredList(added=1, left=10)
    assert [there.name for there in held.delegates if there.institution.id == free.id] == [Names("سارا بندری")]


def test_namesakes_are_told_apart_by_province_or_number_and_else_asked_about(bare: Simulation) -> None:
    one, two = houses(bare)[:2]
    with bare.database.transaction() as db:
        row = db.get_one(Institution, two.id)
        row.name_fa, row.folded, row.national_id = one.name.fa, db.get_one(Institution, one.id).folded, "14000000006"
        row.province = "IR-01" if one.province != "IR-01" else "IR-02"
    twins = [twin for twin in houses(bare) if twin.name.fa == one.name.fa]
    assert len({twin.province for twin in twins}) == 2
    number = bring(bare, (one.name.fa, "", "", "مینا کوهی", ""))
    (line,) = look(bare, number).lines
    assert (line.state, {twin.id for twin in line.senders}) == ("twin", {one.id, two.id})
    assert confirm(bare, number) == EnteredList(added=0, left=1)
    assert confirm(bare, number, {2: str(two.id)}) == EnteredList(added=1, left=0)
    assert [there.institution.id for there in bare.delegates] == [two.id]
    again = bring(bare, (one.name.fa, "", "", "سارا بندری", ""))
    assert [line.state for line in look(bare, again).lines] == ["twin"]  # no guess, though one alone is free
    by_province = bring(bare, (one.name.fa, "استان " + province(one.province), "", "سارا بندری", ""))
    assert confirm(bare, by_province) == EnteredList(added=1, left=0)
    by_number = bring(bare, ("", "", "14000000006", "مینا کوهی", ""))
    assert [line.state for line in look(bare, by_number).lines] == ["known"]


def province(code: str) -> str:
    from app.language import reference

    return reference.province(code).fa


def test_given_and_family_name_of_two_columns_are_one_and_unknown_columns_are_named(bare: Simulation) -> None:
    first = houses(bare)[0]
    table = roll_list.read(f"فهرست ما;;;\n\nنام نهاد;نام;نام خانوادگی;کد ملی\n{first.name.fa};مینا;کوهی;1\n".encode())
    assert table.rows == ((4, {"institution": first.name.fa, "name_fa": "مینا کوهی"}),)
    assert table.unknown == ("کد ملی",)
    for data, code in (
        ("نام;نام خانوادگی\nمینا;کوهی\n", "roll-sheet-head"), ("نهاد;نماینده\n", "sheet-empty"),
        ("نهاد;نماینده;نام نماینده\nا;ب;پ\n", "sheet-twice"),
    ):  # fmt: skip
        with refused(code):
            roll_list.read(data.encode())


def test_the_list_to_fill_comes_back_whole_and_the_bad_rows_as_they_were(bare: Simulation) -> None:
    every = houses(bare)
    with bare.database.transaction() as db:
        number = roll_list.take(
            db, bare.act("desk"), bare.session_id, "", roll_list.read(to_fill(every, wording("fa")))
        )
    preview = look(bare, number)
    assert [line.faults[0].code for line in preview.lines] == ["missing"] * len(every)
    mended = roll_list.read(to_mend(((line, "علت") for line in preview.lines), wording("fa"), "برای اصلاح"))
    assert [cells["institution"] for _, cells in mended.rows] == [one.name.fa for one in every]


def test_a_frozen_roll_takes_no_list_and_another_sessions_list_is_not_found(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "reviewing", delegates=0)
    first = houses(held)[0]
    number = bring(held, (first.name.fa, "", "", "مینا کوهی", ""))
    with refused("not-found"), held.database.reading() as db:
        roll_list.preview(db, held.session_id + 1, number)
    with held.database.transaction() as db:
        roll_list.confirm(db, held.act("desk"), held.session_id, number)
    late = bring(held, (houses(held)[0].name.fa, "", "", "سارا بندری", ""))
    held.to("frozen")
    with refused("roll-frozen"):
        confirm(held, late)
    with refused("roll-frozen"):
        bring(held, (first.name.fa, "", "", "دیگری", ""))


def test_a_column_says_who_attends_by_video_and_what_it_does_not_know_keeps_a_row_out(bare: Simulation) -> None:
    first, second, third = houses(bare)[:3]
    head = ("نهاد", "نماینده", "شیوهٔ شرکت")
    number = bring(
        bare, (first.name.fa, "مینا کوهی", "تصويري"), (second.name.fa, "سارا بندری", ""),
        (third.name.fa, "کاوه زاگرسی", "با اسب"), head=head,
    )  # fmt: skip
    assert [one.by_video for one in look(bare, number).lines] == [True, False, False]
    assert faults(bare, number) == [("way", "unknown", "با اسب")]
    assert confirm(bare, number) == EnteredList(added=2, left=1)
    assert {one.name.fa: one.by_video for one in bare.delegates} == {"مینا کوهی": True, "سارا بندری": False}
