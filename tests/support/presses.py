"""Officers who press only what their page shows: presses, fields that they type into and loads are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from werkzeug.test import TestResponse

from tests.support.visitors import Visitor


@dataclass(slots=True)
class Count:
    """What a day cost: presses of links and buttons, fields typed into (a name or password of a colleague among them
    apart), pages loaded."""

    presses: int = 0
    fields: int = 0
    of_a_colleague: int = 0
    loads: int = 0


@dataclass(slots=True)
class Form:
    """A form of a page: where it is sent, what stands in its fields, and its buttons by name and value."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    """Links and forms of a page, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._area = ""
        self._choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(action=said.get("action", "")))
        elif not self.forms:
            return
        elif tag == "button" and "hidden" not in said:
            self.forms[-1].buttons.append((said.get("name", ""), said.get("value", "")))
        elif tag == "input" and (said.get("type") not in ("checkbox", "radio", "submit") or "checked" in said):
            self.forms[-1].fields.append((said.get("name", ""), said.get("value", "")))
        elif tag == "textarea":
            self._area = said.get("name", "")
            self.forms[-1].fields.append((self._area, ""))
        elif tag == "select":
            self._choice = said.get("name", "")
        elif tag == "option" and "selected" in said:
            self.forms[-1].fields.append((self._choice, said.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


@dataclass(slots=True)
class Hand:
    """One officer before an own browser; `count` is shared by all."""

    visitor: Visitor
    count: Count
    path: str = ""
    text: str = ""

    def look(self, path: str = "") -> Hand:
        """Come to an address, or see the page as it is now: a load, no press."""
        self._take(self.visitor.get(path or self.path), path or self.path)
        return self

    def press(self, ending: str) -> Hand:
        """Press the first link of the page whose address ends so."""
        found = next((one for one in _Page(self.text).links if urlsplit(one).path.endswith(ending)), None)
        assert found is not None, f"no link to {ending} on {self.path}"
        self.count.presses += 1
        return self.look(urljoin(self.path, found))

    def send(self, button: tuple[str, str] | str, **typed: str) -> Hand:
        """Press a button, found by its name and value or by where its form is sent, with so many fields typed into."""
        form = self.would_send(button, *typed)
        values: dict[str, object] = dict(form.fields) | typed
        if isinstance(button, tuple):
            values |= {button[0]: button[1]}
        self._take(self.visitor.post(urljoin(self.path, form.action), values), urljoin(self.path, form.action))
        return self

    def would_send(self, button: tuple[str, str] | str, *typed: str) -> Form:
        """Count such a press, without sending anything; return the form."""
        form = next((one for one in self._forms() if _is_of(one, button)), None)
        assert form is not None, f"no button {button} on {self.path}"
        self.count.presses += 1
        self.count.fields += len(typed)
        self.count.of_a_colleague += len(set(typed) & {"second_name", "second_password"})
        return form

    def _forms(self) -> Iterator[Form]:
        return iter(_Page(self.text).forms)

    def _take(self, answer: TestResponse, path: str) -> None:
        self.count.loads += answer.status_code != 302
        assert answer.status_code in (200, 302), f"{path}: {answer.status_code} {answer.text[:3000]}"
        self.path = path
        if answer.status_code == 302:
            self.look(answer.location)
        elif answer.mimetype == "text/html":
            self.text = answer.text


def _is_of(form: Form, button: tuple[str, str] | str) -> bool:
    if isinstance(button, tuple):
        return button in form.buttons
    return form.action.endswith(button) if button else not form.action
