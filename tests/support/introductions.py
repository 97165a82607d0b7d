"""Lists of introductions as provinces send them: fictional institutions, a few rows with a fault each, XLSX or CSV."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

from app.documents.spreadsheet import Sheet, xlsx
from app.language import reference
from app.language.text import legal_id_check_digit
from tests.support.assemblies import Simulation
from tests.support.visitors import Visitor

HEADINGS = (
    "نام نهاد", "نام انگلیسی", "نوع", "استان", "شمارهٔ ثبت", "شناسهٔ ملی", "سال تأسیس", "پایان اعتبار پروانه",
    "زمینه‌های فعالیت", "محورهای مشارکت", "نماینده", "تلفن", "رایانامه",
)  # fmt: skip
FAULTS = (
    ("نام نهاد", ""), ("استان", "سرزمین دور"), ("نوع", "شرکت"), ("پایان اعتبار پروانه", "1405/13/40"),
    ("زمینه‌های فعالیت", "زنان، ماهیگیری"), ("سال تأسیس", "نود"), ("رایانامه", "نشانی ندارد"),
)  # fmt: skip
"""What is written in the wrong rows: the heading and the cell."""
_KINDS = ("انجمن", "بنیاد", "خیریهٔ", "کانون", "خانهٔ")
_NAMES = ("آفتاب", "باران", "سپیده", "چشمه", "نسیم", "رویش", "پیوند", "همدلی", "روشنا", "بهار")
_PLACES = ("دشت", "کوهستان", "ساحل", "کویر", "جنگل", "رود", "دره", "جلگه", "باغ", "پونه‌زار")


@dataclass(frozen=True, slots=True)
class List:
    """Rows of cells under `HEADINGS`; `bad` are the places of the wrong ones, from 0."""

    rows: tuple[tuple[str, ...], ...]
    bad: tuple[int, ...] = ()

    def mended(self, whole: List) -> List:
        """Only the rows that are bad here, as they stand in `whole`."""
        return List(tuple(whole.rows[place] for place in self.bad))

    def xlsx(self) -> bytes:
        """The list as a workbook."""
        return xlsx([Sheet(name="فهرست", headings=HEADINGS, rows=self.rows)], right_to_left=True)

    def csv(self, *, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
        """The list as text; Windows-1256 has no ‌ی and no half-space sign but their old forms."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=separator).writerows((HEADINGS, *self.rows))
        text = out.getvalue()
        if encoding == "cp1256":
            text = text.translate(str.maketrans({"ی": "ي", "ٔ": "", "ۀ": "ه"}))
        return text.encode(encoding)


def good_list(count: int = 100, *, seed: int = 7) -> List:
    """So many different institutions of all provinces, every row right."""
    draw = random.Random(seed)
    titles = [f"{kind} {name} {place}" for kind in _KINDS for name in _NAMES for place in _PLACES]
    draw.shuffle(titles)
    return List(tuple(_row(draw, number, titles[number]) for number in range(count)))


def faulty_list(count: int = 100, *, seed: int = 7) -> List:
    """The same with seven wrong rows, spread over the list."""
    rows = list(good_list(count, seed=seed).rows)
    places = tuple(range(count // 20, count, count // len(FAULTS)))[: len(FAULTS)]
    for place, (heading, wrong) in zip(places, FAULTS, strict=True):
        cells = list(rows[place])
        cells[HEADINGS.index(heading)] = wrong
        rows[place] = tuple(cells)
    return List(tuple(rows), places)


def _row(draw: random.Random, number: int, title: str) -> tuple[str, ...]:
    first_ten = f"99{draw.randrange(100, 1000)}{number:05d}"
    province = reference.provinces()[number % 31].fa
    activities = "، ".join(one.fa for one in draw.sample(reference.fields(), 2))
    return (
        title, f"Society {number + 1}", draw.choice(reference.kinds()).fa, province, str(20_000 + number),
        first_ten + legal_id_check_digit(first_ten), str(draw.randint(1360, 1402)),
        f"{draw.randint(1406, 1409)}/{draw.randint(1, 12):02d}/{draw.randint(1, 29):02d}", activities,
        draw.choice(reference.tracks()).fa, f"{draw.choice(('نیلوفر', 'آرش', 'مهتاب', 'کیان'))} {draw.choice(_NAMES)}ی",
        f"021{draw.randrange(10**7, 10**8)}", f"office{number + 1}@society.example" if number % 3 else "",
    )  # fmt: skip


def bring_lists(visitor: Visitor, held: Simulation) -> None:
    """Bring a list of introductions and one of delegates, each with rows that cannot be taken; both wait."""
    known = held.delegates[0]
    delegates = f"نهاد,نماینده\nانجمن ناشناس,\n{known.institution.name.fa},{known.name.fa}\n".encode()
    brought = {
        "/office/institutions/lists": (io.BytesIO(faulty_list(12).xlsx()), "list.xlsx"),
        f"/office/elections/{held.election}/roll/lists": (io.BytesIO(delegates), "نمایندگان.csv"),
    }
    for address, file in brought.items():
        visitor.post(address, {"file": file}, content_type="multipart/form-data")
