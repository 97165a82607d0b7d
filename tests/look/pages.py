"""Every page of the public and office zones: the template, and a context as a view gives it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm

from tests.look import forms
from tests.look import values as v

Page = tuple[str, dict[str, Any]]


def pages() -> dict[str, Page]:
    """Template and context of each page by a short name; needs a request, since forms carry a CSRF token."""
    return public_pages() | result_pages() | office_pages() | act_pages()


def public_pages() -> dict[str, Page]:
    """Pages that anyone reads before the result."""
    base = {"election": v.ELECTION}
    held = {"handed": 19, "page": 1}
    found = replace(v.BOARD, events=v.BOARD.events[3:4])
    return {
        "home": ("public/home.html", {"elections": [v.ELECTION, v.COUNTED, v.DRAFT], "assemblies": [v.ASSEMBLY]}),
        "home-empty": ("public/home.html", {"elections": [], "assemblies": []}),
        "assembly": ("public/assembly.html", {"assembly": v.ASSEMBLY, "sessions": [v.SESSION], "elections": [v.ELECTION]}),
        "election": ("public/election.html", base | {
            "phases": v.phases("open"), "candidates": v.CANDIDATES, "electorate": 24,
            "trustees": [one.name for one in v.TRUSTEES]}),
        "election-draft": ("public/election.html", {
            "election": v.DRAFT, "phases": v.phases("reviewing"), "candidates": (), "electorate": None, "trustees": []}),
        "candidate": ("public/candidate.html", base | {"candidate": v.CANDIDATES[2]}),
        "candidate-withdrawn": ("public/candidate.html", base | {"candidate": v.CANDIDATES[7]}),
        "board": ("public/board.html", base | held | {"board": v.BOARD, "tracker": ""}),
        "board-found": ("public/board.html", base | held | {"board": found, "tracker": v.tracker_of(14)}),
        "board-missing": ("public/board.html", base | held | {"board": replace(v.BOARD, events=()), "tracker": "x" * 43}),
        "letters": ("public/letter_check.html", {"form": forms.LetterCode(), "verdict": None}),
        "letter-valid": ("public/letter_check.html", {"form": forms.LetterCode(), "verdict": v.VERDICT}),
        "letter-unknown": ("public/letter_check.html", {"form": forms.LetterCode(), "verdict": v.UNKNOWN}),
        "keys": ("public/keys.html", {"keys": v.KEYS, "certificate": v.CERTIFICATE}),
        "secrecy": ("public/secrecy.html", base | {"trustees": [one.name for one in v.TRUSTEES], "office_key": False}),
        "secrecy-office": ("public/secrecy.html", base | {"trustees": ["دفتر"], "office_key": True}),
        "error": ("errors/error.html", {
            "status": 404, "title": "این صفحه پیدا نشد", "back": None, "back_text": "",
            "text": "شاید نشانی اشتباه نوشته شده یا صفحه جابه‌جا شده باشد. نشانی را بازبینی کنید یا از صفحهٔ نخست آغاز کنید."}),
    }  # fmt: skip


def result_pages() -> dict[str, Page]:
    """The result in its states."""
    return {
        "result": ("public/result.html", {"election": v.COUNTED, "result": v.RESULT}),
        "result-final": ("public/result.html", {
            "election": replace(v.COUNTED, phase="final"), "result": replace(v.RESULT, office_key=True, draws=())}),
        "result-none": ("public/result.html", {"election": v.ELECTION, "result": None}),
    }  # fmt: skip


def office_pages() -> dict[str, Page]:
    """Pages of officers that show and collect."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    roll = {"delegates": v.DELEGATES, "search": "", "attendance": v.ATTENDANCE, "form": forms.Delegate(), "may_hand": True}
    nominations = {"nominations": v.NOMINATIONS, "may_add": True, "may_decide": True, "may_withdraw": True}
    act = SimpleNamespace(code="close", address="/office/", blocked=None)
    blocked = SimpleNamespace(code="open", address="/office/", blocked="هنوز ۲۹ نماینده تا حد نصاب باقی است.")
    day = base | {
        "phases": v.phases("open"), "act": act, "tasks": v.TASKS, "attendance": v.ATTENDANCE, "printed": 30,
        "documents": [("گزارش صفر", "/office/")], "may_annul": True,
    }  # fmt: skip
    keys = base | {"trustees": v.TRUSTEES, "invitation": None, "may_change": True,
                   "invite_form": forms.Invite(), "office_form": forms.OfficeKey()}  # fmt: skip
    invitation = SimpleNamespace(name="یاس کامران", address="https://majma.example/trustees/T9#Zk3mXq8vT0aWbY6uLr2n")
    return {
        "sign-in": ("office/sign_in.html", {"officer": None, "form": forms.SignIn()}),
        "sign-in-wrong": ("office/sign_in.html", {"officer": None, "form": wrong(forms.SignIn())}),
        "office": ("office/home.html", base | {"assembly": v.ASSEMBLY, "entries": [
            SimpleNamespace(election=v.ELECTION, act=act), SimpleNamespace(election=v.COUNTED, act=None)]}),
        "office-election": ("office/election.html", day),
        "office-blocked": ("office/election.html", day | {"act": blocked}),
        "candidates": ("office/candidates.html", base | nominations),
        "candidates-empty": ("office/candidates.html", base | nominations | {"nominations": ()}),
        "nomination": ("office/nomination.html", base | {"form": forms.Nomination()}),
        "nomination-wrong": ("office/nomination.html", base | {"form": wrong(forms.Nomination())}),
        "roll": ("office/roll.html", base | roll),
        "roll-none": ("office/roll.html", base | roll | {"delegates": (), "search": "ناشناس"}),
        "trustees": ("office/trustees.html", keys),
        "trustees-invited": ("office/trustees.html", keys | {"invitation": invitation}),
        "trustees-empty": ("office/trustees.html", keys | {"trustees": ()}),
        "journal": ("office/journal.html", base | {"entries": v.JOURNAL, "page": 2, "page_count": 3}),
        "session": ("office/session.html", {"officer": v.OFFICER, "session": v.SESSION, "form": forms.Session()}),
        "settings": ("office/settings.html", base | {"may_change": True, "form": forms.Settings()}),
        "settings-frozen": ("office/settings.html", base | {"may_change": False, "form": forms.Settings()}),
    }  # fmt: skip


