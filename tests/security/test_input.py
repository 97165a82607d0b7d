"""Hostile input: deep, long, broken and dressed-up values end in a refusal or in plain text, never in a fault."""

from __future__ import annotations

import json
import logging
import re
import time
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.services.nomination import nomination
from app.views import Number
from tests.security.routes import routes
from tests.support.assemblies import PASSWORD, everything
from tests.support.visitors import Site, Visitor

DEEP = b"[" * 100_000 + b"]" * 100_000
BODIES = {
    "deep list": DEEP,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep inside": b'{"ballot":' + DEEP + b',"credential":' + DEEP + b"}",
    "long number": b'{"ballot":' + b"9" * 5000 + b',"credential":' + b"9" * 5000 + b"}",
    "long text": b'{"ballot":"' + b"9" * 5000 + b'","credential":"' + b"9" * 5000 + b'"}',
    "longer text": b'{"ballot":"' + b"9" * 10**6 + b'","credential":"' + b"9" * 10**6 + b'"}',
    "not a number": b'{"ballot":NaN,"credential":Infinity}',
    "twice the same name": b'{"ballot":"{}","ballot":1,"credential":"1","credential":2}',
    "half a surrogate": b'{"ballot":"\\ud800","credential":"\\udfff","token":"\\ud800"}',
    "surrogate token": b'{"ballot":"{}","credential":"12","token":"\\ud800"}',
    "nul": b'{"ballot":"\\u0000","credential":"\\u0000","token":"\\u0000"}',
    "no utf-8": b'{"ballot":"\xff\xfe"}',
    "utf-16": '{"ballot":"{}"}'.encode("utf-16"),
    "nothing": b"", "null": b"null", "list": b"[]", "text": b'"x"', "number": b"1", "half": b'{"ballot":',
    "token is a number": b'{"ballot":"{}","credential":"12","token":5}',
    "token is a list": b'{"ballot":"{}","credential":"12","token":["x"]}',
    "deep ballot": json.dumps({"ballot": "[" * 100_000, "credential": "1" * 699}).encode(),
    "arabic digits": json.dumps({"ballot": "{}", "credential": "٣" * 20}).encode(),
    "minus": b'{"ballot":"{}","credential":"-1"}', "plus": b'{"ballot":"{}","credential":"+5"}',
}  # fmt: skip
PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "{{7*7}}", "{%print(7*7)%}",
    "${7*7}",
    "</title><svg onload=alert(1)>", "javascript:alert(1)", "%(name)s %s {0}", "<!--", "]]>", "&lt;b&gt;",
    "=cmd|'/C calc'!A0",
)  # fmt: skip
MOST_SECONDS = 0.7
"""Of a processor, for whatever somebody sends: a body of two megabytes takes a tenth of it."""
BIDI = "\u202e\u2066\u200b\u200e\u2069\ufeff"


@pytest.mark.parametrize("name", BODIES)
def test_the_booth_refuses_any_broken_body_quickly(lasting_site: Site, name: str) -> None:
    site = lasting_site
    visitor = site.visitor()
    before = everything(site.held.database)
    for path in ("ballot", "slip"):
        begun = time.process_time()
        answer = visitor.send_bytes(f"/B/{site.held.election}/{path}", BODIES[name])
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json is not None
        assert set(answer.json) == {"error", "message"}
        assert time.process_time() - begun < MOST_SECONDS
    assert everything(site.held.database) == before


@pytest.mark.parametrize("name", BODIES)
def test_the_trustees_page_refuses_any_broken_body(lasting_site: Site, name: str) -> None:
    site = lasting_site
    visitor = site.visitor()
    body = BODIES[name].replace(b'"ballot"', b'"secret"').replace(b'"credential"', b'"public_key"')
    for path in ("key", "reserve", "check", "backup", "sheet", "decryption"):
        answer = visitor.send_bytes(f"/trustees/{next(iter(site.held.private_keys))}/{path}", body)
        assert 400 <= answer.status_code < 500, answer.text


