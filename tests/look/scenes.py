"""Installations to look at, one for each moment of an assembly: the real application, with people who have signed in.

A scene names the addresses that nobody is led to by a link (they stand on paper), and forms to be sent as somebody
who forgot everything would send them; where a page leads by itself, `tests.look.walk` goes.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp

from app import create_app
from app.language.dates import in_tehran, jalali_numeric
from app.language.names import Names
from app.language.text import LANGUAGES
from app.models import Account, AssemblySession, Letter, Passkey
from app.services.accounts import founding
from app.services.acts import clock_release
from app.services.acts.act import Act
from app.services.count import lots
from app.services.election.timetable import TimetableValue
from app.services.hall import calling, roll, roll_request
from app.services.nomination import nomination, review
from app.services.register import assembly
from app.services.register.body import composed
from app.services.voting import challenge, key_backup, trustee, unfreezing
from app.services.whole import job as jobs
from app.states.clock import Doubt
from app.states.election import Call, Quorum
from app.states.job import JobKind
from app.states.letter import LetterStatus
from app.states.officer import Role
from ballots.backup import split_key
from ballots.challenge import verdict_key, verdict_lock
from tests.look.day import give_a_desk_its_part, let_some_attend_by_video, let_the_day_come
from tests.support.accounts import invite
from tests.support.annulments import REASON, overturn
from tests.support.assemblies import PASSPHRASE, PASSWORD, SMALL_RULE, Simulation, user_name
from tests.support.corrections import correct_first
from tests.support.institutions import WHOLE, Registrant, picture, registrant, set_timetable, signed_in_candidate
from tests.support.introductions import bring_lists
from tests.support.sealed import keep_minutes
from tests.support.visitors import Site, Visitor, open_site, settings_in

ANYBODY, INSTITUTION = "anybody", "institution"
FOUNDER = "administrator"
TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
Form = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that somebody sends, and the page that answers."""

    who: str
    path: str
    form: Form = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Scene:
    """A moment: who is there, where they begin, and what they send when they have seen everything."""

    site: Site
    people: dict[str, Visitor]
    doors: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    unmade: set[str] = field(default_factory=set)
    """Doors to files that are still being made: a page says so in their place."""

    def own(self, path: str = "") -> str:
        """An address of the office below the election."""
        return f"/office/elections/{self.site.held.election}/{path}".rstrip("/")

    def public(self, path: str = "") -> str:
        """A public address below the election."""
        return f"/elections/{self.site.held.election}/{path}".rstrip("/")

    def wrongly(self, who: str, *paths: str, **form: object) -> None:
        """Somebody sends the forms at these addresses with nothing else in them."""
        self.sent += [Sent(who=who, path=path, form=form) for path in paths]

    def second(self) -> Form:
        """The second officer of an act."""
        return {"second_name": user_name(self.site.held.address, "returning-officer"), "second_password": PASSWORD}


def _scene(site: Site, **more: Visitor) -> Scene:
    roles = ("administrator", "secretary", "returning-officer", "signatory", "reviewer", "desk")
    people = {ANYBODY: site.visitor(), **{role: site.visitor(role) for role in roles}, **more}
    found = Scene(site=site, people=people)
    trustees = [(ANYBODY, f"/trustees/{one}{page}") for one in site.held.private_keys for page in ("", "/share")]
    found.doors = [
        *((ANYBODY, path) for path in ("/", "/letters", "/trustee.html", "/nothing", f"/B/{site.held.election}")),
        *((ANYBODY, found.public(path)) for path in ("", "result", "order", "secrecy", "challenge", "candidates")),
        *((role, path) for role in roles for path in ("/office/", found.own())), *trustees,
    ]  # fmt: skip
    return found


def empty(folder: Path) -> Scene:
    """An installation that is being founded: its first link is open, and one assembly waits for its second person."""
    app = create_app(settings_in(folder))
    nobody: Any = None
    site = Site(app=app, held=nobody, other=nobody)
    act = Act(officers=("yalda",), now=datetime.now(UTC), random=secrets.token_bytes)
    draft = founding.AssemblyDraft(
        address="ostan", name=Names("مجمع نهادهای استان"), body=composed("provincial", Names("کارگروه استان"))
    )
    founder = founding.Founder(username="yalda", name="یلدا سپهری", password="three calm rivers")
    second = founding.Second(username="laleh", name="لاله دشتی", post="", role=Role.SIGNATORY)
    with app.extensions["installation"].database.transaction() as db:
        first = f"/office/found/{founding.first_link(db, act)}"
        made = founding.set_up(db, act, founder, draft)
        join = f"/office/join/{founding.name_second(db, act, made.assembly_id, second)}"
    leader = site.visitor()
    leader.post("/office/sign-in", {"username": founder.username, "password": founder.password})
    found = Scene(site=site, people={ANYBODY: site.visitor(), FOUNDER: leader})
    found.doors = [(ANYBODY, path) for path in ("/", "/keys", "/office/sign-in", "/own/sign-in", first, join)]
    found.doors += [(ANYBODY, f"{first}/begin"), (FOUNDER, "/office/founding"), (FOUNDER, "/office/account")]
    found.wrongly(ANYBODY, f"{first}/begin", join)
    found.wrongly(FOUNDER, "/office/founding")
    return found


