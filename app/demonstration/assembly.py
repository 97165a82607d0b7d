"""The fictional assembly: its second session elects six institutions to a national working group."""

from random import Random

from app.demonstration.dossiers import candidate
from app.demonstration.institutions import institutions as invented_institutions
from app.demonstration.institutions import people
from app.demonstration.values import Assembly, Body, Delegate, Officer, Person, Presider, Session, Words
from app.states.officer import Role

_NAME = Words(
    fa="مجمع نهادهای مردمی همکار (نمایشی)",
    en="Assembly of Co-operating Popular Institutions (demonstration)",
    ar="مجمع المؤسسات الأهلية المتعاونة (للعرض)",
)
_BODY = Body(
    name=Words(
        fa="کارگروه ملی مشارکت نهادهای مردمی",
        en="National Working Group on the Participation of Popular Institutions",
        ar="فريق العمل الوطني لمشاركة المؤسسات الأهلية",
    ),
    seats=6,
    alternates=3,
    term_years=2,
    purpose=Words(
        fa="برنامه‌های تعاملی و همکاری‌های اجتماعی",
        en="programmes of interaction and social co-operation",
        ar="برامج التفاعل والتعاون الاجتماعي",
    ),
)
COMMITTEE = Body(
    name=Words(
        fa="کمیتهٔ تخصصی پیشگیری اجتماعی",
        en="Committee on Social Prevention",
        ar="اللجنة المتخصصة في الوقاية الاجتماعية",
    ),
    seats=3,
    alternates=2,
    term_years=2,
    purpose=_BODY.purpose,
)
"""Elected in the sessions before and after the one that is shown."""
_PLACE = Words(
    fa="تالار همایش سپیدار، تهران",
    en="Sepidar Conference Hall, Tehran",
    ar="قاعة سبيدار للمؤتمرات، طهران",
)
_AGENDA = (
    Words(fa="قرائت قرآن و خوشامدگویی", en="Recitation and welcome"),
    Words(fa="گزارش دبیرخانه از نهادهای معرفی‌شدهٔ استان‌ها", en="Report on the institutions introduced"),
    Words(fa="معرفی نامزدها، هر نامزد پنج دقیقه", en="Candidates introduce themselves, five minutes each"),
    Words(fa="رأی‌گیری برای شش کرسی", en="Election of six seats"),
    Words(fa="اعلام نتیجه و صدور معرفی‌نامه‌ها", en="Result and letters of introduction"),
    Words(fa="هم‌اندیشی دربارهٔ مشارکت مؤثر نهادهای مردمی", en="Discussion of effective participation"),
)
_OFFICES = (
    ("secretary", Role.SECRETARY, Words(fa="دبیر مجمع", en="Secretary of the Assembly", ar="أمين سر المجمع")),
    (
        "returning",
        Role.RETURNING_OFFICER,
        Words(fa="مسئول برگزاری انتخابات", en="Returning Officer", ar="مسؤول إجراء الانتخابات"),
    ),
    (
        "signatory",
        Role.SIGNATORY,
        Words(
            fa="مدیرکل مشارکت‌های مردمی",
            en="Director-General of Public Participation",
            ar="المدير العام للمشاركة الأهلية",
        ),
    ),
)
_PRESIDIUM = (
    Words(fa="رئیس جلسه", en="Chair", ar="رئيس الجلسة"),
    Words(fa="منشی", en="Secretary of the session", ar="أمين سر الجلسة"),
    Words(fa="ناظر اول", en="First observer", ar="المراقب الأول"),
    Words(fa="ناظر دوم", en="Second observer", ar="المراقب الثاني"),
)


def assembly(seed: int, institutions: int = 100, candidates: int = 24, delegates: int = 22) -> Assembly:
    """Return the demonstration of this seed, with at least as many institutions as candidates or delegates.

    The first 24 candidates have 24 different dossiers; further ones tell the same themes with other places,
    figures and selections. Raises ValueError for a negative number, or more institutions than there are
    names.
    """
    if min(institutions, candidates, delegates) < 0:
        raise ValueError("the demonstration has no negative numbers of anybody")
    draw = Random(f"majma demonstration {seed}")  # invented people, not keys  # noqa: S311
    persons = people(draw)
    office = [next(persons) for _ in range(len(_OFFICES) + len(_PRESIDIUM))]
    register = invented_institutions(draw, max(institutions, candidates, delegates), persons)
    present = _present(draw, len(register), candidates, delegates)
    return Assembly(
        address="hamkar",
        name=_NAME,
        session=_session(office[len(_OFFICES) :]),
        body=_BODY,
        officers=tuple(
            Officer(username=username, role=role, post=post, person=person)
            for (username, role, post), person in zip(_OFFICES, office, strict=False)
        ),
        institutions=register,
        candidates=tuple(candidate(draw, institution) for institution in register[:candidates]),
        delegates=tuple(
            Delegate(institution=register[place].number, person=register[place].representative) for place in present
        ),
    )


def _present(draw: Random, institutions: int, candidates: int, delegates: int) -> list[int]:
    """Return the positions of the institutions in the room: mostly candidates, who present themselves."""
    standing, others = range(candidates), range(candidates, institutions)
    count = max(min(delegates * 3 // 4, candidates), delegates - len(others))
    return sorted(draw.sample(standing, count) + draw.sample(others, delegates - count))


def _session(presiders: list[Person]) -> Session:
    return Session(
        number=2,
        title=Words(fa="دومین نشست", en="Second session", ar="الجلسة الثانية"),
        place=_PLACE,
        agenda=_AGENDA,
        presidium=tuple(Presider(post=post, person=person) for post, person in zip(_PRESIDIUM, presiders, strict=True)),
    )
