"""Every page of the zone of institutions: the template, and a context as a view gives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.documents.qr import encode_qr
from app.forms.account import (
    AccountSignInForm,
    CodeOffForm,
    CodeOnForm,
    PasskeyNameForm,
    PasswordChangeForm,
    RenewForm,
    SignUpForm,
)
from app.services.accounts.account import AccountValue, Browser
from app.services.accounts.passkey import Party, PasskeyValue
from app.services.nomination.next_step import NextStep
from app.services.register.invitation import Invited
from tests.look import values as v

Page = tuple[str, dict[str, Any]]
PARTY = Party("127.0.0.1", "http://127.0.0.1")
TEXTS = {"cancelled": "منصرف شدید.", "failed": "انجام نشد.", "known": "پیش‌تر ساخته شده است."}
INSTITUTION = v.CANDIDATES[0].institution
ACCOUNT = AccountValue(
    id=1, username="mehr-aftab", institution_id=INSTITUTION.id, institution=INSTITUTION.name, has_password=True,
    has_totp=False,
)  # fmt: skip
PASSKEYS = (
    PasskeyValue(key="a1", name="تلفن مدیرعامل", made=v.NOON),
    PasskeyValue(key="b2", name="Windows", made=v.NOON),
)
BROWSERS = (
    Browser(made=v.NOON, seen=v.NOON, present=True),
    Browser(made=v.NOON - timedelta(days=3), seen=v.NOON - timedelta(hours=1), present=False),
)
INVITED = Invited(institution=INSTITUTION, assembly=v.ASSEMBLY, until=v.NOON + timedelta(days=30), serial=7)


def standing(act: str, *, status: str = "", phase: str = "nominating") -> NextStep:
    """An election in which this is next."""
    own = replace(v.IN_REVIEW, status=status, receipt="K7QM2XPA-0004") if status else None
    return NextStep(
        election=replace(v.DRAFT, phase=phase), timetable=v.TIMETABLE, nomination=own, act=act, deadline=v.NOON
    )


def own_pages() -> dict[str, Page]:
    """Sign-up, sign-in, start and account."""
    mine: dict[str, Any] = {"account": ACCOUNT, "party": PARTY, "texts": TEXTS}
    at_door: dict[str, Any] = {"party": PARTY, "texts": TEXTS}
    up = at_door | {
        "challenge": "/I/AEB/challenge",
        "invited": INVITED,
        "existing": None,
        "form": SignUpForm(username="mehr-aftab"),
    }
    start = {"account": ACCOUNT, "addresses": {v.DRAFT.public_id: "/own"}, "today": v.NOON}
    acts = (standing("mend", status="returned"), standing("begin"), standing("see", status="submitted"))
    rest = (
        standing("opens-later", phase="draft"),
        standing("missed", status="draft"),
        standing("appeal", status="rejected"),
    )
    return {
        "own-invitation": ("institution/invitation.html", up),
        "own-invitation-renew": ("institution/invitation.html", up | {"existing": ACCOUNT, "form": RenewForm()}),
        "own-invitation-wrong": ("institution/invitation.html", up | {"form": failed(SignUpForm()), "party": None}),
        "own-invitation-over": ("institution/invitation_over.html", {"text": "این دعوت‌نامه پایان یافته است."}),
        "own-sign-in": ("institution/sign_in.html", at_door | {"form": AccountSignInForm()}),
        "own-sign-in-wrong": (
            "institution/sign_in.html",
            at_door | {"form": failed(AccountSignInForm()), "party": None},
        ),
        "own-start": ("institution/start.html", start | {"standings": acts}),
        "own-start-rest": ("institution/start.html", start | {"standings": rest}),
        "own-start-empty": ("institution/start.html", start | {"standings": ()}),
        "own-account": ("institution/account.html", mine | {"passkeys": PASSKEYS, "browsers": BROWSERS}),
        "own-account-numbers": (
            "institution/account.html",
            mine
            | {"passkeys": (), "browsers": BROWSERS[:1], "party": None, "account": replace(ACCOUNT, has_totp=True)},
        ),
        "own-password": ("institution/password.html", mine | {"form": PasswordChangeForm(has_password=True)}),
        "own-code-on": (
            "institution/code_on.html",
            mine | {"form": CodeOnForm(), "secret": "ABCD" * 8, "image": image()},
        ),
        "own-code-off": ("institution/code_off.html", mine | {"form": CodeOffForm()}),
        "own-passkey-add": ("institution/passkey_add.html", mine | {"form": PasskeyNameForm(name="Android")}),
        "own-passkey": (
            "institution/passkey.html",
            mine | {"passkey": PASSKEYS[0], "form": PasskeyNameForm(name="تلفن")},
        ),
    }


def image() -> object:
    """A square code for an app."""
    return encode_qr("otpauth://totp/Majma:mehr-aftab?secret=ABCD").image("رمزینه")


def failed(form: Any) -> Any:
    """The form after a post of nothing; its token is taken as right."""
    form.process(None)
    form.validate()
    form.csrf_token.errors = ()
    return form
