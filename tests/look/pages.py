"""Every page of the public and office zones: the template, and a context as a view gives it."""

from __future__ import annotations

import functools
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any, cast

from flask_wtf import FlaskForm

from app.documents import qr
from app.forms.account import SignInForm
from app.forms.challenge import DifferenceForm
from app.forms.election import ElectionForm
from app.forms.fields import SecondOfficer, offered
from app.forms.letter import LetterCheckForm, LetterTermsForm, RevokeForm
from app.forms.nomination import NominationForm
from app.forms.officer import NewOfficerForm, OfficerForm
from app.forms.poll import CloseForm
from app.forms.review import ChecklistForm, DecisionForm, Versioned, WithdrawalForm, WorkForm
from app.forms.roll import DelegateForm
from app.forms.session import SessionForm
from app.forms.slip import OrderSlipsForm, SlipsForm, TakeSlipsForm, VoidSlipForm
from app.forms.timetable import ExtendForm, TimetableForm
from app.forms.trustee import (
    DestroyKeysForm,
    OpenForm,
    PassphraseForm,
)
from app.services.election.timetable import TimetableValue
from app.services.voting.challenge import ChallengeCounts
from app.views.office.election import BoothAddress
from app.web.i18n import locale_code
from tests.look import values as v
from tests.look.candidate_pages import LINES, candidate_pages
from tests.look.dossier import FILES, SHOWN, WITH_FILES, dossier_pages
from tests.look.forms import wrong
from tests.look.institution import PARTY, TEXTS, officer_account_pages, own_pages
from tests.look.lots_pages import lots_pages
from tests.look.register_pages import register_pages
from tests.look.trustees import TRUSTEES, secrecy_pages, trustee, trustee_pages

Page = tuple[str, dict[str, Any]]
encode_qr = functools.cache(qr.encode_qr)
TESTS = ChallengeCounts(made=5, agrees=3, differs=1)
BOOTH = "http://127.0.0.1:8000/B/K7QM2XPA"
RULE = asdict(v.ELECTION.rule) | {"title_fa": v.ELECTION.title.fa}


def pages() -> dict[str, Page]:
    """Template and context of each page by a short name; needs a request, since forms carry a CSRF token."""
    of_officers = day_pages() | register_pages() | review_pages() | office_pages() | act_pages() | letter_pages()
    of_officers |= officer_pages() | lots_pages() | trustee_pages()
    public = public_pages() | candidate_pages() | board_pages() | check_pages() | result_pages()
    return public | own_pages() | dossier_pages() | of_officers


ASSEMBLY = {"assembly": v.ASSEMBLY, "sessions": [v.SESSION], "elections": [v.ELECTION]}
HOME_EMPTY = {"elections": [], "assemblies": [], "office": None, "institution": None}


def public_pages() -> dict[str, Page]:
    """Pages that anyone reads before the result."""
    base: dict[str, Any] = {"election": v.ELECTION, "mark": "0" * 12}
    return {
        "home": (
            "public/home.html",
            {
                "elections": [v.ELECTION, v.COUNTED, v.DRAFT],
                "assemblies": [v.ASSEMBLY],
                "office": "/office/sign-in",
                "institution": "/own/sign-in",
            },
        ),
        "home-empty": ("public/home.html", HOME_EMPTY),
        "assembly": ("public/assembly.html", ASSEMBLY),
        "election": (
            "public/election.html",
            base
            | {
                "phases": v.phases("open"),
                "candidates": LINES[:12],
                "count": 24,
                "electorate": 24,
                "keys": [(one.name, one.key_print) for one in TRUSTEES],
                "has_record": True,
                "timetable": v.TIMETABLE,
                "extensions": v.EXTENSIONS,
                "today": v.NOON,
            },
        ),
        "election-draft": (
            "public/election.html",
            base
            | {
                "election": v.DRAFT,
                "phases": v.phases("reviewing"),
                "candidates": (),
                "count": 0,
                "electorate": None,
                "keys": [],
                "has_record": False,
                "timetable": TimetableValue(),
                "extensions": (),
                "today": v.NOON,
            },
        ),
        "candidate": ("public/candidate.html", base | SHOWN),
        "candidate-withdrawn": ("public/candidate.html", base | {"candidate": v.CANDIDATES[7], "files": {}}),
    }


