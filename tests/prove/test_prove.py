"""The table of `./majma prove`: a part that fails, or takes too long, is said and decides the status."""

from __future__ import annotations

from pathlib import Path

from tests.prove.__main__ import MINUTES, PARTS, Part, run, table


def test_a_part_tells_its_last_line_and_its_status(tmp_path: Path) -> None:
    outcome = run(Part("zen", "poems are long", ("this",), 1), tmp_path)
    assert outcome.status == 0
    assert "honking great idea" in outcome.said
    assert "holds" in table([outcome], outcome.seconds)


def test_a_part_that_fails_is_said(tmp_path: Path) -> None:
    outcome = run(Part("gone", "there is such a module", ("no_such_module_here",), 1), tmp_path)
    assert outcome.status != 0
    assert "FAILED" in table([outcome], outcome.seconds)


def test_a_part_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    outcome = run(Part("idle", "it ends", ("http.server", "--bind", "127.0.0.1", "0"), 0), tmp_path)
    assert outcome.status is None
    assert "LATE" in table([outcome], outcome.seconds)


def test_a_part_has_no_more_than_what_is_left_of_the_hour(tmp_path: Path) -> None:
    outcome = run(Part("idle", "it ends", ("http.server", "--bind", "127.0.0.1", "0"), MINUTES), tmp_path, left=0.2)
    assert outcome.status is None


def test_every_part_has_a_name_of_its_own_and_most_fit_the_hour() -> None:
    assert len({one.name for one in PARTS}) == len(PARTS)
    assert max(one.minutes for one in PARTS) <= MINUTES


def test_what_measures_time_runs_beside_nothing_but_its_like() -> None:
    groups: dict[str, set[bool]] = {}
    for one in PARTS:
        groups.setdefault(one.group or one.name, set()).add(one.command[0].startswith("tests.bench"))
    assert all(len(kinds) == 1 for kinds in groups.values())
