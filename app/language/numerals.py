"""Whole numbers in words, as minutes and letters write them: cardinal and ordinal.

Persian and English are here, Arabic is in `app.language.arabic_numerals`.
"""

from app.language import arabic_numerals

_GREATEST = 10**9

_FA_UNITS = ("صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده")
_FA_TEENS = ("یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده")
_FA_SMALL = _FA_UNITS + _FA_TEENS
_FA_TENS = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_FA_HUNDREDS = ("", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
_FA_SCALES = ((10**9, "میلیارد"), (10**6, "میلیون"), (10**3, "هزار"))

_EN_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_EN_TEENS = (
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_EN_SMALL = _EN_UNITS + _EN_TEENS
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_EN_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def words(number: int, locale: str) -> str:
    """Return `number` (0 to 10^9) in words: «بیست و یک», or «twenty-one».

    Raises ValueError for a number out of range or another locale than fa, ar and en.
    """
    if not 0 <= number <= _GREATEST:
        raise ValueError("numbers in words reach from 0 to 1 000 000 000")
    if locale == "fa":
        return " و ".join(_fa_parts(number)) or _FA_SMALL[0]
    if locale == "ar":
        return arabic_numerals.cardinal(number)
    if locale == "en":
        return _en_words(number)
    raise ValueError(f"no number words for locale {locale!r}")


def ordinal(number: int, locale: str, *, before_noun: bool = False) -> str:
    """Return the ordinal in words: «دوم», or «دومین» where the noun follows («دومین نشست»); «second».

    In Arabic it always follows its noun: `before_noun` is for a heading, else it is inside a sentence.
    Takes and raises what `words` does.
    """
    text = words(number, locale)
    if locale == "ar":
        return arabic_numerals.ordinal(number, heading=before_noun)
    if locale == "en":
        return _en_ordinal(text)
    if number == 1:
        return "نخستین" if before_noun else "اول"
    return _fa_ordinal(text) + ("ین" if before_noun else "")


def _fa_parts(number: int) -> list[str]:
    """Return the Persian words that «و» joins, the greatest first; none for zero."""
    for scale, name in _FA_SCALES:
        if number >= scale:
            return [f"{words(number // scale, 'fa')} {name}", *_fa_parts(number % scale)]
    parts = [_FA_HUNDREDS[number // 100]]
    rest = number % 100
    if rest >= 20:
        parts.append(_FA_TENS[rest // 10])
        rest %= 10
    if rest:
        parts.append(_FA_SMALL[rest])
    return [part for part in parts if part]


def _fa_ordinal(text: str) -> str:
    """Return a Persian cardinal with the ending of its last word changed to the ordinal's."""
    if text.endswith("سه"):
        return text[:-1] + "وم"
    if text.endswith("سی"):
        return f"{text}\u200cام"
    return text + "م"


def _en_words(number: int) -> str:
    """Return an English cardinal, British fashion: «one thousand and five», «two hundred and forty-one»."""
    for scale, name in _EN_SCALES:
        if number >= scale:
            head, rest = f"{_en_words(number // scale)} {name}", number % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{head}{joint}{_en_words(rest)}" if rest else head
    if number >= 100:
        head, rest = f"{_EN_SMALL[number // 100]} hundred", number % 100
        return f"{head} and {_en_words(rest)}" if rest else head
    if number >= 20:
        head, rest = _EN_TENS[number // 10], number % 10
        return f"{head}-{_EN_SMALL[rest]}" if rest else head
    return _EN_SMALL[number]


def _en_ordinal(text: str) -> str:
    """Return an English cardinal with its last word made ordinal."""
    cut = max(text.rfind(" "), text.rfind("-")) + 1
    start, last = text[:cut], text[cut:]
    if last in _EN_ORDINALS:
        return start + _EN_ORDINALS[last]
    return start + (last[:-1] + "ieth" if last.endswith("y") else last + "th")