def beginning(folder: Path) -> Scene:
    """Before anything: no election is announced, nobody has registered; a session needs a quorum that nobody meets."""
    site = open_site(folder)
    _first_call(site.held, failed=False)
    found = _scene(site)
    session = f"/office/sessions/{site.held.session_id}"
    with site.held.database.transaction() as db:
        roll.remove_delegate(db, site.held.act(), site.held.session_id, site.held.delegates[-1].id)
        db.get_one(AssemblySession, site.held.session_id).roll_until = site.held.now  # two officers change the roll now
        words = {"institution": "انجمن رود", "person": "سارا بندری", "wrong": "در فهرست نیستیم.", "contact": "تلفن"}
        roll_request.make(db, site.held.act(), site.held.session_id, **words)
    asked = f"/elections/{site.held.election}/roll"
    found.wrongly(ANYBODY, f"{asked}/request", f"{asked}/answer")
    found.wrongly("secretary", f"{session}/roll-requests/1", found.own("roll/add"))
    found.wrongly("secretary", "/office/sessions/new", session, f"{session}/elections/new", f"{session}/first-call")
    found.wrongly("secretary", found.own("discard"))
    found.wrongly(ANYBODY, "/letters", "/language")
    found.wrongly("administrator", "/office/officers/new", "/office/password")
    found.wrongly("secretary", "/office/institutions/new", "/office/institutions/lists", found.own("settings"))
    found.wrongly("secretary", found.own("acts/nominate"), csrf_token="old")
    return found


def registering(folder: Path) -> Scene:
    """Institutions register: one has begun, others wait, were sent back, were rejected and appeal, have withdrawn.

    One signs in with a code beside the password and has a passkey, for which the address must have a name.
    """
    site = open_site(folder, address="http://localhost:8000")
    held = site.held
    now = in_tehran(held.now)
    set_timetable(
        held,
        TimetableValue(
            registration_opens=now - timedelta(days=3), registration_closes=now + timedelta(days=20),
            review_ends=now + timedelta(days=30), appeals_end=now + timedelta(days=35),
            list_final=now + timedelta(days=40),
        ),
    )  # fmt: skip
    mine = registrant(site, name="انجمن در آغاز")
    mine.keep("programmes", WHOLE["programmes"])
    others = {
        name: _handed_in(site, f"انجمن {name}") for name in ("رسیده", "پیشنهادی", "برگشته", "مردود", "معترض", "منصرف")
    }
    _decide(others["برگشته"], "return", "نامه خوانا نیست")
    _decide(others["مردود"], "reject", "پروانه گذشته است")
    _decide(others["معترض"], "reject", "پروانه گذشته است")
    others["معترض"].post("/appeal", {"text": "پروانه تمدید شده است."})
    others["منصرف"].post("/withdraw", {"sure": "y"})
    with held.database.transaction() as db:
        one = _nomination(others["پیشنهادی"])
        review.propose(
            db, held.act("reviewer"), held.election, one.id, version=one.version, decision="accept", reason="", text=""
        )
    with held.database.transaction() as db:
        account = db.get_one(Account, others["رسیده"].account_id)
        account.totp_secret = pyotp.random_base32()
        db.add(Passkey(id=b"0", account_id=account.id, name="تلفن", public_key=b"0", sign_count=0, made=held.now))
    found = _scene(
        site, institution=mine.visitor, **{f"institution {name}": one.visitor for name, one in others.items()}
    )
    found.wrongly(ANYBODY, "/office/sign-in", "/own/sign-in")
    found.doors += [(ANYBODY, "/office/sign-in")]
    found.doors += [(who, "/own") for who in found.people if who.startswith(INSTITUTION)]
    found.doors += [(ANYBODY, invite(site, 0)), (ANYBODY, "/I/" + "A" * 160), (INSTITUTION, "/own/account/code")]
    found.doors += [(f"{INSTITUTION} رسیده", "/own/account/code")]
    secretary = found.people["secretary"]
    bring_lists(secretary, held)
    secretary.post("/office/institutions/invitations", {"who": "fresh", "days": "10"})
    new, waiting = found.own("candidates/new"), found.own(f"candidates/{_nomination(others['رسیده']).id}")
    found.wrongly("secretary", new, found.own("timetable"), found.own("timetable/extend"))
    found.wrongly("secretary", found.own("timetable/correct"), registration_closes="2026/12/25", reason="نه")
    found.wrongly("reviewer", f"{waiting}/propose")
    found.wrongly(INSTITUTION, f"{mine.address}/submit", "/own/account/password", "/own/account/code")
    found.wrongly("institution مردود", f"{others['مردود'].address}/appeal")
    return found


