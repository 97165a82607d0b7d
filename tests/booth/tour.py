"""Through every screen and dialog of the booth, in whatever engine: what is pressed, and what must be in sight.

A stop is reached from the one before by lines that run in the page: so Chromium, Firefox and WebKit go the same way.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tests.booth.hall import Hall

SCRIPT = Path(__file__).with_name("layout.js").read_text("utf-8")
PATIENCE = 60


class Engine(Protocol):
    """A browser with one page; addresses and sizes are those of the page, in its own pixels."""

    def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""

    def run(self, expression: str) -> Any:
        """The value of an expression, awaited."""

    def resize(self, width: int, height: int) -> None:
        """Give the page that room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A screen. `do` leads here from the stop before; `ready` holds when it stands there.

    `first`: what must lie in the first view; `final`: what cannot be undone; `by`: the stops that lead here and the
    button pressed there. A `dialog` is opened by a press on each of its `openers`, or `again` after one.
    """

    name: str
    do: str
    ready: str
    first: tuple[str, ...] = ()
    final: tuple[str, ...] = ()
    by: tuple[tuple[str, str], ...] = ()
    dialog: str = ""
    openers: tuple[str, ...] = ()
    again: str = ""
    before: Callable[[Hall], None] = lambda _hall: None
    is_new: bool = True


def _press(where: str) -> str:
    return f"layout.press({json.dumps(where)})"


def _at(step: str) -> str:
    return f"document.body.dataset.at === '{step}' && !document.querySelector('dialog[open]')"


def _open(dialog: str) -> str:
    return f"document.getElementById('{dialog}').open"


def _show(dialog: str, holds: str = "") -> str:
    """Open a dialog as its script does, where its own way takes minutes or another device."""
    texts = f"[...one.querySelectorAll('[data-holds]')].forEach(it => it.hidden = it.dataset.holds !== '{holds}'),"
    return f"((one) => ({texts} one.showModal(), true))(document.getElementById('{dialog}'))"


def _close(dialog: str) -> str:
    return f"document.getElementById('{dialog}').close()"


def _slip(hall: Hall, voter: int) -> str:
    return f"location.hash = {json.dumps(hall.slip(voter).split('#')[1])}"


def _marks(*places: int) -> str:
    return f"{list(places)}.forEach((place) => document.querySelectorAll('.pick input')[place].click())"


AWAKE = "!document.querySelector('[data-act=cast]').disabled"
RESTED = "!document.querySelector('[data-act=lock]').hasAttribute('aria-disabled')"
REVIEW = "button[value=review]"
LOCK, CAST = "[data-act=lock]", "[data-act=cast]"


def _lose(hall: Hall) -> None:
    hall.losses[:] = ["before"] * 60


def _find(hall: Hall) -> None:
    hall.losses.clear()


def _arriving(hall: Hall) -> list[Stop]:
    """The slip, by whatever way."""
    keys = "document.getElementById('slip-keys')"
    slip = "document.querySelector('[data-step=slip]')"
    typed = "document.querySelector('#slip-form').requestSubmit()"
    return [
        Stop(
            name="slip",
            do="0",
            ready=_at("slip"),
            first=("#slip-digits .digit-groups", "#digit-keys", "#slip-form [type=submit]"),
        ),
        Stop(
            name="slip, wrong",
            ready="!document.querySelector('[data-step=slip] [data-problem]').hidden",
            do=f"((one) => (one.value = '123456', one.dispatchEvent(new Event('input', {{bubbles: true}})), {typed}))"
            "(document.getElementById('slip-group-1'))",
        ),
        Stop(
            name="slip, letters",
            do=f"({_press('#slip-other')}, !{keys}.hidden || {_press('#slip-keys-toggle')})",
            ready=f"!{keys}.hidden",
        ),
        Stop(
            name="officer",
            do=_show("officer-question"),
            ready=_open("officer-question"),
            first=("h2", "[value=back]", "[value=out]"),
        ),
        Stop(
            name="slip, camera",
            do=f"({_close('officer-question')}, {_press('#slip-other')}, {slip}.dataset.way = '')",
            ready="document.getElementById('slip-type').offsetHeight > 0",
            first=("#slip-type", ".slip-how .lead"),
        ),
        Stop(name="choose", do=_slip(hall, 0), ready=_at("choose"), first=(".pick", REVIEW, "#tray")),
        Stop(
            name="dossier",
            do="document.querySelectorAll('.dossier-button')[4].click()",
            ready=_open("dossier"),
            first=("[data-mark]", "[data-close]", "h2"),
        ),
    ]


def _choosing(hall: Hall) -> list[Stop]:
    """Six marks, and what opens over them."""
    return [
        Stop(
            name="chosen",
            do=f"({_close('dossier')}, {_marks(*range(6))})",
            ready=_at("choose"),
            first=(".pick", REVIEW, "#tray"),
        ),
        Stop(name="seventh", do=_marks(8), ready=_open("full-question"), first=("h2", "[data-close]")),
        Stop(
            name="seeing",
            do=f"({_press('#full-question [data-close]')}, {_press('#seeing-open')})",
            ready=f"{_open('seeing')} && !{_open('full-question')}",
            first=("h2", "[data-close]", "#seeing-standard"),
        ),
        Stop(
            name="leaving",
            do=f"({_press('#seeing [data-close]')}, {_press('#leave')})",
            ready=f"{_open('leave-question')} && !{_open('seeing')}",
            first=("h2", "[value=stay]", "[value=leave]"),
            final=("[value=leave]",),
            dialog="leave-question",
            openers=("#leave",),
        ),
        Stop(
            name="another slip",
            do=f"({_press('#leave-question [value=stay]')}, {_slip(hall, 1)})",
            ready=_open("slip-question"),
            first=("h2", "[value=stay]", "[value=new]"),
            final=("[value=new]",),
            dialog="slip-question",
            openers=(REVIEW, "#tray button", "#seeing-open"),
            again=f"location.hash += 'A', {_slip(hall, 1)}",
        ),
        Stop(
            name="idle",
            do=f"({_press('#slip-question [value=stay]')}, {_show('idle-warning', 'ballot')})",
            ready=f"{_open('idle-warning')} && !{_open('slip-question')}",
            first=("h2", "button"),
        ),
        Stop(
            name="aloud",
            do=f"({_close('idle-warning')}, {_show('aloud-question')})",
            ready=_open("aloud-question"),
            first=("h2", "[value=no]", "[value=read]"),
        ),
    ]


def _sealing(_hall: Hall) -> list[Stop]:
    """Review, lock, test."""
    return [
        Stop(
            name="review",
            do=f"({_close('aloud-question')}, {_press(REVIEW)})",
            ready=f"{_at('review')} && {RESTED}",
            first=(LOCK, "[data-step=review] [data-act=back]", "#review-list li"),
            final=(LOCK,),
            by=(("chosen", REVIEW),),
        ),
        Stop(
            name="sealed",
            do=_press(LOCK),
            ready=f"{_at('sealed')} && {AWAKE}",
            first=(CAST, "[data-step=sealed] [data-act=back]"),
            final=(CAST,),
            by=(("review", LOCK), ("blank", LOCK)),
        ),
        Stop(
            name="sealed, more",
            do="document.querySelector('#sealed-more').open = true",
            ready="true",
            final=("[data-act=challenge]",),
            by=(("sealed", "#sealed-more summary"),),
        ),
        Stop(
            name="test asked",
            do=_press("[data-act=challenge]"),
            ready=_open("challenge-question"),
            first=("h2", "[value=back]", "[value=test]"),
            final=("[value=test]",),
            dialog="challenge-question",
            openers=("[data-act=challenge]",),
        ),
        Stop(
            name="test",
            do=_press("#challenge-question [value=test]"),
            ready=_at("challenge"),
            first=("#challenge-code", "[data-act=on]"),
        ),
        Stop(name="test, more", do="document.querySelector('[data-step=challenge] details').open = true", ready="true"),
    ]


def _casting(_hall: Hall) -> list[Stop]:
    """What is asked after a test, the vote on its way, and the receipt."""
    return [
        Stop(
            name="test ended",
            do=_press("[data-act=on]"),
            ready=_open("after-test-question"),
            first=("h2", "[value=anew]", "[value=keep]"),
            final=("[value=anew]", "[value=keep]"),
            dialog="after-test-question",
            openers=("[data-act=on]",),
        ),
        Stop(name="chosen again", do=_press("#after-test-question [value=keep]"), ready=_at("choose"), is_new=False),
        Stop(name="review again", do=_press(REVIEW), ready=f"{_at('review')} && {RESTED}", is_new=False),
        Stop(name="sealed again", do=_press(LOCK), ready=f"{_at('sealed')} && {AWAKE}", is_new=False),
        Stop(
            name="casting",
            do=_press(CAST),
            ready="!document.getElementById('cast-away').hidden",
            first=("#cast-away button",),
            before=_lose,
        ),
        Stop(
            name="away",
            do=_press("#cast-away button"),
            ready=_open("away-question"),
            first=("h2", "[value=stay]", "[value=leave]"),
            final=("[value=leave]",),
            dialog="away-question",
            openers=("#cast-away button",),
        ),
        Stop(
            name="receipt",
            do=_press("#away-question [value=stay]"),
            ready=_at("receipt"),
            before=_find,
            first=("#receipt-end", "#tracker-digits"),
            final=("#receipt-end",),
            by=(("sealed", CAST),),
        ),
        Stop(
            name="receipt, more", do="document.querySelector('[data-step=receipt] details').open = true", ready="true"
        ),
        Stop(name="done", do=_press("#receipt-end"), ready=_at("done"), first=("h1", "[data-act=next]")),
    ]


def _blank(hall: Hall) -> list[Stop]:
    """A blank vote that is not cast, and the slip of a vote that was."""
    return [
        Stop(name="next", do=_press("[data-act=next]"), ready=_at("slip"), is_new=False),
        Stop(name="choose anew", do=_slip(hall, 1), ready=_at("choose"), is_new=False),
        Stop(
            name="blank",
            do=_press("button[value=blank]"),
            ready=f"{_at('review')} && {RESTED}",
            first=(LOCK, "#review-blank"),
            final=(LOCK,),
            by=(("choose", "button[value=blank]"),),
        ),
        Stop(name="back", do=_press("[data-step=review] [data-act=back]"), ready=_at("choose"), is_new=False),
        Stop(
            name="few",
            do=f"({_marks(1, 2)}, {_press(REVIEW)})",
            ready=f"{_at('review')} && {RESTED}",
            first=(LOCK, "#review-list li"),
            final=(LOCK,),
            by=(("chosen", REVIEW),),
        ),
        Stop(
            name="leaving again",
            do=_press("#leave"),
            ready=f"{_open('leave-question')} && !document.querySelector('dialog[open] [aria-disabled]')",
            is_new=False,
        ),
        Stop(
            name="left",
            do=_press("#leave-question [value=leave]"),
            ready=_at("done"),
            first=("h1", "[data-act=next]"),
        ),
        Stop(name="next again", do=_press("[data-act=next]"), ready=_at("slip"), is_new=False),
        Stop(name="found", do=_slip(hall, 0), ready=_at("receipt"), first=("#receipt-end",), final=("#receipt-end",)),
    ]


def stops(hall: Hall, short: bool = False) -> list[Stop]:
    """The whole tour; a `short` one does not wait for a network that gives no answer."""
    parts = (_arriving, _choosing, _sealing, _casting, _blank)
    every = [stop for part in parts for stop in part(hall)]
    if not short:
        return every
    kept = [stop for stop in every if stop.name not in ("casting", "away")]
    return [replace(stop, do=_press(CAST)) if stop.name == "receipt" else stop for stop in kept]


def waited(engine: Engine, condition: str) -> None:
    """Wait until a condition holds. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while engine.run(f"Boolean({condition})") is not True:
        if time.monotonic() > until:
            raise TimeoutError(condition)
        time.sleep(0.03)


def begin(engine: Engine, hall: Hall, load: bool = True) -> None:
    """Open the booth, or take the page as it is, and let layout.js measure it from now on."""
    if load:
        engine.open(hall.booth)
        waited(engine, "document.body.dataset.at === 'slip'")
    engine.run(f"(() => {{ {SCRIPT}; return true; }})()")


def tour(engine: Engine, hall: Hall, every: list[Stop]) -> Iterator[Stop]:
    """Go through the booth from its first screen, stopping at each."""
    begin(engine, hall)
    for stop in every:
        stop.before(hall)
        engine.run(f"(({stop.do}), true)")
        waited(engine, stop.ready)
        if stop.is_new:
            yield stop
            waited(engine, "!document.querySelector('[data-grave][aria-disabled], [data-act=lock][aria-disabled]')")
