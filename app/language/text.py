"""Names, digits, identifiers and bidirectional text: one spelling to store, one to compare, one to sort by.

What people type mixes ي/ی, ك/ک, half-spaces and three sets of digits. `normalise` makes the spelling to show,
`fold` the key to compare and search by, `sort_key` the key to order by.
Numbers in words are made in `app.language.numerals` and offered here too.
"""

import re
import unicodedata
from functools import cache

from app.language.numerals import ordinal as ordinal
from app.language.numerals import words as words

ZWNJ = "\u200c"
SHORT_NAME = re.compile("(?=.{2,40}$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""A short name that stands in addresses."""

LANGUAGES = {"fa": "فارسی", "ar": "العربية", "en": "English"}  # each by its own name
_LRI, _PDI = "\u2066", "\u2069"
_NO_ISLANDS = dict.fromkeys(range(0x2066, 0x206A))
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"

_TO_ASCII = str.maketrans(_PERSIAN_DIGITS + _ARABIC_DIGITS, "0123456789" * 2)
_FROM_ASCII = {
    "fa": str.maketrans("0123456789", _PERSIAN_DIGITS),
    "ar": str.maketrans("0123456789", _ARABIC_DIGITS),
    "en": str.maketrans("", ""),
}
_SEPARATORS = {"fa": "٬", "ar": "٬", "en": ","}

_PERSIAN_LETTERS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "\u06c0": "ه\u0654",
        "\u06c2": "ه\u0654",
    }
)
_TATWEEL = "\u0640"
_ALEF_MADDA = "\ue000"  # a private character that stands for آ while marks are dropped
_FOLDED_LETTERS = str.maketrans("ةأإٱؤئڕێۆڵ", "هاااویریول")
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_RANKS = {
    " ": "00",
    **{digit: f"{1 + rank:02d}" for rank, digit in enumerate("0123456789")},
    **{letter: f"{11 + rank:02d}" for rank, letter in enumerate(_ALPHABET)},
    **{letter: f"{50 + rank:02d}" for rank, letter in enumerate("abcdefghijklmnopqrstuvwxyz")},
}
_OTHER_LETTER = "99"
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
_MOST_MARKS = 3  # as many as a letter of any language here carries
_ARABIC_SCRIPT = (*range(0x0600, 0x0700), *range(0x0750, 0x0780))
_LEGAL_ID_WEIGHTS = (29, 27, 23, 19, 17) * 2


def _visible(text: str) -> str:
    """Drop tatweel and all that shows nothing or means nothing, except ZWNJ and white space."""
    return "".join(
        char
        for char in text
        if char == ZWNJ
        or char.isspace()
        or (char != _TATWEEL and char not in _BLANK and unicodedata.category(char) not in _HIDDEN)
    )


def _few_marks(text: str) -> str:
    """Drop the marks of a letter that has more than a language gives it; they would cover other lines."""
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else marks if char == ZWNJ else 0
        if marks <= _MOST_MARKS or char == ZWNJ:
            kept.append(char)
    return "".join(kept)


def normalise(name: str, locale: str = "fa") -> str:
    """Return `name` in the one spelling that is stored and shown, on one line.

    NFKC; Persian forms of ye, kaf and he (kept as they are for locale `ar`); no tatweel, bidi control, unassigned,
    private or zero-width character other than ZWNJ; at most three marks on a letter; single spaces; ZWNJ only
    between visible characters. Harakat stay. Applying it twice changes nothing.
    """
    text = _visible(unicodedata.normalize("NFKC", _visible(name)))
    if locale != "ar":
        text = text.translate(_PERSIAN_LETTERS)
    text = _few_marks(unicodedata.normalize("NFC", text))
    text = re.sub(r"\s+", " ", text)
    text = re.sub(f" ?{ZWNJ}[ {ZWNJ}]*", lambda found: " " if " " in found[0] else ZWNJ, text)
    return text.strip(f" {ZWNJ}")


def _bare(name: str) -> str:
    """Return `name` with letters unified, no marks, no ZWNJ, lower case, ASCII digits; only آ stays apart."""
    kept = normalise(name).translate(_FOLDED_LETTERS).replace(ZWNJ, "").replace("آ", _ALEF_MADDA)
    apart = unicodedata.normalize("NFD", kept)
    plain = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return ascii_digits(plain.replace(_ALEF_MADDA, "آ")).casefold()


