"""Fictional documents with names as long as real ones, and the wording they are printed in."""

import random
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.support import Translations

from app.documents.letter import Letter
from app.documents.letterhead import Letterhead
from app.documents.minutes import (
    Accounting,
    Attendance,
    Attendee,
    BoardEntry,
    BoardRecord,
    Candidate,
    Challenges,
    Lots,
    Minutes,
    Trustee,
    VoteLine,
    Withdrawal,
)
from app.documents.slip import Slip, SlipSheet
from app.documents.zero_report import ZeroReport
from app.language.catalogue import compile_catalogues, wording
from app.language.wording import Wording, wording_from
from app.states.way_in import WayIn
from ballots import credential
from ballots.short import Kind, short

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
FINGERPRINT = "mZr0yqR4s3qvKfX1Ue7cJd9uN2bTQw5LxHhP8aGo6kE"
HASH = "9f2c4e7a1b3d5f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd"

INSTITUTIONS = (
    ("مؤسسهٔ مردم‌نهاد یاران سپیده‌دم عدالت ترمیمی", "آذربایجان شرقی", "سرکار خانم مهرانگیز فرخ‌منش"),
    ("انجمن حمایت از خانوادهٔ زندانیان نیازمند پگاه امید", "خراسان رضوی", "جناب آقای کیانوش دانشور"),
    ("کانون میانجی‌گری و صلح و سازش نسیم آشتی", "فارس", "سرکار خانم پری‌ناز آتشین‌جامه"),
    ("بنیاد حقوق شهروندی روشنای فردا", "اصفهان", "جناب آقای هوتن ستوده‌نیا"),
    ("جمعیت پیشگیری از آسیب‌های اجتماعی سرو سایه‌گستر", "کهگیلویه و بویراحمد", "جناب آقای بهمن‌یار کوه‌پیما"),
    ("سازمان مردم‌نهاد پاسداران زیست‌بوم کویر", "یزد", "سرکار خانم گلاره نخلستانی"),
    ("انجمن داوری و حل اختلاف اصناف چهارسو", "قزوین", "جناب آقای آرمین بازارگان"),
    ("مؤسسهٔ توان‌یابان همدل", "گیلان", "سرکار خانم سپینود باران‌دوست"),
    ("کانون حمایت از کودکان کار آفتاب‌گردان", "تهران", "سرکار خانم نیکو راهنورد"),
    ("بنیاد نیکوکاری آب و آینه", "هرمزگان", "جناب آقای دریادل بندری‌نژاد"),
    ("انجمن مددکاری حقوقی زاگرس", "چهارمحال و بختیاری", "جناب آقای اسفندیار بلوط‌کار"),
    ("خانهٔ آموزش حقوق همگانی دانش‌ور", "سیستان و بلوچستان", "سرکار خانم ماه‌بانو سرفراز"),
)
HEAD = Letterhead(
    assembly="مجمع ملی نهادهای مردمی همکار در پیشگیری و صلح و سازش",
    office="دبیرخانهٔ مجمع",
    emblem=1,
    demonstration=False,
)


@lru_cache(maxsize=1)
def persian() -> Wording:
    """The Persian wording of the program."""
    compile_catalogues()
    return wording("fa")


@lru_cache(maxsize=1)
def arabic() -> Wording:
    """The Arabic wording of the program."""
    compile_catalogues()
    return wording("ar")


@lru_cache(maxsize=1)
def english() -> Wording:
    """The English wording: the messages themselves."""
    return wording_from("en", Translations())


def sheet(head: Letterhead = HEAD) -> SlipSheet:
    return SlipSheet(
        head=head,
        election="انتخاب اعضای هیئت راهبری مجمع، دورهٔ دوم (شش کرسی)",
        session_date=date(2025, 11, 8),
        fingerprint=FINGERPRINT,
        booth="https://vote.example/B/K7QM2XPA",
        way=WayIn.CAMERA,
        keys=tuple((name, short(Kind.KEY, name)) for name in ("آناهیتا گلشن‌راد", "فرهاد بیستون‌پناه", "کاوه سپهرآذین")),
    )


def slips(count: int) -> list[Slip]:
    draw = random.Random(7)

    def text(alphabet: str, length: int) -> str:
        return "".join(draw.choice(alphabet) for _ in range(length))

    return [
        Slip(
            serial=f"SLIP-{text(BASE32, 4)}",
            token=text(BASE32, 160),
            credential=credential.generate(draw.randbytes),
        )
        for index in range(count)
    ]


