"""Fictional papers of registration, short and long."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

from PIL import Image

from app.documents.booklet import Achievement, Booklet, Candidate, Heading, Picture
from app.documents.notice import Notice
from app.documents.receipt import DossierReceipt
from app.states.way_in import WayIn
from tests.documents.samples import HEAD, INSTITUTIONS

SENT = datetime(2025, 10, 20, 9, 35, tzinfo=UTC)
DOSSIER = json.dumps({"format": "majma-dossier-1", "receipt": "K7QM2XPA-0007"}).encode()
ELECTION = "انتخاب اعضای هیئت راهبری مجمع، دورهٔ دوم (شش کرسی)"
TEXT = "برگزاری کارگاه‌های آموزش حقوق شهروندی و میانجی‌گری در محله‌های کم‌برخوردار با همکاری خانه‌های سلامت"


def receipt(**changes: object) -> DossierReceipt:
    name, province, delegate = INSTITUTIONS[0]
    facts = DossierReceipt(
        head=HEAD, election=ELECTION, session=2, session_date=date(2025, 11, 8), number="K7QM2XPA-0007",
        submitted=SENT, institution=name, province=province, representative=delegate, programmes=4, achievements=5,
        files=3, dossier=DOSSIER, sha256=hashlib.sha256(DOSSIER).hexdigest(),
        address="https://majma.example/own/elections/K7QM2XPA/receipt.pdf",
    )  # fmt: skip
    return replace(facts, **changes)  # type: ignore[arg-type]


def notice(kind: str = "rejected", **changes: object) -> Notice:
    name, province, delegate = INSTITUTIONS[1]
    written = {"accepted": "", "withdrawn": "نماینده در روز نشست در سفر است."}
    facts = Notice(
        head=HEAD, kind=kind, number="1404/ن/00031", dated=date(2025, 10, 25), decided=SENT, election=ELECTION,
        session=2, session_date=date(2025, 11, 8), receipt="K7QM2XPA-0007", institution=name, province=province,
        representative=delegate, appealed=None, answers="", reason_code="R2" if kind == "rejected" else "",
        reason="پروانهٔ فعالیت معتبر نیست" if kind == "rejected" else "",
        text=written.get(kind, "اعتبار پروانه در ۳۰ مهر ۱۴۰۴ پایان یافته است.\nتصویر صفحهٔ تمدید در پرونده نیست."),
        deadline=None if kind == "withdrawn" else datetime(2025, 10, 29, 12, 30, tzinfo=UTC), frozen=False,
        address="https://majma.example/own",
    )  # fmt: skip
    return replace(facts, **changes)  # type: ignore[arg-type]


def picture(width: int = 480, height: int = 640) -> Picture:
    """A portrait as the program stores it: a JPEG."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG", quality=85)
    return Picture(out.getvalue(), "image/jpeg")


def candidate(place: int, **changes: object) -> Candidate:
    name, province, delegate = INSTITUTIONS[place % len(INSTITUTIONS)]
    facts = Candidate(
        number=place, identity=place, institution=name, province=province, kind="سازمان مردم‌نهاد", founded=1389,
        representative=delegate, fields=("پیشگیری از وقوع جرم", "حمایت از حقوق شهروندی", "حمایت از بزه‌دیدگان"),
        tracks=("میانجی‌گری و صلح و سازش",), introduction=" ".join([TEXT + "."] * 3), withdrawn=False,
        headings=(Heading("مشارکت مردمی", (TEXT, TEXT)), Heading("تعامل با قوهٔ قضاییه", (TEXT,))),
        achievements=tuple(
            Achievement(year=1400 + row, field="پیشگیری از وقوع جرم", text=TEXT, number=1200 + row, indicator="خانواده")
            for row in range(4)
        ),
    )  # fmt: skip
    return replace(facts, **changes)  # type: ignore[arg-type]


def booklet(count: int = 3, **changes: object) -> Booklet:
    facts = Booklet(
        head=HEAD, election=ELECTION, session=2, session_date=date(2025, 11, 8), place="تالار همایش‌های سرو، تهران",
        seats=6, least_marks=1, most_marks=6, blank_allowed=True, final=True, by_lot=True, way=WayIn.CAMERA,
        candidates=tuple(candidate(number) for number in range(1, count + 1)),
    )  # fmt: skip
    return replace(facts, **changes)  # type: ignore[arg-type]
