"""Fictional values, of the services' own types, for looking at every page without a database."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from app.language.names import Names
from app.services.accounts.officer import OfficerValue
from app.services.count.lots import Draw
from app.services.count.tally import ResultLine, ResultValue
from app.services.election.election import ElectionValue
from app.services.election.rule import Rule
from app.services.election.timetable import Extension, TimetableValue
from app.services.hall.roll import Attendance, DelegateValue
from app.services.hall.session import Presidium, SessionValue
from app.services.letters.letter import Terms
from app.services.nomination.dossier import Achievement, Dossier, Programme
from app.services.nomination.nomination import NominationValue, Proposal, StepValue
from app.services.nomination.notice import NoticeValue
from app.services.nomination.review import WorkItem
from app.services.register.assembly import AssemblyValue
from app.services.register.institution import InstitutionValue
from app.services.voting.board import BoardValue, EventValue
from app.services.voting.checkpoint import CheckpointValue
from app.services.voting.poll import Accounting
from app.services.voting.slip import SlipCounts
from app.states.phase import ORDER
from app.views.office.journal import JournalLine
from app.views.public.key import Key
from app.views.public.letter import ShownVerdict
from ballots.counting.lots import seed_text

NOON = datetime(2025, 11, 8, 8, 30, tzinfo=UTC)

ASSEMBLY = AssemblyValue(
    id=1,
    address="national",
    demonstration=True,
    introduced=100,
    name=Names("مجمع نهادهای مردمی همکار", "Assembly of Cooperating Institutions", "مجمع المؤسسات الأهلية المتعاونة"),
    body=Names("هیئت منتخب مجمع", "Elected board of the assembly"),
)

SESSION = SessionValue(
    id=2,
    assembly=ASSEMBLY,
    number=2,
    held_on=date(2025, 11, 8),
    place=Names("تهران، تالار همایش", "Conference hall, Tehran"),
    quorum="introduced",
    presidium=Presidium(chair="هما راستین"),
    agenda="",
    elections=("K7QM2XPA",),
)

ELECTION = ElectionValue(
    id=3,
    public_id="K7QM2XPA",
    uuid="PWDU6Rr5xYd8rZ",
    title=Names("انتخاب شش عضو مجمع", "Election of six members"),
    session=SESSION,
    rule=Rule(),
    phase="open",
    times=dict.fromkeys(ORDER[:5], NOON),
    fingerprint=b64encode(hashlib.sha256(b"election").digest()).decode().rstrip("="),
    accounting=None,
    attendance={"introduced": 100, "enrolled": 24, "present": 22},
    counts=None,
    blank_count=None,
    cast=17,
)

COUNTED = replace(
    ELECTION,
    id=4,
    public_id="M3XA7PQ2",
    phase="provisional",
    times=dict.fromkeys(ORDER[:8], NOON),
    cast=21,
    accounting={"printed": 30, "handed": 22, "unused": 7, "spoiled": 1, "void": 0, "cast": 21, "reason": ""},
)

DRAFT = replace(
    ELECTION,
    id=5,
    public_id="Z6BD4WKE",
    phase="reviewing",
    times=dict.fromkeys(ORDER[:3], NOON),
    fingerprint=None,
    cast=0,
    attendance=None,
)

_INSTITUTIONS = (
    ("بنیاد مهر آفتاب البرز", "Alborz Sunlight Foundation", "IR-30", "F05 F13"),
    ("انجمن یاران رودخانهٔ زرین", "Friends of the Golden River", "IR-10", "F17 F19"),
    ("سازمان مردم‌نهاد پیوند سبز مازندران", "Green Bond of Mazandaran", "IR-02", "F17"),
    ("خیریهٔ نسیم همدلی کویر", "Desert Breeze Charity", "IR-21", "F09 F14 F15"),
    ("کانون میانجیگران صلح‌جو", "Circle of Peaceful Mediators", "IR-07", "F06 F07"),
    ("گروه جهادی راه روشن", "Bright Path Volunteers", "IR-06", "F10"),
    ("انجمن علمی حقوق و جامعه", "Learned Society for Law and Society", "IR-23", "F02 F08"),
    ("مؤسسهٔ پناه کودکان خلیج", "Gulf Shelter for Children", "IR-22", "F15 F21"),
    ("جمعیت دوستداران بناهای کهن", "Friends of Old Buildings", "IR-03", "F18"),
    ("خانهٔ امید خانواده‌های زاگرس", "Zagros House of Hope for Families", "IR-15", "F14 F24"),
    ("انجمن سلامت شهر بارانی", "Rainy City Health Society", "IR-01", "F12"),
    ("بنیاد بازگشت به زندگی", "Return to Life Foundation", "IR-08", "F22 F23"),
)


def _institution(place: int) -> InstitutionValue:
    fa, en, province, fields = _INSTITUTIONS[place % len(_INSTITUTIONS)]
    suffix = " (شعبهٔ دوم)" if place >= len(_INSTITUTIONS) else ""
    return InstitutionValue(
        id=place + 1,
        name=Names(fa + suffix, en + (" (second branch)" if suffix else "")),
        province=province,
        kind="K2",
        registration=str(4100 + place),
        national_id=f"1400{place:07d}",
        founded=1380 + place,
        fields=tuple(fields.split()),
        tracks=("T2", "T4"),
    )


_DOSSIER = Dossier(
    introduction=Names(
        "ما از سال ۱۳۸۸ با همراهی داوطلبان محلی در پیشگیری از آسیب‌های اجتماعی و حمایت از خانواده‌ها کار می‌کنیم و هر سال"
        " گزارش کار خود را منتشر کرده‌ایم.",
        "Since 2009 we have worked with local volunteers on prevention and on support for families, and have published"
        " a report of our work every year.",
    ),
    programmes=(
        Programme(
            text=Names(
                "برپایی شش کارگاه میانجیگری در شهرستان‌های کم‌برخوردار", "Six mediation workshops in underserved counties"
            )
        ),
        Programme(
            text=Names("راه‌اندازی خط مشاورهٔ حقوقی رایگان برای زنان سرپرست خانوار", "A free legal advice line for women")
        ),
        Programme(text=Names("گزارش فصلی به مجمع دربارهٔ نتیجهٔ برنامه‌ها", "A quarterly report to the assembly")),
    ),
    achievements=(
        Achievement(
            year=1402,
            field="F06",
            text=Names("حل اختلاف‌های محلی با میانجیگری", "Local disputes settled by mediation"),
            indicator=Names("پرونده", "cases"),
            number=318,
        ),
        Achievement(
            year=1403,
            field="F14",
            text=Names("همراهی با خانواده‌های محکومان", "Support of convicts’ families"),
            indicator=Names("خانواده", "families"),
            number=140,
        ),
    ),
)

_PEOPLE = ("پرنیان سپهری", "آرش کوهستانی", "نگین رودباری", "سامان دشتی", "مهتاب یاوری", "کیان فرهودی")

CANDIDATES = tuple(
    NominationValue(
        id=place + 1,
        number=place + 1,
        status="withdrawn" if place == 7 else "accepted",
        institution=_institution(place),
        representative=Names(_PEOPLE[place % 6], "Parnian Sepehri"),
        dossier=_DOSSIER,
    )
    for place in range(24)
)

NOMINATIONS = tuple(
    replace(one, number=None, status=status)
    for one, status in zip(CANDIDATES, ("accepted", "accepted", "submitted", "submitted", "rejected"), strict=False)
)

IN_REVIEW = replace(
    CANDIDATES[3],
    number=None,
    status="review",
    receipt="K7QM2XPA-0004",
    submitted=NOON - timedelta(days=3),
    checks={"E1": {"verdict": "met", "by": "r.nikan", "at": NOON.isoformat()}},
)
PROPOSAL = Proposal(
    decision="return", reason="", text="تاریخ پروانه خوانا نیست. لطفاً تصویر روشن‌تری بفرستید.", by="d.parsa", at=NOON
)
HISTORY = (
    StepValue(at=NOON - timedelta(days=3), kind="submitted", actors=("anjoman",), reason="", text=""),
    StepValue(
        at=NOON - timedelta(days=2), kind="returned", actors=("r.nikan", "d.parsa"), reason="", text="نامهٔ نماینده."
    ),
    StepValue(at=NOON - timedelta(days=1), kind="resubmitted", actors=("anjoman",), reason="", text=""),
)
NOTICES = (
    (
        NoticeValue(
            step=2, kind="returned", number="1404/ن/00031", at=NOON - timedelta(days=2), reason="",
            text="نامهٔ نماینده.",
            appeal=False, appealed=None, answers="", deadline=NOON, frozen=False,
            receipt="K7QM2XPA-0004",
            election=Names("انتخاب اعضا"), session=2, session_date=NOON.date(), institution=Names("انجمن پگاه"),
            province="IR-23", representative=Names("نگین رودباری"),
        ),
        "/office/elections/K7QM2XPA/candidates/4/notices/2.pdf",
    ),
)  # fmt: skip
WORK = tuple(
    WorkItem(
        id=one.id,
        receipt=f"K7QM2XPA-{place:04d}",
        status=one.status,
        name=one.institution.name.fa,
        province=one.institution.province,
        submitted=NOON - timedelta(days=place),
        checked=place,
        proposed_by="d.parsa" if place == 3 else None,
    )
    for place, one in enumerate(NOMINATIONS)
)

TIMETABLE = TimetableValue(
    notice=NOON - timedelta(days=20),
    registration_opens=NOON - timedelta(days=14),
    registration_closes=NOON - timedelta(days=4),
    review_ends=NOON + timedelta(days=3),
    appeals_end=NOON + timedelta(days=10),
    list_final=NOON + timedelta(days=12),
)
EXTENSIONS = (
    Extension(step="registration_closes", until=NOON - timedelta(days=4), reason="قطعی برق در سه استان", at=NOON),
)

_VOTES = (17, 15, 14, 12, 11, 9, 9, 8, 7, 6, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 0, 0)
_STANDING = tuple(one for one in CANDIDATES if not one.withdrawn)


def _line(place: int, candidate: NominationValue, votes: int) -> ResultLine:
    outcome = "seated" if place < 6 else "alternate" if place < 9 else ""
    rank = 1 + sum(other > votes for other in _VOTES)
    return ResultLine(candidate=candidate, votes=votes, rank=rank, place=place + 1, outcome=outcome)


_LINES = (
    *(_line(place, candidate, votes) for place, (candidate, votes) in enumerate(zip(_STANDING, _VOTES, strict=True))),
    ResultLine(candidate=CANDIDATES[7], votes=3, rank=None, place=None, outcome="withdrawn"),
)

_TALLY = hashlib.sha256(b"encrypted tally").hexdigest()
_DRAW = Draw(
    tied=(6, 7),
    rank=6,
    method="balls",
    digits="0416023597",
    seed=seed_text("0416023597", _TALLY, 6),
    drawn=(6, 7),
    announced=NOON,
    drawn_at=NOON + timedelta(minutes=9),
)

RESULT = ResultValue(
    lines=_LINES,
    seated=_LINES[:6],
    alternates=_LINES[6:9],
    ties=(),
    balls_needed=0,
    announced=None,
    draws=(_DRAW,),
    blank=1,
    cast=21,
    vacant=0,
    office_key=False,
    bound=True,
    tally_hash=_TALLY,
    result_hash="5d0b7723" * 8,
)

TIED = replace(
    RESULT,
    draws=(),
    ties=((6, 7),),
    balls_needed=10,
    lines=tuple(replace(line, outcome="tied") if line.votes == 9 else line for line in _LINES),
)


TIED_ANNOUNCED = replace(TIED, announced=NOON)

TIED_TWICE = replace(TIED_ANNOUNCED, draws=RESULT.draws, ties=((10, 11, 12),), lines=RESULT.lines)

DRAWN_EARLIER = replace(
    RESULT,
    draws=(
        replace(
            _DRAW,
            method="dice",
            digits="41662",
            seed=seed_text("41662", RESULT.result_hash, 6),
            announced=None,
        ),
    ),
)


def tracker_of(height: int) -> str:
    return b64encode(hashlib.sha256(bytes([height])).digest()).decode().rstrip("=")


BOARD = BoardValue(
    head=hashlib.sha256(b"head").hexdigest(),
    height=17,
    cast=20,
    waiting=3,
    pages=2,
    events=tuple(
        EventValue(
            height=height,
            type="Ballot" if height else "Setup",
            hash=hashlib.sha256(bytes([height])).hexdigest(),
            tracker=tracker_of(height) if height else None,
        )
        for height in range(17, -1, -1)
    ),
)

ATTENDANCE = Attendance(introduced=100, enrolled=24, present=22, handed=19, quorum=51)

DELEGATES = tuple(
    DelegateValue(
        id=place + 1,
        name=Names(_PEOPLE[place % 6], "Parnian Sepehri"),
        institution=_institution(place),
        checked_in=NOON if place < 6 else None,
        slip_handed=place < 4,
    )
    for place in range(9)
)

OFFICER = OfficerValue(
    id=1,
    account_id=1,
    assembly="national",
    assembly_id=1,
    username="r.nikan",
    name="رویا نیکان",
    post="دبیر مجمع",
    role="secretary",
)


CHECKPOINT = CheckpointValue(
    height=17,
    note=(
        "majma.example/elections/K7QM2XPA\n17\nO8DIgNLGJ7YpQoKX+5EqLWkjpzLbNK5bnGB8JyEk8dI=\n"
        "\n— majma.example/elections/K7QM2XPA c2lnbmVkIGhlYWQgb2YgYSBib2FyZCBmb3IgdGhlIGxvb2tz\n"
    ),
    signed_at=NOON,
)
BOARD_KEY = "majma.example/elections/K7QM2XPA+2fd4e1c6+AcO2t0Jr7J4l2mYF3Q8m3o0V8dP0r1hJm7m3rD5mK0kX"

SLIPS = SlipCounts(printed=30, votes=30, void=0, spoiled=1, sealed=False, printing=1)
STATED = Accounting(printed=30, handed=22, unused=0, spoiled=1, void=0, cast=21)
SHORT, RIGHT = replace(STATED, unused=2), replace(STATED, unused=7)
SURPLUS = replace(RIGHT, cast=24)


def phases(present: str) -> list[SimpleNamespace]:
    here = ORDER.index(present)
    return [
        SimpleNamespace(
            phase=phase,
            at=NOON if place <= here else None,
            state="done" if place < here else "present" if place == here else "later",
        )
        for place, phase in enumerate(ORDER)
    ]


TASKS = [
    SimpleNamespace(
        code=code, state=state, address=None if state == "later" else "/office/", at=NOON if state == "done" else None
    )
    for code, state in (
        ("settings", "done"),
        ("candidates", "done"),
        ("trustees", "done"),
        ("slips", "done"),
        ("freeze", "done"),
        ("open", "done"),
        ("roll", "next"),
        ("close", "next"),
        ("tally", "later"),
        ("publish", "later"),
        ("letters", "later"),
    )
]

_KINDS = ("slip-handed", "delegate-checked-in", "phase-changed", "slips-sealed", "officer-signed-in")
JOURNAL = [
    JournalLine(
        kind=kind,
        phase="open" if kind == "phase-changed" else "",
        about="آرش کوهستانی، انجمن یاران رودخانهٔ زرین" if place < 2 else "",
        actors=("رویا نیکان", "داود پارسا")[: 1 + (kind == "phase-changed")],
        user_names=("r.nikan", "d.parsa")[: 1 + (kind == "phase-changed")],
        at=NOON - timedelta(minutes=place),
        hash=hashlib.sha256(bytes([place])).hexdigest(),
    )
    for place, kind in enumerate(_KINDS)
]

LETTERS = [
    SimpleNamespace(
        id=place,
        number=f"1404/ص/{place + 120:05d}",
        institution=line.candidate.institution.name,
        seat="عضو اصلی",
        status=status,
        acts=acts,
        has_pdf=status == "issued",
    )
    for place, (line, status, acts) in enumerate(
        zip(_LINES, ("issued", "issued", "draft", "draft", "revoked"), ((), (), ("issue",), (), ()), strict=False), 1
    )
]

DRAFTED = SimpleNamespace(
    id=3,
    number="1404/ص/00123",
    institution=_institution(2),
    representative=Names("نگین رودباری"),
    until=date(2027, 11, 8),
    terms=Terms(recipient=("دبیر محترم کارگروه ملی",), purpose="", signatory="رویا نیکان", signatory_post="دبیر مجمع"),
)
ISSUED = SimpleNamespace(number="1404/ص/00121", institution=_institution(0))

VERDICT = ShownVerdict(
    status="valid",
    number="1404/ص/00121",
    date=date(2025, 11, 12),
    until=date(2027, 11, 8),
    institution=_institution(0).name,
    seat="عضو اصلی",
)
COMPARED, DIFFERENT = replace(VERDICT, compared=True), replace(VERDICT, status="different")
UNKNOWN, ALTERED = ShownVerdict(status="unknown"), ShownVerdict(status="altered")

KEYS = [
    Key(
        number=number,
        kind=kind,
        public_key="d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        since=NOON - timedelta(days=90),
        until=until,
        election=title,
    )
    for number, kind, until, title in (
        (1, "slip", None, None),
        (2, "invitation", None, None),
        (3, "letter", NOON - timedelta(days=2), None),
        (4711, "slip", NOON + timedelta(days=20), Names("انتخاب شش عضو کارگروه ملی")),
    )
]
CERTIFICATE = SimpleNamespace(
    name="Majma demonstration authority",
    fingerprint=hashlib.sha256(b"ca").hexdigest(),
    until=date(2035, 11, 1),
    address="/keys/authority.pem",
)
