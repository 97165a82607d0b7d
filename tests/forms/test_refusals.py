"""What the forms refuse: beside which field, in which words, and that the same without the fault passes there."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from app.forms.account import PasswordChangeForm, SignUpForm
from app.forms.balls import BallsForm
from app.forms.body import BodyForm
from app.forms.candidate import CandidatesForm
from app.forms.clock import ClockForm
from app.forms.desk import DeskPartForm
from app.forms.election import ElectionForm
from app.forms.institution import InstitutionForm
from app.forms.letter import IdentifierForm
from app.forms.letterhead import LetterheadForm
from app.forms.nomination import NominationForm
from app.forms.objection import WaiverForm
from app.forms.poll import CloseForm
from app.forms.resolution import ResolutionForm
from app.forms.review import DecisionForm
from app.forms.session import CallForm
from app.forms.slip import VoidSlipForm
from app.forms.speech import FloorForm
from app.forms.tally import LotsForm
from app.forms.timetable import TimetableForm
from app.states.desk import PartWay
from tests.support.visitors import open_site


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return open_site(tmp_path_factory.mktemp("forms")).app


def blamed(app: Flask, form: type[FlaskForm], field: str, typed: dict[str, str]) -> list[str]:
    """What an English page says beside a field of a form that was sent with these texts."""
    with app.test_request_context(headers={"Cookie": ""}) as context:
        context.session["language"] = "en"
        sent = form(MultiDict(typed))
        if hasattr(sent, "offer"):
            sent.offer("en")
        sent.validate()
        place: object = sent
        for part in field.split("."):
            place = place[int(part) if part.isdigit() else part]  # type: ignore[index]
        errors = [str(one) for one in place.errors]  # type: ignore[attr-defined]
    return errors


FILL = "Please fill in this field."
FIVE = "1\n2\n3\n4\n5"
MANY = "\n".join(f"سمت {number}" for number in range(61))
CASES: tuple[tuple[type[FlaskForm], str, dict[str, str], dict[str, str], str], ...] = (
    (SignUpForm, "again", {"password": "one", "again": "two"}, {"again": "one"}, "The two passwords are not the same."),
    (SignUpForm, "username", {"username": "  "}, {"username": "nikan"}, FILL),
    (BallsForm, "balls", {"balls": "none"}, {"balls": "۷"}, "Please enter the digits of the balls, 0 to 9."),
    (
        BodyForm, "posts_fa", {"posts_fa": "رئیس\n\nدبیر"}, {"posts_fa": "رئیس\nدبیر\n\n"},
        "Each post needs its name in Persian: please leave no line empty between two.",
    ),
    (BodyForm, "posts_fa", {"posts_fa": MANY}, {"posts_fa": MANY[MANY.index("\n") + 1 :]}, "These are too many posts."),
    (
        BodyForm, "posts_en", {"posts_fa": "رئیس", "posts_en": "Chair\nClerk"}, {"posts_en": "Chair"},
        "Here are more lines than posts in Persian.",
    ),
    (
        BodyForm, "posts_ar", {"posts_fa": "رئیس", "posts_ar": "\nأمين"}, {"posts_ar": "رئيس"},
        "Here are more lines than posts in Persian.",
    ),
    (
        BodyForm, "code", {"code": "x"}, {"code": "Tehran-۲"},
        "Please use 2 to 40 Latin letters, digits or hyphens, such as tehran.",
    ),
    (
        ElectionForm, "maximum", {"minimum": "3", "maximum": "2"}, {"maximum": "3"},
        "The most marks cannot be below the fewest.",
    ),
    (ElectionForm, "seats", {"seats": "101"}, {"seats": "100"}, "Please enter a number from 1 to 100."),
    (ElectionForm, "seats", {"seats": "six"}, {"seats": "6"}, "Please enter a whole number."),
    (ElectionForm, "title_en", {"title_en": "x" * 201}, {"title_en": "x" * 200},
     "This is too long: at most 200 characters."),
    (
        InstitutionForm, "email", {"email": "nobody"}, {"email": "office@example.org"},
        "Please write an address such as office@example.org.",
    ),
    (
        InstitutionForm, "permit_expires", {"permit_issued": "1404/08/17", "permit_expires": "1404/08/16"},
        {"permit_expires": "1404/08/17"}, "This day is before the day on which the permit was issued.",
    ),
    (
        InstitutionForm, "permit_issued", {"permit_issued": "yesterday"}, {"permit_issued": ""},
        "Please enter a day such as 1404/08/17.",
    ),
    (
        InstitutionForm, "national_id", {"national_id": "١٠١٠x"}, {"national_id": "10100000000"},
        "A national identifier has digits only. Please type it as it stands in the document.",
    ),
    (
        InstitutionForm, "registration", {"registration": "1.01E+10"}, {"registration": "۱۲"},
        "A spreadsheet has spoilt this number. Please type it as it stands in the document.",
    ),
    (InstitutionForm, "fields", {"fields": "F99"}, {"fields": "F01"}, "Please choose from the list."),
    (IdentifierForm, "legal_id", {"answer": "other"}, {"answer": "other", "legal_id": "10100000000"}, FILL),
    (LetterheadForm, "lines_fa", {"lines_fa": FIVE}, {"lines_fa": FIVE[2:]}, "There is room for four lines."),
    (LetterheadForm, "lines_en", {"lines_en": FIVE}, {"lines_en": FIVE[2:]}, "There is room for four lines."),
    (LetterheadForm, "lines_ar", {"lines_ar": FIVE}, {"lines_ar": FIVE[2:]}, "There is room for four lines."),
    (
        LetterheadForm, "letter_series", {"letter_series": "م ۲"}, {"letter_series": "م"},
        "Please use one to six letters, without digits and spaces.",
    ),
    (
        LetterheadForm, "notice_series", {"notice_series": "abcdefg"}, {"notice_series": "abcdef"},
        "Please use one to six letters, without digits and spaces.",
    ),
    (
        NominationForm, "achievements.0.year", {"achievements-0-text": "کار"},
        {"achievements-0-text": "کار", "achievements-0-year": "1403"}, FILL,
    ),
    (
        NominationForm, "achievements.0.field", {"achievements-0-text": "کار"},
        {"achievements-0-text": "کار", "achievements-0-field": "F01"}, "Please choose from the list.",
    ),
    (
        WaiverForm, "lines.0.person", {"lines-0-institution": "1", "lines-0-waived": "y"},
        {"lines-0-person": "نگین رودباری"}, FILL,
    ),
    (
        CloseForm, "unused", {"unused": "\nصندلی"}, {"unused": "\n"},
        "Line 2 is not a serial, which has 8 letters and digits. If it was a voting code, it was thrown away: "
        "nothing but serials is taken here.",
    ),
    (
        CloseForm, "reason", {"reason": "۱۲۳۴۵۶ 123456 123456 123456 123456"}, {"reason": "یک برگه گم شد"},
        "A slip’s code stood in the reason. It was thrown away; look at the reason.",
    ),
    (
        ResolutionForm, "manner", {"manner": "acclamation", "in_favour": "0"}, {"manner": "vote"},
        "A resolution by acclamation has no numbers. Please empty them, or choose the vote.",
    ),
    (
        ResolutionForm, "manner", {"manner": "vote"}, {"manner": "acclamation"},
        "Please enter how many were for, against and abstained. A resolution by acclamation has no numbers.",
    ),
    (ResolutionForm, "manner", {"manner": "dice"}, {"manner": "vote", "against": "many"},
     "Please choose from the list."),
    (
        DecisionForm, "reason", {"decision": "reject"}, {"reason": "R2"},
        "A rejection needs a reason from the list.",
    ),
    (
        DecisionForm, "text", {"decision": "return", "text": "\n "}, {"text": "امضا ندارد"},
        "Please write what is to be mended, or why it is rejected.",
    ),
    (CallForm, "begins", {"begins": "24:00"}, {"begins": "۹"}, "Please enter an hour such as 09:00."),
    (CallForm, "ends", {"ends": "12:00"}, {"begins": "11:59"}, "Please say also when the session begins."),
    (CallForm, "ends", {"begins": "12:00", "ends": "12"}, {"begins": "11"}, "The session must end after it begins."),
    (
        VoidSlipForm, "serial", {"serial": "1111-lll"}, {"serial": ""},
        "This is not a serial: it has 8 letters and digits and stands on the outer half.",
    ),
    (
        FloorForm, "who", {}, {"who": "d1"}, "Please choose somebody in the hall, or type a name: one of both.",
    ),
    (
        FloorForm, "who", {"who": "d1", "name": "آرش"}, {"who": ""},
        "Please choose somebody in the hall, or type a name: one of both.",
    ),
    (
        TimetableForm, "notice", {"notice": "1404/08/17 10:00 sharp"}, {"notice": "1404/08/17"},
        "Please enter a day and a time such as 1404/08/17 14:00.",
    ),
    (
        TimetableForm, "notice", {"notice": "1404/08/17 25:00"}, {"notice": ""},
        "Please enter a day and a time such as 1404/08/17 14:00.",
    ),
)  # fmt: skip
"""A form, a field, what is typed wrong, what of it is then typed otherwise, and the words beside the field."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].__name__}-{case[1]}")
def test_a_fault_is_said_beside_its_field_and_nothing_without_it(
    app: Flask, case: tuple[type[FlaskForm], str, dict[str, str], dict[str, str], str]
) -> None:
    form, field, wrong, right, words = case
    assert blamed(app, form, field, wrong) == [words]
    passes = blamed(app, form, field, {**wrong, **right})
    assert passes in ([], [FILL]), passes
    assert words not in passes


