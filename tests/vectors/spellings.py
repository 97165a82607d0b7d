"""What people read and type, as tables for every reader: thirty digits, short fingerprints, answers that are alike.

`python -m tests.vectors.spellings` writes them; a test compares the files with what Python says.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ballots.alike import find_alike, folded
from ballots.credential import BASE58, generate
from ballots.custody_errors import DigitsError, DigitsGroupError, DigitsOrderError
from ballots.digits import GROUP, GROUPS, decode_digits, encode_digits, fits
from ballots.errors import TokenFormatError
from ballots.short import WHOLE, Kind, short
from ballots.slip_code import read_slip_code, slip_code

FOLDER = Path(__file__).parent
PERSIAN, ARABIC = (str.maketrans("0123456789", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"))
MOST = len(BASE58) ** 14


def digits_of_number(number: int) -> str:
    """Thirty digits whose groups all fit, of any number of 25 digits, also of one that no credential has."""
    plain = f"{number:025d}"
    parts = [plain[start : start + GROUP - 1] for start in range(0, 25, GROUP - 1)]
    return " ".join(_complete(place, part) for place, part in enumerate(parts, start=1))


def _complete(place: int, five: str) -> str:
    return next(five + digit for digit in "0123456789" if fits(place, five + digit))


def typed() -> Iterator[str]:
    """What may be typed for a slip: right in many spellings, and wrong in every way that a reader must tell."""
    dice = random.Random(3041)
    first, second, *more = (encode_digits(generate(dice.randbytes)) for _ in range(6))
    yield from (first, second, *more)
    yield from (first.replace(" ", ""), first.replace(" ", "-"), f"\u2066{first}\u2069", first.translate(PERSIAN))
    yield from (first.translate(ARABIC), first.replace(" ", "\u200c"), first.replace(" ", "\u2212"), f"\t{first}\u00a0")
    groups = second.split()
    for place in range(GROUPS):
        for changed in (_wrong_digit(groups[place], dice), _neighbours(groups[place])):
            yield " ".join([*groups[:place], changed, *groups[place + 1 :]])
    for one in range(GROUPS):
        for other in range(one):
            yield " ".join(groups[other if at == one else one if at == other else at] for at in range(GROUPS))
    yield " ".join(reversed(groups))
    yield " ".join([groups[1], _wrong_digit(groups[0], dice), *groups[2:]])  # exchanged, and one is wrong besides
    yield from (digits_of_number(0), digits_of_number(MOST - 1), digits_of_number(MOST), "9" * 30)
    yield from ("", first[:-1], first + "1", first[:-1] + "x", first[:-1] + "²", "٫".join(first.split()))


def _wrong_digit(group: str, dice: random.Random) -> str:
    place = dice.randrange(GROUP)
    return group[:place] + str((int(group[place]) + dice.randrange(1, 10)) % 10) + group[place + 1 :]


def _neighbours(group: str) -> str:
    place = next(at for at in range(GROUP - 1) if group[at] != group[at + 1])
    return group[:place] + group[place + 1] + group[place] + group[place + 2 :]


def told(text: str) -> dict[str, Any]:
    """What a reader says of typed digits."""
    try:
        return {"typed": text, "credential": decode_digits(text)}
    except DigitsGroupError as error:
        return {"typed": text, "fault": error.code, "group": error.group}
    except DigitsOrderError as error:
        return {"typed": text, "fault": error.code, "order": list(error.order)}
    except DigitsError as error:
        return {"typed": text, "fault": error.code}


def slip_codes() -> Iterator[dict[str, Any]]:
    """Codes of slips with what they hold, and texts that are none (SPEC 8.1)."""
    dice = random.Random(3042)
    codes: list[str] = []
    for _ in range(3):
        token = base64.b32encode(dice.randbytes(100)).decode()
        codes.append(slip_code(token, generate(dice.randbytes)))
    first = codes[0]
    wrong = (
        "", first[:-1], first + "0", f"{first}\n", f" {first}", first.lower(), first.replace("MAJMA:S:", "MAJMA:T:"),
        first[:-1] + str((int(first[-1]) + 1) % 10), first[:20] + "1" + first[21:],
        first[:-30] + first[-30:].translate(PERSIAN), first[:-30] + digits_of_number(MOST).replace(" ", ""),
        f"https://vote.example/B/K7QM2XPA#{first[8:-30]}.111-111-111-111-12u",
    )  # fmt: skip
    for text in (*codes, *wrong):
        try:
            token, credential = read_slip_code(text)
        except TokenFormatError:
            yield {"text": text, "slip": None}
        else:
            yield {"text": text, "slip": {"token": token, "credential": credential}}


def shorts() -> Iterator[dict[str, str]]:
    """Short fingerprints of values of every kind."""
    dice = random.Random(3040)
    values = {Kind.TRACKER: "A" * 43, Kind.KEY: "2", Kind.HEAD: "0" * 64, Kind.ELECTION: "+/" * 21 + "8"}
    for kind, value in values.items():
        yield {"kind": kind.value, "value": value, "digits": short(kind, value, WHOLE)}
        more = f"{dice.getrandbits(256):064x}"
        yield {"kind": kind.value, "value": more, "digits": short(kind, more, WHOLE)}
    small = next(value for value in map(str, range(10_000)) if short(Kind.KEY, value, WHOLE).startswith("000"))
    yield {"kind": Kind.KEY.value, "value": small, "digits": short(Kind.KEY, small, WHOLE)}  # zeros in front stay


ANSWERS = (
    ("انجمن یاران رود", "بنیاد کوشا", "کانون مهر", "انجمن یاران", "بنیاد کوشا (یزد)", "Society 1", "Society 2"),
    ("بنیاد کوشا", "بنياد كوشا", "بنیاد کو\u200cشا", "بنیاد  کوشا ", "بُنیاد-کوشا", "بنیــاد کوشا", "بنیاد کوشا\u0654"),
    ("بنیاد کوشا", "\ufe91\ufee7\ufbff\ufe8e\ufea9 کوشا", "بنیاد\u00a0کوشا", "بنیاد کوشا\ufe0e", "بنیاد\u00ad کوشا"),
    ("گروه ۱۲", "گروه 12", "گروه ١٢", "گروه １２", "گروه ۱۳"),
    ("آوای نو", "اوای نو", "أواى نو", "ٱوای نؤ", "خانۀ مهر", "خانة مهر", "خانه مهر"),
    *((f"بنیاد {mark}کوشا", "کانون") for mark in map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
    ("\u061cالف", "\u200eب", "\u200fپ", "\u200eب", "\u202e"),
    ("(blank)", "Blank", "رأی سفید", "سفيد", "ورقة بيضاء", "بيضاء", "سفیدرود"),
    ("", " ", "-", "\u200c", "…", "()", "\u0651", "_", "ء", "😀"),
    ("Straße", "STRASSE", "stra\u1e9ee", "ΣΟΦΟΣ", "σοφος", "σοφοσ", "İzmir", "izmir", "ızmır", "ﬁn", "FIN"),
    ("한", "\u1112\u1161\u11ab", "é", "e\u0301", "e", "½", "1⁄2", "12", "a_b", "ab", "\u1e9b\u0323", "ſ"),
)
"""The answers of questions: honest ones, and every way to be alike, silent, blank or steering."""


def likenesses(answers: tuple[str, ...]) -> dict[str, Any]:
    """What a reader says of the answers of a question (SPEC 4.2)."""
    found = [{"answer": one.answer, "fault": one.fault.name.lower(), "other": one.other} for one in find_alike(answers)]
    return {"answers": answers, "folded": [folded(one) for one in answers], "found": found}


def files() -> dict[str, bytes]:
    """The tables by the names of their files; the same every time."""
    tables = {
        "digits.json": [told(text) for text in typed()], "short.json": list(shorts()),
        "alike.json": [likenesses(answers) for answers in ANSWERS], "slip-codes.json": list(slip_codes()),
    }  # fmt: skip
    return {name: (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode() for name, rows in tables.items()}


if __name__ == "__main__":
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
