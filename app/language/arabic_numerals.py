"""Whole numbers in Arabic words: cardinals of what is counted as masculine (votes), ordinals of what is feminine.

Documents write how many votes («اثنا عشر صوتاً») and which session or rank («الجلسة الثانية عشرة»); other genders
are not needed. Numbers reach from 0 to 10^9, as `app.language.numerals` checks.
"""

_UNITS = ("صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_TEENS = ("أحد عشر", "اثنا عشر", *(f"{unit} عشر" for unit in _UNITS[3:10]))
_SMALL = _UNITS + _TEENS
_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = ("", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة")
_SCALES = (  # one, two, three to ten, eleven to ninety-nine
    (10**9, ("مليار", "ملياران", "مليارات", "ملياراً")),
    (10**6, ("مليون", "مليونان", "ملايين", "مليوناً")),
    (10**3, ("ألف", "ألفان", "آلاف", "ألفاً")),
)
_FIRST = ("الصفر", "الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة")
_JOINED = ("", "الحادية", *_FIRST[2:])


def cardinal(number: int) -> str:
    """Return the words for so many of a masculine noun: «خمسة», «اثنا عشر», «مئة وواحد وعشرون»."""
    return " و".join(_parts(number)) or _UNITS[0]


def ordinal(number: int, *, heading: bool) -> str:
    """Return the definite feminine ordinal: «الثانية», «الحادية عشرة», «الخامسة بعد المئة».

    The tens end as in a heading («الجلسة العشرون») or as inside a sentence («في الجلسة العشرين»).
    """
    rest = number % 100
    if number < 100:
        return _below_hundred(number, heading)
    great = " و".join(f"ال{part}" for part in _parts(number - rest))
    if rest:
        return f"{_below_hundred(rest, heading)} بعد {_oblique(great)}"
    return great if heading else _oblique(great)


def _below_hundred(number: int, heading: bool) -> str:
    ten, unit = divmod(number, 10)
    if ten == 0:
        return _FIRST[unit]
    if ten == 1:
        return f"{_JOINED[unit]} عشرة" if unit else "العاشرة"
    tens = f"ال{_TENS[ten]}" if heading else _oblique(f"ال{_TENS[ten]}")
    return f"{_JOINED[unit]} و{tens}" if unit else tens


def _oblique(text: str) -> str:
    """Return a nominative with the ends of tens and duals as they are after another word."""
    words = (
        f"{word[:-2]}ين" if word.endswith(("ون", "ان")) and not word.endswith("مليون") else word
        for word in text.split(" ")
    )
    return " ".join(words)


def _parts(number: int) -> list[str]:
    """Return the words that «و» joins, the greatest first; none for zero."""
    for scale, names in _SCALES:
        if number >= scale:
            return [_of_scale(number // scale, names), *_parts(number % scale)]
    rest = number % 100
    parts = [_HUNDREDS[number // 100]]
    if rest < 20:
        parts.append(_SMALL[rest] if rest else "")
    else:
        parts += [_UNITS[rest % 10] if rest % 10 else "", _TENS[rest // 10]]
    return [part for part in parts if part]


def _of_scale(count: int, names: tuple[str, str, str, str]) -> str:
    """Return so many thousands, millions or milliards."""
    one, two, few, many = names
    if count <= 2:
        return two if count == 2 else one
    last = count % 100
    return f"{cardinal(count)} {few if 3 <= last <= 10 else many if last > 10 else one}"
