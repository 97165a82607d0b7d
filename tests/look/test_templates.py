"""Templates keep the rules that the content security policy and the reader rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.look.pages import pages
from tests.look.preview import create_preview

ROOT = Path(__file__).resolve().parents[2]
ZONES = ("layout", "macros", "account", "public", "institution", "office", "errors")
TEMPLATES = sorted(path for zone in ZONES for path in (ROOT / "templates" / zone).glob("*.html"))
LONGEST = 120
NO_PROSE = re.compile(r"<(head|code|pre|script|style)\b.*?</\1>|<bdi class=.code.*?</bdi>", re.S)

AT_WORK = {
    "office/rebuild.html",
    "public/board_verify.html",
    "public/challenge.html",
    "public/share.html",
    "public/share_words.html",
    "public/trustee.html",
    "public/trustee_backup.html",
    "public/trustee_file.html",
    "public/trustee_files.html",
    "public/trustee_make.html",
    "public/trustee_reserve.html",
    "public/trustee_use.html",
    "public/trustee_words.html",
}
"""Templates that tests/booth looks at while their scripts work."""


@pytest.fixture(scope="module")
def persian() -> dict[str, str]:
    """Every page in Persian, by its short name."""
    app = create_preview()
    with app.test_request_context("/"):
        names = tuple(pages())
    return {name: app.test_client().get(f"/preview/{name}").get_data(as_text=True) for name in names}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_is_short_and_says_what_it_takes(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST
    assert text.startswith("{#-")


def test_every_page_template_is_looked_at() -> None:
    with create_preview().test_request_context("/"):
        shown = {template for template, _context in pages().values()}
    owned = {
        f"{path.parent.name}/{path.name}"
        for path in TEMPLATES
        if path.parent.name in ("account", "public", "institution", "office", "errors")
    }
    assert owned - shown == AT_WORK
    assert shown <= owned


def test_every_form_that_changes_something_carries_a_token(persian: dict[str, str]) -> None:
    for name, page in persian.items():
        for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S):
            assert 'name="csrf_token"' in form, name


def test_no_persian_page_shows_a_latin_digit_in_its_text(persian: dict[str, str]) -> None:
    for name in ("home", "election", "candidate", "result", "office-election", "roll", "close"):
        body = re.sub(NO_PROSE, "", persian[name])
        text = re.sub(r"<[^>]+>", " ", body)
        assert re.findall(r"\d*[0-9]\d*", text) == [], name


def test_every_arabic_page_runs_from_the_right_in_arabic_words_and_digits() -> None:
    app = create_preview()
    with app.test_request_context("/"):
        names = tuple(pages())
    for name in names:
        page = app.test_client().get(f"/preview/{name}?lang=ar").get_data(as_text=True)
        assert '<html lang="ar" dir="rtl"' in page, name
        body = re.sub(NO_PROSE, "", page)
        text = re.sub(r"<[^>]+>", " ", body)
        assert re.findall(r"(?:[a-z]{2,}[ ,.]+){4}", text) == [], name
        if name in ("home", "election", "candidate", "result", "office-election", "roll", "close"):
            assert re.findall(r"\d*[0-9]\d*", text) == [], name


def test_an_error_is_told_whole_at_the_top_and_at_its_field() -> None:
    page = create_preview().test_client().get("/preview/sign-in-wrong?lang=en").get_data(as_text=True)
    assert page.count("Please fill in this field.") == 4  # two fields, each in the summary and beside the field


def test_headings_labels_and_buttons_of_a_persian_page_are_persian(persian: dict[str, str]) -> None:
    for name, page in persian.items():
        page = re.sub(r"<(code|bdi|pre)\b.*?</\1>|<button[^>]*lang=\"en\".*?</button>", "", page, flags=re.S)
        said = re.findall(r"<(h1|h2|h3|label|legend|button|th|dt)\b[^>]*>(.*?)</\1>", page, re.S)
        latin = [
            text
            for _tag, inner in said
            if re.search("[A-Za-z]", text := re.sub(r"<[^>]+>|SHA-256|Ed25519|PDF", "", inner))
        ]
        assert latin == [], name
