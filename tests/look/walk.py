"""The walk through every scene: each page that somebody is led to, as the real application answers it.

People follow the links of what they see, within their zone; of addresses that differ only in a number a few are
visited. Then they send the scene's forms. What they saw is kept, so that a browser looks at it later without them.
"""

from __future__ import annotations

import functools
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from itertools import pairwise, takewhile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask, template_rendered
from jinja2 import Template
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.look.day import CHAIR, OBSERVER
from tests.look.scenes import ANYBODY, INSTITUTION, SCENES, Scene
from tests.support.visitors import Visitor

LANGUAGES = ("fa", "en", "ar")
_APART = ThreadPoolExecutor(1)
"""Where people walk: some of what they do starts a loop of events, which a browser has already in the tests' thread."""
ALIKE = 3
"""Of pages whose addresses differ only in what is counted, so many are visited by one person in one scene."""
FILES = (".html", ".pdf", ".zip", ".bel", ".json", ".txt", ".pem", ".xlsx", ".csv", ".svg", ".eml")
"""What is saved and not looked at; of the two pages that are one file tests/verify and tests/booth look at each."""
WORDS = {"code", "part", "name", "kind", "slug"}
"""What an address holds that is no number: pages that differ in it are different pages."""
ZONES = {ANYBODY: "", OBSERVER: "/observing", CHAIR: "/chairing"}
"""Where somebody looks round who is neither an officer nor an institution."""
_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_TAG = re.compile(r"<([a-z][a-z0-9-]*)\b([^>]*)>")
_PARTS = re.compile(r"<([a-z][a-z0-9-]*)\b([^>]*)>|([^<>]+)(?=<)")
_NO_WORDS = re.compile(r"<(head|script|style|textarea)\b.*?</\1>|<!--.*?-->", re.S)
_PUT_IN = re.compile(r"\d+|\u2068[^\u2069]*\u2069")
_SAID = {"aria-label", "aria-labelledby", "aria-describedby", "aria-controls", "aria-roledescription"}
_SEEN = re.compile(r'\b(class|role|type|aria-[a-z]+|hidden|disabled|scope)(?:="([^"]*)")?')


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A page: where and by whom it was seen, the template that made it, and the answer."""

    scene: str
    who: str
    path: str
    language: str
    template: str
    status: int
    html: str
    policy: str

    @property
    def name(self) -> str:
        """What a message calls it."""
        return f"{self.scene}, {self.who}: {self.path} ({self.language})"

    @functools.cached_property
    def skeleton(self) -> frozenset[tuple[str, str]]:
        """What stands after what, without words and however often: pages alike in it are as accessible."""
        return skeleton(self.html)

    @functools.cached_property
    def words(self) -> frozenset[tuple[str, str]]:
        """What is said in which kind of element, without figures and names that were put in."""
        found, tag = set[tuple[str, str]](), ""
        for name, rest, text in _PARTS.findall(_NO_WORDS.sub("", self.html)):
            tag = f"{name} {sorted(map(_state, _SEEN.findall(rest)))}" if name else tag
            if said := " ".join(_PUT_IN.sub("#", text).split()):
                found.add((tag, said))
        return frozenset(found)


def skeleton(html: str) -> frozenset[tuple[str, str]]:
    """Each pair of neighbouring tags with their classes, roles and states."""
    tags = [f"{tag} {sorted(map(_state, _SEEN.findall(rest)))}" for tag, rest in _TAG.findall(html)]
    return frozenset(pairwise(tags))


def _state(attribute: tuple[str, str]) -> tuple[str, str]:
    """An attribute; without what it says in words, or which element it names."""
    name, value = attribute
    return name, "" if name in _SAID else value


@dataclass(slots=True)
class Walker:
    """Somebody who looks round in a scene, in one language."""

    scene: Scene
    name: str
    who: str
    language: str = "fa"

    def get(self, path: str) -> tuple[TestResponse, str]:
        """A page and its template."""
        with _rendered(self.scene.site.app) as templates:
            answer = self._visitor.get(path)
        return answer, templates[-1] if templates else ""

    def seen(self, path: str, answer: TestResponse, template: str) -> Seen:
        """What is kept of an answer."""
        return Seen(
            scene=self.name, who=self.who, path=path, language=self.language, template=template,
            status=answer.status_code, html=answer.text, policy=answer.headers["Content-Security-Policy"],
        )  # fmt: skip

    def speak(self, language: str) -> None:
        """Go on in another language."""
        self._visitor.post("/language", {"language": language})
        self.language = language

    def walk(self) -> Iterator[Seen]:
        """Every page that the doors lead to."""
        waiting = [path for who, path in self.scene.doors if who == self.who]
        unmade = {path for path in waiting if path in self.scene.unmade}
        known, alike = set(waiting), Counter[object]()
        for path in waiting:
            kind = path if path in unmade else self._kind(path)
            if kind is None or alike[kind] == ALIKE:
                continue
            alike[kind] += 1
            answer, template = self.get(path)
            if answer.status_code == 302:
                more = [answer.location]
            elif answer.mimetype == "text/html":
                yield self.seen(path, answer, template)
                more = [unescape(one) for one in _HREF.findall(answer.text)]
            else:
                continue
            for one in (urljoin(path, link) for link in more):
                if one not in known and self._mine(one):
                    known.add(one)
                    waiting.append(one)

    def send(self) -> Iterator[Seen]:
        """Send the scene's forms; of what sends somebody elsewhere, that page."""
        for one in self.scene.sent:
            if one.who != self.who:
                continue
            with _rendered(self.scene.site.app) as templates:
                answer = self._visitor.post(one.path, dict(one.form))
            path = f"{one.path} sent {one.form or ''}"
            if answer.status_code == 302:
                answer, template = self.get(answer.location)
                templates = [template]
            if answer.mimetype == "text/html" and answer.text:
                yield self.seen(path, answer, templates[-1] if templates else "")

    @property
    def _visitor(self) -> Visitor:
        return self.scene.people[self.who]

    def _mine(self, path: str) -> bool:
        """Whether an address is in the zone of who walks; paths only, nothing outside."""
        parts = urlsplit(path)
        if parts.netloc or parts.scheme:
            return False
        zone = "/own" if self.who.startswith(INSTITUTION) else ZONES.get(self.who, "/office")
        return path.startswith(zone) and not (self.who == ANYBODY and path.startswith(("/office/", "/own/elections")))

    def _kind(self, path: str) -> object:
        """What makes a page another page; None where no page is, but a file."""
        parts = urlsplit(path)
        if parts.path.endswith(FILES):
            return None
        try:
            endpoint, values = self.scene.site.app.url_map.bind("127.0.0.1:8000").match(parts.path)
        except (HTTPException, RequestRedirect):
            return path
        if endpoint.endswith((".file", ".picture")):
            return None
        fixed = tuple(sorted((name, value) for name, value in values.items() if name in WORDS))
        asked = tuple(sorted(one.partition("=")[0] for one in parts.query.split("&")))
        return endpoint, fixed, asked


