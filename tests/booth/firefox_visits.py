"""What a delegate does at the booth in Firefox, as short verbs for the tests."""

from __future__ import annotations

from tests.verify.firefox import Firefox


async def until(page: Firefox, step: str) -> None:
    await page.until(f"document.body.dataset.at === '{step}'")


async def press(page: Firefox, selector: str) -> None:
    """Press a button as soon as it can be pressed: the first moments of a screen are none."""
    await page.until(f"document.querySelector('{selector}:not(:disabled):not([aria-disabled=true])') !== null")
    await page.press(selector)


async def reviewed(page: Firefox, *places: int) -> None:
    """Touch the cards of these candidates, and go on to the review."""
    await until(page, "choose")
    for place in places:
        await press(page, f".pick:nth-child({place + 1}) label")
    await press(page, "button[value=review]")
    await until(page, "review")


async def cast(page: Firefox) -> str:
    """Lock the vote and put it in the box; the tracker of the receipt."""
    await press(page, "[data-act=lock]")
    await until(page, "sealed")
    await press(page, "[data-act=cast]")
    await until(page, "receipt")
    shown = await page.evaluate("document.getElementById('tracker').textContent")
    return "".join(str(shown["value"]).split())
