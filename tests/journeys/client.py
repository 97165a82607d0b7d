"""A visitor without a browser: cookies, the mark against forged posts, and whatever else one cares to send."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

_MARK = re.compile(r'name="csrf[-_]token" (?:content|type="hidden" value|value)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str

    @property
    def said(self) -> Any:
        """The JSON of the answer."""
        return json.loads(self.text)


class Client:
    """One visitor of the program at `address`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._open(Request(f"{self._address}{path}"))

    def post(self, path: str, body: dict[str, object], *, page: str, site: str = "same-origin") -> Answer:
        """Post JSON as the scripts of `page` do, with that page's mark; `site` is whose page the browser says it is."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._mark(page), "Sec-Fetch-Site": site}
        return self._open(Request(f"{self._address}{path}", json.dumps(body).encode(), headers, method="POST"))

    def send(self, path: str, fields: dict[str, str], *, page: str = "") -> Answer:
        """Send a form as `page` (by default the same address) shows it, and follow where it leads."""
        body = urlencode({"csrf_token": self._mark(page or path), **fields}).encode()
        return self._open(Request(f"{self._address}{path}", body, method="POST"))

    def sign_in(self, username: str, password: str) -> None:
        """Become an officer."""
        answer = self.send("/office/sign-in", {"username": username, "password": password})
        assert answer.status == 200, answer.status

    def _mark(self, page: str) -> str:
        found = _MARK.search(self.get(page).text)
        assert found is not None, f"{page} has no form"
        return found[1]

    def _open(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=120) as response:
                return Answer(response.status, response.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())