def act_pages() -> dict[str, Page]:
    """Pages of officers on which something is done for good."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    freeze = base | {
        "code": "freeze", "danger": False, "form": forms.SecondOfficer(),
        "lines": ["فهرست ۲۴ نامزد و ترتیب آنان در برگ رأی ثابت می‌شود.", "اثر انگشت انتخابات روی تابلو منتشر می‌شود."],
        "facts": [("نامزدها", "۲۴"), ("کرسی‌ها", "۶"), ("امینان کلید", "مانا شریفی‌پور، بردیا صالح‌آبادی")],
    }  # fmt: skip
    return {
        "act": ("office/act.html", freeze),
        "act-wrong": ("office/act.html", freeze | {"form": wrong(forms.SecondOfficer())}),
        "act-annul": ("office/act.html", freeze | {"code": "annul", "danger": True}),
        "slips": ("office/slips.html", base | {"batch": None, "needed": 24, "form": forms.SlipNumber()}),
        "slips-printed": ("office/slips.html", base | {"batch": v.SLIPS, "needed": 24, "form": forms.SlipNumber()}),
        "slips-sealed": ("office/slips.html", base | {
            "batch": replace(v.SLIPS, sealed=True), "needed": 24, "form": forms.SlipNumber()}),
        "close": ("office/close.html", base | {"slips": v.SLIPS, "handed": 22, "difference": None, "form": forms.Close()}),
        "close-wrong": ("office/close.html", base | {"slips": v.SLIPS, "handed": 22, "difference": 2, "form": wrong(forms.Close())}),
        "tally-add": ("office/tally.html", base | {"stage": "add", "trustees": v.TRUSTEES, "form": None}),
        "tally": ("office/tally.html", base | {"stage": "decrypt", "trustees": v.TRUSTEES, "form": None}),
        "tally-office": ("office/tally.html", base | {
            "stage": "decrypt", "trustees": (v.trustee("دفتر", kind="office"),), "form": forms.Passphrase()}),
        "tally-done": ("office/tally.html", base | {"stage": "done", "trustees": v.TRUSTEES, "form": None}),
        "lots": ("office/lots.html", base | {"result": v.TIED, "form": forms.Lots()}),
        "lots-drawn": ("office/lots.html", base | {"result": v.RESULT, "form": forms.Lots()}),
        "letters-office": ("office/letters.html", base | {"letters": v.LETTERS, "may_draft": False}),
        "letters-draft": ("office/letters.html", base | {"letters": (), "may_draft": True}),
    }  # fmt: skip


def wrong(form: FlaskForm) -> FlaskForm:
    """The form after a post of nothing."""
    form.process(None)
    form.validate()
    if isinstance(form.errors.get("csrf_token"), list):
        del form.csrf_token
    return form
