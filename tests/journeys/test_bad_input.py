"""Bad input through the real HTTP interface: a status that fits, clear Persian, and nothing is stored."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from app.config import load_settings
from app.db import Database
from app.migrations.upgrade import migrate
from app.services.election.rule import Rule
from app.services.letters.letter import letters
from app.services.voting import slip as slips
from app.signing.key_ring import key_ring
from ballots import credential, token
from ballots.election import decode_election
from tests.journeys.client import Answer, Client
from tests.journeys.witness import leave, watching
from tests.support.annulments import REASON
from tests.support.assemblies import PASSWORD, Simulation, everything, simulate, user_name
from tests.support.elections import SmallElection
from tests.support.forged_ballots import altered, answer_for, first_answer
from tests.support.holders import proof
from tests.support.server import Program, serving

RULE = Rule(seats=6, maximum=6, alternates=1, small_group=3)
VOID, USED, GOOD, OTHER, FRESH = range(5)  # what becomes of the first slips of the open election
DESK = "لطفاً به میز پذیرش نشست مراجعه کنید."
SAID = {
    "slip-forged": (403, f"این تعرفه اصیل نیست. {DESK}"),
    "slip-foreign": (403, f"این تعرفه مربوط به انتخابات دیگری است. {DESK}"),
    "slip-expired": (403, f"مهلت این تعرفه گذشته است. {DESK}"),
    "slip-void": (403, "این تعرفه باطل اعلام شده است. لطفاً از میز پذیرش نشست تعرفهٔ دیگری بخواهید."),
    "slip-used": (
        409,
        "با این تعرفه پیش‌تر رأی داده شده است. اگر هنوز رأی نداده‌اید، لطفاً مسئولان نشست را خبر کنید.",
    ),
    "credential-unknown": (403, f"این تعرفه مربوط به این انتخابات نیست. {DESK}"),
    "election-not-open": (
        403,
        "رأی‌گیری هنوز آغاز نشده است. "
        "لطفاً تعرفهٔ خود را نگه دارید و پس از اعلام آغاز رأی‌گیری از سوی هیئت رئیسه دوباره بیایید.",
    ),
    "election-closed": (
        403,
        "رأی‌گیری پایان یافته است. دیگر نمی‌توان رأی داد. اگر پرسشی دارید، لطفاً به مسئولان نشست مراجعه کنید.",
    ),
    "ballot-invalid": (400, "این رأی آسیب دیده است و به صندوق نرفت. لطفاً دوباره انتخاب کنید."),
    "countersign-same": (403, "مسئول دوم باید کسی جز خود شما باشد."),
    "sign-in-failed": (403, "نام کاربری و گذرواژه با هم نمی‌خوانند."),
    "two-officers-needed": (403, "این کار به دو مسئول جدا نیاز دارد."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One program that serves four elections: one not yet open, one open, one closed, one final."""

    program: Program
    before: Simulation
    during: Simulation
    after: Simulation
    done: Simulation

    @property
    def database(self) -> Database:
        """What the program stores."""
        return self.during.database


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The four elections, made by the services in the program's own database."""
    folder = tmp_path_factory.mktemp("town")
    settings = load_settings(instance=folder / "instance")
    database = Database(settings.database)
    migrate(database)
    held = {name: settled(database, folder, name) for name in ("before", "during", "after", "done")}
    for one in held.values():
        one.ring = key_ring(settings.keys, datetime.now(UTC))
    before = held["before"].to("frozen")
    before.print()
    before.seal()
    during = held["during"].to("open")
    with database.transaction() as db:
        slips.void_slip(db, during.two(), during.election, during.slips[VOID].serial, spoiled=False)
    during.vote(USED, 1, 2)
    with serving(folder) as program:
        after, done = held["after"].to("closed"), held["done"].to("final")
        yield Town(program=program, before=before, during=during, after=after, done=done)
    database.close()


def settled(database: Database, folder: Path, name: str) -> Simulation:
    """An assembly of today, since the program goes by the clock of the machine."""
    held = simulate(folder, database=database, address=name, candidates=8, rule=RULE)
    held.now = datetime.now(UTC)
    return held


@pytest.fixture
def client(town: Town) -> Client:
    return Client(town.program.address)


def ask(client: Client, held: Simulation, text: str | None, public: str) -> Answer:
    """What the booth asks about a slip."""
    page = f"/B/{held.election}"
    holders = {public_of(held, place): place for place in range(len(held.slips))}
    shown = proof(held, holders[public]) if public in holders else None
    return client.post(f"{page}/slip", {"token": text, "credential": public, "proof": shown}, page=page)


def cast(client: Client, held: Simulation, text: str | None, ballot: bytes) -> Answer:
    """What the booth sends to cast."""
    page = f"/B/{held.election}"
    return client.post(f"{page}/ballot", {"token": text, "ballot": ballot.decode()}, page=page)


