"""The pages of a registration: the template, and a context as a view gives it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm

from app.forms.dossier import AppealForm, WithdrawForm, make_part
from app.services.nomination.upload import UploadValue
from app.services.register.institution import Introduced
from app.views.institution.registration import Registration
from app.web.i18n import locale_code
from tests.look import values as v
from tests.look.institution import ACCOUNT, failed

Page = tuple[str, dict[str, Any]]
NOMINATING = replace(v.DRAFT, phase="nominating")
FILES = {
    number: UploadValue(
        id=number, purpose=purpose, name=name, media_type=kind, size=240_000, width=width, height=width
    )
    for number, purpose, name, kind, width in (
        (1, "portrait", "تصویر.jpg", "image/jpeg", 300), (2, "logo", "نشان.png", "image/png", 300),
        (3, "letter", "معرفی‌نامه.pdf", "application/pdf", None), (4, "evidence", "گزارش.pdf", "application/pdf", None),
    )
}  # fmt: skip
_PLAIN = v.CANDIDATES[2].dossier
WITH_FILES = replace(
    _PLAIN,
    portrait=1,
    logo=2,
    letter=3,
    correction="نشانی دفتر تغییر کرده است.",
    declared=("true", "public", "neutral"),
    achievements=(replace(_PLAIN.achievements[0], evidence=4), *_PLAIN.achievements[1:]),
)
SHOWN: dict[str, Any] = {"candidate": replace(v.CANDIDATES[2], dossier=WITH_FILES), "files": FILES}
TYPED: dict[str, dict[str, list[str]]] = {
    "representative": {"representative_fa": ["نگین رودباری"], "declare_true": ["y"]},
    "presentation": {"introduction_fa": ["ما از سال ۱۳۸۸ با داوطلبان محلی کار می‌کنیم."]},
    "programmes": {"participation-0-fa": ["برپایی شش کارگاه میانجیگری"], "participation-1-fa": ["خط مشاورهٔ رایگان"]},
    "achievements": {
        "participation-0-fa": ["همراهی با خانواده‌های محکومان"], "participation-0-year": ["پارسال"],
        "participation-0-field": ["F14"], "participation-0-evidence": ["4"],
    },
}  # fmt: skip


def registration(status: str, **draft: object) -> Registration:
    """A registration in this state."""
    one = replace(v.IN_REVIEW, status=status, draft=draft) if status else None
    return Registration(
        election=NOMINATING, nomination=one, files=FILES, refused=None, timetable=v.TIMETABLE,
        introduced=Introduced(institution=v.CANDIDATES[0].institution, introduced_on=v.NOON.date(), letter_number="12"),
    )  # fmt: skip


def dossier_pages() -> dict[str, Page]:
    """The four screens, the overview in its states, and what is asked before acts."""
    base: dict[str, Any] = {"account": ACCOUNT, "election": NOMINATING, "timetable": v.TIMETABLE}
    told = base | {"steps": v.HISTORY, "form": AppealForm(), "nomination": replace(v.IN_REVIEW, status="rejected")}
    seen = base | {
        "candidate": replace(v.IN_REVIEW, status="draft", dossier=WITH_FILES),
        "files": FILES,
        "form": FlaskForm(),
    }
    return screens(base) | overviews(base) | {
        "own-preview": ("institution/preview.html", seen | {"may_submit": True}),
        "own-appeal": ("institution/appeal.html", told),
        "own-appeal-wrong": ("institution/appeal.html", told | {"form": failed(AppealForm())}),
        "own-withdraw": ("institution/withdraw.html", told | {"form": WithdrawForm()}),
    }  # fmt: skip


def screens(base: dict[str, Any]) -> dict[str, Page]:
    """The four screens as they are typed."""
    one = registration("draft", files={"portrait": 1, "logo": 2, "letter": 3})
    more = base | {
        "introduced": one.introduced,
        "slots": one.slots,
        "files": FILES,
        "saved": v.NOON,
        "seen": v.NOON.isoformat(),
        "changed": None,
        "deadline": v.NOON,
        "asked": "",
        "limits": {"file": 8, "pixels": 24, "all": 60},
    }
    found = {}
    for number, part in enumerate(TYPED, 1):
        form = make_part(part, TYPED[part], locale_code())
        found[f"own-{part}"] = (f"institution/{part}.html", more | {"part": part, "number": number, "form": form})
    wrong = make_part("achievements", TYPED["achievements"], locale_code())
    wrong.validate()
    template, context = found["own-achievements"]
    found["own-achievements-wrong"] = (template, context | {"form": wrong})
    template, context = found["own-presentation"]
    found["own-changed"] = (template, context | {"changed": v.NOON, "asked": "معرفی کوتاه است."})
    return found


def overviews(base: dict[str, Any]) -> dict[str, Page]:
    """Where an institution stands."""
    begun = registration("draft", **TYPED)
    gaps = begun.gaps()
    common = base | {
        "form": FlaskForm(),
        "steps": (),
        "gaps": gaps,
        "begun": {part: part != "programmes" for part in gaps},
        "list_of_gaps": tuple((part, gap) for part, found in gaps.items() for gap in found),
        "tried": False,
        "act": "go-on",
        "deadline": v.NOON,
        "closed": "",
        "may_withdraw": False,
        "notices": (),
        "today": v.NOON,
        "nomination": replace(v.IN_REVIEW, status="draft", receipt=None),
    }
    returned = {"act": "mend", "steps": v.HISTORY[:2], "nomination": replace(v.IN_REVIEW, status="returned")}
    sent = {"act": "see", "gaps": {}, "list_of_gaps": (), "steps": v.HISTORY, "nomination": v.IN_REVIEW}
    first = {"act": "begin", "nomination": None, "begun": dict.fromkeys(gaps, False)}
    return {
        "own-nomination": ("institution/nomination.html", common),
        "own-nomination-first": ("institution/nomination.html", common | first),
        "own-nomination-tried": ("institution/nomination.html", common | {"tried": True}),
        "own-nomination-returned": ("institution/nomination.html", common | returned),
        "own-nomination-sent": (
            "institution/nomination.html",
            common | sent | {"may_withdraw": True, "notices": v.NOTICES},
        ),
    }