def _first_call(held: Simulation, *, failed: bool) -> None:
    """Let the session be called for the first time, with a quorum; `failed`: it is on record that too few came."""
    with held.database.transaction() as db:
        row = db.get_one(AssemblySession, held.session_id)
        row.quorum, row.call = Quorum.INTRODUCED, Call.FIRST
        db.flush()
        if failed:
            calling.note_failed_call(db, held.two(), held.session_id)


def _handed_in(site: Site, name: str) -> Registrant:
    one = registrant(site, name=name)
    one.fill()
    portrait = {"portrait": (io.BytesIO(picture(600, 800)), "portrait.jpg")}
    one.keep("representative", WHOLE["representative"] | portrait)
    answer = one.hand_in()
    assert answer.status_code == 302, answer.text
    return one


def _nomination(one: Registrant) -> nomination.NominationValue:
    assert one.nomination is not None
    return one.nomination


def _decide(one: Registrant, decision: str, text: str) -> None:
    held = one.held
    with held.database.transaction() as db:
        reason = "R2" if decision == "reject" else ""
        review.decide(db, held.two(), held.election, _nomination(one).id, decision=decision, reason=reason, text=text)


def reviewing(folder: Path) -> Scene:
    """The list is there: one trustee has a key, one was invited, one was removed, the office keeps a key."""
    site = open_site(folder)
    held = site.held
    held.to("reviewing")
    _first_call(held, failed=True)
    _list_electors(site)
    held.invite("پرنیان سپهری")
    with held.database.transaction() as db:
        waiting, _ = trustee.invite(db, held.act(), held.election, name="نگین رودباری")
        removed, _ = trustee.invite(db, held.act(), held.election, name="آرش کوهستانی")
        trustee.remove(db, held.act(), held.election, removed.public_id)
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    found = _scene(site)
    found.doors += [(ANYBODY, f"/trustees/{one.public_id}") for one in (waiting, removed)]
    found.wrongly("secretary", found.own("trustees"), found.own(f"trustees/{waiting.public_id}/remove"))
    found.sent.append(Sent(who="secretary", path=found.own("acts/announce")))
    found.wrongly("secretary", found.own("acts/freeze"))
    return found


def _list_electors(site: Site) -> None:
    """Let a list say who votes, with everybody on it."""
    secretary, own = site.visitor("secretary"), f"/office/elections/{site.held.election}"
    rule = {**asdict(SMALL_RULE), "title_fa": site.held.value.title.fa, "blank": "y", "electorate": "list"}
    assert secretary.post(f"{own}/settings", rule).location == f"{own}/electorate"
    secretary.post(f"{own}/electorate", {"act": "all"})


def frozen(folder: Path) -> Scene:
    """The ballot is fixed a second time, after it was unfrozen; slips are printed and not yet confirmed.

    An officer asks a colleague to unfreeze it again; the booklet and a file of everything are being made.
    """
    site = open_site(folder)
    held = site.held
    let_some_attend_by_video(held.to("reviewing"))
    held.to("frozen").print()
    held.seal()
    with held.database.transaction() as db:
        unfreezing.unfreeze(db, held.two(), held.election, reason=REASON)
    held.wait(minutes=1)
    held.to("frozen").print()
    found = _scene(site)
    found.wrongly("secretary", found.own("acts/open"), found.own("slips"))
    found.wrongly("secretary", found.own("acts/unfreeze"), reason="")
    found.people["returning-officer"].post(found.own("acts/unfreeze"), {"reason": REASON, "ask": "1"})
    _begin_work(found)
    return found


