"""The forms of a page as a browser finds them, and sending them with what somebody hostile would type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

from werkzeug.test import TestResponse

from tests.support.visitors import Visitor

SUM = "1335719"
"""What stands on a page that worked `7*190817` out."""

HOSTILE = (
    "<script>alert(1)</script>", '"><i onload=alert(1)>', "{{7*190817}}", "{%print(7*190817)%}",
    "</title><b onclick=x>", "url(file:///etc/passwd)", "javascript:alert(1)", "../../etc/passwd",
    "=1+1", "@SUM(A1)", "-2+3", "%(x)s%s{0}",
    "a\u202eb\u2066c\u061cd\u200fe\ufeff", "a\x07\x1b[2J\x7f\x85\u2028b", "\ud800x\udfff", "a" + "\u0301" * 300,
    "\ue000\U000f0001\ufdd0\U0010ffff", "\u3164\u2800\u115f", "0", "9" * 30, "x" * 10_000,
)  # fmt: skip
"""What is typed into every field; never a NUL, which no request may hold."""

HIDDEN = (
    *HOSTILE[:3], "add:nothing", "add:introduction_fa", "add:participation", "remove:interaction-999", "drop:x\\y",
    "drop:participation-0-evidence", "2020-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "-1",
    "9" * 20, "\u0661", "", "x" * 10_000,
)  # fmt: skip
"""What is put into fields and buttons that the page has filled itself."""

_ERROR = re.compile(r'id="([a-z0-9_-]+)-error"')
_TYPED = ("text", "search", "email", "tel", "password", "textarea", "number", "url")


@dataclass(slots=True)
class Form:
    """A form: its fields with what stands in them, by name, and of which kind they are."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> list[str]:
        """The names of fields into which one types."""
        return [name for name, kind in self.kinds.items() if kind in _TYPED]

    @property
    def filled(self) -> list[str]:
        """The names of fields and buttons that the page has filled."""
        return [name for name, kind in self.kinds.items() if kind not in (*_TYPED, "file") and name != "csrf_token"]


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.open, self.area, self.select = page, list[Form](), False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = True
            self.forms.append(Form(action=at.get("action") or self.page, method=at.get("method", "get").lower()))
        if not self.open:
            return
        form, name, kind = self.forms[-1], at.get("name", ""), at.get("type", "text" if tag == "input" else tag)
        if tag == "option" and self.select and ("selected" in at or not "".join(form.values.get(self.select, ()))):
            form.values[self.select] = [at.get("value", "")]
        if kind == "radio":
            form.values.setdefault(name, [at.get("value", "")])
        if tag in ("input", "textarea", "select", "button") and name:
            form.kinds.setdefault(name, kind)
            if kind not in ("checkbox", "radio", "textarea", "select", "file", "button") or "checked" in at:
                form.values.setdefault(name, []).append(at.get("value", ""))
        self.area = name if tag == "textarea" else self.area
        self.select = name if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.area and self.open:
            self.forms[-1].values.setdefault(self.area, [""])[0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False
        if tag in ("textarea", "select"):
            self.area = self.select = ""


def forms_on(path: str, page: str) -> list[Form]:
    """The forms of a page that change something."""
    reader = _Reader(path)
    reader.feed(page)
    return [one for one in reader.forms if one.method == "post"]


def send(visitor: Visitor, form: Form, changed: dict[str, str]) -> TestResponse:
    """Send a form with some fields changed; also what is no sound Unicode goes as it is."""
    values = {**form.values, **{name: [value] for name, value in changed.items()}, "csrf_token": [visitor.csrf()]}
    body = "&".join(f"{name}={_quoted(one)}" for name, every in values.items() for one in every)
    return visitor.client.post(form.action, data=body, content_type="application/x-www-form-urlencoded")


def attack(visitor: Visitor, form: Form, turn: int) -> Iterator[TestResponse]:
    """Type something hostile into every field, another thing into each; then again with what is refused made good."""
    changed = {name: HOSTILE[(turn + place) % len(HOSTILE)] for place, name in enumerate(form.typed)}
    for good in ("", "1403", "1404/08/17"):
        answer = send(visitor, form, changed)
        yield answer
        wrong = set(_ERROR.findall(answer.text)) & set(changed) if answer.status_code >= 400 else set()
        if not wrong:
            break
        changed |= {name: good or "".join(form.values.get(name, ("",))) for name in wrong}
    tampered = {name: HIDDEN[(turn + place) % len(HIDDEN)] for place, name in enumerate(form.filled)}
    if tampered:
        yield send(visitor, form, tampered)


def _quoted(value: str) -> str:
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"))