def public_of(held: Simulation, place: int) -> str:
    return credential.public_credential(held.slips[place].credential, held.value.uuid)


def refused(town: Town, code: str, do: Callable[[], Answer]) -> None:
    """`do` is refused in clear words and changes no row of any table."""
    stored = everything(town.database)
    answer = do()
    status, words = SAID[code]
    more = {"tracker", "receipt"} if code == "slip-used" else set()  # whose slip it is, is told what became of it
    said = {name: what for name, what in answer.said.items() if name not in more}
    assert (answer.status, said) == (status, {"error": code, "message": words})
    assert everything(town.database) == stored


def token_like(held: Simulation, place: int, key: Ed25519PrivateKey | None = None, **changes: object) -> str:
    """The token of a slip with some fields changed, signed by the installation's key or another."""
    signing = held.ring.signing[token.Kind.SLIP]
    good = token.read_token(
        held.slips[place].token, held.ring.public, token.Kind.SLIP, token.context_of(held.value.fingerprint or ""), 0
    )
    return token.sign_token(replace(good, **changes), key or signing.private)  # type: ignore[arg-type]


def bad_tokens(town: Town) -> dict[str, tuple[str, str]]:
    """Tokens on papers that are not on the list of the open election: name, code of the refusal, text."""
    held = town.during
    good = held.slips[FRESH].token
    past = int((datetime.now(UTC) - timedelta(minutes=1)).timestamp())
    return {
        "signed by another key": ("slip-forged", token_like(held, FRESH, Ed25519PrivateKey.generate())),
        "one character changed": ("slip-forged", good[:40] + ("A" if good[40] != "A" else "B") + good[41:]),
        "cut short": ("slip-forged", good[:-8]),
        "of another slip": ("credential-unknown", held.slips[OTHER].token),
        "no token at all": ("slip-forged", "بی‌اعتبار"),
        "of another election": ("slip-foreign", town.before.slips[0].token),
        "a letter's": ("slip-forged", token_like(held, FRESH, kind=token.Kind.LETTER)),
        "expired": ("slip-expired", token_like(held, FRESH, expiry=past)),
    }


@pytest.mark.parametrize(
    "name",
    [
        "signed by another key", "one character changed", "cut short", "of another slip", "no token at all",
        "of another election", "a letter's", "expired",
    ],
)  # fmt: skip
def test_a_slip_that_is_not_genuine_is_refused_before_and_at_casting(town: Town, client: Client, name: str) -> None:
    code, text = bad_tokens(town)[name]
    stranger = town.before.slips[0].credential
    public = credential.public_credential(stranger, town.during.value.uuid)
    ballot = town.during.ballot_of(stranger, 1, 3)
    refused(town, code, lambda: ask(client, town.during, text, public))
    refused(town, "credential-unknown", lambda: cast(client, town.during, text, ballot))


@pytest.mark.parametrize("name", ["signed by another key", "cut short", "of another election", "expired"])
def test_the_register_decides_whatever_the_token_says(town: Town, client: Client, name: str) -> None:
    """A torn or forged code takes nobody's vote away: the credential is on the list (SPEC 8)."""
    _, text = bad_tokens(town)[name]
    assert ask(client, town.during, text, public_of(town.during, FRESH)).said == {"state": "ready"}


@pytest.mark.parametrize(("place", "code"), [(VOID, "slip-void"), (USED, "slip-used")])
@pytest.mark.parametrize("typed", [False, True], ids=["scanned", "typed"])
def test_a_void_and_a_used_slip_are_refused(town: Town, client: Client, place: int, code: str, typed: bool) -> None:
    text = None if typed else town.during.slips[place].token
    refused(town, code, lambda: ask(client, town.during, text, public_of(town.during, place)))
    refused(town, code, lambda: cast(client, town.during, text, town.during.ballot(place, 4)))


def test_a_credential_of_another_election_is_refused(town: Town, client: Client) -> None:
    foreign = credential.public_credential(town.before.slips[0].credential, town.during.value.uuid)
    refused(town, "credential-unknown", lambda: ask(client, town.during, None, foreign))
    for public in ("", "12x", "۱۲۳", "9" * 700):
        refused(town, "credential-unknown", lambda public=public: ask(client, town.during, None, public))
    ballot = town.during.ballot_of(town.before.slips[0].credential, 1)
    refused(town, "credential-unknown", lambda: cast(client, town.during, None, ballot))
    elsewhere = town.after.ballot(FRESH, 1)
    refused(town, "slip-foreign", lambda: cast(client, town.during, None, elsewhere))


