"""Choosing: list and search, the tray, one mark too many, the dossier, a change from the review; in real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import name_of
from tests.booth.test_journey import result
from tests.booth.visits import at, cast, lock, mark, review, scan, show_letters, speak

pytestmark = pytest.mark.usefixtures("hurried")


def test_the_seventh_mark_is_prevented_and_explained(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 0, 1, 2, 3, 4, 5, 8)
    assert page.locator("input[name=choice]:checked").count() == 6
    refusal = page.locator("#full-question")
    expect(refusal).to_contain_text("۶ نامزد را انتخاب کرده‌اید")
    expect(refusal.locator("#full-text")).to_contain_text(name_of(8))
    for place in range(6):
        expect(refusal.locator("#full-list")).to_contain_text(name_of(place))
    refusal.locator("[data-close]").tap()
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۶")
    mark(page, 8)
    refusal.locator("#full-list button").nth(2).tap()
    expect(refusal).to_be_hidden()
    expect(page.locator("#count-said")).to_contain_text(f"{name_of(8)}⁩ به جای ⁨{name_of(2)}")
    assert [place for place in range(10) if page.locator("input[name=choice]").nth(place).is_checked()] == [
        0, 1, 3, 4, 5, 8,
    ]  # fmt: skip


def test_the_chosen_stand_in_a_tray_that_takes_them_back_and_complete_is_no_fault(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=100)
    scan(page, hall)
    mark(page, 0, 60, 99)
    taken = page.locator("#tray .taken")
    expect(taken).to_have_count(3)
    expect(taken.nth(1)).to_contain_text(name_of(60))
    expect(page.locator("#tray .free")).to_have_count(3)
    taken.nth(1).tap()
    expect(taken).to_have_count(2)
    expect(page.locator("#count-said")).to_contain_text(f"{name_of(60)}⁩ برداشته شد")
    mark(page, 1, 2, 3, 4)
    expect(page.locator("#count-bar")).to_have_css("border-top-color", "rgb(31, 107, 58)")


def test_one_choice_is_changed_from_the_review(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=24)
    scan(page, hall)
    mark(page, 0, 2, 20)
    review(page)
    page.locator("#review-list li").nth(1).get_by_role("button", name="بردارید").tap()
    expect(page.locator("#review-list li")).to_have_count(2)
    page.locator("#review-list li").nth(1).get_by_role("button", name="در فهرست ببینید").tap()
    at(page, "choose")
    expect(page.locator("input[name=choice]").nth(20)).to_be_focused()
    mark(page, 21, 20)
    review(page)
    page.locator("#review-list button").first.tap()
    page.locator("#review-list button").first.tap()
    at(page, "choose")
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۰")


def test_six_choices_of_twenty_four_take_at_most_ten_touches(page: Page, open_hall: Any) -> None:
    hall = open_hall(blank=True)
    page.add_init_script(
        "addEventListener('pointerdown', () => { window.touches = (window.touches ?? 0) + 1; }, true);"
    )
    scan(page, hall)
    mark(page, 1, 3, 5, 9, 17, 23)
    review(page)
    cast(page)
    page.locator("#receipt-end").tap()
    assert page.evaluate("window.touches") <= 10
    assert [place for place, votes in enumerate(result(hall)) if votes] == [2, 4, 6, 10, 18, 24]


def test_a_hundred_candidates_are_searched_by_what_the_eye_sees(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=100)
    scan(page, hall)
    mark(page, 0)
    page.locator("#candidate-filter").fill("خيريه نسيم")
    expect(page.locator(".pick:visible")).to_have_count(len([place for place in range(100) if place % 12 == 3]))
    expect(page.locator("#candidates-found")).to_contain_text("از ۱۰۰")
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۱")
    page.locator("#candidate-filter").fill("")
    expect(page.locator(".pick:visible")).to_have_count(100)
    review(page)
    cast(page)


def test_the_dossier_is_one_touch_away_and_changes_nothing(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    page.locator(".dossier-button").nth(4).tap()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(name_of(4))
    expect(dialog).to_contain_text("برنامه‌ها")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۰")


def test_a_candidate_is_marked_within_the_dossier_which_shows_where_more_follows(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=24)
    scan(page, hall)
    page.set_viewport_size({"width": 390, "height": 700})
    page.locator(".dossier-button").nth(2).tap()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h2")).to_be_focused()
    sign = dialog.locator(".more-below")
    expect(sign).to_be_visible()
    sign.tap()
    dialog.locator(".dossier-text").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    expect(sign).to_be_hidden()
    dialog.locator("[data-mark]").tap()
    expect(dialog.locator("[data-mark]")).to_have_text("انتخاب شده است؛ بردارید")
    dialog.locator("[data-close]").tap()
    assert page.locator("input[name=choice]").nth(2).is_checked()


def test_another_language_at_any_step_keeps_every_mark_and_the_locked_vote(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=24, english=True)
    scan(page, hall)
    mark(page, 0, 2)
    speak(page, "en")
    expect(page.locator("#count")).to_have_text("At most 6; so far 2")
    expect(page.locator(".pick .pick-official").nth(2)).to_contain_text(name_of(2))
    expect(page.locator("#tray .taken").first).to_contain_text("Institution 1")
    page.locator(".dossier-button").nth(4).tap()
    expect(page.locator("dialog[open]")).to_contain_text("in Persian only")
    expect(page.locator("dialog[open] li[lang=fa]").first).to_be_visible()
    page.keyboard.press("Escape")
    review(page)
    speak(page, "ar")
    expect(page.locator("#review-fewer")).to_contain_text("٤")
    page.context.set_offline(True)
    speak(page, "fa")  # once fetched, a language is there
    page.context.set_offline(False)
    expect(page.locator("#review-list bdi").first).to_have_text(name_of(0))
    cast(page)
    assert [place for place, votes in enumerate(result(hall)) if votes] == [0, 2]


LABELS = "all => all.map(one => one.getAttribute('aria-label'))"


def test_what_scripts_said_is_said_again_in_another_language(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=12, english=True)
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").fill("123")
    page.keyboard.press("Enter")
    wrong = page.locator("[data-step=slip] [data-problem-text]")
    expect(wrong).to_contain_text("۳")
    page.locator(".booth-language button[value=en]").tap()
    expect(wrong).to_contain_text("3")
    expect(page.locator("#slip-other")).to_contain_text("digits")
    page.locator("#slip-code").fill(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")
    mark(page, 0)
    speak(page, "fa")
    assert page.locator("#tray .taken").evaluate_all(LABELS) == [f"\u2068{name_of(0)}\u2069 را بردارید"]
    review(page)
    lock(page)
    label, told = page.locator("#sealed-code svg").evaluate_all(LABELS), page.locator("[data-act=cast]").text_content()
    speak(page, "en")
    assert page.locator("#sealed-code svg").evaluate_all(LABELS) != label
    assert page.locator("[data-act=cast]").text_content() not in ("", told)
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    page.locator("#receipt-end").tap()
    at(page, "done")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    expect(page.locator("html")).to_have_attribute("lang", "fa")


def test_a_name_that_a_browser_translates_is_neither_reviewed_nor_cast(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    page.evaluate("document.querySelectorAll('.pick-name bdi')[1].textContent = 'Foundation of Mercy'")
    page.locator("button[value=review]").tap()
    expect(page.locator("[data-step=choose] [data-problem]")).to_contain_text("با انتخابات اعلام‌شده یکی نیستند")
    assert page.locator("body").get_attribute("data-at") == "choose"
    assert [act for act, _ in hall.heard] == ["slip", "stopped"]
    assert page.locator("html[translate=no]").count() == 1
