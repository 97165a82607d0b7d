"""The pages of the register: institutions, lists and invitations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.forms.fields import offered
from app.forms.institution import InstitutionForm, IntakeForm, InvitationForm, NewInstitutionForm, RegisterForm
from app.language.names import Names
from app.received.introductions import read
from app.services.register.institution import Contacts, Introduced, Permit
from app.services.register.introduction_list import ListLine, Preview, Twin, Waiting
from app.services.register.invitation import InvitationBatch, Progress
from app.views.office.introduction_list import fault_words, heading
from app.views.office.invitation import Groups, MailReport
from app.web.i18n import locale_code
from tests.look import values as v

Page = tuple[str, dict[str, Any]]

_FULL = replace(
    v.CANDIDATES[0].institution,
    given=Names("بنياد مهر آفتاب البرز"),
    registered_at="کرج",
    permit=Permit(authority="استانداری البرز", number="ب/۱۲", issued=date(2021, 3, 21), expires=date(2029, 3, 20)),
    representative=Names("پرنیان سپهری", "Parnian Sepehri"),
    contacts=Contacts(phone="02634000000", email="office@alborz.example", address="کرج، خیابان باغ، شمارهٔ ۳"),
)
_STAGES = {
    1: Progress(account=True, nominated=True), 2: Progress(until=v.NOON + timedelta(days=9)),
    3: Progress(until=v.NOON - timedelta(days=1)),
}  # fmt: skip
_GOOD = {"name_fa": "انجمن چشمهٔ روشن", "kind": "K2", "province": "IR-23", "national_id": "1234"}


def register_pages() -> dict[str, Page]:
    """Template and context of each page by a short name."""
    base: dict[str, Any] = {"officer": v.OFFICER, "assembly": v.ASSEMBLY, "today": v.NOON}
    items = tuple(
        Introduced(institution=one.institution, introduced_on=date(2025, 10, 1), letter_number="12/ب")
        for one in v.CANDIDATES[:6]
    )
    listed = base | {
        "items": items, "stages": {one.institution.id: _STAGES.get(one.institution.id, Progress()) for one in items},
        "form": offering(RegisterForm()), "page": 1, "page_count": 2, "every": 60,
    }  # fmt: skip
    one = base | {"introduced": items[0], "institution": _FULL, "stage": _STAGES[1], "doubtful": False}
    new = base | {"institution": None, "twins": (), "form": _new()}
    return {
        "institutions": ("office/institutions.html", listed),
        "institutions-empty": ("office/institutions.html", listed | {"items": ()}),
        "institution": ("office/institution.html", one),
        "institution-doubtful": ("office/institution.html", one | {"doubtful": True, "stage": Progress()}),
        "institution-new": ("office/institution_form.html", new),
        "institution-twins": ("office/institution_form.html", new | {"twins": (_FULL,)}),
        "institution-change": (
            "office/institution_form.html", new | {"institution": _FULL, "form": offering(InstitutionForm())},
        ),
        **_list_pages(base),
        **_invitation_pages(base),
    }  # fmt: skip


def _list_pages(base: dict[str, Any]) -> dict[str, Page]:
    waiting = Waiting(id=1, file="معرفی‌شدگان البرز.xlsx", officer="negar", made=v.NOON, rows=7)
    twin = Twin(id=2, name=Names("انجمن چشمه روشن"), province="IR-25", sign="name")
    lines = (
        _line(2, "new", _GOOD), _line(3, "twin", _GOOD, twin), _line(4, "known", _GOOD),
        _line(5, "bad", {"name_fa": "ا" * 210, "kind": "شرکت", "founded": "نود"}),
    )  # fmt: skip
    shown = base | {
        "preview": Preview(id=1, file=waiting.file, made=v.NOON, lines=lines), "heading": heading, "words": fault_words,
    }  # fmt: skip
    done = replace(shown["preview"], lines=())
    return {
        "intakes": ("office/intakes.html", base | {"form": IntakeForm(), "waiting": (waiting,)}),
        "intake": ("office/intake.html", shown),
        "intake-done": ("office/intake.html", shown | {"preview": done}),
    }


def _invitation_pages(base: dict[str, Any]) -> dict[str, Page]:
    form = InvitationForm(who="fresh", days=30)
    form.who.choices = offered([("fresh", "همهٔ نهادهای بی‌حساب: ۹۹")])
    shown = base | {
        "form": form, "groups": Groups(fresh=(1, 2), all=(1, 2, 3), marked=(3,)), "report": None, "has_mail": False,
        "batches": (InvitationBatch(made=v.NOON, until=v.NOON + timedelta(days=30), count=99, reachable=40),),
        "own_names": {"fa": "فارسی", "en": "English"},
    }  # fmt: skip
    report = MailReport(sent=39, failed=(Names("انجمن چشمهٔ روشن"),), without=59)
    return {
        "invitations": ("office/invitations.html", shown),
        "invitations-sent": ("office/invitations.html", shown | {"report": report, "has_mail": True}),
    }


def _line(number: int, state: str, cells: dict[str, str], *twins: Twin) -> ListLine:
    reading = read(cells)
    return ListLine(number=number, cells=cells, reading=reading, state=state, faults=reading.faults, twins=twins)


def _new() -> NewInstitutionForm:
    return offering(NewInstitutionForm(name_fa="بنیاد مهر آفتاب البرز", introduced_on=date(2025, 10, 1)))


def offering(form: Any) -> Any:
    """A form with its lists filled."""
    form.offer(locale_code())
    return form
