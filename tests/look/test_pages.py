"""Every page that somebody sees in the walk, in a real browser: accessible, whole, nothing refused.

Of pages that are built alike (see `walk.skeleton`) one is examined. In each run it is so many that every kind of
element stands on one of them, as on a phone and in Persian; `./majma prove` examines every way in which a page is
built, on a tablet too, and in each language on a phone, where words are the tightest; in another language a page that
says nothing which another does not say in the same kind of element is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.look.scenes import OFTEN, SCENES
from tests.look.server import CHECKER, Shown, shown
from tests.look.walk import (
    LANGUAGES,
    Seen,
    different,
    first_seen,
    in_language,
    neighbours_before,
    pages,
    saying_more,
    scene_of,
    spoken,
    with_new_words,
)
from tests.support.assemblies import OFFICERS
from tests.support.axe import violations
from tests.support.browser import UNTIMED, open_browser

SIZES = {"tablet": (1024, 768), "phone": (390, 844)}
LEAST_TARGET = 44

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("account", "public", "institution", "office", "errors")
WITHOUT_LATIN_DIGITS = {
    "public/home.html", "public/election.html", "public/candidate.html", "public/result.html", "office/election.html",
    "office/roll.html", "office/close.html",
}  # fmt: skip
FOREIGN = re.compile(r"<(code|bdi|pre)\b.*?</\1>|<button[^>]*lang=\"en\".*?</button>", re.S)
NAMES = re.compile(
    r"(انجمن|مجمع|Society|Assembly) (mehr|sepehr)( \d)?|امین \d|\u2068[^\u2069]*\u2069|[a-z-]+\.(json|bel|zip)|"
    + "|".join(OFFICERS.values())
)
"""What is called so in the tests, institutions and trustees, and names of files: none is of the page's language."""
NO_PROSE = re.compile(r"<(head|code|pre|script|style|textarea)\b.*?</\1>|<bdi class=.code.*?</bdi>", re.S)
UNSEEN = {
    "public/trustee_file.html": "one file without a server; tests/booth opens it from the disk",
}
"""Page templates that nobody sees in the walk, and who sees them."""

SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
    .filter(one => {
        const box = one.getBoundingClientRect();
        const inText = one.closest('p:not(.actions)') !== null;
        const labelled = ['radio', 'checkbox'].includes(one.type) || one.closest('.candidate-card') !== null;
        return box.width > 0 && box.height > 0 && box.height < least - 0.5 && !inText && !labelled
            && !['skip-link', 'visually-hidden'].some(name => one.classList.contains(name));
    })
    .map(one => one.outerHTML.slice(0, 120))"""


Kind = tuple[str, tuple[tuple[str, str], ...]]
_TAG = re.compile(r"<([a-z][a-z0-9-]*)\b([^>]*)>")
_KIND = re.compile(r'\b(class|role|type)="([^"]*)"')


def kinds(one: Seen) -> set[Kind]:
    """The elements of a page: each tag with its class, role and type."""
    return {(tag, tuple(sorted(_KIND.findall(rest)))) for tag, rest in _TAG.findall(one.html)}


def covering(seen: list[Seen]) -> list[Seen]:
    """Pages on which every kind of element stands, few of them: each the one with the most kinds that are new."""
    left, chosen = set[Kind]().union(*map(kinds, seen)), list[Seen]()
    while left:
        chosen.append(max(seen, key=lambda one: len(kinds(one) & left)))
        left -= kinds(chosen[-1])
    return chosen


@dataclass
class Eye:
    """A browser page before what somebody saw, with what the browser complained about."""

    server: Shown
    page: Page
    size: str
    complaints: list[str] = field(default_factory=list)

    def open(self, one: Seen) -> Page:
        self.complaints.clear()
        self.page.goto(self.server.show(one))
        return self.page

    def resize(self, size: str) -> None:
        """Show the open page at another size; no page of the walk looks at its size only while it is loaded."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function("width => innerWidth === width", arg=width)  # a busy machine gives a size later

    def violations(self, *, contrast: bool = True, as_a_whole: bool = False) -> list[str]:
        """What axe finds wrong on the page that is open."""
        address = f"{self.server.address}{CHECKER}"
        return violations(self.page, address=address, contrast=contrast, as_a_whole=as_a_whole)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser(*UNTIMED) as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Shown]:
    with shown() as server:
        yield server


