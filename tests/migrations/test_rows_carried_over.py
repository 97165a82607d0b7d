"""What migrations make of the rows that are there, on tables of a few columns: each step by itself, in milliseconds."""

from __future__ import annotations

import importlib.util
import json
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from app.migrations import upgrade

VERSIONS = Path(upgrade.__file__).parent / "versions"
AT = datetime(2025, 11, 8, 6, 0)  # noqa: DTZ001  # as the tables keep it


def step(number: str) -> ModuleType:
    (path,) = VERSIONS.glob(f"{number}_*.py")
    spec = importlib.util.spec_from_file_location(f"step_{number}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tables() -> Iterator[sa.Connection]:
    """An empty database in which alembic's operations work."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, Operations.context(MigrationContext.configure(connection)):
        yield connection
    engine.dispose()


def put(connection: sa.Connection, table: str, columns: str, *rows: tuple[Any, ...]) -> None:
    connection.exec_driver_sql(f"create table {table} ({columns})")
    for row in rows:
        connection.exec_driver_sql(f"insert into {table} values ({','.join('?' * len(row))})", row)


def ask(connection: sa.Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_slips_end_thirty_days_after_their_printing_or_their_freezing(tables: sa.Connection) -> None:
    times = (json.dumps({"frozen": "2025-11-01T09:30:00+03:30"}), json.dumps({"draft": "2025-10-01T00:00:00+00:00"}))
    put(tables, "slip_batch", "election_id integer, expires datetime", (1, None), (2, None), (3, None))
    put(tables, "election", "id integer, phase_times json", (1, times[0]), (2, times[0]), (3, times[1]))
    put(
        tables, "journal", "id integer, election_id integer, kind text, at datetime",
        (1, 1, "slips-printed", str(AT)), (2, 1, "slips-taken", str(AT + timedelta(days=2))),
        (3, 2, "phase-changed", str(AT)),
    )  # fmt: skip
    step("0009")._expire()
    assert ask(tables, "select election_id, substr(expires, 1, 19) from slip_batch order by election_id") == [
        (1, str(AT + timedelta(days=32))), (2, "2025-12-01 06:00:00"), (3, None),
    ]  # fmt: skip


def test_a_drawing_gets_the_rank_that_its_seed_names(tables: sa.Connection) -> None:
    put(tables, "lot", "id integer, seed text, rank integer", (1, "4.1./hash./3./", 0), (2, "6.6./hash./12./", 0))
    step("0009")._rank_lots()
    assert ask(tables, "select id, rank from lot order by id") == [(1, 3), (2, 12)]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (b"", {}),
        (b"%PDF-1.7\nno stream of ours", {}),
        (b"1 0 obj\nstream\n" + b"not compressed" + b"\nendstream", {}),
        (b"1 0 obj\nstream\n" + zlib.compress(b"[1, 2]") + b"\nendstream", {}),
        (b"1 0 obj\nstream\r\n" + zlib.compress(b'{"format": "other"}') + b"\nendstream", {}),
        (
            b"1 0 obj\nstream\nx\nendstream\n2 0 obj\nstream\n" + zlib.compress(json.dumps({
                "format": "majma-letter-1", "institution": "Society", "legal_id": "12", "registration": "34",
            }).encode()) + b"\nendstream",
            {"name": {"fa": "Society", "en": "Society", "ar": ""}, "national_id": "12", "registration": "34"},
        ),
    ],
)  # fmt: skip
def test_a_letter_keeps_what_its_own_file_says(files: bytes, found: dict[str, object]) -> None:
    assert step("0015")._printed(files, "en") == found


NAMES = ("fa", "en", "ar")


def register(tables: sa.Connection, times: dict[str, str]) -> None:
    """An election of one session with a candidate and a delegate, as 0014 has them."""
    named = ", ".join(f"{field}_{one} text" for field in ("name",) for one in NAMES)
    put(tables, "assembly", f"id integer, {named}, demonstration integer", (1, "مجمع", "", "", 1))
    put(tables, "introduction", "assembly_id integer", (1,), (1,))
    put(
        tables,
        "body",
        f"id integer, {named}, posts json, seats integer, term_months integer",
        (1, "کارگروه", "Group", "", json.dumps([{"fa": "رئیس"}]), 6, 24),
    )
    put(
        tables,
        "session",
        "id integer, assembly_id integer, number integer, held_on text, place_fa text, place_en text, place_ar text,"
        "quorum text, chair text, secretary text, first_observer text, second_observer text, agenda text",
        (1, 1, 3, "2025-11-08", "تالار", "", "", "none", "آ", "ب", "پ", "ت", "گشایش"),
    )
    put(
        tables,
        "election",
        "id integer, session_id integer, body_id integer, title_fa text, title_en text, title_ar text,"
        "phase_times json, frozen json",
        (1, 1, 1, "انتخاب", "", "", json.dumps(times), None),
    )
    stored = step("0015")._AS_STORED
    put(
        tables,
        "institution",
        "id integer, name_fa text, name_en text, name_ar text, representative_fa text, representative_en text,"
        f"representative_ar text, permit json, given json, permit_expires text, fields json, tracks json,"
        f"{', '.join(f'{name} text' for name in stored)}",
        (
            1,
            "انجمن",
            "Society",
            "",
            "نگین",
            "",
            "",
            json.dumps({"authority": "وزارت", "issued": ""}),
            "null",
            "2027-01-01",
            '["F01"]',
            "[]",
            *(name for name in stored),
        ),
    )
    put(tables, "nomination", "id integer, institution_id integer, election_id integer, frozen json", (1, 1, 1, None))
    put(tables, "delegate", "id integer, name_fa text, name_en text, institution_id integer", (1, "آرش", "Arash", 1))
    put(tables, "voter", "election_id integer, delegate_id integer, frozen json", (1, 1, None))


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ({"frozen": "x"}, {"number", "assembly"}),
        ({"frozen": "x", "closed": "x"}, {"number", "assembly", "held_on", "place", "quorum"}),
        (
            {"frozen": "x", "closed": "x", "provisional": "x"},
            {"number", "assembly", "held_on", "place", "quorum", "presidium", "agenda"},
        ),
        ({"annulled": "x"}, {"number", "assembly", "held_on", "place", "quorum", "presidium", "agenda"}),
    ],
)
def test_a_frozen_election_keeps_of_its_session_what_was_fixed_by_then(
    tables: sa.Connection, times: dict[str, str], kept: set[str]
) -> None:
    register(tables, times)
    module = step("0015")
    (election,) = module._rows("select * from election")
    module._keep(election)
    ((frozen,),) = ask(tables, "select frozen from election")
    said = json.loads(frozen)
    assert set(said["session"]) == kept
    assert said["session"]["assembly"] == {
        "name": {"fa": "مجمع", "en": "", "ar": ""}, "demonstration": True, "introduced": 2,
    }  # fmt: skip
    assert said["body"]["posts"] == [{"fa": "رئیس", "en": "", "ar": ""}]
    ((candidate,), (voter,)) = ask(tables, "select frozen from nomination union all select frozen from voter")
    assert json.loads(candidate)["permit"] == {
        "authority": "وزارت", "number": "", "subject": "", "issued": None, "expires": "2027-01-01",
    }  # fmt: skip
    assert json.loads(voter)["institution"] == {"fa": "انجمن", "en": "Society", "ar": ""}


def test_hours_and_calls_are_kept_with_elections_whose_day_is_fixed(tables: sa.Connection) -> None:
    kept = [
        json.dumps({"session": said}) for said in ({"number": 1}, {"held_on": "x"}, {"held_on": "x", "begins": "8"})
    ]
    put(
        tables, "session", "id integer, begins text, ends text, call text, first_call json", (1, "9", "", "first", None)
    )
    put(tables, "election", "id integer, session_id integer, frozen json", *((n, 1, one) for n, one in enumerate(kept)))
    step("0026").upgrade()
    found = [json.loads(one)["session"] for (one,) in ask(tables, "select frozen from election order by id")]
    assert found[0] == {"number": 1}
    assert (found[1]["begins"], found[1]["call"], found[1]["first_call"]) == ("9", "first", None)
    assert found[2]["begins"] == "8"
    assert step("0026")._json({"a": 1}) == step("0026")._json('{"a": 1}') == {"a": 1}


def test_the_head_of_papers_is_kept_with_frozen_elections(tables: sa.Connection) -> None:
    frozen = json.dumps({"session": {"assembly": {"name": "x", "province": "kept"}}})
    put(tables, "assembly", "id integer, province text, founded text", (1, "IR-07", None), (2, "", "x"))
    put(
        tables,
        "letterhead",
        "assembly_id integer, lines_fa text, lines_en text, lines_ar text, logo_sha256 text",
        (1, "خط", "", None, "ab"),
    )
    put(tables, "session", "id integer, assembly_id integer", (1, 1), (2, 2))
    put(tables, "election", "id integer, session_id integer, frozen json", (1, 1, frozen), (2, 2, frozen), (3, 1, None))
    step("0032").upgrade()
    rows = ask(tables, "select frozen from election where frozen is not null order by id")
    one, two = (json.loads(row[0])["session"]["assembly"] for row in rows)
    assert (one["logo"], one["lines"], one["founded"], one["province"]) == (
        "ab", {"fa": "خط", "en": "", "ar": ""}, False, "kept",
    )  # fmt: skip
    assert (two["logo"], two["founded"]) == ("", True)
    assert step("0032")._json({"a": 1}) == {"a": 1}


def test_numbers_that_were_printed_are_passed_over_in_each_year(tables: sa.Connection) -> None:
    put(
        tables, "session", "id integer, assembly_id integer, number integer, held_on date",
        (1, 1, 4, "2025-11-08"), (2, 1, 3, "2025-11-09"), (3, 1, 9, "2025-11-10"), (4, 1, 2, "2024-11-08"),
    )  # fmt: skip
    put(
        tables,
        "election",
        "session_id integer, phase text",
        (1, "final"),
        (2, "final"),
        (3, "open"),
        (4, "provisional"),
    )
    put(tables, "letter_counter", "assembly_id integer, year integer, series text, last integer")
    step("0027")._pass_over_printed_numbers()
    assert sorted(ask(tables, "select year, last from letter_counter")) == [(1403, 2), (1404, 4)]


def test_the_lines_of_an_agenda_become_its_items(tables: sa.Connection) -> None:
    put(tables, "session", "id integer, agenda text", (1, "گشایش\n\n  رأی‌گیری \n"), (2, " \n"))
    step("0044").upgrade()
    assert ask(tables, "select session_id, place, title, kind from agenda_item order by place") == [
        (1, 1, "گشایش", "other"), (1, 2, "رأی‌گیری", "other"),
    ]  # fmt: skip


def test_delegates_are_numbered_in_each_session_as_they_were_added(tables: sa.Connection) -> None:
    put(
        tables,
        "delegate",
        "id integer, session_id integer, number integer, code text, checked_in datetime",
        *((one, session, None, None, None) for one, session in ((5, 1), (2, 1), (3, 2))),
    )
    step("0047")._number()
    assert ask(tables, "select id, number from delegate order by id") == [(2, 1), (3, 1), (5, 2)]
    codes = {code for (code,) in ask(tables, "select code from delegate")}
    assert (len(codes), {len(code) for code in codes}) == (3, {12})


def test_an_officer_of_two_assemblies_gets_a_further_account_that_nothing_opens(tables: sa.Connection) -> None:
    put(
        tables,
        "account",
        "id integer primary key, username text, made datetime, password_given boolean, failures integer, "
        "password_hash text",
        (1, "negar", str(AT), True, 3, "sealed"),
    )
    put(tables, "officer", "id integer, account_id integer", (1, 1), (2, 1))
    step("0025")._part_accounts()
    assert ask(
        tables,
        "select o.id, a.username, a.password_hash, a.failures from officer o join account a"
        " on a.id = o.account_id order by o.id",
    ) == [(1, "negar", "sealed", 3), (2, "negar.2", None, 0)]


def test_names_of_delegates_are_folded_for_the_search(tables: sa.Connection) -> None:
    put(tables, "delegate", "id integer primary key, name_fa varchar not null", (1, "علي كاظمي"))
    for table, columns in (
        ("journal", "id integer, assembly_id integer, election_id integer, kind text"),
        ("nomination", "institution_id integer"),
        ("election", "id integer primary key"),
    ):
        put(tables, table, columns)
    step("0005").upgrade()
    ((folded,),) = ask(tables, "select folded from delegate")
    assert folded
    assert "ي" not in folded
