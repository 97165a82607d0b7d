"""The door: two desks, one of which loses the network; a substitute, a leaver, one who comes late; slips handed out."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from app.language.text import sort_key
from tests.journeys.hall_day import DELEGATES, HallDay
from tests.journeys.hall_morning import REPLACED, SECOND, SIGNATORY, SUBSTITUTE
from tests.journeys.secretariat import fill, press
from tests.journeys.years import today

ALONE, OTHER = "desk-1", "desk-2"
LATE = 10
"""The number on the roll of the delegate who comes when the voting is open."""


def to_the_door(day: HallDay) -> None:
    """Both desks open the door; the first takes half of the roll for itself."""
    page = day.at(ALONE, f"{day.session}/desks")
    fill(page, name="میز ۱")
    page.check("[name=way][value=share]")
    page.select_option("[name=which]", "1")
    page.select_option("[name=among]", "2")
    press(page, "button[value=give]")
    expect(page.locator("#own-back")).to_be_visible()
    day.at(OTHER, f"{day.session}/door")


def find(page: Page, text: str) -> None:
    """Type a number of the roll, the code of an invitation, or scan it: a hand scanner types quickly."""
    field = page.locator("#typed")
    field.fill(text)
    page.keyboard.press("Enter")
    expect(field).to_have_value("")


def record(page: Page, *acts: str) -> None:
    """Press one act after another on the line of who was found; what has just come sleeps for a moment."""
    for act in acts:
        button = page.locator(f"#door-line button[value={act}]")
        button.wait_for()
        page.wait_for_timeout(550)
        button.click()
        expect(button).to_have_count(0)


def a_substitute_comes(day: HallDay) -> None:
    """The institution's letter names another person; the secretary finds the line at the door, two record it."""
    page = day.at(SECOND, f"{day.session}/door")
    find(page, DELEGATES[REPLACED - 1])
    press(page, "#door-line a[href$='/substitute']")
    fill(page, name_fa=SUBSTITUTE, letter_number="۱۲۴", letter_day=today())
    day.together(SECOND, SIGNATORY, say="جانشین در فهرست است")


def come_in(day: HallDay) -> None:
    """Nine come. The desk with a part of its own has no network meanwhile: it notes all, and sends it later."""
    alone, other = day.pages[ALONE], day.pages[OTHER]
    everybody = sorted(day.held.delegates, key=lambda one: sort_key(one.institution.name.fa))
    mine, others = ([one for one in half if one.number != LATE] for half in (everybody[:5], everybody[5:]))
    alone.context.set_offline(True)
    spans = [admit(alone, str(one.number)) for one in mine]
    expect(alone.locator("#own.desk-own-away")).to_be_visible()
    assert not any(one.checked_in for one in day.held.delegates)
    spans += [admit(other, f"MAJMA:D:{one.code}") for one in others]
    find(other, str(mine[0].number))
    record(other, "in")
    button = other.locator("#door-line button[value=hand]")
    button.wait_for()
    other.wait_for_timeout(550)
    button.click()
    expect(other.locator(".door-attention")).to_contain_text("میز ۱")
    alone.context.set_offline(False)
    expect(alone.locator("#own-back")).to_be_visible()
    press(alone, "#own-back button")
    found = [one for one in day.held.delegates if one.number != LATE]
    assert all(one.checked_in for one in found)
    assert [len(one.handed) for one in found] == [1] * 9
    assert SUBSTITUTE in [one.name.fa for one in found]
    day.tell(f"nine came, each with two touches; half of them within {sorted(spans)[4]:.1f} s")


def admit(page: Page, text: str) -> float:
    """Let one person in and hand out a slip, with two touches; gives the seconds that it took."""
    begun = time.monotonic()
    find(page, text)
    record(page, "in", "hand")
    return time.monotonic() - begun