@pytest.fixture(scope="module", params=SIZES)
def eye(request: pytest.FixtureRequest, browser: Browser, server: Shown) -> Iterator[Eye]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Tehran", reduced_motion="reduce"
    )
    eye = Eye(server, context.new_page(), request.param)
    eye.page.on("console", lambda said: eye.complaints.append(said.text) if said.type == "error" else None)
    eye.page.on("pageerror", lambda error: eye.complaints.append(str(error)))
    yield eye
    context.close()


def the(template: str, scene: str) -> Seen:
    """The first page of that template in a scene."""
    return next(one for one in pages(scene) if one.template == template)


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"))


def misfits(eye: Eye, one: Seen) -> list[str]:
    """What does not fit on the page that is open: its width, its targets, its direction, its headings."""
    page = eye.page
    found = [f"too small: {target}" for target in page.evaluate(SMALL_TARGETS, LEAST_TARGET)]
    found += [f"{overhang(page)} pixels too wide"] if overhang(page) else []
    direction = "ltr" if one.language == "en" else "rtl"
    found += [] if page.locator("html").get_attribute("dir") == direction else ["the wrong direction"]
    found += [f"not one {tag}" for tag in ("main", "h1") if page.locator(f"{tag}:visible").count() != 1]
    return found + eye.complaints


def faults(eye: Eye, one: Seen, *, axe: bool = True, contrast: bool = True, as_a_whole: bool = False) -> list[str]:
    """Everything that is wrong with a page."""
    eye.open(one)
    found = misfits(eye, one) + (eye.violations(contrast=contrast, as_a_whole=as_a_whole) if axe else [])
    return [f"{one.name}: {fault}" for fault in found]


def each_template() -> list[Seen]:
    """One page for each template of the scenes that are visited every time."""
    return list({one.template: one for name in OFTEN for one in reversed(pages(name))}.values())


@pytest.mark.parametrize("eye", ["phone"], indirect=True)
def test_every_kind_of_element_is_accessible_whole_and_large_enough_somewhere(eye: Eye) -> None:
    # A page whose kinds all stand on others is opened in `prove`. Contrasts wait for it, too: the themes' tests below
    # and tests/look/test_contrast.py look at them every time.
    assert [fault for one in covering(each_template()) for fault in faults(eye, one, contrast=False)] == []


def test_what_is_left_out_has_no_kind_of_its_own() -> None:
    every = each_template()
    looked_at = covering(every)
    assert len(looked_at) < len(every) / 2
    assert set[Kind]().union(*map(kinds, every)) == set[Kind]().union(*map(kinds, looked_at))


def persian_faults(eye: Eye, scene: str) -> list[str]:
    """What is wrong with the pages of a scene on a phone, and then on a tablet."""
    met, found = neighbours_before(scene), list[str]()
    for one in first_seen(scene):
        # Where each tag stood beside its neighbours on a page before, only what they make together can be wrong.
        found += faults(eye, one, as_a_whole=one.skeleton <= met)
        met |= one.skeleton
        eye.resize("tablet")
        found += [f"{one.name}: {fault} on a tablet" for fault in misfits(eye, one)]
        eye.resize("phone")
    return found