def _begin_work(found: Scene) -> None:
    """Let a worker have begun what the secretary and everybody ask for."""
    held, booklet = found.site.held, found.public("booklet.pdf")
    who = Act(officers=(user_name(held.address, "secretary"),), now=held.now, random=held.random)
    with held.database.transaction() as db:
        home = assembly.assembly(db, held.address).id
        file = {"assembly": str(home), "officer": who.officers[0]}
        jobs.ask(db, who, JobKind.EXPORT, file, assembly_id=home)
        for language in LANGUAGES:
            jobs.ask(db, who, JobKind.BOOKLET, {"election": held.election, "language": language})
        while jobs.take(db, held.now) is not None:
            pass
    found.doors.append((ANYBODY, booklet))
    found.unmade.add(booklet)


def voting(folder: Path) -> Scene:
    """Voting is open: three have voted, one vote was opened and tested, a slip was spoiled."""
    site = open_site(folder)
    held = site.held
    held.to("open")
    receipts = [held.vote(place, place + 1) for place in range(2)]
    opened = held.check(held.ballot(2, 3))
    with held.database.transaction() as db:
        challenge.record(db, held.election, opened, lock=verdict_lock(verdict_key(b"the seed of them")))
    give_a_desk_its_part(held)
    found = _scene(site)
    board = found.public("board")
    typed = (receipts[0].tracker, receipts[0].tracker[:8], "abc", "x" * 43)
    found.doors += [(ANYBODY, f"{board}?tracker={one}") for one in typed]
    found.doors += [(ANYBODY, found.public(f"compare?c={one}")) for one in ("1&c=2", "1&c=2&c=3", "1&c=2&c=3&c=4")]
    found.doors += [(ANYBODY, found.public("candidates?search=ناشناس"))]
    found.wrongly("secretary", found.own("close"), found.own("slips/void"), found.own("challenges"))
    found.sent.append(Sent(who="secretary", path=found.own("close"), form={"unused": "ABCD-EFGH\nabc"}))
    return found


def closed(folder: Path) -> Scene:
    """The sums are on the board, and the key is asked for. It was a whole day in the hall."""
    site = open_site(folder)
    held = site.held
    held.to("open")
    with held.database.transaction() as db:
        for trustee_id, private in held.private_keys.items():
            commitments, _ = split_key(private, 2, 3, secrets.token_bytes)
            key_backup.give_backup(
                db,
                held.act(),
                trustee_id,
                secret=held.invitations[trustee_id],
                commitments=commitments.to_bytes(),
                shares=3,
            )
    held.to("closed")
    held.add_up()
    found = _scene(site)
    let_the_day_come(found, ANYBODY)
    return found


def tied(folder: Path) -> Scene:
    """Candidates are tied; the hall has not seen it yet."""
    site = open_site(folder)
    site.held.votes = TIE
    site.held.to("tallied")
    found = _scene(site)
    found.wrongly("secretary", found.own("lots"), balls="04", tied="2 3 4")
    found.wrongly("secretary", found.own("second-round"), title_fa="")
    return found


def called(folder: Path) -> Scene:
    """A second round was called among who was tied."""
    site = open_site(folder)
    site.held.votes = TIE
    site.held.to("tallied")
    found = _scene(site)
    form = {"title_fa": "دور دوم", "session": str(site.held.session_id), "candidates": "tied", **found.second()}
    answer = found.people["secretary"].post(found.own("second-round"), form)
    found.doors.append(("secretary", answer.location))
    return found


def drawing(folder: Path) -> Scene:
    """The tie is before the hall, and the balls are drawn."""
    site = open_site(folder)
    held = site.held
    held.votes = TIE
    held.to("tallied")
    with held.database.transaction() as db:
        lots.announce(db, held.act(), held.election, tied=held.result().ties[0])
    found = _scene(site)
    found.wrongly("secretary", found.own("lots"), balls="04", tied="2 3 4")
    return found


def provisional(folder: Path) -> Scene:
    """The result is objected to, and a winner asks to withdraw; the seats were drawn among those who were tied.

    Another candidate has nothing to object to and has not said so yet.
    """
    site = open_site(folder)
    site.held.votes = TIE
    site.held.to("provisional")
    mine = signed_in_candidate(site)
    mine.post("/objections", {"text": "یکی از برگه‌ها دو بار شمرده شده است."})
    mine.post("/withdraw", {"reason": "سفر"})
    content = f"{INSTITUTION} خشنود"
    found = _scene(site, institution=mine.visitor, **{content: signed_in_candidate(site, 2).visitor})
    found.doors += [(INSTITUTION, "/own"), (content, "/own")]
    found.wrongly(content, f"/own/elections/{site.held.election}/objections/waive", person="")
    found.wrongly("secretary", found.own("objections"), found.own("objections/1"), csrf_token="old")
    found.wrongly("secretary", found.own("acts/annul"), reason="نه", **found.second())
    return found