def letter(**changes: object) -> Letter:
    name, province, delegate = INSTITUTIONS[0]
    facts: dict[str, object] = {
        "head": HEAD,
        "number": "1404/ص/00127",
        "dated": date(2025, 11, 12),
        "enclosure": "",
        "recipient": ("ریاست محترم کل دادگستری استان آذربایجان شرقی", "جناب آقای دکتر خسرو نیک‌اندیش"),
        "session": 2,
        "session_date": date(2025, 11, 8),
        "present": 22,
        "place": "تالار همایش‌های سرو، تهران",
        "institution": name,
        "legal_id": "10380284790",
        "registration": "۲۴۸۱۷",
        "province": province,
        "votes": 17,
        "rank": 1,
        "body": "هیئت راهبری مجمع",
        "alternate": False,
        "until": date(2027, 11, 7),
        "purpose": "برنامه‌های پیشگیری از وقوع جرم، میانجی‌گری و آموزش حقوق همگانی",
        "delegate": delegate,
        "signatory": "دکتر نسترن مهرپویا",
        "signatory_post": "دبیر مجمع ملی نهادهای مردمی همکار",
        "copies": (f"{name}، برای آگاهی", "دبیرخانهٔ مجمع، برای بایگانی"),
        "code": "K7QM-2XPA-9RTD-4",
    }
    return Letter(**(facts | changes))  # type: ignore[arg-type]


def arabic_letter() -> Letter:
    """The same letter as its Arabic reader gets it."""
    name = "مؤسسة رفاق الفجر للعدالة التصالحية"
    return letter(
        head=Letterhead(
            assembly="المجمع الوطني للمؤسسات الأهلية المتعاونة في الوقاية والصلح", office="أمانة السر", emblem=1,
            demonstration=False,
        ),
        recipient=("إلى / السيد رئيس محكمة استئناف ذي قار المحترم",), place="قاعة السرو للمؤتمرات، طهران",
        institution=name, province="أذربيجان الشرقية", votes=12, body="هيئة إدارة المجمع",
        purpose="برامج الوقاية من الجريمة والوساطة والتثقيف القانوني", delegate="مهرانكيز فرخ منش",
        signatory="د. نسترن مهربويا", signatory_post="أمين سر المجمع الوطني للمؤسسات الأهلية المتعاونة",
        copies=(f"{name}، للعلم", "الأضبارة"),
    )  # fmt: skip


TOKEN = slips(1)[0].token
ADDRESS = "HTTPS://MAJMA.EXAMPLE.ORG/L/"
CHECK_ADDRESS = "https://majma.example.org/letters"
MOMENT = datetime(2025, 11, 12, 8, 30, tzinfo=UTC)
SIGNATORIES = (
    ("رئیس جلسه", "دکتر نسترن مهرپویا"),
    ("منشی", "کاوه سپهرآذین"),
    ("ناظر اول", "آناهیتا گلشن‌راد"),
    ("ناظر دوم", "فرهاد بیستون‌پناه"),
)


def zero_report(head: Letterhead = HEAD, ballots: int = 0) -> ZeroReport:
    return ZeroReport(
        head=head,
        election=sheet().election,
        opened=datetime(2025, 11, 8, 7, 10, tzinfo=UTC),
        fingerprint=FINGERPRINT,
        board_height=1,
        board_head=HASH,
        seats=6,
        least_marks=1,
        most_marks=6,
        blank_allowed=True,
        slips_printed=30,
        credentials=30,
        checked_in=22,
        ballots=ballots,
        candidates=tuple(name for name, _, _ in INSTITUTIONS * 2),
        trustees=("آناهیتا گلشن‌راد", "فرهاد بیستون‌پناه", "کاوه سپهرآذین"),
        signatories=SIGNATORIES,
    )


def _attendance() -> Attendance:
    return Attendance(
        introduced=100,
        eligible=31,
        present=tuple(
            Attendee(institution=name, province=province, delegate=delegate)
            for name, province, delegate in (INSTITUTIONS * 2)[:22]
        ),
        rule="حضور بیش از نیمی از نهادهای واجد شرایط",
        needed=16,
    )