@pytest.mark.parametrize("name", ["before", "after"])
def test_no_ballot_is_taken_before_the_opening_or_after_the_closing(town: Town, client: Client, name: str) -> None:
    held: Simulation = getattr(town, name)
    code = {"before": "election-not-open", "after": "election-closed"}[name]
    place = len(held.slips) - 1
    refused(town, code, lambda: ask(client, held, held.slips[place].token, public_of(held, place)))
    refused(town, code, lambda: cast(client, held, held.slips[place].token, held.ballot(place, 1)))


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b":", b": ", 1),
        lambda data: changed(data, b'"alpha":"', b'"alpha":"1'),
        lambda data: changed(data, b'"beta":"', b'"beta":"0'),
        lambda data: changed(data, b'"response":"', b'"response":"1'),
        lambda data: changed(data, b'"hash":"', b'"hash":"A'),
        lambda data: b"",
        lambda data: b"{}",
        lambda data: b"[" * 5000,
        lambda data: json.dumps("رأی").encode(),
    ],
    ids=["cut", "longer", "spaced", "alpha", "beta", "proof", "hash", "empty", "object", "deep", "text"],
)
def test_changed_ballot_bytes_are_refused(town: Town, client: Client, change: Callable[[bytes], bytes]) -> None:
    ballot = change(town.during.ballot(FRESH, 1, 2))
    refused(town, "ballot-invalid", lambda: cast(client, town.during, town.during.slips[FRESH].token, ballot))


def small(held: Simulation) -> SmallElection:
    """The election as the maker of forged ballots wants it."""
    definition = decode_election(held.box().definition)
    credentials = tuple(one.credential for one in held.slips)
    return SmallElection(
        election=definition, credentials=credentials, weights=(1,) * len(credentials), private_keys=(), keys=(),
        random=secrets.token_bytes,
    )  # fmt: skip


@pytest.mark.parametrize("branches", ["as many as were made", "as many as the rule has"])
def test_seven_marks_are_refused_however_they_are_proved(town: Town, client: Client, branches: str) -> None:
    forger = small(town.during)
    asked = forger.election.questions[0]
    lax = replace(asked, maximum=7)
    answer = answer_for(forger, lax, (0, 1, 1, 1, 1, 1, 1, 1, 0), FRESH)
    if branches == "as many as the rule has":
        answer["overall_proof"].pop()
    ballot = altered(forger, town.during.ballot(FRESH, 1), lambda body: body.update(answers=[answer]), FRESH)
    refused(town, "ballot-invalid", lambda: cast(client, town.during, town.during.slips[FRESH].token, ballot))


def test_the_same_making_with_six_marks_passes_the_check(town: Town) -> None:
    """The twin of the test above: nothing but the seventh mark is wrong with those ballots."""
    forger = small(town.during)
    answer = answer_for(forger, forger.election.questions[0], (0, 1, 1, 1, 1, 1, 1, 0, 0), FRESH)
    ballot = altered(forger, town.during.ballot(FRESH, 1), lambda body: body.update(answers=[answer]), FRESH)
    assert len(first_answer(json.loads(ballot))["choices"]) == 9
    town.during.check(ballot)


def test_a_good_ballot_is_stored_once_and_sent_again_gets_the_same_receipt(town: Town, client: Client) -> None:
    held = town.during
    stored = everything(town.database)
    assert ask(client, held, held.slips[GOOD].token, public_of(held, GOOD)).said == {"state": "ready"}
    assert everything(town.database) == stored
    ballot = held.ballot(GOOD, 2, 5)
    first = cast(client, held, held.slips[GOOD].token, ballot)
    assert (first.status, first.said["repeated"]) == (200, False)
    after = everything(town.database)
    assert after != stored
    for text in (held.slips[GOOD].token, None):
        again = cast(client, held, text, ballot)
        assert (again.status, again.said) == (200, first.said | {"repeated": True})
    refused(town, "slip-used", lambda: cast(client, held, None, held.ballot(GOOD, 2, 5)))
    assert everything(town.database) == after


def test_a_post_of_another_site_and_a_form_without_the_mark_are_refused(town: Town) -> None:
    """A ballot brings no mark, which would tell tablets apart: whose page sends it, the browser says."""
    stored = everything(town.database)
    path, ballot = f"/B/{town.during.election}/ballot", {"ballot": "x"}
    assert Client(town.program.address).post(path, ballot, page="/").said["error"] == "ballot-invalid"
    for site in ("cross-site", "same-site"):
        assert Client(town.program.address).post(path, ballot, page="/", site=site).status == 403
    stranger = Client(town.program.address)
    stranger._mark = lambda page: "forged"  # type: ignore[method-assign]
    assert stranger.send("/office/sign-in", {"username": "a", "password": "b"}).status == 400
    assert everything(town.database) == stored


