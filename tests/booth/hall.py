"""A small hall to vote in: the real booth page and scripts before a server that keeps its election in memory.

The server says what the real one says (JSON, codes, messages; test_hall.py compares both) and checks each ballot as it
does. A test may lose answers, delay them or refuse slips.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
from flask_babel import get_locale, gettext
from jinja2 import StrictUndefined

from app.config import Settings
from app.documents import emblem
from app.language.names import Names
from app.language.text import search_key, search_letters
from app.services.acts.refusal import Refused
from app.services.voting.ballot import Box, check
from app.services.voting.challenge import CHALLENGE_UNKNOWN
from app.services.voting.checkpoint import BoardSigner
from app.services.voting.slip import CREDENTIAL_UNKNOWN, SLIP_FORGED, SLIP_USED
from app.views.booth.candidate import BoothCandidate, Text
from app.views.public import blueprint as public
from app.web import assets, errors, filters, headers, i18n
from app.web.zones import ZonedFlask
from ballots import board
from ballots.ballot import Ballot, tracker
from ballots.challenge import verdict_lock
from ballots.election import Question
from ballots.holder import is_holder
from tests.support.archives import archive
from tests.support.assemblies import fresh_signer
from tests.support.elections import SmallElection, small_election
from tests.support.refusals import refusals
from tests.support.server import answering

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(instance=ROOT / "instance", database="", address="http://127.0.0.1", secret_key="hall")
PUBLIC_ID = "K7QM2XPA"
PROVINCES = ("اصفهان", "گیلان", "کرمان", "خراسان رضوی", "فارس", "سیستان و بلوچستان", "آذربایجان شرقی")
NAMES = (
    "بنیاد مهر آفتاب البرز", "انجمن یاران رودخانهٔ زرین", "سازمان مردم‌نهاد پیوند سبز مازندران", "خیریهٔ نسیم همدلی کویر",
    "کانون میانجیگران صلح‌جو", "گروه جهادی راه روشن", "انجمن علمی حقوق و جامعه", "مؤسسهٔ پناه کودکان خلیج",
    "جمعیت دوستداران بناهای کهن", "خانهٔ امید خانواده‌های زاگرس", "انجمن سلامت شهر بارانی", "بنیاد بازگشت به زندگی",
)  # fmt: skip
PEOPLE = ("پرنیان سپهری", "آرش کوهستانی", "نگین رودباری", "سامان دشتی", "مهتاب یاوری", "کیان فرهودی")
INTRODUCTION = (
    "ما از سال ۱۳۸۸ با همراهی داوطلبان محلی در پیشگیری از آسیب‌های اجتماعی و حمایت از خانواده‌ها کار می‌کنیم و هر سال"
    " گزارش کار خود را منتشر کرده‌ایم."
)
PROGRAMMES = (
    "برپایی شش کارگاه میانجیگری در شهرستان‌های کم‌برخوردار", "راه‌اندازی خط مشاورهٔ حقوقی رایگان", "گزارش فصلی به مجمع",
)  # fmt: skip
ACHIEVEMENTS = ("۱۴۰۲: حل ۳۱۸ اختلاف محلی با میانجیگری", "۱۴۰۳: همراهی با ۱۴۰ خانوادهٔ محکومان")


def name_of(place: int) -> str:
    """The name of the candidate at that place."""
    again = place // len(NAMES)
    return NAMES[place % len(NAMES)] + (f" (شعبهٔ {again + 1})" if again else "")


@dataclass(slots=True, kw_only=True)
class Hall:
    """An election in memory and what its server has heard; a test changes it to make the server misbehave."""

    small: SmallElection
    withdrawn: frozenset[int] = frozenset()
    english: bool = False
    timing: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    ballots: dict[str, bytes] = field(default_factory=dict)
    challenged: list[bytes] = field(default_factory=list)
    locks: dict[str, str] = field(default_factory=dict)
    verdicts: list[tuple[str, str]] = field(default_factory=list)
    signed: int | None = None
    signer: BoardSigner = field(default_factory=fresh_signer)
    heard: list[tuple[str, str]] = field(default_factory=list)
    swap_names: bool = False
    address: str = ""

    @property
    def booth(self) -> str:
        """The address of the booth."""
        return f"{self.address}/B/{PUBLIC_ID}"

    def slip(self, voter: int) -> str:
        """The address on the slip of that voter, as the QR code has it."""
        return f"{self.booth}#{'A' * 160}.{self.small.credentials[voter]}"

    def context(self) -> dict[str, Any]:
        """What the template of the booth takes."""
        asked = self.small.election.questions[0]
        fields = [self._candidate(place) for place in range(len(asked.answers))]
        if self.swap_names:
            fields[:2] = replace(fields[0], name=fields[1].name), replace(fields[1], name=fields[0].name)
        return {
            "election": SimpleNamespace(
                public_id=PUBLIC_ID, title="انتخاب شش عضو مجمع", seats=6, minimum=asked.minimum, maximum=asked.maximum,
                blank=asked.blank, fingerprint=self.small.election.fingerprint, phase="open", annulment=None,
                corrected="", devices="any", bundle="", secretary="",
            ),
            "candidates": fields,
            "assembly": SimpleNamespace(name="مجمع نهادهای مردمی همکار", demonstration=True, rehearsal=False),
            "urls": {
                "election_json": f"/B/{PUBLIC_ID}/election.json", "slip": f"/B/{PUBLIC_ID}/slip",
                "ballot": f"/B/{PUBLIC_ID}/ballot", "challenge": f"/B/{PUBLIC_ID}/challenge",
                "stopped": f"/B/{PUBLIC_ID}/stopped", "tablet": "/T",
                "opening": f"{self.address}/hall/{PUBLIC_ID}/challenge",
                "board": f"/elections/{PUBLIC_ID}/board", "language": f"/B/{PUBLIC_ID}",
            },
            "timing": self.timing,
            "letters": search_letters(),
        }  # fmt: skip

    def challenge_context(self) -> dict[str, Any]:
        """What the template of the check page takes."""
        assembly = SimpleNamespace(name=Names("مجمع"), demonstration=True)
        election = SimpleNamespace(
            public_id=PUBLIC_ID, title=Names("انتخاب شش عضو مجمع"), fingerprint=self.small.election.fingerprint,
            session=SimpleNamespace(assembly=assembly, rehearsal=False),
        )  # fmt: skip
        urls = {
            "election": f"/B/{PUBLIC_ID}/election.json", "record": f"/hall/{PUBLIC_ID}/election.bel",
            "noted": f"/elections/{PUBLIC_ID}/hall/noted", "verdict": f"/elections/{PUBLIC_ID}/hall/verdict",
        }  # fmt: skip
        return {"election": election, "urls": urls, "kept": False}

    def check(self, data: bytes) -> Ballot:
        """Check the bytes of a ballot, as the program does. Refused: as `app.services.voting.ballot.check`."""
        return check(Box(self.small.election.to_bytes()), data)

    def archive(self) -> bytes:
        """The public archive with the ballots that were cast, or the first `signed` of them."""
        small = self.small
        events = [board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes)]
        for data in tuple(self.ballots.values())[: self.signed]:
            events.append(board.ballot_event(events[-1].head, data))
        return archive(events)

    def _candidate(self, place: int) -> BoothCandidate:
        name = f"Institution {place + 1}" if self.english and get_locale().language == "en" else name_of(place)
        spoken = "en" if name != name_of(place) else "fa"
        province, person = PROVINCES[place % len(PROVINCES)], PEOPLE[place % len(PEOPLE)]
        found = " ".join(search_key(text) for text in (name, name_of(place), province, person, str(place + 1)))
        return BoothCandidate(
            number=place + 1,
            name=Text(name, spoken),
            province=province,
            representative=Text(person, "fa"),
            introduction=Text(INTRODUCTION, "fa"),
            programmes=tuple(Text(one, "fa") for one in PROGRAMMES),
            achievements=tuple(Text(one, "fa") for one in ACHIEVEMENTS),
            withdrawn=place in self.withdrawn,
            corrected="",
            search=found,
            emblem_url=f"/emblems/candidate/{place + 1}.svg",
            portrait_url="" if place % 2 else f"/emblems/candidate/{place + 50}.svg",
        )


def make_hall(candidates: int = 24, maximum: int = 6, minimum: int = 1, **more: Any) -> Hall:
    """A hall with that many candidates; `blank`, and fields of `Hall`, by name."""
    blank = more.pop("blank", False)
    answers = tuple(f"{name_of(place)} ({PROVINCES[place % len(PROVINCES)]})" for place in range(candidates))
    asked = Question(text="انتخاب شش عضو مجمع", answers=answers, minimum=minimum, maximum=maximum, blank=blank)
    return Hall(small=small_election(asked, voters=3), **more)


def new_app() -> flask.Flask:
    """The program's pages, words and defences, without its services."""
    app = ZonedFlask("app", root_path=str(ROOT / "app"), template_folder="../templates", static_folder="../static")
    app.settings = SETTINGS
    app.config["SECRET_KEY"] = SETTINGS.secret_key
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["may_follow"] = lambda _address: True
    app.before_request(_choose_language)
    i18n.install(app)
    headers.install(app, SETTINGS)
    errors.install(app)
    filters.install(app)
    assets.install(app)  # what was built; other names below /static/ are the sources, which tests read
    app.register_blueprint(public)
    app.context_processor(lambda: {"shows_demonstration": True})
    return app