def board_pages() -> dict[str, Page]:
    """The public board, and what it answers to who looks for a ballot."""
    base = {"election": v.ELECTION}
    held = {
        "board": v.BOARD,
        "handed": 22,
        "page": 1,
        "least": 8,
        "whole": False,
        "beside": ("bindings.json", "accounting.json", "checkpoints.txt", "keys.json", "lots.json"),
        "address": "https://majma.example/elections/K7QM2XPA",
        "checkpoint": v.CHECKPOINT,
        "code": encode_qr(v.CHECKPOINT.note).image("کد چهارخانهٔ سر تابلو"),
        "board_key": v.BOARD_KEY,
    }
    asked = held | {"tracker": v.tracker_of(14)[:8], "typed": 8}
    nothing = {"tracker": "", "typed": 0, "ballots": ()}
    signed = held | {"board": replace(v.BOARD, waiting=0, cast=17)}
    doubtful = replace(v.COUNTED, accounting={**v.COUNTED.accounting, "reason": "یک تعرفه در تالار گم شد."})
    return {
        "board": ("public/board.html", base | held | nothing),
        "board-found": ("public/board.html", base | asked | {"ballots": v.BOARD.events[3:4]}),
        "board-replaced": (
            "public/board.html",
            base | asked | {"ballots": (replace(v.BOARD.events[3], fate="replaced"),)},
        ),
        "board-several": ("public/board.html", base | asked | {"ballots": v.BOARD.events[3:5]}),
        "board-waiting": ("public/board.html", base | held | {"tracker": "x" * 43, "typed": 43, "ballots": ()}),
        "board-missing": (
            "public/board.html",
            base | signed | {"tracker": "x" * 43, "typed": 43, "whole": True, "ballots": ()},
        ),
        "board-short": ("public/board.html", base | held | {"tracker": "abc", "typed": 3, "ballots": ()}),
        "board-reason": ("public/board.html", {"election": doubtful} | held | nothing),
    }


def check_pages() -> dict[str, Page]:
    """Pages on which anyone checks something, and the page of an error."""
    return secrecy_pages() | {
        "letters": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": None}),
        "letter-valid": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": v.VERDICT}),
        "letter-compared": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": v.COMPARED}),
        "letter-different": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": v.DIFFERENT}),
        "letter-altered": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": v.ALTERED}),
        "letter-unknown": ("public/letter_check.html", {"form": LetterCheckForm(), "verdict": v.UNKNOWN}),
        "keys": ("public/keys.html", {"keys": v.KEYS, "certificate": v.CERTIFICATE, "now": v.NOON}),
        "error": (
            "errors/error.html",
            {
                "status": 404,
                "title": "این صفحه پیدا نشد",
                "back": None,
                "zone": "public",
                "back_text": "",
                "text": "شاید نشانی اشتباه نوشته شده یا صفحه جابه‌جا شده باشد.",
            },
        ),
    }


def result_pages() -> dict[str, Page]:
    """The result in its states."""
    names = [one.name for one in TRUSTEES]
    return {
        "result": ("public/result.html", {"election": v.COUNTED, "result": v.RESULT, "trustees": names}),
        "result-final": (
            "public/result.html",
            {
                "election": replace(v.COUNTED, phase="final"),
                "result": replace(v.RESULT, office_key=True, draws=()),
                "trustees": names[:1],
            },
        ),
        "result-earlier": (
            "public/result.html",
            {"election": v.COUNTED, "result": v.DRAWN_EARLIER, "trustees": names},
        ),
        "result-none": ("public/result.html", {"election": v.ELECTION, "result": None, "trustees": ()}),
    }