def test_json_that_is_called_something_else_is_not_read(site: Site) -> None:
    site.held.to("open")
    body = json.dumps({"ballot": site.held.ballot(0, 1).decode(), "token": site.held.slips[0].token}).encode()
    visitor = site.visitor()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream"):
        assert visitor.send_bytes(f"/B/{site.held.election}/ballot", body, kind).status_code == 400
    assert site.held.value.cast == 0
    assert visitor.send_bytes(f"/B/{site.held.election}/ballot", body).status_code == 200


def test_a_vote_by_the_pages_gets_its_receipt_and_a_retry_the_same(site: Site) -> None:
    site.held.to("open")
    visitor = site.visitor()
    said = {"ballot": site.held.ballot(0, 1).decode(), "token": site.held.slips[0].token}
    path = f"/B/{site.held.election}/ballot"
    first, again = visitor.send(path, said), site.visitor().send(path, said)
    assert first.json is not None
    assert again.json is not None
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)
    assert first.json["tracker"] == again.json["tracker"]
    other = visitor.send(path, {**said, "ballot": site.held.ballot(0, 2).decode()})
    assert (other.status_code, other.json and other.json["error"]) == (409, "slip-used")


def test_what_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    visitor = site.visitor("secretary")
    body = b"x" * (2 * 1024 * 1024 + 1)
    for path in (
        f"/B/{site.held.election}/ballot",
        "/language",
        f"/office/elections/{site.held.election}/candidates/new",
    ):
        assert visitor.send_bytes(path, body, "application/json").status_code == 413


def fill(site: Site, visitor: Visitor, name: str, **more: object) -> None:
    """Enter a candidate whose every text is `name`."""
    form: dict[str, object] = {
        "name_fa": name, "name_en": name, "province": "IR-01", "kind": "K1", "registration": "12", "national_id": "34",
        "founded": "1390", "fields": ["F01"], "tracks": ["T1"], "representative_fa": name, "representative_en": name,
        "introduction_fa": name, "introduction_en": name, "programmes": name, "achievements-0-text": name,
        "achievements-0-year": "1403", "achievements-0-field": "F01", "achievements-0-number": "3",
        "achievements-0-indicator": name, **more,
    }  # fmt: skip
    answer = visitor.post(f"/office/elections/{site.held.election}/candidates/new", form)
    assert answer.status_code == 302, answer.text


class Living(HTMLParser):
    """Collects what would run: scripts that are not files of ours, event attributes, addresses with a script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and not values.get("src", "").startswith("/static/"):
            self.found.append("script")
        self.found += [name for name in values if name.startswith("on")]
        self.found += [name for name in ("href", "src", "action") if values.get(name, "").startswith("javascript:")]


def living_markup(page: str) -> list[str]:
    """What of a page would run."""
    reader = Living()
    reader.feed(page)
    return reader.found


def pages_with_names(site: Site, visitor: Visitor) -> list[str]:
    """Every page on which a candidate's texts stand."""
    found = []
    for route in routes(site):
        if route.method == "GET" and not route.path.endswith((".svg", ".pdf")):
            answer = visitor.get(route.path)
            if answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers:
                found.append(answer.text)
    with site.held.database.reading() as db:
        for one in nomination.nominations(db, site.held.election):
            found.append(visitor.get(f"/elections/{site.held.election}/candidates/{one.id}").text)
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
def test_hostile_names_are_shown_as_plain_text_on_every_page(site: Site, language: str) -> None:
    visitor = site.visitor("secretary")
    for number, payload in enumerate(PAYLOADS):  # a letter tells those apart that are nothing but signs
        fill(site, visitor, f"{payload} {'ابپتثجچحخدذرز'[number]}")
    visitor.post("/language", {"language": language, "next": "/"})
    site.held.to("open")
    pages = pages_with_names(site, visitor)
    text = "\n".join(pages)
    assert [fault for page in pages for fault in living_markup(page)] == []
    for literal in (
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "{{7*7}}",
        "{%print(7*7)%}",
        "${7*7}",
        "&amp;lt;b&amp;gt;",
    ):
        assert literal in text
    assert "%(name)s %s {0}" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in visitor.get(f"/B/{site.held.election}").text