def test_as_many_balls_as_are_drawn(app: Flask) -> None:
    with app.test_request_context():
        form = BallsForm(MultiDict({"balls": "۰ 1-٢"}))
        form.needed = 4
        form.validate()
        assert all(count in str(form.balls.errors[0]) for count in "۳۴")
        form.needed = 3
        form.validate()
        assert list(form.balls.errors) == []
        assert form.digits() == "012"


def test_balls_of_another_tie_are_not_asked_for_again(app: Flask) -> None:
    with app.test_request_context():
        form = LotsForm(MultiDict({"tied": "2 3 x 99999", "balls": "12"}))
        assert form.numbers() == (2, 3)
        form.show((2, 3))
        assert (form.tied.data, form.balls.data) == ("2 3 x 99999", "12")
        form.show((3, 4))
        assert (form.tied.data, form.balls.data) == ("3 4", "")


def test_who_has_no_password_is_not_asked_for_the_old_one(app: Flask) -> None:
    with app.test_request_context():
        assert "old" in PasswordChangeForm(has_password=True)
        form = PasswordChangeForm(has_password=False)
        assert "old" not in form
        assert "password" in form


def test_a_list_offers_what_there_is_with_its_number_and_forgets_what_there_is_not(app: Flask) -> None:
    with app.test_request_context():
        form = CandidatesForm(MultiDict({"province": "IR-07", "field": "F01"}))
        form.offer("fa", {"IR-07": 3}, {"F02": 1})
        assert (form.province.data, form.field.data) == ("IR-07", "")
        assert [one.value for one in form.province.choices] == ["", "IR-07"]
        assert "(۳)" in str(form.province.choices[1].label)


@pytest.mark.parametrize(
    ("looked", "hour"),
    [("2025-11-08T06:00:00+00:00", 6), ("2025-11-08T06:00:00", None), ("now", None), ("", None)],
)
def test_the_hour_that_a_page_showed_is_one_with_its_zone_or_none(app: Flask, looked: str, hour: int | None) -> None:
    with app.test_request_context():
        seen = ClockForm(MultiDict({"looked": looked})).seen
        assert (None if seen is None else seen.hour) == hour


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ({"way": "share", "which": "2", "among": "3"}, (PartWay.SHARE, ("2", "3"))),
        ({"way": "share", "which": "3", "among": "2"}, (PartWay.SHARE, ("2", "2"))),
        ({"way": "letters", "first": "ب", "last": "س"}, (PartWay.LETTERS, ("ب", "س"))),
        ({"way": "province", "province": "IR-07"}, (PartWay.PROVINCE, ("IR-07",))),
    ],
)
def test_a_desk_gets_the_part_that_was_chosen(
    app: Flask, typed: dict[str, str], chosen: tuple[PartWay, tuple[str, ...]]
) -> None:
    with app.test_request_context():
        form = DeskPartForm(MultiDict(typed))
        form.offer("fa", 4)
        assert form.chosen() == chosen
