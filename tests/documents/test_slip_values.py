"""Slips as values: which keys have room, how pages and parts are laid out, and what a damaged sheet is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unittest import mock

import pytest

from app.documents import slip as paper
from app.documents.letterhead import Letterhead
from app.documents.slip import MOST_KEYS, Slip, SlipSheet, decode_sheet, encode_sheet, render_slips
from ballots.encoding import Json
from tests.documents.samples import english, sheet, slips

LONG = "نامی که از هفده نویسه درازتر است"


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((), ()),
        (("سوسن",), ("سوسن",)),
        (("a" * 17, "b" * 18), ("a" * 17, "b" * 16 + "…")),
        ((LONG,), (f"{LONG[:16]}…",)),
        (("n",) * MOST_KEYS, ("n",) * MOST_KEYS),
        (("n",) * (MOST_KEYS + 1), ()),
    ],
)
def test_keys_are_shown_where_there_is_room_and_names_are_cut_to_it(
    names: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    found = replace(sheet(), keys=tuple((name, "1" * 20) for name in names)).shown_keys
    assert tuple(name for name, _ in found) == shown
    assert {digits for _, digits in found} <= {"1" * 20}


def printed(shared: SlipSheet, some: list[Slip]) -> tuple[list[tuple[int, bool, str]], list[tuple[int, int]]]:
    """The parts (pages, whether personal, the first code) and what was told while they were made."""
    told: list[tuple[int, int]] = []
    with mock.patch.object(paper, "make_part", return_value=b"") as made, mock.patch.object(paper, "merge_pdfs"):
        render_slips(shared, some, english(), lambda done, every: told.append((done, every)))
    parts = [call.args[1] for call in made.call_args_list]
    with mock.patch.object(paper, "make_part", return_value=b"") as again, mock.patch.object(paper, "merge_pdfs"):
        render_slips(shared, some, english())
    assert len(again.call_args_list) == len(parts)
    return [(len(one["pages"]), one["own"], one["pages"][0][0][0].serial) for one in parts], told


def test_slips_are_printed_in_parts_of_twenty_pages_the_personal_ones_last_and_one_on_a_page() -> None:
    some = list(slips(87))
    serials = sorted(one.serial for one in some)
    parts, told = printed(replace(sheet(), personal=3), some)
    assert parts == [(20, False, serials[0]), (1, False, serials[80]), (3, True, serials[84])]
    assert told == [(80, 87), (84, 87), (87, 87)]
    assert printed(sheet(), some[:4])[0] == [(1, False, min(one.serial for one in some[:4]))]


def test_without_a_slip_there_is_no_paper() -> None:
    with pytest.raises(ValueError, match="there is no slip to print"):
        render_slips(sheet(), [], english())


def without(name: str) -> Callable[[dict[str, Json]], dict[str, Json]]:
    return lambda said: {one: value for one, value in said.items() if one != name}


def with_(**more: Json) -> Callable[[dict[str, Json]], dict[str, Json]]:
    return lambda said: {**said, **more}


DAMAGE = (
    without("assembly"), without("keys"), without("per_page"), with_(keys="none"), with_(keys=[["سوسن"]]),
    with_(keys=[["سوسن", 7]]), with_(keys=["سوسن"]), with_(per_page=3), with_(per_page=True), with_(personal=-1),
    with_(emblem="1"), with_(demonstration=0), with_(session_date="yesterday"), with_(way="door"), with_(booth=None),
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_sheet_is_no_sheet(damage: Callable[[dict[str, Json]], dict[str, Json]]) -> None:
    whole = replace(sheet(), keys=(("سوسن", "1" * 20),), personal=1, per_page=8)
    assert decode_sheet(encode_sheet(whole)) == whole
    with pytest.raises(ValueError, match=r"."):
        decode_sheet(damage(encode_sheet(whole)))


@pytest.mark.parametrize("mark", ["open_line", "rehearsal"])
def test_what_marks_every_slip_travels_with_the_sheet(mark: str) -> None:
    head: Letterhead = replace(sheet().head, **{mark: True})
    said = encode_sheet(replace(sheet(), head=head))
    assert said[mark] is True
    assert mark not in encode_sheet(sheet())
    assert decode_sheet(said).head == head


def test_an_emblem_that_is_a_picture_does_not_travel() -> None:
    with pytest.raises(TypeError, match="a number"):
        encode_sheet(replace(sheet(), head=replace(sheet().head, emblem=b"x")))  # type: ignore[arg-type]