@pytest.mark.prove
@pytest.mark.parametrize("eye", ["phone"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)  # changes fastest: who sees a scene stays signed in for some time only
@pytest.mark.parametrize("scene", SCENES)
def test_every_page_of_a_scene_is_accessible_whole_and_large_enough(eye: Eye, scene: str, language: str) -> None:
    if language == "fa":
        found = persian_faults(eye, scene)
    else:
        found = [fault for one in with_new_words(scene, language) for fault in faults(eye, one, axe=False)]
    assert not found, "\n".join(found)


def test_a_page_that_says_a_new_word_or_one_elsewhere_is_opened_and_no_other() -> None:
    def page(html: str) -> Seen:
        return replace(the("public/home.html", "voting"), html=f"<head><title>{html[4:7]}</title></head>{html}")

    first, new, elsewhere = page("<p>one 1</p><b>two</b>"), page("<p>one</p><b>three</b>"), page("<h2>two</h2>")
    as_wide, part = page("<p>one 22</p>"), page("<b>two</b>")
    assert saying_more((first, part, as_wide, new, elsewhere, new), frozenset()) == [first, new, elsewhere]
    assert saying_more((first, part), first.words) == []


@pytest.mark.parametrize("eye", ["phone"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_main_pages_fit_in_the_other_languages(eye: Eye, language: str) -> None:
    main = [
        the("public/home.html", "voting"),
        the("public/result.html", "final"),
        the("office/election.html", "voting"),
    ]
    assert [fault for one in main for fault in faults(eye, in_language(one, language), axe=False)] == []


@pytest.mark.parametrize("eye", ["phone"], indirect=True)
@pytest.mark.parametrize("theme", ["hall", "contrast"])
def test_the_other_themes_are_accessible_too(eye: Eye, theme: str) -> None:
    page = eye.open(the("public/result.html", "final"))
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert violations(page) == []


def test_the_bar_of_a_persian_result_begins_at_the_right(eye: Eye) -> None:
    page = eye.open(the("public/result.html", "final"))
    bars = page.evaluate(
        "() => [...document.querySelectorAll('.result-bar')].slice(0, 3).map(bar => {"
        " const [drawn, whole, votes] = [bar.firstElementChild, bar, bar.lastElementChild].map(one =>"
        " one.getBoundingClientRect()); return [whole.right - drawn.right, drawn.left - votes.right, drawn.width]; })"
    )
    for from_the_start, before_the_number, _width in bars:
        assert abs(from_the_start) < 1
        assert before_the_number > 0
    assert bars[0][2] > bars[2][2]


def test_a_row_of_a_table_is_a_card_on_a_phone(eye: Eye) -> None:
    page = eye.open(the("office/roll.html", "voting"))
    stacked = page.evaluate("() => getComputedStyle(document.querySelector('.data-table tbody tr')).display") == "block"
    assert stacked == (eye.size == "phone")


@pytest.mark.parametrize("eye", ["phone"], indirect=True)
def test_figures_of_one_width_stand_only_in_columns(eye: Eye) -> None:
    page = eye.open(the("public/result.html", "final"))
    figures = "(where) => getComputedStyle(document.querySelector(where)).fontVariantNumeric"
    shown = {where: page.evaluate(figures, where) for where in (".facts dd", ".result-rank", ".data-table .number")}
    assert shown == {".facts dd": "normal", ".result-rank": "normal", ".data-table .number": "tabular-nums"}


def test_a_number_and_its_unit_stay_together_on_a_phone(eye: Eye) -> None:
    told = [
        one for one in pages("registering") if one.template == "institution/preview.html" and "<strong>" in one.html
    ]
    page = eye.open(told[0])
    gap = page.evaluate(
        "() => { const number = document.querySelector('.data-table strong'); const range = document.createRange();"
        " range.selectNode(number.nextSibling);"
        " const [one, other] = [number, range].map(it => it.getBoundingClientRect());"
        " return Math.max(one.left, other.left) - Math.min(one.right, other.right); }"
    )
    assert 0 <= gap < 12


@pytest.mark.parametrize("eye", ["phone"], indirect=True)
def test_a_fault_is_found(eye: Eye) -> None:
    one = the("office/sign_in.html", "registering")
    page = eye.open(one)
    page.evaluate("() => document.querySelector('label').remove()")
    page.evaluate("() => { document.querySelector('main').style.inlineSize = '3000px'; }")
    page.evaluate(
        "() => { const seen = [...document.querySelectorAll('main button')].find(one => one.offsetHeight > 0);"
        " Object.assign(seen.style, { minBlockSize: 0, blockSize: '20px' }); }"
    )
    page.evaluate("() => { document.documentElement.dir = 'ltr'; document.querySelector('h1').remove(); }")
    assert [line for line in violations(page) if line.startswith("label")] != []
    assert [line for line in eye.violations(as_a_whole=True) if line.startswith("page-has-heading-one")] != []
    found = " ".join(misfits(eye, one))
    for sign in ("too small", "too wide", "wrong direction", "not one h1"):
        assert sign in found


# What is read on the pages


@pytest.fixture(scope="module", params=["often", pytest.param("all", marks=pytest.mark.prove)])
def persian(request: pytest.FixtureRequest) -> list[Seen]:
    """Every page of the walk, or of the scenes that are visited every time; of those that are built alike one."""
    return different(one for name in (OFTEN if request.param == "often" else SCENES) for one in pages(name))


@pytest.mark.prove
def test_every_page_template_is_seen() -> None:
    """A page is a template that stands on a layout; what others are put together from is seen with them."""
    shown = {one.template for name in SCENES for one in pages(name, whole=True)}
    owned = {
        f"{path.parent.name}/{path.name}"
        for path in (ROOT / "templates").glob("*/*.html")
        if path.parent.name in PAGES and "{% extends" in path.read_text("utf-8")
    }
    assert owned - shown == set(UNSEEN)
    assert all((ROOT / "templates" / name).is_file() for name in UNSEEN)


@pytest.mark.prove
@pytest.mark.parametrize("name", SCENES)
def test_no_link_or_redirect_leads_anybody_where_it_may_not_go(name: str) -> None:
    """What is at a door was not led to; all else that somebody sees is reached by a link or a redirect."""
    doors = {path for _, path in scene_of(name).doors}
    assert [one.name for one in pages(name, whole=True) if one.status == 403 and one.path not in doors] == []


def test_no_page_of_the_walk_is_a_fault_of_the_program(persian: list[Seen]) -> None:
    assert [one.name for one in persian if one.status >= 500] == []


TOKEN = re.compile(r'<input\b[^>]* name="([a-z]+-)?csrf_token"[^>]* value="[^"]+"')


def without_token(html: str) -> list[str]:
    """The forms that are posted without a token; beside another form one has its name before the token's."""
    return [form for form in re.findall(r'<form[^>]*method="post".*?</form>', html, re.S) if not TOKEN.search(form)]


def test_every_form_that_changes_something_carries_a_token(persian: list[Seen]) -> None:
    assert {one.name: forms for one in persian if (forms := without_token(one.html))} == {}


def test_a_form_whose_token_is_missing_empty_or_another_field_is_found() -> None:
    form, token = (
        '<form method="post">{}<button>x</button></form>',
        '<input name="csrf_token" type="hidden" value="a.b.c">',
    )
    whole = form.format(token) + form.format(token.replace("csrf", "time-csrf"))
    assert without_token(whole) == []
    for name, value in (
        ("token", "a.b.c"),
        ("csrf_token_of", "a.b.c"),
        ("other_csrf_token", "a.b.c"),
        ("csrf_token", ""),
    ):
        wrong = form.format(f'<input name="{name}" type="hidden" value="{value}">')
        assert without_token(whole + wrong) == [wrong]
    assert without_token(form.format("") + whole) == [form.format("")]


def text_of(html: str) -> str:
    """What is read on a page, without codes."""
    return re.sub(r"<[^>]+>", " ", re.sub(NO_PROSE, "", re.sub(NAMES, "", html)))


def latin_digits(one: Seen) -> list[str]:
    return re.findall(r"\d*[0-9]\d*", text_of(one.html))


def test_no_persian_page_shows_a_latin_digit_in_its_text(persian: list[Seen]) -> None:
    plain = [one for one in persian if one.template in WITHOUT_LATIN_DIGITS]
    assert plain
    assert {one.name: digits for one in plain if (digits := latin_digits(one))} == {}


@pytest.mark.parametrize(
    "scene", [pytest.param(one, marks=() if one == "voting" else pytest.mark.prove) for one in SCENES]
)
def test_every_arabic_page_runs_from_the_right_in_arabic_words_and_digits(scene: str) -> None:
    for one in spoken(different(pages(scene)), "ar"):
        assert '<html lang="ar" dir="rtl"' in one.html, one.name
        assert re.findall(r"(?:[a-z]{2,}[ ,.]+){4}", text_of(one.html)) == [], one.name
        assert one.template not in WITHOUT_LATIN_DIGITS or latin_digits(one) == [], one.name


def test_an_error_is_told_whole_at_the_top_and_at_its_field() -> None:
    (wrong,) = (one for one in pages("registering") if one.path.startswith("/office/sign-in sent"))
    assert wrong.status == 422
    assert wrong.html.count("لطفاً این بخش را پر کنید.") == 4  # two fields, each in the summary and beside the field


def test_headings_labels_and_buttons_of_a_persian_page_are_persian(persian: list[Seen]) -> None:
    for one in persian:
        page = re.sub(
            r"<(code|bdi|pre)\b.*?</\1>|<button[^>]*lang=\"en\".*?</button>", "", NAMES.sub("", one.html), flags=re.S
        )
        said = re.findall(r"<(h1|h2|h3|label|legend|button|th|dt)\b[^>]*>(.*?)</\1>", page, re.S)
        latin = [
            text
            for _tag, inner in said
            if re.search("[A-Za-z]", text := re.sub(r"<[^>]+>|SHA-256|Ed25519|PDF", "", inner))
        ]
        assert latin == [], one.name
