"""What pages of the office say of plain values: changes of the journal, and how far a clock is off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.services.acts import journal
from app.views.office.clock import _distance
from app.views.office.journal_changes import changes_of
from tests.support.visitors import open_site

AT = datetime(2025, 11, 9, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _in_english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with open_site(tmp_path_factory.mktemp("said")).app.test_request_context() as context:
        context.session["language"] = "en"
        yield


def entry(values: object) -> journal.Entry:
    detail = {} if values is None else {"values": values}
    return journal.Entry(at=AT, actors=("negar.mehr",), kind=journal.Kind.EXPORTED, detail=detail, hash="0" * 64)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("seats", 6, None, ("Seats", "6", "—")),
        ("blank", True, False, ("A blank vote is allowed", "Yes", "No")),
        ("name", {"fa": "انجمن", "en": "Society", "ar": ""}, {"fa": ""}, ("Name", "انجمن, Society", "—")),
        ("electors_on", ["انجمن", "بنیاد"], [], ("Put on the list", "انجمن, بنیاد", "—")),
        ("quorum", "none", "second-call", ("Quorum", "No quorum", "Second call: valid with any number")),
        ("order", "lot", "alphabet", ("Order on the ballot", "Drawn by lot", "In alphabetical order")),
        ("quorum", "half of a rule that is gone", "", ("Quorum", "half of a rule that is gone", "—")),
        ("province", "IR-07", "", ("Province", "Fars", "—")),
        ("roll_until", AT.isoformat(), None, ("Until when one officer alone changes the roll", "18 Aban 1404", "—")),
        ("held_on", "2025-11-09", "2025-11-10", ("Day of the session", "18 Aban 1404", "19 Aban 1404")),
        ("chair", "آرش", "نگین", ("Chair", "آرش", "نگین")),
    ],
)  # fmt: skip
def test_a_change_is_told_in_the_words_of_its_form(
    name: str, old: object, new: object, said: tuple[str, str, str]
) -> None:
    (found,) = changes_of(entry({name: [old, new], "secret_field": [1, 2], "agenda": "one value"}))
    assert (found.label, said[1] in found.old, said[2] in found.new) == (said[0], True, True), found


@pytest.mark.parametrize("values", [None, [], "text"])
def test_an_entry_of_an_earlier_program_tells_no_values(values: object) -> None:
    assert changes_of(entry(values)) == ()


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=59), "less than a minute from the last record"),
        (timedelta(seconds=60), "1 minute after the last record"),
        (timedelta(seconds=-7199), "119 minutes before the last record"),
        (timedelta(hours=2), "2 hours after the last record"),
        (timedelta(hours=-47), "47 hours before the last record"),
        (timedelta(days=2), "2 days after the last record"),
        (timedelta(days=-400), "400 days before the last record"),
    ],
)
def test_how_far_the_clock_is_off_is_said_in_the_largest_unit(span: timedelta, said: str) -> None:
    assert _distance(AT + span, AT) == said
