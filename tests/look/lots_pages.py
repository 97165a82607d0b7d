"""The office's pages of lots: a list or a tie put before the hall, the digits of its balls, the order drawn."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from app.forms.freeze import FreezeForm
from app.forms.tally import LotsForm
from tests.look import values as v
from tests.look.candidate_pages import ANNOUNCED, ORDER

Page = tuple[str, dict[str, Any]]


def lots_pages() -> dict[str, Page]:
    """Announcing and drawing, for the order on the ballot and for ties."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    facts = [("نامزدها", "۲۴"), ("تعداد گوی‌ها", "۲۰")]
    announce = base | {
        "code": "announce",
        "danger": False,
        "form": FlaskForm(),
        "lines": ["فهرست، کد یکتای آن و تعداد گوی‌ها در صفحهٔ عمومی و در سیاههٔ رویدادها ثبت می‌شود."],
        "facts": facts,
        "order": ORDER,
        "blocked": None,
        "example": "",
    }
    freeze = announce | {
        "code": "freeze",
        "form": FreezeForm(listed="0" * 64),
        "lines": ["فهرست ۲۴ نامزد و ترتیب آنان در برگ رأی ثابت می‌شود."],
        "order": ANNOUNCED,
        "example": "04160235970416023597",
    }
    lots = base | {"form": LotsForm(), "example": "0416023597"}
    return {
        "act-announce": ("office/act.html", announce),
        "act-balls": ("office/act.html", freeze),
        "act-balls-wrong": ("office/act.html", freeze | {"form": _wrong(FreezeForm())}),
        "lots": ("office/lots.html", lots | {"result": v.TIED}),
        "lots-announced": ("office/lots.html", lots | {"result": v.TIED_ANNOUNCED}),
        "lots-wrong": ("office/lots.html", lots | {"result": v.TIED_ANNOUNCED, "form": _wrong(LotsForm())}),
        "lots-second": ("office/lots.html", lots | {"result": v.TIED_TWICE}),
        "lots-drawn": ("office/lots.html", lots | {"result": v.RESULT}),
    }


def _wrong(form: FreezeForm | LotsForm) -> FlaskForm:
    """The form after a post of too few digits; its token is taken as right."""
    form.process(MultiDict({"balls": "۰۴۱۶"}))
    form.needed = 20 if isinstance(form, FreezeForm) else 10
    form.validate()
    form.csrf_token.errors = ()
    return form
