"""A Firefox without a window, driven by its own protocol (WebDriver BiDi): no driver has to be installed beside it.

`python -m tests.verify.firefox RECORD…` says what check.html shows of each record, and how many seconds it took.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.verify.node import ROOT

PAGE = (ROOT / "static" / "built" / "check.html").as_uri()
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
SHOWN = "document.querySelector('h2.notice-title')?.textContent ?? ''"


def program() -> str | None:
    """The path of Firefox, if it is installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """A page in a running Firefox."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        """Take a connection on which no session was begun."""
        self.socket = socket
        self.number = 0
        self.context = ""

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The result of a command."""
        self.number += 1
        await self.socket.write_message(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = await self.socket.read_message()
            if message is None:
                raise ConnectionError("Firefox went away")
            answer = json.loads(message)
            if answer.get("id") == self.number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    async def open(self, address: str) -> None:
        """Begin a session and open an address."""
        await self.ask("session.new", capabilities={})
        tree = await self.ask("browsingContext.getTree")
        self.context = tree["contexts"][0]["context"]
        await self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    async def evaluate(self, expression: str) -> dict[str, Any]:
        """The value of an expression, as the protocol spells it."""
        answer = await self.ask(
            "script.evaluate", expression=expression, target={"context": self.context}, awaitPromise=True,
            resultOwnership="root",
        )  # fmt: skip
        result: dict[str, Any] = answer["result"]
        return result

    async def until(self, expression: str, seconds: float = 60) -> None:
        """Wait until an expression holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while (await self.evaluate(expression))["value"] is not True:
                await asyncio.sleep(0.1)

    async def press(self, selector: str) -> None:
        """Press the first element of a selector, as a hand does."""
        place = f"document.querySelector({json.dumps(selector)})"
        found = await self.evaluate(f"{place}.scrollIntoView({{block: 'center'}}), {place}")
        origin = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        actions = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        hand = {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": actions}
        await self.ask("input.performActions", context=self.context, actions=[hand])

    async def type(self, text: str) -> None:
        """Press the keys of a text, wherever the focus is."""
        keys = [{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")]
        hand = {"type": "key", "id": "keys", "actions": keys}
        await self.ask("input.performActions", context=self.context, actions=[hand])

    async def check(self, record: Path) -> str:
        """Give the page a record; what the verdict is called."""
        found = await self.evaluate("document.querySelector('#files')")
        element = {"sharedId": found["sharedId"]}
        await self.ask("input.setFiles", context=self.context, element=element, files=[str(record.resolve())])
        while True:
            shown = (await self.evaluate(SHOWN))["value"]
            if shown:
                return str(shown)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def opened(address: str, profile: Path | None = None) -> AsyncIterator[Firefox]:
    """A new Firefox with this profile, or with nothing of its own, at this address; it ends with the block."""
    with tempfile.TemporaryDirectory() as empty:
        used = str(profile or empty)
        command = [str(program()), "-headless", "--no-remote", "--profile", used, "--remote-debugging-port=0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            stderr = process.stderr
            lines: Iterable[str] = iter(stderr.readline, "") if stderr else ()
            place = next(found[1] for line in lines if (found := LISTENING.search(line)))
            firefox = Firefox(await websocket_connect(f"{place}/session", max_message_size=2**26))
            await firefox.open(address)
            yield firefox
        finally:
            process.terminate()
            process.wait(timeout=30)


async def verdict(record: Path) -> str:
    """What check.html says of a record in a Firefox of its own."""
    async with opened(PAGE) as firefox:
        return await firefox.check(record)


def main() -> None:
    """Run the command."""
    for name in sys.argv[1:]:
        begun = time.monotonic()
        print(
            f"{name}: {asyncio.run(verdict(Path(name)))} ({round(time.monotonic() - begun)} s, Firefox's start with it)"
        )


if __name__ == "__main__":
    main()