def test_a_template_that_trusts_a_name_is_caught(site: Site) -> None:
    visitor = site.visitor("secretary")
    fill(site, visitor, PAYLOADS[0])
    site.app.jinja_env.autoescape = False
    assert any(living_markup(page) for page in pages_with_names(site, visitor))


def test_invisible_controls_never_enter_a_name(site: Site) -> None:
    visitor = site.visitor("secretary")
    fill(site, visitor, f"انجمن{BIDI} نیکی")
    stored = repr(everything(site.held.database)).encode().decode("unicode_escape", "replace")
    assert not set(BIDI) & set(json.dumps(stored, ensure_ascii=False))
    text = "".join(pages_with_names(site, visitor))
    assert "انجمن نیکی" in text
    assert not set(BIDI) & set(re.sub("[\u2066\u2069]", "", text)) - {"\u2066", "\u2069", "\u200e"}


@pytest.mark.parametrize("empty", ["", " ", BIDI, "\u200c", "\t\n"])
def test_a_name_of_nothing_visible_is_no_name(site: Site, empty: str) -> None:
    visitor = site.visitor("secretary")
    with pytest.raises(AssertionError):
        fill(site, visitor, "انجمن", name_fa=empty)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": ["F99"]}, {"tracks": ["T99"]}, {"achievements-0-field": "F99"}, {"province": "IR-99"},
        {"kind": "K99"},
        {"founded": "-1"}, {"founded": "9" * 30}, {"achievements-0-number": "9" * 30}, {"name_fa": "ا" * 201},
        {"province": ""}, {"fields": "<script>"},
    ],
)  # fmt: skip
def test_a_choice_that_was_not_offered_is_refused(site: Site, wrong: dict[str, object]) -> None:
    visitor = site.visitor("secretary")
    before = everything(site.held.database)["institution"]
    with pytest.raises(AssertionError):
        fill(site, visitor, "انجمن", **wrong)
    assert everything(site.held.database)["institution"] == before


HUGE = ("99999999999999999999", "-99999999999999999999", "9" * 400, "\u0661", "1e9", "0x10", "")


def test_numbers_no_column_holds_are_refused_and_break_nothing(site: Site) -> None:
    site.held.to("final").draft()
    visitor = site.visitor("secretary")
    office, public = f"/office/elections/{site.held.election}", f"/elections/{site.held.election}"
    for number in HUGE:
        for path in (f"{public}/board?page={number}", f"{office}/journal?page={number}"):
            assert visitor.get(path).status_code == 200, path
        for path in (
            f"{public}/candidates/{number}", f"/emblems/{number}.svg", f"{office}/letters/{number}.pdf",
            f"/office/sessions/{number}",
        ):  # fmt: skip
            assert visitor.get(path).status_code in (200, 404, 308), path
        for path, form in (
            ("candidates", {"act": "accept", "nomination": number}), ("roll", {"act": "check-in", "delegate": number}),
            (f"letters/{number}/issue", {}), ("roll/new", {"institution": number, "name_fa": "x"}),
            ("slips.pdf", {"number": number, "anew": "y"}), ("trustees", {"act": "remove", "trustee": number}),
        ):  # fmt: skip
            assert visitor.post(f"{office}/{path}", form).status_code < 500, (path, number)