def create_hall(hall: Hall) -> flask.Flask:
    """The program that serves the hall."""
    app = new_app()

    @app.get("/emblems/candidate/<int:number>.svg")
    def candidate_emblem(number: int) -> flask.Response:
        return flask.Response(str(emblem.emblem(number)), mimetype="image/svg+xml")

    @app.get(f"/B/{PUBLIC_ID}")
    def booth() -> str:
        return flask.render_template("booth/booth.html", **hall.context())

    @app.get(f"/B/{PUBLIC_ID}/election.json")
    def election_json() -> flask.Response:
        return flask.Response(hall.small.election.to_bytes(), mimetype="application/json")

    @app.post(f"/B/{PUBLIC_ID}/slip")
    def slip() -> Any:
        return _answer(hall, "slip", _check_slip)

    @app.post(f"/B/{PUBLIC_ID}/stopped")
    def stopped() -> Any:
        return _answer(hall, "stopped", lambda _hall, _asked: {"state": "noted"})

    @app.post(f"/B/{PUBLIC_ID}/ballot")
    def ballot() -> Any:
        return _answer(hall, "ballot", _cast)

    app.extensions["csrf"].exempt(ballot)
    _add_tests(app, hall)
    return app


def _add_tests(app: flask.Flask, hall: Hall) -> None:
    """What a test of the encryption asks for, and the page that checks it on another device."""

    @app.get(f"/hall/{PUBLIC_ID}/challenge")
    def check() -> str:
        return flask.render_template("public/challenge.html", **hall.challenge_context())

    @app.post(f"/B/{PUBLIC_ID}/challenge")
    def challenge() -> Any:
        return _answer(hall, "challenge", _challenge)

    @app.get(f"/hall/{PUBLIC_ID}/election.bel")
    def record() -> flask.Response:
        return flask.Response(hall.archive(), mimetype="application/octet-stream")

    @app.post(f"/elections/{PUBLIC_ID}/hall/noted")
    def noted() -> Any:
        return _answer(hall, "noted", _noted)

    @app.post(f"/elections/{PUBLIC_ID}/hall/verdict")
    def verdict() -> Any:
        return _take_verdict(hall)

    for view in (verdict, challenge):  # as the program's own, see web/headers
        app.extensions["csrf"].exempt(view)


