"""No error of the protocol is a fault of the program: whatever service raises one, the answer says so and is no 500."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.db import Database
from ballots.errors import BallotsError, ResultRangeError
from tests.security.routes import routes
from tests.support.assemblies import everything
from tests.support.visitors import Site, Visitor

LEAVING = ("office.sign_out", "institution.sign_out")
"""After these posts nobody is signed in any more."""


@contextmanager
def _raising() -> Iterator[None]:
    """Every service fails at its first look into the database, as one that met bytes against the protocol."""

    def refuse(*_: object) -> Any:
        raise ResultRangeError("a decrypted sum is not in 0..total weight")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "transaction", refuse)
        patched.setattr(Database, "reading", refuse)
        yield


def let_services_fail(site: Site) -> None:
    """From now on every view of the application finds services that raise; who is signed in is known before."""
    for endpoint, view in site.app.view_functions.items():
        site.app.view_functions[endpoint] = _failing(view)


def _failing(view: Callable[..., Any]) -> Callable[..., Any]:
    def fail(**arguments: object) -> Any:
        with _raising():
            return view(**arguments)

    return fail


def answers(site: Site, visitor: Visitor) -> dict[str, int]:
    """The status of each post, with a form and with JSON, that the failing services were asked for."""
    found: dict[str, int] = {}
    for route in routes(site):
        if route.method != "POST" or route.endpoint in LEAVING:
            continue
        for form in (visitor.post(route.path), visitor.send(route.path, BODY)):
            if form.status_code == 500 or ResultRangeError.code in form.text:
                found[f"{route.endpoint} {form.mimetype}"] = form.status_code
    return found


BODY = dict.fromkeys(
    (
        "secret", "public_key", "number", "answer", "commitments", "shares", "proof", "hand_in", "second_name",
        "second_password", "credential", "ballot", "tracker", "lock", "key", "verdict",
    ),
    "1",
)  # fmt: skip


def test_no_post_answers_500_whatever_service_raises_an_error_of_the_protocol(site: Site) -> None:
    site.held.to("frozen")
    visitor = site.visitor("secretary")
    before = everything(site.held.database)
    let_services_fail(site)
    found = answers(site, visitor)
    assert set(found.values()) == {400}
    asked = {name.split()[0] for name in found}
    assert {
        "public.trustee_key", "public.trustee_reserve", "public.trustee_test", "public.trustee_check",
        "public.trustee_backup", "public.trustee_sheet", "public.trustee_decryption", "office.tally_page",
        "office.trustee_rebuilt", "office.trustees", "office.act", "office.close", "office.lots", "booth.cast",
    } <= asked  # fmt: skip
    assert len(asked) > 40
    assert everything(site.held.database) == before


def test_an_application_without_the_handler_is_caught(site: Site) -> None:
    site.held.to("frozen")
    visitor = site.visitor("secretary")
    let_services_fail(site)
    del site.app.error_handler_spec[None][None][BallotsError]
    assert 500 in answers(site, visitor).values()


def test_the_answer_names_the_rule_and_says_what_to_do(site: Site) -> None:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    let_services_fail(site)
    answer = visitor.send("/trustees/0000/decryption", {"secret": "x", "hand_in": "{}"})
    assert answer.json is not None
    assert answer.json["error"] == "result-out-of-range"
    assert "call the officers" in answer.json["message"]
    assert "result-out-of-range" in answer.json["message"]
    page = visitor.post(f"/trustees/{'0' * 16}/key")
    assert page.status_code == 400