def test_the_booth_tells_a_mistyped_credential_itself_and_takes_one_without_dashes(town: Town) -> None:
    held = town.during
    right = held.slips[FRESH].credential
    wrong = right[:4] + ("a" if right[4] != "a" else "b") + right[5:]
    with watching() as witness:
        page = witness.visitor(touch=True)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
        page.goto(f"{town.program.address}/B/{held.election}")
        page.click("#slip-other")
        for text, said in (
            (wrong, "یکی از نویسه‌ها مانند تعرفه نیست"),
            (right[:-1], "۱۵"),
            (right[:-1] + "ش", "صفحه‌کلید"),
            (f"{town.program.address}/B/{town.before.election}#A.{right}", "انتخابات دیگری"),
        ):
            page.fill("#slip-code", text)
            page.press("#slip-code", "Enter")
            expect(page.locator("[data-step=slip] [data-problem-text]")).to_contain_text(said)
        witness.look(page, "booth: mistyped")
        assert asked == [], "a mistyped credential was sent"
        page.fill("#slip-code", f" {right.replace('-', '')} ")
        page.press("#slip-code", "Enter")
        page.locator("#choose-title").wait_for()
        assert [url.rsplit("/", 1)[1] for url in asked] == ["slip"]
        leave(page)
        assert witness.faults == []


def office(town: Town, held: Simulation, role: str) -> Client:
    client = Client(town.program.address)
    client.sign_in(user_name(held.address, role), PASSWORD)
    return client


def unchanged(town: Town, do: Callable[[], Answer]) -> Answer:
    """Nothing but the counting of sign-ins and failures changes."""
    stored = everything(town.database)
    answer = do()
    now = everything(town.database)
    counting = ("account", "sign_in", "tries")
    assert {name: rows for name, rows in now.items() if name not in counting} == {
        name: rows for name, rows in stored.items() if name not in counting
    }
    return answer


@pytest.mark.parametrize(
    ("role", "password", "code"),
    [("secretary", PASSWORD, "countersign-same"), ("returning-officer", "گذرواژهٔ نادرست", "sign-in-failed")],
    ids=["the same officer twice", "a wrong second password"],
)
@pytest.mark.parametrize(
    ("name", "act", "more"),
    [
        ("during", "close", {"unused": ""}), ("before", "acts/annul", {"reason": REASON}),
        ("during", "slips/void", {"serial": "AAAA-AAAA", "what": "mistaken"}),
    ],
)  # fmt: skip
def test_an_act_of_two_needs_two(
    town: Town, name: str, act: str, more: dict[str, str], role: str, password: str, code: str
) -> None:
    held: Simulation = getattr(town, name)
    fields = {"second_name": user_name(held.address, role), "second_password": password, **more}
    client = office(town, held, "secretary")
    answer = unchanged(town, lambda: client.send(f"/office/elections/{held.election}/{act}", fields))
    status, words = SAID[code]
    assert answer.status == status
    assert words in answer.text


def test_a_slip_is_declared_void_when_two_officers_sign(town: Town) -> None:
    """The twin: the same form with a true second officer changes the slip."""
    held = town.before
    fields = {
        "second_name": user_name(held.address, "returning-officer"), "second_password": PASSWORD,
        "serial": held.slips[0].serial, "what": "mistaken",
    }  # fmt: skip
    answer = office(town, held, "secretary").send(f"/office/elections/{held.election}/slips/void", fields)
    assert answer.status == 200
    with town.database.reading() as db:
        assert slips.counts(db, held.election).void == 1


def test_a_form_with_a_fault_answers_so_and_keeps_what_was_typed(town: Town) -> None:
    client = office(town, town.during, "secretary")
    good = town.during.slips[FRESH].serial
    fields = {
        "unused": f"{good}\nبسیار", "reason": "شمارش دوباره", "second_name": "x", "second_password": "",
    }  # fmt: skip
    answer = unchanged(town, lambda: client.send(f"/office/elections/{town.during.election}/close", fields))
    assert answer.status == 422
    assert all(typed in answer.text for typed in ("شمارش دوباره", "بسیار", good))


def test_who_drafted_cannot_issue(town: Town) -> None:
    held = town.done
    path = f"/office/elections/{held.election}/letters"
    drafter = office(town, held, "signatory")
    drafted = drafter.send(path, {
        "act": "draft", "recipient": "دبیر محترم", "purpose": "همکاری", "signatory": "مهرداد پارسا",
        "signatory_post": "دبیر",
    })  # fmt: skip
    assert drafted.status == 200
    with town.database.reading() as db:
        drafts = letters(db, held.election)
    assert drafts
    issue = f"{path}/{drafts[0].id}/issue"
    assert issue not in drafter.get(path).text
    answer = unchanged(town, lambda: drafter.send(issue, {}, page=path))
    assert (answer.status, SAID["two-officers-needed"][1] in answer.text) == (403, True)
    with town.database.reading() as db:
        assert {one.status for one in letters(db, held.election)} == {"draft"}