@contextmanager
def _rendered(app: Flask) -> Iterator[list[str]]:
    """The templates that the block shows."""
    names: list[str] = []

    def note(_app: Flask, template: Template, **_: object) -> None:
        names.append(template.name or "")

    with template_rendered.connected_to(note, app):
        yield names


@functools.cache
def scene_of(name: str) -> Scene:
    """A scene, made once by each test process."""
    return SCENES[name](Path(tempfile.mkdtemp(prefix=f"majma-{name}-")))


def pages(name: str, *, whole: bool = False) -> tuple[Seen, ...]:
    """What the people of a scene see, in Persian, and what they are answered when they send forms.

    Of the office it is what the secretary sees, whose rights are most, and once what an administrator does; in the
    `whole` every officer looks round.
    """
    return _APART.submit(_pages, name, whole).result()


@functools.cache
def _pages(name: str, whole: bool) -> tuple[Seen, ...]:
    scene = scene_of(name)
    if whole:
        others = [Walker(scene, name, who) for who in scene.people if not _is_brief(name, who)]
        return (*_pages(name, False), *(one for walker in others for one in walker.walk()))
    walkers = [Walker(scene, name, who) for who in scene.people]
    walked = [one for walker in walkers if _is_brief(name, walker.who) for one in walker.walk()]
    return (*walked, *(one for walker in walkers for one in walker.send()))