def _candidates(withdrawal: datetime) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            number=index + 1,
            institution=name,
            province=province,
            withdrew=Withdrawal(institution=name, at=withdrawal, officers=("نگار",)) if index == 10 else None,
        )
        for index, (name, province, _) in enumerate(INSTITUTIONS)
    )


def _votes() -> tuple[VoteLine, ...]:
    votes = (17, 16, 14, 13, 12, 11, 10, 10, 8, 5, 3, 0)
    standings = ("seated",) * 6 + ("alternate",) * 3 + ("none",) * 3
    ranks = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    return tuple(
        VoteLine(rank=rank, institution=name, province=province, votes=count, standing=standing)  # type: ignore[arg-type]
        for (name, province, _), rank, count, standing in zip(INSTITUTIONS, ranks, votes, standings, strict=True)
    )


def lots(**changes: object) -> Lots:
    """A draw among two candidates of equal votes."""
    tied = (INSTITUTIONS[6][0], INSTITUTIONS[7][0])
    facts = {
        "tied": tied, "rank": 7, "balls": True, "digits": "0416023597", "seed": f"0416023597./{HASH.upper()}./7./",
        "announced": datetime(2025, 11, 8, 9, 2, tzinfo=UTC),
        "observers": ("آناهیتا گلشن‌راد", "فرهاد بیستون‌پناه"), "order": tied,
    }  # fmt: skip
    return Lots(**(facts | changes))  # type: ignore[arg-type]


def order_lots() -> Lots:
    """The draw of the order on the ballot."""
    digits = "401602359722"
    return lots(
        tied=(), rank=0, order=(), digits=digits, seed=f"{digits}./{HASH.upper()}./",
        announced=datetime(2025, 11, 2, 7, 30, tzinfo=UTC),
    )  # fmt: skip


def holder(name: str, source: str = "observer", **more: object) -> Trustee:
    return Trustee(name=name, digits=short(Kind.KEY, name), source=source, **more)  # type: ignore[arg-type]


TRUSTEES = (
    holder("آناهیتا گلشن‌راد"), holder("فرهاد بیستون‌پناه", "witness"),
    holder("مانا شریفی‌پور", "typed", rebuilt_from=(1, 3)),
)  # fmt: skip


def minutes(head: Letterhead = HEAD) -> Minutes:
    opened = datetime(2025, 11, 8, 7, 10, tzinfo=UTC)
    return Minutes(
        head=head,
        number="1404/م/00012",
        session=2,
        election=sheet().election,
        held_on=date(2025, 11, 8),
        place="تالار همایش‌های سرو، تهران",
        call=1,
        agenda=(
            "گزارش دبیرخانه از دورهٔ نخست",
            "معرفی نامزدها و ارائهٔ برنامه‌ها و دستاوردها",
            "رأی‌گیری برای شش کرسی هیئت راهبری",
        ),
        seats=6,
        attendance=_attendance(),
        presidium=SIGNATORIES,
        order_rule="به قید قرعه",
        order_lots=order_lots(),
        candidates=_candidates(opened),
        withdrawals=(Withdrawal(institution="انجمن یاران خورشید", at=datetime(2025, 11, 2, 7, 0, tzinfo=UTC)),),
        opened=opened,
        closed=datetime(2025, 11, 8, 8, 5, tzinfo=UTC),
        accounting=Accounting(printed=30, handed_out=22, unused=7, spoiled=1, void=0, cast=22, blank=1, reason=""),
        challenges=Challenges(made=3, agrees=2, differs=0),
        votes=_votes(),
        lots=(lots(),),
        objections_until=date(2025, 11, 11),
        objections_waived=False,
        annexes=("K7QM2XPA.record.zip",),
        board=BoardRecord(
            fingerprint=FINGERPRINT,
            closing=BoardEntry(height=23, hash=HASH[::-1]),
            last=BoardEntry(height=28, hash=HASH),
            accounting=FINGERPRINT[::-1],
            bindings=FINGERPRINT[5:] + FINGERPRINT[:5],
            board_key=f"majma.example.org/elections/K7QM2XPA+2fd4e1c6+{'AcO2t0Jr7J4l' * 3}mYF3Q8m3",
            slip_keys=((1, HASH),),
            address="https://majma.example.org/elections/K7QM2XPA/board",
        ),
        trustees=TRUSTEES,
        backup_waived="",
        key_destroyed=None,
        signatories=SIGNATORIES,
    )
