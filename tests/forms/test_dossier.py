"""The screens of a dossier: what lacks, which item goes, and where there is room for one more."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.forms.dossier import MOST_PROGRAMMES, field_named, make_part, one_more, places_in, typed_in
from app.states.nomination import Purpose
from tests.support.visitors import open_site

TICKED = {"representative_fa": ["نگین"], "declare_true": ["y"], "declare_public": ["y"], "declare_neutral": ["y"]}
DONE = {"fa": ["کار"], "year": ["1403"], "field": ["F01"]}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return open_site(tmp_path_factory.mktemp("forms")).app


def achieved(head: str = "participation", place: int = 0, **more: str) -> dict[str, list[str]]:
    texts = DONE | {name: [text] for name, text in more.items()}
    return {f"{head}-{place}-{name}": text for name, text in texts.items()}


@pytest.mark.parametrize(
    ("part", "typed", "files", "lacking"),
    [
        ("representative", {}, (), [
            "representative_fa", "declare_true", "declare_public", "declare_neutral", "letter"
        ]),
        ("representative", TICKED, (), ["letter"]),
        ("representative", TICKED, (Purpose.LETTER,), []),
        ("representative", TICKED | {"representative_en": ["x" * 121]}, (Purpose.LETTER,), ["representative_en"]),
        ("presentation", {}, (), ["introduction_fa"]),
        ("presentation", {"introduction_fa": ["ما"]}, (), []),
        ("programmes", {}, (), ["participation-0-fa"]),
        ("programmes", {"participation-0-en": ["only in English"]}, (), ["participation-0-fa"]),
        ("programmes", {"interaction-0-fa": ["برنامه"]}, (), []),
        ("achievements", {}, (), []),
        ("achievements", achieved(), (), []),
        ("achievements", achieved(year=""), (), ["participation-0-year"]),
        ("achievements", achieved(year="پارسال"), (), ["participation-0-year"]),
        ("achievements", achieved(field=""), (), ["participation-0-field"]),
        ("achievements", achieved(fa=""), (), ["participation-0-fa"]),
        ("achievements", achieved("interaction", number="0"), (), ["interaction-0-indicator_fa"]),
        ("achievements", achieved("interaction", number="0", indicator_fa="خانواده"), (), []),
    ],
)  # fmt: skip
def test_what_lacks_is_named_by_its_field(
    app: Flask, part: str, typed: dict[str, list[str]], files: tuple[str, ...], lacking: list[str]
) -> None:
    with app.test_request_context():
        gaps = make_part(part, typed, "en").gaps(files)
        assert [one.field for one in gaps] == lacking
        assert all(one.text for one in gaps)


def test_a_box_is_ticked_and_a_field_filled(app: Flask) -> None:
    with app.test_request_context() as context:
        context.session["language"] = "en"
        said = {one.field: one.text for one in make_part("representative", {}, "en").gaps()}
        long = make_part("presentation", {"introduction_fa": ["x" * 3007]}, "en").gaps()
    assert said["declare_true"] == "Please tick this box."
    assert said["representative_fa"] == "Please fill in this field."
    assert said["letter"] == "Please choose the file and send it."
    assert [one.text for one in long] == ["This is too long by 7 characters."]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("participation-0-fa", "TextAreaField"), ("participation-1-file", "FileField"),
        ("interaction-0-year", "WholeNumberField"),
        ("participation-2-fa", None), ("secret", None), ("", None),
    ],
)  # fmt: skip
def test_a_field_is_found_by_its_name_or_not_at_all(app: Flask, name: str, kind: str | None) -> None:
    with app.test_request_context():
        form = make_part("achievements", achieved() | achieved(place=1), "fa")
        found = field_named(form, name)
        assert (None if found is None else found.type) == kind


def test_one_more_where_there_is_room_and_a_list(app: Flask) -> None:
    with app.test_request_context():
        typed = {"participation-0-fa": ["نخست"]}
        more = one_more("programmes", typed, "participation")
        assert more == {**typed, "participation-1-fa": [""]}
        assert one_more("programmes", {}, "interaction") == {"interaction-0-fa": [""], "interaction-1-fa": [""]}
        full = {f"participation-{place}-fa": ["x"] for place in range(MOST_PROGRAMMES)}
        for part, said, head in (
            ("programmes", full, "participation"), ("programmes", typed, "csrf_token"),
            ("presentation", typed, "introduction_fa"),
        ):  # fmt: skip
            assert one_more(part, said, head) is said


def test_the_items_after_one_that_goes_move_up_and_what_is_no_field_is_left_out(app: Flask) -> None:
    posted = MultiDict([
        ("interaction-0-fa", "a"), ("interaction-2-fa", "b"), ("interaction-5-fa", "c"), ("participation-2-fa", "d"),
        ("interaction-2-secret", "e"), ("act", "save"), ("interaction-0000-fa", "f"),
    ])  # fmt: skip
    assert places_in(posted, but="interaction-2")["interaction-5-fa"] == "interaction-1-fa"
    with app.test_request_context():
        assert typed_in("programmes", posted, but="interaction-2") == {
            "interaction-0-fa": ["a"], "interaction-1-fa": ["c"], "participation-0-fa": ["d"],
        }  # fmt: skip