def _is_brief(scene: str, who: str) -> bool:
    mine = "administrator" if scene in ("empty", "beginning") else "secretary"
    return who in (*ZONES, "secretary", mine) or who.startswith(INSTITUTION)


def in_language(one: Seen, language: str) -> Seen:
    """The same page in another language; a page that answered a form stays as it is."""
    if " sent " in one.path:
        return one
    return _APART.submit(_in_language, one, language).result()


def _in_language(one: Seen, language: str) -> Seen:
    walker, path = Walker(scene_of(one.scene), one.scene, one.who), _address(one, language)
    walker.speak(language)
    try:
        return walker.seen(path, *walker.get(path))
    finally:
        walker.speak("fa")


_SPOKEN: dict[tuple[Seen, str], Seen] = {}


def spoken(seen: Iterable[Seen], language: str) -> list[Seen]:
    """Pages of one scene in another language, each asked for once; one that answered a form has no other language."""
    wanted = [one for one in seen if " sent " not in one.path]
    _APART.submit(_speak, [one for one in wanted if (one, language) not in _SPOKEN], language).result()
    return [_SPOKEN[one, language] for one in wanted]


def _speak(seen: list[Seen], language: str) -> None:
    for who in dict.fromkeys(one.who for one in seen):
        mine = [one for one in seen if one.who == who]
        walker = Walker(scene_of(mine[0].scene), mine[0].scene, who)
        walker.speak(language)
        for one in mine:
            path = _address(one, language)
            _SPOKEN[one, language] = walker.seen(path, *walker.get(path))
        walker.speak("fa")


def _address(one: Seen, language: str) -> str:
    """The language of a visit to the booth stands in its address."""
    return f"{one.path}?language={language}" if one.path.startswith("/B/") else one.path


def with_new_words(name: str, language: str) -> list[Seen]:
    """The pages of a scene on which something is said, in a language, that no page before says so."""
    before = (one.words for scene in takewhile(name.__ne__, SCENES) for one in spoken(first_seen(scene), language))
    return saying_more(spoken(first_seen(name), language), frozenset[tuple[str, str]]().union(*before))


def saying_more(seen: Iterable[Seen], met: frozenset[tuple[str, str]]) -> list[Seen]:
    """Pages on which something is said that is not met before, one after another."""
    found = list[Seen]()
    for one in seen:
        if not one.words <= met:
            found.append(one)
            met |= one.words
    return found


def first_seen(name: str) -> list[Seen]:
    """Of the pages that are built alike in all scenes one, where it is seen first: those of this scene."""
    before = frozenset[object]().union(*(_skeletons(one) for one in takewhile(name.__ne__, SCENES)))
    return [one for one in different(pages(name, whole=True)) if one.skeleton not in before]


def neighbours_before(name: str) -> frozenset[tuple[str, str]]:
    """What stands after what on the pages of the scenes before."""
    return frozenset[tuple[str, str]]().union(
        *(one for scene in takewhile(name.__ne__, SCENES) for one in _skeletons(scene))
    )


@functools.cache
def _skeletons(name: str) -> frozenset[frozenset[tuple[str, str]]]:
    return frozenset(one.skeleton for one in pages(name, whole=True))


def different(seen: Iterator[Seen] | tuple[Seen, ...]) -> list[Seen]:
    """One page for each skeleton."""
    return list({one.skeleton: one for one in reversed(tuple(seen))}.values())[::-1]
