"""Every message of the program is there in Persian and in Arabic, with the same named places."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from tests.rules.tree import ROOT

CATALOGUES = {
    language: ROOT / "app" / "language" / "translations" / language / "LC_MESSAGES" / "messages.po"
    for language in ("fa", "ar")
}
PERSIAN, ARABIC = CATALOGUES["fa"], CATALOGUES["ar"]

_PLACE = re.compile(r"%\(\w+\)[a-z]")


def messages_of(root: Path, template: Path) -> Catalog:
    """Every message in `app` and `templates` below `root`, collected in the file `template`."""
    babel = (sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract")
    subprocess.run([*babel, "-F", ROOT / "pyproject.toml", "-o", template, "."], cwd=root, check=True, timeout=120)
    return read_catalogue(template)


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def faults_of(needed: Catalog, translated: Catalog) -> list[str]:
    """The messages without a translation, or with one that fills other places."""
    found = ((message.id, _fault(message, translated)) for message in needed if message.id)
    return [f"{name!r}: {fault}" for name, fault in found if fault]


def _fault(message: Message, translated: Catalog) -> str | None:
    found = translated.get(message.id, message.context)
    if found is None:
        return "missing"
    if found.fuzzy:
        return "marked as uncertain"
    asked = message.id if isinstance(message.id, tuple) else (message.id,)
    given = found.string if isinstance(found.string, tuple) else (found.string,)
    if not all(given) or (len(asked) > 1 and len(given) != translated.num_plurals):
        return "empty"
    named = range(3) if translated.num_plurals == 6 else ()  # Arabic says none, one and two without a figure
    places = {
        frozenset(_PLACE.findall(text)) for form, text in enumerate((*given, asked[-1]))
        if not (len(given) > 1 and form in named and "%(" not in text)
    }  # fmt: skip
    return "other places" if len(places) > 1 else None


@pytest.fixture(scope="module")
def needed(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return messages_of(ROOT, tmp_path_factory.mktemp("needed") / "messages.pot")


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_message_is_translated(needed: Catalog, language: str) -> None:
    assert len(needed) > 100
    assert faults_of(needed, read_catalogue(CATALOGUES[language])) == []


def test_a_message_without_a_faithful_translation_is_caught(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{{ _('Seats') }} {{ _('Slips') }} {{ _('%(count)s seats', count=1) }}"
        "{{ n_('%(count)s slip', '%(count)s slips', 2) }}"
    )
    needed = messages_of(tmp_path, tmp_path / "messages.pot")
    translated = Catalog(locale="fa")
    translated.add("Seats", "کرسی‌ها")
    translated.add("%(count)s seats", "%(number)s کرسی")
    translated.add(("%(count)s slip", "%(count)s slips"), ("",))
    assert faults_of(needed, translated) == [
        "'Slips': missing",
        "'%(count)s seats': other places",
        "('%(count)s slip', '%(count)s slips'): empty",
    ]
    forms = ("لا قسيمة", "قسيمة", "قسيمتان", "%(count)s قسائم", "%(count)s قسيمة", "%(count)s قسيمة")
    for given, faulty in ((forms, False), ((*forms[:5], "%(number)s قسيمة"), True), (forms[:1], True)):
        arabic = Catalog(locale="ar")
        arabic.add(("%(count)s slip", "%(count)s slips"), given)
        assert any("slips" in fault for fault in faults_of(needed, arabic)) == faulty


OTHER_WORDS = {  # another word for a thing that has one already, and the word
    "تابلوی عمومی": "تابلوی اعلان عمومی", "کد مربعی": "رمزینه", "نشان چهارگوش": "رمزینه", "دانهٔ قرعه": "بذر قرعه",
    "بخش محرمانه": "بخش خصوصی", "انتخاب‌نشده": "منتخب", "نام‌نویسی": "ثبت‌نام", "حاصل جمع": "جمع آرا",
    "مجموع آرا": "جمع آرا", "سرور": "سامانه", "بسمه تعالی": "بسمه‌تعالی", "ابطال‌شده است": "لغوشده است",
}  # fmt: skip
_COUNT = re.compile(r"(?<![آ-ی‌])شمار (?!نمی|می|آرای مأخوذه)")
_FAMILIAR = re.compile(r"(?<![آ-ی‌])(بساز|پیدا کن|بزن|بخوان|بنویس|بگیر|بده)(?![آ-ی‌ٔ])")


def second_words(text: str) -> list[str]:
    """The words in a Persian text that stand for what has another word, and imperatives that are not formal."""
    found = [word for word in OTHER_WORDS if word in text]
    return found + [match[0] for pattern in (_COUNT, _FAMILIAR) for match in pattern.finditer(text)]


def faults_in(catalogue: Path, faults_of_text: Callable[[str], list[str]]) -> dict[object, list[str]]:
    """The messages of a catalogue whose translations have such faults, and the faults."""
    faults = {}
    for message in read_catalogue(catalogue):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        found = [fault for text in texts for fault in faults_of_text(text)] if message.id else []
        if found:
            faults[message.id] = found
    return faults


def test_one_thing_has_one_word_and_readers_are_addressed_formally() -> None:
    assert faults_in(PERSIAN, second_words) == {}


@pytest.mark.parametrize("text", ["در تابلوی عمومی", "کد مربعی را بخوانید", "کلید مرا بساز", "شمار تعرفه‌ها"])
def test_a_second_word_is_caught(text: str) -> None:
    assert second_words(text)
    assert not second_words("تعداد تعرفه‌ها در تابلوی اعلان عمومی؛ کلید خود را بسازید؛ به شمار می‌آید؛ شمارهٔ ۳")


_FOREIGN = re.compile(r"[پچژگکیەھہ۰-۹]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
AS_THEY_ARE = {  # names of files, formats, programs and standards
    "credentials", "json", "SHA", "PDF", "host", "address", "majma", "help", "Ed", "RFC", "trustee", "key", "belenios",
    "tool", "JPEG", "PNG", "WebP", "XLSX", "CSV", "JSON", "ZIP", "commitments", "decryption", "public", "office",
    "tehran", "national", "answer", "example", "org", "vote", "test", "head", "QR", "reserve", "US",
    "Android", "Chrome", "Chromium", "Firefox", "Linux", "Safari", "macOS",
}  # fmt: skip


OTHER_ARABIC_WORDS = {  # as above
    "بطاقة": "ورقة الاقتراع", "قائمة الناخبين": "سجل الناخبين", "رسالة تعريف": "كتاب تعريف", "السيرفر": "الخادم",
    "لوحة الإعلان": "لوحة النشر العامة", "الملغاة": "المبطلة", "كود": "رمز", "السكرتير": "أمين السر",
    "حملة المفاتيح": "أمناء المفتاح",
}  # fmt: skip


def not_arabic(text: str) -> list[str]:
    """Persian letters and digits in an Arabic text, English words that nobody translated, and second words."""
    plain = _PLACE.sub("", text)
    english = [word for word in _LATIN.findall(plain) if word not in AS_THEY_ARE]
    return _FOREIGN.findall(plain) + english + [word for word in OTHER_ARABIC_WORDS if word in plain]


def test_arabic_is_written_in_arabic() -> None:
    assert faults_in(ARABIC, not_arabic) == {}


@pytest.mark.parametrize("text", ["کتاب", "رأي ۴", "the letter", "لجنة الچك", "بطاقة بيضاء"])
def test_what_is_not_arabic_is_caught(text: str) -> None:
    assert not_arabic(text)
    assert not not_arabic("بصمة SHA-256 للأرشيف، %(count)s من ٤")