def _choose_language() -> None:
    if "lang" in flask.request.args:
        flask.session["language"] = flask.request.args["lang"]


def _answer(hall: Hall, act: str, work: Any) -> Any:
    """Hear a request; then lose it before or after the work, refuse it, or answer."""
    hall.heard.append((act, flask.request.get_data(as_text=True)))
    loss = hall.losses.pop(0) if hall.losses else ""
    if loss == "before":
        return "", 503
    if act in hall.refusals:
        raise Refused(refusals()[hall.refusals[act]], most=10, **_waits(hall.refusals[act]))
    done = work(hall, flask.request.get_json())
    return ("", 502) if loss == "after" else done


def _waits(code: str) -> dict[str, int]:
    """The seconds after which one may ask again, where a refusal says some."""
    return {"seconds": 1} if "%(seconds)s" in refusals()[code].words else {}


def _check_slip(hall: Hall, asked: dict[str, Any]) -> Any:
    if asked["credential"] not in hall.small.public_credentials:
        raise Refused(CREDENTIAL_UNKNOWN)
    if not is_holder(hall.small.election, asked["credential"], asked.get("proof")):
        raise Refused(SLIP_FORGED)
    if asked["credential"] in hall.ballots:
        return _used(hall, asked["credential"], asked.get("proof"))
    return {"state": "ready"}


def _used(hall: Hall, credential: str, proof: Any) -> Any:
    """A used slip leads to its vote: who lost the receipt finds it, and who did not vote learns that somebody did."""
    if not is_holder(hall.small.election, credential, proof):
        raise Refused(SLIP_USED)
    found = tracker(hall.ballots[credential])
    signed = hall.signer.receipt(hall.small.election.fingerprint, found)
    said = {"error": SLIP_USED.code, "message": gettext(SLIP_USED.words), "tracker": found, "receipt": signed}
    return said, SLIP_USED.status


def _cast(hall: Hall, asked: dict[str, Any]) -> Any:
    data = asked["ballot"].encode()
    credential = hall.check(data).credential
    repeated = credential in hall.ballots
    if hall.ballots.setdefault(credential, data) != data:
        return _used(hall, credential, asked.get("proof"))
    signed = hall.signer.receipt(hall.small.election.fingerprint, tracker(data))
    return {"tracker": tracker(data), "repeated": repeated, "receipt": signed}


def _challenge(hall: Hall, asked: dict[str, Any]) -> Any:
    data = asked["ballot"].encode()
    hall.check(data)
    hall.challenged.append(data)
    hall.locks[tracker(data)] = asked["lock"]
    return {"tracker": tracker(data)}


def _noted(hall: Hall, asked: dict[str, Any]) -> Any:
    if hall.locks.get(asked["tracker"]) != verdict_lock(asked["key"]):
        raise Refused(CHALLENGE_UNKNOWN)
    return {"noted": True}


def _take_verdict(hall: Hall) -> Any:
    """What a second device found, if it shows the key to the lock."""
    said = flask.request.form
    if hall.locks.get(said["tracker"]) != verdict_lock(said["key"]):
        raise Refused(CHALLENGE_UNKNOWN)
    hall.verdicts.append((said["tracker"], said["found"]))
    return {"counted": True}


@contextmanager
def opened(hall: Hall) -> Iterator[Hall]:
    """Serve a hall on a free port of this machine while the block runs."""
    with answering(create_hall(hall)) as hall.address:
        yield hall
