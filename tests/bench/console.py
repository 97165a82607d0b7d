"""An officer's console that stands open beside a bench: the start page, asked again and again as its script does."""

from __future__ import annotations

import re
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.support.assemblies import PASSWORD, user_name
from tests.support.hall import ServedHall

STALE = 2.0
"""Seconds by which a figure of a console may be old."""
START = "/office/"
SIGN_IN = "/office/sign-in"
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_LIVE = re.compile(r'id="figures-[^"]+" data-live="([\d.]+)"')
_NUMBER = re.compile(r'class="counter-number">\s*([\d٬]+)')
_CAST = 2
"""The place of the ballots among the figures: after who is present and who has a slip."""


class Console:
    """One officer's start page that stands open: when it showed how many ballots."""

    def __init__(self, hall: ServedHall, role: str = "returning-officer") -> None:
        """Sign in, and ask again and again until `close`."""
        self._hall = hall
        self._cookies: dict[str, str] = {}
        found = _TOKEN.search(self._ask(SIGN_IN))
        assert found is not None
        name = user_name(hall.held.address, role)
        self._ask(SIGN_IN, urlencode({"csrf_token": found[1], "username": name, "password": PASSWORD}))
        live = _LIVE.search(self._ask(START))
        assert live is not None, "the start page has no figures"
        self._every = float(live[1])
        self._ended = threading.Event()
        self.heard = [(time.monotonic(), self._cast())]
        threading.Thread(target=self._look, daemon=True).start()

    def close(self) -> None:
        """Ask no more."""
        self._ended.set()

    def when(self, cast: int) -> float:
        """The instant at which so many ballots were shown, or never."""
        return next((at for at, many in self.heard if many >= cast), float("inf"))

    def _look(self) -> None:
        """Every 1.5 s, or whatever the page says; one request at a time, as its script."""
        due = self.heard[0][0]
        while not self._ended.is_set():
            due = max(due + self._every, time.monotonic())
            self._ended.wait(due - time.monotonic())
            cast = self._cast()
            self.heard.append((time.monotonic(), cast))

    def _cast(self) -> int:
        numbers = _NUMBER.findall(_LIVE.split(self._ask(START))[-1])
        return int(numbers[_CAST].replace("٬", ""))

    def _ask(self, path: str, form: str | None = None) -> str:
        line = self._hall.connection("office")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is None:
            line.request("GET", path, headers=headers)
        else:
            line.request("POST", path, form, headers | {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        text = answer.read().decode()
        for name, said in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies |= {key: one.value for key, one in SimpleCookie(said).items()}
        line.close()
        return text
