"""Every message of the program is there in Persian, with the same named places."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from tests.rules.tree import ROOT

PERSIAN = ROOT / "app" / "translations" / "fa" / "LC_MESSAGES" / "messages.po"

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
    if not all(given):
        return "empty"
    places = {frozenset(_PLACE.findall(text)) for text in (*given, asked[-1])}
    return "other places" if len(places) > 1 else None


def test_every_message_is_translated_into_persian(tmp_path: Path) -> None:
    needed = messages_of(ROOT, tmp_path / "messages.pot")
    assert len(needed) > 100
    assert faults_of(needed, read_catalogue(PERSIAN)) == []


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


def test_one_thing_has_one_word_and_readers_are_addressed_formally() -> None:
    faults = {}
    for message in read_catalogue(PERSIAN):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        found = [word for text in texts for word in second_words(text)] if message.id else []
        if found:
            faults[message.id] = found
    assert faults == {}


@pytest.mark.parametrize("text", ["در تابلوی عمومی", "کد مربعی را بخوانید", "کلید مرا بساز", "شمار تعرفه‌ها"])
def test_a_second_word_is_caught(text: str) -> None:
    assert second_words(text)
    assert not second_words("تعداد تعرفه‌ها در تابلوی اعلان عمومی؛ کلید خود را بسازید؛ به شمار می‌آید؛ شمارهٔ ۳")