def fold(name: str) -> str:
    """Return the key by which two spellings of one name are found equal, and by which names are searched.

    Beyond `normalise`: one letter for each of ا, و, ی, ه however marked, no harakat, no ZWNJ, ASCII digits,
    lower case.
    """
    return _bare(name).replace("آ", "ا")


def search_key(text: str) -> str:
    """Return what a page's search finds `text` by: `fold` without white space, so that no gap hides a name."""
    return "".join(fold(text).split())


@cache
def search_letters() -> dict[str, str]:
    """Return the letters of Arabic script that `search_key` unifies, each with what it becomes ("" is left out).

    A page's script knows the rest by itself: NFKC, then apart (NFD) without marks, controls and white space, lower
    case. So the rule stands here alone, and a page is given it as data.
    """
    keys = {char: search_key(char) for char in map(chr, _ARABIC_SCRIPT) if unicodedata.category(char) != "Cn"}
    return {char: key for char, key in keys.items() if key != _plain(char)}


def _plain(text: str) -> str:
    """Fold as far as a script does without the letters."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    kept = (char for char in apart if unicodedata.category(char) not in (*_HIDDEN, "Mn") and not char.isspace())
    return "".join(kept).lower()


def sort_key(name: str) -> str:
    """Return the key that puts names in the order of a Persian dictionary, in any database and collation.

    Two decimal digits per character: space, digits, آ to ی, then Latin; punctuation is skipped. Equal keys
    are possible.
    """
    ranks = []
    for char in _bare(name):
        if char in _RANKS:
            ranks.append(_RANKS[char])
        elif char.isalnum():
            ranks.append(_OTHER_LETTER)
    return "".join(ranks)


def ascii_digits(text: str) -> str:
    """Return `text` with Persian and Arabic digits as ASCII digits; everything else stays."""
    return text.translate(_TO_ASCII)


def digits(value: int | str, locale: str) -> str:
    """Return `value` with the digits of `locale` (fa, ar or en); other characters stay.

    Raises ValueError for another locale.
    """
    if locale not in _FROM_ASCII:
        raise ValueError(f"no digits for locale {locale!r}")
    return ascii_digits(str(value)).translate(_FROM_ASCII[locale])


def grouped(value: int, locale: str) -> str:
    """Return `value` with the digits of `locale` and a separator between thousands: ۱۲٬۳۴۵ or 12,345."""
    return digits(f"{value:,}", locale).replace(",", _SEPARATORS[locale])


def apart(text: str) -> str:
    """Keep foreign text whole among other text, in the direction of its own first letter."""
    return f"\u2068{text.translate(_NO_ISLANDS)}{_PDI}" if text else ""


def isolate(text: str) -> str:
    """Return `text` as a left-to-right island (U+2066 … U+2069), for numbers and Latin inside Persian.

    Bidi controls inside `text` are dropped, so that it cannot close the island early.
    """
    return _LRI + re.sub(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text) + _PDI


def legal_id(text: str) -> str:
    """Return the 11 ASCII digits of a legal person's national identifier (شناسهٔ ملی); separators are allowed.

    Raises ValueError when the shape or the check digit is wrong. A right check digit proves no identity, and
    forms warn but do not block, since small institutions may hold only a registration number.
    """
    compact = re.sub(r"[\s\-–_./()\u200c\u200e\u200f\u2066-\u2069]", "", ascii_digits(text))
    if not re.fullmatch(r"[0-9]{11}", compact) or len(set(compact)) == 1:
        raise ValueError("a legal identifier has eleven digits")
    if legal_id_check_digit(compact[:10]) != compact[10]:
        raise ValueError("the check digit of the legal identifier is wrong")
    return compact


def legal_id_check_digit(first_ten: str) -> str:
    """Return the eleventh digit that belongs to the first ten ASCII digits of a legal identifier."""
    shift = int(first_ten[9]) + 2
    pairs = zip(first_ten, _LEGAL_ID_WEIGHTS, strict=True)
    total = sum((int(digit) + shift) * weight for digit, weight in pairs)
    return str(total % 11 % 10)
