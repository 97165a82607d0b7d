"""Thirty digits typed at the booth: each group is checked at once, the wrong one named, exchanged ones put right."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.credential import generate
from ballots.digits import encode_digits
from tests.booth.hall import Hall
from tests.booth.scanning import scan_by_hand
from tests.booth.visits import at
from tests.support.sources import from_sources, source_at
from tests.vectors.spellings import MOST, digits_of_number

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def groups(hall: Hall, voter: int = 0) -> list[str]:
    return encode_digits(hall.small.credentials[voter]).split()


def slip(page: Page, hall: Hall) -> None:
    page.goto(hall.booth)
    at(page, "slip")


def field(page: Page, number: int) -> Any:
    return page.locator(f"#slip-group-{number}")


def states(page: Page) -> list[str]:
    return [field(page, number).get_attribute("data-state") or "" for number in range(1, 6)]


def wrong(group: str) -> str:
    return group[:-1] + str((int(group[-1]) + 1) % 10)


def problem(page: Page) -> Any:
    return page.locator("[data-step=slip] [data-problem]")


@pytest.mark.parametrize("script", ["latin", "persian"])
def test_thirty_digits_typed_in_a_row_lead_to_the_candidates(page: Page, open_hall: Any, script: str) -> None:
    hall = open_hall()
    slip(page, hall)
    digits = "".join(groups(hall))
    field(page, 1).focus()
    page.keyboard.type(digits.translate(PERSIAN) if script == "persian" else digits)
    assert states(page) == ["right"] * 5
    expect(page.locator("#slip-fit")).to_contain_text("درست")
    expect(page.locator("#slip-form button[type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    at(page, "choose")
    assert [act for act, _ in hall.heard] == ["slip"]


def test_ten_large_keys_are_enough(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    for place, group in enumerate(groups(hall)):
        for digit in group[:3] + "7":
            page.locator(f"#digit-keys [value='{digit}']").tap()
        page.locator("#digit-keys [data-key=erase]").tap()
        for digit in group[3:]:
            page.locator(f"#digit-keys [value='{digit}']").tap()
        assert states(page)[place] == "right"
    page.locator("#slip-form button[type=submit]").tap()
    at(page, "choose")


def test_the_wrong_group_is_named_as_soon_as_it_is_full(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    good = groups(hall)
    field(page, 1).focus()
    page.keyboard.type(good[0] + wrong(good[1])[:-1])
    expect(page.locator("#slip-fit")).to_have_text("")
    page.keyboard.type(wrong(good[1])[-1])
    assert states(page)[:2] == ["right", "wrong"]
    expect(page.locator("#slip-fit")).to_contain_text("گروه ۲")
    expect(field(page, 2)).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("".join(good[2:]))
    expect(page.locator("#slip-fit")).to_contain_text("گروه ۲")
    page.locator("#slip-form button[type=submit]").tap()
    expect(problem(page)).to_contain_text("گروه ۲")
    assert hall.heard == []
    field(page, 2).focus()
    page.keyboard.type(good[1])
    assert states(page) == ["right"] * 5
    page.keyboard.press("Enter")
    at(page, "choose")


def test_a_check_only_at_the_end_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin of the look at each group."""
    hall = open_hall()
    from_sources(page)
    page.route("**/js/booth/slip-digits.js", lambda route: route.fulfill(
        body=source_at(route.request.url).replace("full && fits(i + 1, text)", "full"), content_type="text/javascript",
    ))  # fmt: skip
    slip(page, hall)
    field(page, 1).focus()
    page.keyboard.type(wrong(groups(hall)[0]))
    assert states(page)[0] == "right"


