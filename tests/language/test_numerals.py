"""Numbers in words."""

import pytest

from app.language.numerals import ordinal, words

CARDINALS = [
    (0, "صفر", "zero"),
    (7, "هفت", "seven"),
    (19, "نوزده", "nineteen"),
    (20, "بیست", "twenty"),
    (22, "بیست و دو", "twenty-two"),
    (100, "صد", "one hundred"),
    (105, "صد و پنج", "one hundred and five"),
    (1000, "یک هزار", "one thousand"),
    (1005, "یک هزار و پنج", "one thousand and five"),
    (1404, "یک هزار و چهارصد و چهار", "one thousand four hundred and four"),
    (
        123456789,
        "صد و بیست و سه میلیون و چهارصد و پنجاه و شش هزار و هفتصد و هشتاد و نه",
        "one hundred and twenty-three million four hundred and fifty-six thousand seven hundred and eighty-nine",
    ),
    (10**9, "یک میلیارد", "one billion"),
]
ORDINALS = [
    (1, "اول", "نخستین", "first"),
    (2, "دوم", "دومین", "second"),
    (3, "سوم", "سومین", "third"),
    (4, "چهارم", "چهارمین", "fourth"),
    (8, "هشتم", "هشتمین", "eighth"),
    (12, "دوازدهم", "دوازدهمین", "twelfth"),
    (20, "بیستم", "بیستمین", "twentieth"),
    (21, "بیست و یکم", "بیست و یکمین", "twenty-first"),
    (23, "بیست و سوم", "بیست و سومین", "twenty-third"),
    (30, "سی\u200cام", "سی\u200cامین", "thirtieth"),
    (100, "صدم", "صدمین", "one hundredth"),
]


@pytest.mark.parametrize(("number", "persian", "english"), CARDINALS)
def test_a_number_is_written_in_words(number: int, persian: str, english: str) -> None:
    assert words(number, "fa") == persian
    assert words(number, "en") == english


@pytest.mark.parametrize(("number", "after", "before", "english"), ORDINALS)
def test_an_ordinal_fits_its_place(number: int, after: str, before: str, english: str) -> None:
    assert ordinal(number, "fa") == after
    assert ordinal(number, "fa", before_noun=True) == before
    assert ordinal(number, "en") == english


@pytest.mark.parametrize(
    ("number", "arabic"),
    [
        (0, "صفر"), (2, "اثنان"), (10, "عشرة"), (12, "اثنا عشر"), (19, "تسعة عشر"), (21, "واحد وعشرون"),
        (105, "مئة وخمسة"), (2000, "ألفان"), (3011, "ثلاثة آلاف وأحد عشر"), (45300, "خمسة وأربعون ألفاً وثلاثمئة"),
        (10**6, "مليون"),
    ],
)  # fmt: skip
def test_votes_are_counted_in_arabic(number: int, arabic: str) -> None:
    assert words(number, "ar") == arabic


@pytest.mark.parametrize(
    ("number", "inside", "heading"),
    [
        (1, "الأولى", "الأولى"), (2, "الثانية", "الثانية"), (10, "العاشرة", "العاشرة"),
        (11, "الحادية عشرة", "الحادية عشرة"), (20, "العشرين", "العشرون"), (21, "الحادية والعشرين", "الحادية والعشرون"),
        (100, "المئة", "المئة"), (212, "الثانية عشرة بعد المئتين", "الثانية عشرة بعد المئتين"),
    ],
)  # fmt: skip
def test_sessions_and_ranks_are_numbered_in_arabic(number: int, inside: str, heading: str) -> None:
    assert ordinal(number, "ar") == inside
    assert ordinal(number, "ar", before_noun=True) == heading


def test_numbers_of_one_range_have_words_that_differ() -> None:
    numbers = [*range(2000), *range(10**6 - 3, 10**6 + 3), *range(10**9 - 3, 10**9 + 1)]
    for locale in ("fa", "ar", "en"):
        assert len({words(number, locale) for number in numbers}) == len(set(numbers))


@pytest.mark.parametrize(("number", "locale"), [(-1, "fa"), (10**9 + 1, "en"), (5, "de")])
def test_what_has_no_words_is_refused(number: int, locale: str) -> None:
    with pytest.raises(ValueError, match="words"):
        words(number, locale)