def day_pages() -> dict[str, Page]:
    """The officer's start page and the page of the day."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    act = SimpleNamespace(code="close", address="/office/", blocked=None)
    door: dict[str, Any] = {"officer": None, "party": PARTY, "texts": TEXTS}
    blocked = SimpleNamespace(code="open", address="/office/", blocked="هنوز ۲۹ نماینده تا حد نصاب باقی است.")
    day = base | {
        "phases": v.phases("open"),
        "act": act,
        "tasks": v.TASKS,
        "attendance": v.ATTENDANCE,
        "printed": 30,
        "documents": [("گزارش صفر", "/office/")],
        "booth": BoothAddress(text=BOOTH, code=encode_qr(BOOTH), far=False),
        "challenges": ChallengeCounts(made=3, agrees=2, differs=1),
        "may_annul": True,
    }
    return {
        "sign-in": ("office/sign_in.html", door | {"form": SignInForm()}),
        "sign-in-wrong": ("office/sign_in.html", door | {"form": wrong(SignInForm()), "party": None}),
        "office": (
            "office/home.html",
            base
            | {
                "assembly": v.ASSEMBLY,
                "may_export": True,
                "may_admit": True,
                "may_register": True,
                "entries": [
                    SimpleNamespace(election=v.ELECTION, act=act),
                    SimpleNamespace(election=v.COUNTED, act=None),
                ],
            },
        ),
        "office-election": ("office/election.html", day),
        "office-error": (
            "errors/error.html",
            base
            | {
                "status": 409,
                "title": "این کار اکنون ممکن نیست",
                "text": "انتخابات به مرحلهٔ دیگری رسیده است.",
                "back": "/office/",
                "back_text": "بازگشت به کارهای من",
                "zone": "office",
            },
        ),
        "export": ("office/export.html", base | {"assembly": v.ASSEMBLY, "form": FlaskForm()}),
        "office-blocked": ("office/election.html", day | {"act": blocked}),
    }


def office_pages() -> dict[str, Page]:
    """Pages of officers that show and collect."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION, "many": False, "find": ""}
    roll = {
        "delegates": v.DELEGATES,
        "search": "",
        "attendance": v.ATTENDANCE,
        "form": delegate_form(),
        "may_add": True,
        "may_hand": True,
        "page": 1,
        "page_count": 2,
    }
    return {
        "nomination": ("office/nomination.html", base | {"form": nomination_form()}),
        "nomination-wrong": ("office/nomination.html", base | {"form": wrong(nomination_form())}),
        "roll": ("office/roll.html", base | roll),
        "roll-many": ("office/roll.html", base | roll | {"many": True, "find": "انجمن"}),
        "roll-closed": ("office/roll.html", base | roll | {"may_add": False}),
        "take-back": ("office/take_back.html", base | {"delegate": v.DELEGATES[1], "form": FlaskForm()}),
        "roll-none": ("office/roll.html", base | roll | {"delegates": (), "search": "ناشناس"}),
        "journal": ("office/journal.html", base | {"entries": v.JOURNAL, "page": 2, "page_count": 3}),
        "session": (
            "office/session.html",
            {
                "officer": v.OFFICER,
                "session": v.SESSION,
                "form": SessionForm(held_on=v.SESSION.held_on, chair="هما راستین"),
                "may_change": True,
            },
        ),
        "session-final": (
            "office/session.html",
            {"officer": v.OFFICER, "session": v.SESSION, "form": SessionForm(chair="هما راستین"), "may_change": False},
        ),
        "settings": ("office/settings.html", base | {"may_change": True, "form": ElectionForm(**RULE)}),
        "settings-frozen": ("office/settings.html", base | {"may_change": False, "form": ElectionForm(**RULE)}),
    }