def final(folder: Path) -> Scene:
    """The result is final: one letter is issued, one is a draft; a frozen name was corrected."""
    site = open_site(folder)
    held = site.held
    held.to("final")
    first, second = held.draft()
    corrected = correct_first(held, Names("انجمن مهر یکم"))
    keep_minutes(held)
    found = _scene(site)
    letters = found.own("letters")
    found.wrongly("secretary", found.own("papers/amend"), text="نه", **found.second())
    found.wrongly("secretary", found.own(f"candidates/{corrected.id}/corrigendum"), name_fa="", **found.second())
    found.people["signatory"].post(f"{letters}/{first.id}/issue")
    found.wrongly("signatory", f"{letters}/{first.id}/revoke", f"{letters}/{second.id}/issue", csrf_token="old")
    found.wrongly(ANYBODY, "/letters", code="0000-0000-0000")
    found.wrongly(ANYBODY, "/letters", code=first.code)
    return found


def over(folder: Path) -> Scene:
    """A letter was revoked, a seat was declined and passed to the alternate, and the keys are destroyed.

    A winner has a seat and may still decline it; in the alternate's draft the identifier is in doubt.
    """
    site = open_site(folder)
    held = site.held
    held.to("final")
    first, _ = held.draft()
    mine = signed_in_candidate(site)
    found = _scene(site, institution=mine.visitor)
    found.doors.append((INSTITUTION, "/own"))
    found.wrongly(INSTITUTION, f"{mine.address}/seat/refuse", reason="")
    letters = found.own("letters")
    found.people["signatory"].post(f"{letters}/{first.id}/issue")
    reason = {"reason": "نماینده برگزیده نهاد را ترک کرد.", **found.second()}
    found.people["signatory"].post(f"{letters}/{first.id}/revoke", reason)
    today = jalali_numeric(in_tehran(held.now).date(), "en")
    declined = {"day": today, "reason": "نهاد منحل شد.", **found.second()}
    found.people["secretary"].post(found.own("seats/2/vacate"), declined)
    _doubt(held, next(one.id for one in held.draft() if one.status == LetterStatus.DRAFT))
    found.people["secretary"].post(found.own("acts/destroy"), {"stated": "y", **found.second()})
    found.wrongly("secretary", found.own("seats/1/vacate"), reason="", **found.second())
    found.wrongly(ANYBODY, "/letters", code=first.code)
    return found


def _doubt(held: Simulation, letter_id: int) -> None:
    """Let an identifier in a draft be one whose last digit does not fit."""
    with held.database.transaction() as db:
        row = db.get_one(Letter, letter_id)
        row.data = {**row.data, "institution": {**row.data["institution"], "national_id": "14001234567"}}  # type: ignore[dict-item]


def annulled(folder: Path) -> Scene:
    """The election ended without a result; then the clock of the server jumped back."""
    site = open_site(folder)
    site.held.to("open")
    found = _scene(site)
    found.people["secretary"].post(found.own("acts/annul"), {"reason": REASON, **found.second()})
    with site.held.database.transaction() as db:
        at = site.held.act()
        clock_release.begin_doubt(db, at, Doubt.JUMPED_BACK, at.now - timedelta(hours=1))
    found.wrongly("secretary", "/office/clock")
    found.wrongly("secretary", found.own("repeat"), title_fa="")
    return found


def overturned(folder: Path) -> Scene:
    """An outside decision annulled the final result, and with it a letter that was issued."""
    site = open_site(folder)
    held = site.held
    held.to("final")
    first, _ = held.draft()
    found = _scene(site)
    found.people["signatory"].post(f"{found.own('letters')}/{first.id}/issue")
    overturn(held)
    found.wrongly(ANYBODY, "/letters", code=first.code)
    return found


SCENES: dict[str, Callable[[Path], Scene]] = {
    one.__name__: one
    for one in (
        empty, beginning, registering, reviewing, frozen, voting, closed, tied, called, drawing, provisional, final,
        over, annulled, overturned,
    )
}  # fmt: skip

OFTEN = ("registering", "voting", "final")
"""The scenes that every run of the tests visits; `./majma prove` visits all."""
