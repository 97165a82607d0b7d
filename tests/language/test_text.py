"""Names, digits, identifiers and islands of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language import text

ICU_ORDER = ["آبان", "ابر", "باران", "پویا", "تاک", "چشمه", "ژاله", "سرو", "کوه", "گندم", "لاله"]
ICU_ORDER += ["موج", "نور", "ویدا", "هما", "یاس"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("كيوان", "کیوان"),
        ("مصطفى", "مصطفی"),
        ("خانۀ مهر", "خانه\u0654 مهر"),
        ("  مهر \t\u00a0 آفرین\n", "مهر آفرین"),
        ("مـــهر", "مهر"),
        ("\u202bمهر\u202c\ufeff", "مهر"),
        ("می\u200c\u200cرود", "می\u200cرود"),
        ("می \u200c رود", "می رود"),
        ("\u200cمهر\u200c", "مهر"),
        ("ﻣﻬﺮ", "مهر"),
        ("مهر\x00\ud800", "مهر"),
        ("مُهر", "مُهر"),
        ("م" + "\u064f" * 5 + "هر", "م" + "\u064f" * 3 + "هر"),
    ],
)
def test_a_typed_name_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    assert text.normalise(typed) == stored


def test_an_arabic_name_keeps_its_arabic_letters() -> None:
    assert text.normalise("جمعية  الرأي\u200f", "ar") == "جمعية الرأي"
    assert text.normalise("مكتبة علي", "ar") == "مكتبة علي"


@given(st.text())
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = text.normalise(typed)
    assert text.normalise(once) == once
    assert text.normalise(text.normalise(typed, "ar"), "ar") == text.normalise(typed, "ar")


@given(st.text(alphabet="آاأةهیيىكکو\u0654\u200c\u200d\u0640\u06c0\u06d5\u0621 ۀئؤ"))
def test_normalising_twice_changes_nothing_in_persian(typed: str) -> None:
    once = text.normalise(typed)
    assert text.normalise(once) == once
    assert text.fold(once) == text.fold(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كيوان", "کیوان"),
        ("مردم\u200cنهاد", "مردمنهاد"),
        ("مؤسسهٔ رأفت", "موسسه رافت"),
        ("قضائیه", "قضاییه"),
        ("خیریة", "خیریه"),
        ("آوای مهر", "اوای مهر"),
        ("گروه ۱۲", "گروه ١٢"),
        ("Mehr", "MEHR"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_different_names_keep_different_keys() -> None:
    assert text.fold("مهر") != text.fold("مهرو")
    assert text.fold("نور آفتاب") != text.fold("نورآفتاب")


def test_names_sort_as_in_a_persian_dictionary() -> None:
    assert sorted(set(ICU_ORDER), key=text.sort_key) == ICU_ORDER
    assert sorted(ICU_ORDER) != ICU_ORDER  # code-point order, the twin, puts پ چ ژ گ last


def test_a_shorter_name_sorts_before_the_one_that_continues_it() -> None:
    names = ["نور", "نور آفتاب", "نورآفرین", "نوروز"]
    assert sorted(set(names), key=text.sort_key) == names


def test_a_sort_key_is_digits_only_so_that_every_collation_agrees() -> None:
    assert text.sort_key("«Émile» ۱۲ و آب-1").isdigit()
    assert text.sort_key("") == ""


def test_digits_of_three_scripts_are_read_and_written() -> None:
    assert text.ascii_digits("۰۱۲ ٣٤٥ 678") == "012 345 678"
    assert text.digits(1404, "fa") == "۱۴۰۴"
    assert text.digits("٢٠/۵", "en") == "20/5"
    assert text.digits(7, "ar") == "٧"
    assert text.grouped(1234567, "fa") == "۱٬۲۳۴٬۵۶۷"
    assert text.grouped(1234567, "en") == "1,234,567"
    with pytest.raises(ValueError, match="no digits"):
        text.digits(1, "de")


def test_an_island_cannot_be_closed_from_inside() -> None:
    assert text.isolate("CLSS\u2069-\u202e7") == "\u2066CLSS-7\u2069"


@pytest.mark.parametrize("typed", ["10380284790", "۱۰۳۸۰۲۸۴۷۹۰", "1038-0284-790", " 10380284790\u200f"])
def test_a_right_legal_identifier_is_read_in_any_digits(typed: str) -> None:
    assert text.legal_id(typed) == "10380284790"


@pytest.mark.parametrize("typed", ["10380284791", "1038028479", "103802847900", "11111111111", "", "1038028479x"])
def test_a_wrong_legal_identifier_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        text.legal_id(typed)


@given(st.text(alphabet="0123456789", min_size=10, max_size=10))
def test_a_check_digit_fits_its_number(first_ten: str) -> None:
    number = first_ten + text.legal_id_check_digit(first_ten)
    if len(set(number)) > 1:
        assert text.legal_id(number) == number