def review_pages() -> dict[str, Page]:
    """Nominations before their reviewers."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    work = base | {
        "items": v.WORK,
        "numbers": {"submitted": 2, "accepted": 5},
        "form": work_form(),
        "page": 1,
        "page_count": 2,
        "today": v.NOON,
        "deadline": v.NOON,
        "rules": 7,
        "may_add": True,
    }
    forms: dict[str, Any] = {"confirmation": Versioned(), "withdrawal": WithdrawalForm()}
    shown = {"notices": v.NOTICES, "people": {"d.parsa": "داریوش پارسا"}, "partial": False} | (
        base
        | forms
        | {
            "nomination": replace(v.IN_REVIEW, dossier=WITH_FILES),
            "files": FILES,
            "history": v.HISTORY,
            "checklist": offering(ChecklistForm(E1="met", E2="unclear")),
            "decision": offering(DecisionForm()),
            "may_review": True,
            "may_withdraw": True,
            "own_proposal": False,
        }
    )
    dates = base | {
        "timetable": v.TIMETABLE,
        "form": TimetableForm(obj=v.TIMETABLE),
        "extension": extend_form(),
        "extensions": v.EXTENSIONS,
        "may_set": True,
        "may_extend": True,
        "late": (),
        "today": v.NOON,
    }
    return {
        "candidates": ("office/candidates.html", work),
        "candidates-empty": ("office/candidates.html", work | {"items": (), "numbers": {}, "deadline": None}),
        "review": ("office/review.html", shown),
        "review-wrong": ("office/review.html", shown | {"decision": wrong(offering(DecisionForm()))}),
        **_collisions(shown),
        "timetable": ("office/timetable.html", dates),
        "timetable-late": ("office/timetable.html", dates | {"late": ("list_final",)}),
        "timetable-empty": ("office/timetable.html", dates | {"timetable": TimetableValue(), "may_extend": False}),
        "timetable-wrong": ("office/timetable.html", dates | {"extension": wrong(extend_form())}),
        "review-done": ("office/review.html", shown | {"may_review": False}),
    }


def _collisions(shown: dict[str, Any]) -> dict[str, Page]:
    """A proposal before its proposer, before another, who comes second or too late; an appeal before who rejected."""
    late = offering(DecisionForm(decision="return", text="نامهٔ معرفی نماینده"))
    proposed = {"nomination": replace(v.IN_REVIEW, proposal=v.PROPOSAL)}
    appealed = {"nomination": replace(v.IN_REVIEW, status="appealed"), "partial": True}
    return {
        "review-proposed": ("office/review.html", shown | proposed),
        "review-own": ("office/review.html", shown | proposed | {"own_proposal": True}),
        "review-late": ("office/review.html", shown | proposed | {"decision": late}),
        "review-over": ("office/review.html", shown | {"may_review": False, "decision": late}),
        "review-appeal": ("office/review.html", shown | appealed),
    }


def officer_pages() -> dict[str, Page]:
    """Who may sign in."""
    others = (v.OFFICER, replace(v.OFFICER, id=2, username="d.parsa", role="reviewer", disabled=True))
    base: dict[str, Any] = {"officer": v.OFFICER}
    new: dict[str, Any] = {"known": None, "form": NewOfficerForm()}
    return {
        "officers": ("office/officers.html", base | {"officers": others}),
        "officer": ("office/officer.html", base | {"known": v.OFFICER, "form": OfficerForm(obj=v.OFFICER)}),
        "officer-new": ("office/officer.html", base | new),
        "officer-wrong": ("office/officer.html", base | new | {"form": wrong(NewOfficerForm())}),
    } | officer_account_pages(v.OFFICER)


def act_pages() -> dict[str, Page]:
    """Pages of officers on which something is done for good."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    printing = {
        "needed": 24,
        "form": SlipsForm(number=27),
        "order": OrderSlipsForm(ordered=27),
        "take": TakeSlipsForm(),
    }
    absent = (trustee("هما راستین", rebuilt_from=(1, 3)), *TRUSTEES[1:])
    closing = base | {"used": (), "tried": True, "form": CloseForm()}
    freeze = base | {
        "code": "freeze",
        "danger": False,
        "form": SecondOfficer(),
        "lines": ["فهرست ۲۴ نامزد و ترتیب آنان در برگ رأی ثابت می‌شود.", "اثر انگشت انتخابات روی تابلو منتشر می‌شود."],
        "facts": [("نامزدها", "۲۴"), ("کرسی‌ها", "۶"), ("امینان کلید", "مانا شریفی‌پور، بردیا صالح‌آبادی")],
        "order": None,
        "blocked": None,
        "example": "",
    }
    return {
        "act": ("office/act.html", freeze),
        "act-wrong": ("office/act.html", freeze | {"form": wrong(SecondOfficer())}),
        "act-open": ("office/act.html", freeze | {"code": "open", "form": OpenForm()}),
        "act-destroy": ("office/act.html", freeze | {"code": "destroy", "danger": True, "form": DestroyKeysForm()}),
        "act-annul": ("office/act.html", freeze | {"code": "annul", "danger": True}),
        "slips": ("office/slips.html", base | printing | {"batch": None}),
        "slips-printed": ("office/slips.html", base | printing | {"batch": v.SLIPS}),
        "slips-sealed": ("office/slips.html", base | printing | {"batch": replace(v.SLIPS, sealed=True)}),
        "close": ("office/close.html", closing | {"stated": v.STATED, "tried": False}),
        "close-wrong": (
            "office/close.html",
            closing
            | {"stated": v.SHORT, "used": ("MNPQ-RST4",), "form": wrong(CloseForm(unused="ABCD-EFG2\nHJKM-NPQ3"))},
        ),
        "close-surplus": ("office/close.html", closing | {"stated": v.SURPLUS}),
        "close-right": ("office/close.html", closing | {"stated": v.RIGHT}),
        "tally-add": ("office/tally.html", base | {"stage": "add", "trustees": TRUSTEES, "form": None}),
        "tally": ("office/tally.html", base | {"stage": "decrypt", "trustees": TRUSTEES, "form": None}),
        "tally-rebuilt": ("office/tally.html", base | {"stage": "decrypt", "trustees": absent, "form": None}),
        "tally-office": (
            "office/tally.html",
            base | {"stage": "decrypt", "trustees": (trustee("دفتر", kind="office"),), "form": PassphraseForm()},
        ),
        "tally-done": ("office/tally.html", base | {"stage": "done", "trustees": TRUSTEES, "form": None}),
        "void": ("office/void.html", base | {"form": VoidSlipForm()}),
        "challenges": ("office/challenges.html", base | {"challenges": TESTS, "form": DifferenceForm()}),
        "challenges-wrong": ("office/challenges.html", base | {"challenges": TESTS, "form": wrong(DifferenceForm())}),
    }