def test_a_right_group_is_hidden_and_typed_anew_as_a_whole(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    good = groups(hall)
    field(page, 1).focus()
    page.keyboard.type(good[0])
    assert field(page, 1).input_value() == "••••••"
    assert good[0] not in page.content()
    field(page, 1).focus()
    page.keyboard.type(good[0][0])
    assert (states(page)[0], len(field(page, 1).input_value())) == ("", 1)
    page.keyboard.type(good[0][1:])
    assert states(page)[0] == "right"
    field(page, 1).focus()
    page.keyboard.press("Backspace")
    assert field(page, 1).input_value() == ""


def test_exchanged_groups_are_put_in_order(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    good = groups(hall)
    field(page, 1).focus()
    page.keyboard.type("".join([good[0], good[3], good[2], good[1], good[4]]))
    offer = page.locator("#slip-order")
    expect(offer).to_be_visible()
    page.locator("#slip-form button[type=submit]").tap()
    expect(problem(page)).to_contain_text("ترتیب گروه‌ها")
    assert hall.heard == []
    offer.locator("button").tap()
    assert states(page) == ["right"] * 5
    expect(offer).to_be_hidden()
    page.keyboard.press("Enter")
    at(page, "choose")


def test_digits_beyond_every_credential_blame_the_first_group(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    field(page, 1).focus()
    page.keyboard.type(digits_of_number(MOST).replace(" ", ""))
    assert states(page) == ["right"] * 5
    page.keyboard.press("Enter")
    expect(problem(page)).to_contain_text("گروه ۱")
    assert states(page)[0] == "wrong"
    assert hall.heard == []


def test_too_few_digits_are_counted(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    field(page, 1).focus()
    page.keyboard.type("".join(groups(hall))[:17])
    page.keyboard.press("Enter")
    expect(problem(page)).to_contain_text("۱۷ رقم")


def test_pasted_digits_fill_every_group(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    field(page, 1).focus()
    page.keyboard.insert_text(" ".join(groups(hall)).translate(PERSIAN))
    assert states(page) == ["right"] * 5


def test_a_digit_too_many_spoils_no_group_behind(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    good = groups(hall)
    field(page, 1).focus()
    page.keyboard.type(wrong(good[0]) + "".join(good[1:]))
    field(page, 1).focus()
    page.keyboard.press("End")
    page.keyboard.type("7")
    assert states(page)[1:] == ["right"] * 4


def test_digits_of_a_slip_on_no_list_are_answered_by_the_register(page: Page, open_hall: Any) -> None:
    """The list has the last word: «no such slip», not «forged»."""
    hall = open_hall()
    slip(page, hall)
    other = encode_digits(generate(lambda count: bytes(range(7, 7 + count))))
    field(page, 1).focus()
    page.keyboard.type(other.replace(" ", ""))
    page.keyboard.press("Enter")
    expect(problem(page)).to_contain_text("این انتخابات نیست")


def test_letters_typed_into_a_group_go_on_in_their_own_field(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    credential = hall.small.credentials[0]
    field(page, 1).focus()
    page.keyboard.type(credential.replace("-", ""))
    expect(page.locator("#slip-code")).to_have_value(credential)
    page.keyboard.press("Enter")
    at(page, "choose")


def test_an_address_that_a_hand_scanner_types_into_a_group_is_read(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    field(page, 1).focus()
    scan_by_hand(page, page.context.new_cdp_session(page), hall.slip(0))
    at(page, "choose")


def test_thirty_digits_in_the_field_of_letters_are_read_too(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slip(page, hall)
    read = page.evaluate(
        """async (texts) => { const { readTyped } = await import('/static/js/booth/slip.js');
          return texts.map((text) => readTyped(text, 'K7QM2XPA')); }""",
        [" ".join(groups(hall)), "".join(groups(hall)).translate(PERSIAN), "1" * 29, wrong(groups(hall)[0]) + "0" * 24],
    )
    assert read[:2] == [{"token": None, "credential": hall.small.credentials[0]}] * 2
    assert read[2] == {"fault": "digits-count"}
    assert read[3] == {"fault": "digits-group", "group": 1}


def test_half_typed_digits_are_cleared_on_an_abandoned_tablet(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"idle": 2, "warning": 2, "done": 30})
    slip(page, hall)
    field(page, 1).focus()
    page.keyboard.type("".join(groups(hall))[:16])
    at(page, "done")
    assert [field(page, number).input_value() for number in range(1, 6)] == [""] * 5
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    page.locator("#slip-form button[type=submit]").tap()
    expect(problem(page)).to_contain_text("۰ رقم")
