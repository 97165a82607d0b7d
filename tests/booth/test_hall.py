"""The hall of these tests says what the program says: same statuses, same codes, same names of what is said."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ballots.ballot import encrypt_ballot, tracker
from ballots.challenge import verdict_key, verdict_lock
from ballots.credential import public_credential
from ballots.election import Election, decode_election
from tests.booth.hall import PUBLIC_ID, create_hall, make_hall
from tests.look.walk import skeleton
from tests.support.visitors import open_site

OF_THE_TESTS = {"timing"}
"""What a hall gives its page beside what the program gives: how long the booth waits."""
KEY = verdict_key(b"the seed of them")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Place:
    """Where one may vote: the program, or a hall."""

    app: Flask
    client: FlaskClient
    public_id: str
    hall: str
    election: Election
    credentials: tuple[str, ...]
    token: str

    def ballot(self, voter: int, first: int = 1) -> bytes:
        """A good ballot."""
        question = self.election.questions[0]
        marks = tuple(int(place == first) for place in range(len(question.answers)))
        blank = (0,) if question.blank else ()
        return encrypt_ballot(self.election, self.credentials[voter], ((*blank, *marks),), secrets.token_bytes)

    def send(self, path: str, said: object) -> TestResponse:
        """What the booth's scripts post."""
        found = TOKEN.search(self.client.get(f"/B/{self.public_id}").text)
        assert found is not None
        return self.client.post(path, json=said, headers={"X-CSRFToken": found[1] or found[2]})

    def at_booth(self, path: str, **said: object) -> TestResponse:
        """The same below the booth's address."""
        return self.send(f"/B/{self.public_id}/{path}", said)

    def tell(self, data: bytes, key: str = KEY) -> TestResponse:
        """A second device's verdict."""
        form = {"tracker": tracker(data), "key": key, "found": "agrees"}
        return self.client.post(f"/elections/{self.public_id}/{self.hall}/verdict", data=form)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """The program with an open election, each time a fresh one."""

    def make() -> Place:
        site = open_site(tmp_path_factory.mktemp("program"))
        held = site.held.to("open")
        credentials = tuple(one.credential for one in held.slips)
        election = decode_election(held.box().definition)
        return Place(
            site.app, site.app.test_client(), held.election, "challenge", election, credentials, held.slips[0].token
        )

    return make


def hall() -> Place:
    """A hall."""
    made = make_hall(candidates=4, maximum=2, blank=True)
    app = create_hall(made)
    return Place(app, app.test_client(), PUBLIC_ID, "hall", made.small.election, made.small.credentials, "A" * 160)


def said(answer: TestResponse) -> tuple[int, object, object]:
    """The status, the code of a refusal, and the names of what is said."""
    told: dict[str, Any] = answer.json or {}
    return answer.status_code, told.get("error"), sorted(told)


def visit(place: Place) -> list[tuple[int, object, object]]:
    """Everything that the booth and the page of tests ask, good and bad."""
    first, second, third = place.ballot(0), place.ballot(1), place.ballot(0, 2)
    public = [public_credential(one, place.election.uuid) for one in place.credentials]
    opened, lock = place.ballot(2), verdict_lock(KEY)
    noted = f"/elections/{place.public_id}/{place.hall}/noted"
    answers = [
        place.at_booth("slip", credential=public[0], token=place.token), place.at_booth("slip", credential="12"),
        place.at_booth("ballot", ballot=first.decode()), place.at_booth("ballot", ballot=first.decode()),
        place.at_booth("ballot", ballot=third.decode()), place.at_booth("ballot", ballot=second.decode()[:-9]),
        place.at_booth("challenge", ballot=opened.decode(), lock=lock),
        place.send(noted, {"tracker": tracker(opened), "key": KEY}),
        place.send(noted, {"tracker": tracker(opened), "key": "0" * 64}),
        place.tell(opened), place.tell(opened, "0" * 64),
    ]  # fmt: skip
    return [said(one) for one in answers]


def test_a_hall_answers_whatever_the_booth_asks_as_the_program_does(program: Callable[[], Place]) -> None:
    real = visit(program())
    assert visit(hall()) == real
    assert {status for status, _, _ in real} == {200, 400, 403, 404, 409}


def names(value: object) -> object:
    """What a value is called by: fields of a value, keys of a mapping, and so on downwards."""
    if isinstance(value, str):  # also a word of a kind, such as a phase
        return None
    if is_dataclass(value):
        return {one.name: names(getattr(value, one.name)) for one in fields(value)}
    if hasattr(value, "__dict__") and not isinstance(value, type):
        return {name: names(part) for name, part in vars(value).items()}
    if isinstance(value, dict):
        return {name: names(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [names(value[0])] if value else []
    return None


def context_of(place: Place) -> dict[str, object]:
    """What the page of the booth is made from."""
    found: list[dict[str, Any]] = []

    def note(_app: object, template: object, context: dict[str, Any], **_: object) -> None:
        found.append(context)

    with template_rendered.connected_to(note, place.app):
        assert place.client.get(f"/B/{place.public_id}").status_code == 200
    given = {"election", "assembly", "candidates", "urls", *OF_THE_TESTS}
    return {name: names(value) for name, value in found[-1].items() if name in given}


def test_the_page_of_a_hall_is_made_from_values_of_the_same_names(program: Callable[[], Place]) -> None:
    real, ours = context_of(program()), context_of(hall())
    assert set(ours) - set(real) == OF_THE_TESTS
    for name, value in real.items():
        if name == "candidates":
            _alike(value, ours[name])
        else:
            assert value == ours[name]


def _alike(real: object, ours: object) -> None:
    (one,), (other,) = real, ours  # type: ignore[misc, str-unpack]
    assert set(one) == set(other)


def test_the_page_of_a_hall_is_built_as_the_programs_page(program: Callable[[], Place]) -> None:
    """Each tag of the one with its classes and roles stands in the other, but for what a dossier or a banner tells."""
    pages = [place.client.get(f"/B/{place.public_id}") for place in (program(), hall())]
    real, ours = ({tag for pair in skeleton(page.text) for tag in pair} for page in pages)
    told = ("aside ", "h3 ", "ul ", "ol ", "li ", "p ", "img [('class', 'dossier-face')]", "span [('class', 'badge ")
    assert {tag for tag in real ^ ours if not tag.startswith(told)} == set()
    assert len({page.headers["Content-Security-Policy"] for page in pages}) == 1