def letter_pages() -> dict[str, Page]:
    """Pages of officers about letters."""
    base: dict[str, Any] = {"officer": v.OFFICER, "election": v.ELECTION}
    return {
        "letters-office": (
            "office/letters.html",
            base | {"letters": v.LETTERS, "may_draft": False, "may_change": False, "form": LetterTermsForm()},
        ),
        "letters-draft": (
            "office/letters.html",
            base | {"letters": (), "may_draft": True, "may_change": False, "form": LetterTermsForm()},
        ),
        "letters-change": (
            "office/letters.html",
            base
            | {"letters": v.LETTERS[2:4], "may_draft": False, "may_change": True, "form": wrong(LetterTermsForm())},
        ),
        "issue": ("office/issue.html", base | {"letter": v.DRAFTED, "seat": "کرسی ۳", "form": FlaskForm()}),
        "revoke": ("office/revoke.html", base | {"letter": v.ISSUED, "form": RevokeForm()}),
    }


def offering(form: Any) -> Any:
    """A form with its lists in the language of the page."""
    form.offer(locale_code())
    return form


def work_form() -> WorkForm:
    """The filters of the list of nominations."""
    return cast(WorkForm, offering(WorkForm()))


def extend_form() -> ExtendForm:
    """The form of an extension with its deadlines."""
    form = ExtendForm()
    form.offer(("registration_closes", "review_ends"))
    return form


def nomination_form() -> NominationForm:
    """The form of a nomination with its lists."""
    form = NominationForm()
    form.offer(locale_code())
    return form


def delegate_form() -> DelegateForm:
    """The form of a delegate with two institutions to choose from."""
    form = DelegateForm()
    form.institution.choices = offered((one.institution.id, one.institution.name.fa) for one in v.CANDIDATES[:2])
    return form