STRANGE = (
    "%00",
    "%0d%0a",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%ff",
    "%F0%9F%98%80",
    "A" * 3000,
    "'--",
    "%25s",
    "{{7*7}}",
    "%5c",
)


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_addresses_are_not_found_and_break_nothing(lasting_site: Site, strange: str) -> None:
    site = lasting_site
    visitor = site.visitor("secretary")
    known = (site.held.election, "mehr", "0" * 16, "A" * 160, "css/base.css")
    for route in routes(site):
        for value in known:
            if value in route.path and route.method == "GET":
                answer = visitor.get(route.path.replace(value, strange))
                assert answer.status_code in (200, 301, 302, 308, 400, 403, 404), (route.path, answer.status_code)
                assert b"root:" not in answer.data
    for name in ("tracker", "page", "search"):
        for path in (f"/elections/{site.held.election}/board", f"/office/elections/{site.held.election}/roll"):
            assert visitor.get(f"{path}?{name}={strange}").status_code in (200, 400)


def answers_to(site: Site, number: int) -> dict[str, int]:
    """How every address that names something by a number answers with this one."""
    client = site.visitor("secretary").client
    found = {}
    for rule in site.app.url_map.iter_rules():
        if "<int:" in rule.rule:
            address = re.sub("<[^>]+>", site.held.election, re.sub("<int:[a-z_]+>", str(number), rule.rule))
            for method in (rule.methods or set()) & {"GET", "POST"}:
                found[f"{method} {address}"] = client.open(address, method=method).status_code
    return found


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_column_holds_leads_nowhere(lasting_site: Site, number: int) -> None:
    found = answers_to(lasting_site, number)
    assert len(found) > 30
    assert set(found.values()) == {404}


def test_a_number_without_a_bound_breaks_a_page(lasting_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin."""
    for rule in lasting_site.app.url_map.iter_rules():
        for converter in rule._converters.values():
            if isinstance(converter, Number):
                monkeypatch.setattr(converter, "max", None)
    assert 500 in answers_to(lasting_site, 10**30).values()


def test_a_nul_is_refused_before_it_reaches_a_database(site: Site) -> None:
    visitor = site.visitor()
    answer = visitor.post("/office/sign-in", {"username": "negar\0", "password": PASSWORD})
    assert answer.status_code == 400


def break_page(app: Flask, endpoint: str, secret: str) -> None:
    def broken(**_values: object) -> str:
        local_secret = secret  # a page with a traceback would show the value
        raise RuntimeError(f"fault in {len(local_secret)}")

    app.view_functions[endpoint] = broken


def test_a_fault_shows_a_number_and_no_inside(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    break_page(site.app, "public.keys", "canary-7f3a")
    answer = site.visitor().get("/keys")
    assert answer.status_code == 500
    for inside in ("Traceback", "RuntimeError", "fault in", "canary-7f3a", "app/", ".py"):
        assert inside not in answer.text
    number = re.search("request ([0-9a-f]{8}) failed: RuntimeError", caplog.text)
    assert number is not None
    assert number[1] in answer.text
    assert "canary-7f3a" not in caplog.text


def fault_of_the_database(site: Site) -> None:
    """Let a statement fail whose value is a name that somebody typed."""
    with site.held.database.transaction() as db:
        db.connection().exec_driver_sql("alter table account rename to gone")
    answer = site.visitor().post("/office/sign-in", {"username": "canary-name", "password": PASSWORD})
    assert answer.status_code == 500


def test_a_fault_of_the_database_puts_no_value_into_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    fault_of_the_database(site)
    assert "OperationalError" in caplog.text
    assert "canary-name" not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_log_with_the_values_of_statements_is_caught(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    for engine in (site.held.database.engine, site.held.database._writing):
        engine.hide_parameters = False
    fault_of_the_database(site)
    assert "canary-name" in caplog.text


def test_a_whole_vote_leaves_no_trace_in_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.held.to("open")
    visitor = site.visitor()
    for said in (
        {"ballot": site.held.ballot(0, 1).decode(), "token": site.held.slips[0].token},
        {"ballot": site.held.ballot(1, 1).decode()[:-9], "token": site.held.slips[1].token},
        {"ballot": "{}", "token": "B" * 160},
    ):
        visitor.send(f"/B/{site.held.election}/ballot", said)
        for value in said.values():
            assert value[:40] not in caplog.text
    assert PASSWORD not in caplog.text
