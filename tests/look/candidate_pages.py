"""The public pages of candidates: the list, a few side by side, their order on the ballot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.forms.candidate import CandidatesForm
from app.language import reference
from app.services.nomination.candidate_list import CandidateLine, Shown, Spread
from app.services.voting.ballot_order import OrderValue
from app.web.i18n import locale_code
from ballots.counting.lots import Method, list_hash, order_seed
from tests.look import values as v

Page = tuple[str, dict[str, Any]]

LINES = tuple(
    CandidateLine(
        id=one.id,
        number=one.number,
        withdrawn=one.withdrawn,
        institution=Shown(
            id=one.institution.id,
            name=one.institution.name,
            province=one.institution.province,
            fields=one.institution.fields,
        ),
    )
    for one in v.CANDIDATES
)
SPREAD = Spread(all=24, provinces=dict.fromkeys(("IR-02", "IR-10", "IR-21"), 3), fields={"F05": 2, "F17": 9})
LISTED = tuple(f"{one.institution.name.fa} ({reference.province(one.institution.province).fa})" for one in v.CANDIDATES)
ORDER = OrderValue(method="lot", listed=LISTED, hash=list_hash(LISTED), balls_needed=20)
ANNOUNCED = replace(ORDER, announced=v.NOON)
_DIGITS = "04160235970061384415"
DRAWN = replace(
    ANNOUNCED,
    drawn_with="balls",
    digits=_DIGITS,
    seed=order_seed(_DIGITS, LISTED),
    drawn=tuple(range(24, 0, -1)),
    drawn_at=v.NOON,
)
EARLIER = replace(
    DRAWN,
    announced=None,
    drawn_with="dice",
    digits="4166235142" * 2 + "41662",
    seed=order_seed("4166235142" * 2 + "41662", LISTED, Method.DICE),
)


def candidate_pages() -> dict[str, Page]:
    """The list of candidates, a few side by side, their order on the ballot."""
    base: dict[str, Any] = {"election": v.ELECTION}
    listed = base | {
        "form": candidates_form(),
        "lines": LINES,
        "count": 24,
        "all": 24,
        "ticked": [2, 3],
        "elsewhere": (),
        "page": 1,
        "page_count": 2,
        "mark": "0" * 12,
    }
    few = base | {"candidates": v.CANDIDATES[6:8], "count": 2, "most": 3, "back": "/"}
    alphabet = replace(ORDER, method="alphabet", balls_needed=0)
    return {
        "candidates-public": ("public/candidates.html", listed),
        "candidates-found": (
            "public/candidates.html",
            listed | {"lines": LINES[:1], "count": 1, "elsewhere": LINES[1:3], "page_count": 1},
        ),
        "candidates-none": ("public/candidates.html", listed | {"lines": (), "count": 0, "page_count": 1}),
        "candidates-not-yet": (
            "public/candidates.html",
            listed | {"election": v.DRAFT, "lines": (), "count": 0, "all": 0, "page_count": 1},
        ),
        "compare": ("public/compare.html", few),
        "compare-three": ("public/compare.html", few | {"candidates": v.CANDIDATES[:3], "count": 3}),
        "compare-many": ("public/compare.html", few | {"candidates": (), "count": 4}),
        "order": ("public/order.html", base | {"order": DRAWN}),
        "order-earlier": ("public/order.html", base | {"order": EARLIER}),
        "order-before": ("public/order.html", {"election": v.DRAFT, "order": ORDER}),
        "order-announced": ("public/order.html", {"election": v.DRAFT, "order": ANNOUNCED}),
        "order-alphabet": ("public/order.html", base | {"order": alphabet}),
    }


def candidates_form() -> CandidatesForm:
    """The filters of the candidates."""
    form = CandidatesForm()
    form.offer(locale_code(), SPREAD.provinces, SPREAD.fields)
    return form
