"""What is an institution's own: nobody else reaches it, nothing keeps it, nothing writes its secrets down."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pyotp
import pytest

from app.services.nomination import notice, review
from tests.security.routes import INSTITUTION, MAY, Route, routes
from tests.security.test_hostile import exported
from tests.support.accounts import WORD, cheap_passwords, invite, sign_in
from tests.support.assemblies import Simulation, everything
from tests.support.institutions import WHOLE, Registrant, pdf, picture, registrant
from tests.support.visitors import Site, Visitor, open_site

pytestmark = pytest.mark.usefixtures("blank_paper")


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """Passwords cost little."""
    with cheap_passwords():
        yield


def rejected(site: Site, held: Simulation, name: str) -> tuple[Registrant, dict[str, object]]:
    """An institution whose dossier with pictures was rejected, and what its addresses hold."""
    me = registrant(site, held, name=name)
    me.fill()
    me.keep("presentation", {**WHOLE["presentation"], "logo": (io.BytesIO(picture()), "logo.jpg")})
    me.hand_in()
    one = me.nomination
    assert one is not None
    with held.database.transaction() as db:
        review.decide(db, held.two(), held.election, one.id, decision="reject", reason="R2", text="نه")
        step = notice.notices(db, held.election, one.id)[-1].step
    return me, {
        "public_id": held.election, "number": one.id, "step": step, "upload_id": one.dossier.logo, "part": "programmes",
        "institution_id": me.institution_id,
    }  # fmt: skip


def with_values(site: Site, values: dict[str, object], wanted: Iterator[Route]) -> Iterator[Route]:
    """Routes that name something, with these things in their addresses."""
    adapter = site.app.url_map.bind("127.0.0.1:8000")
    rules = {rule.endpoint: rule for rule in site.app.url_map.iter_rules()}
    for route in wanted:
        arguments = rules[route.endpoint].arguments
        if arguments and arguments <= values.keys():
            path = adapter.build(route.endpoint, {name: values[name] for name in arguments}, method=route.method)
            yield Route(endpoint=route.endpoint, method=route.method, path=path)


def reached(site: Site, visitor: Visitor, values: dict[str, object], rules: set[str]) -> dict[str, int]:
    """How addresses with these things answer, by endpoint."""
    mine = (one for one in routes(site) if one.rule in rules and one.method == "GET")
    return {one.endpoint: visitor.get(one.path).status_code for one in with_values(site, values, mine)}


def posted(site: Site, visitor: Visitor, values: dict[str, object], rules: set[str]) -> dict[str, int]:
    """How forms at these addresses answer, by endpoint."""
    mine = (one for one in routes(site) if one.rule in rules and one.method == "POST")
    return {one.endpoint: visitor.post(one.path).status_code for one in with_values(site, values, mine)}


def test_nothing_of_an_institution_is_reached_by_another(site: Site) -> None:
    theirs, values = rejected(site, site.other, "انجمن دوردست")
    me, mine = rejected(site, site.held, "انجمن نزدیک")
    assert reached(site, theirs.visitor, values, {INSTITUTION}) == {
        "institution.receipt": 200, "institution.notice": 200, "institution.nomination": 200,
        "institution.part_page": 302, "institution.preview": 200,
        "institution.appeal": 200, "institution.withdraw": 302, "institution.file": 200, "institution.picture": 200,
        "institution.objection": 404, "institution.objection_receipt": 404, "institution.objection_waiver": 302,
        "institution.seat": 404, "institution.seat_refuse": 404,
    }  # fmt: skip
    reached(site, me.visitor, mine, {INSTITUTION})  # papers are printed once
    before = everything(site.held.database)
    assert set(reached(site, me.visitor, values, {INSTITUTION}).values()) == {404}
    assert set(posted(site, me.visitor, values, {INSTITUTION}).values()) == {404}
    assert {"public.file", "public.picture"} & {
        name for name, status in reached(site, me.visitor, values, {"everybody"}).items() if status == 200
    } == set()
    neighbour = {**mine, "upload_id": values["upload_id"], "step": values["step"]}
    crossed = reached(site, me.visitor, neighbour, {INSTITUTION})
    assert {crossed[name] for name in ("institution.notice", "institution.file", "institution.picture")} == {404}
    assert everything(site.held.database) == before


def test_nothing_of_an_institution_is_reached_by_the_office_of_another_assembly(site: Site) -> None:
    _, values = rejected(site, site.other, "انجمن دوردست")
    before = everything(site.held.database)
    for role, rules in MAY.items():
        visitor = site.visitor(role)
        assert set(reached(site, visitor, values, rules).values()) == {404}, role
        assert set(posted(site, visitor, values, rules).values()) <= {404}, role
    after = everything(site.held.database)
    assert {name for name in before if before[name] != after[name]} <= {
        "sign_in",
        "account",
        "journal",
        "known_browser",
    }
    at_home = site.visitor()
    at_home.post("/office/sign-in", {"username": "negar.sepehr", "password": "a password of the test"})
    seen = reached(site, at_home, values, {"look", "review"})
    assert {name for name, status in seen.items() if status == 200} >= {
        "office.file", "office.picture", "office.nomination_review", "office.nomination_receipt",
        "office.nomination_notice",
    }  # fmt: skip


def test_a_file_that_forgets_whose_it_is_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _, values = rejected(site, site.other, "انجمن دوردست")
    home = site.held.value.session.assembly.id
    monkeypatch.setattr("app.services.nomination.upload.nominations.assembly_of", lambda db, row: home)
    assert reached(site, site.visitor("desk"), values, {"look"})["office.file"] == 200


def kept_by_caches(site: Site) -> list[str]:
    """Pages and files of an institution that a browser or a proxy would keep, or whose address it would tell."""
    me, values = rejected(site, site.held, "انجمن نزدیک")
    mine = [one.path for one in with_values(site, values, (one for one in routes(site) if one.rule == INSTITUTION))]
    answers = [me.visitor.get(path) for path in (*mine, "/own", "/own/account", invite(site, 0))]
    office = site.visitor("secretary")
    answers += [office.get(f"/office/{kind}/{values['upload_id']}") for kind in ("files", "pictures")]
    return [
        one.request.path for one in answers
        if "no-store" not in one.headers.get("Cache-Control", "") or one.headers.get("Referrer-Policy") != "no-referrer"
    ]  # fmt: skip


def test_private_pages_papers_and_files_are_kept_nowhere_and_told_to_nobody(site: Site) -> None:
    assert kept_by_caches(site) == []


def test_an_application_whose_pages_are_kept_is_caught(site: Site) -> None:
    site.app.after_request_funcs.clear()
    assert kept_by_caches(site) != []


def test_other_methods_and_words_that_ask_for_them_do_nothing(site: Site) -> None:
    me, values = rejected(site, site.held, "انجمن نزدیک")
    reached(site, me.visitor, values, {INSTITUTION})  # papers are printed once
    before = everything(site.held.database)
    for one in with_values(site, values, (one for one in routes(site) if one.rule == INSTITUTION)):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            assert me.visitor.client.open(one.path, method=method).status_code == 405
        headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE"}
        assert me.visitor.get(f"{one.path}?_method=POST", headers=headers).status_code < 500
    assert everything(site.held.database) == before


MORE = {
    "status": "accepted", "number": "1", "id": "1", "institution_id": "1", "assembly_id": "2", "election_id": "2",
    "receipt": "X", "submitted": "2020-01-01", "representative": "x", "draft": "{}", "dossier": "{}", "saved": "x",
    "files": "1", "letter": "1", "portrait": "1", "purpose": "portrait", "role": "administrator", "totp_secret": "x",
}  # fmt: skip
"""Fields that no form has, by the names of columns."""


def test_fields_that_no_form_has_change_nothing(site: Site) -> None:
    me, plain = registrant(site), registrant(site, name="انجمن ساده")
    for one, more in ((me, MORE), (plain, {})):
        one.fill()
        for part, form in WHOLE.items():
            one.keep(part, {**form, **more})
        assert one.post("/submit", dict(more)).status_code == 302
    first, second = me.nomination, plain.nomination
    assert first is not None
    assert second is not None
    assert (first.status, first.number, first.dossier.portrait) == (second.status, second.number, None)
    assert (first.representative, first.dossier.programmes) == (second.representative, second.dossier.programmes)
    assert first.draft.keys() == second.draft.keys()


NAMES = (
    "../../../etc/passwd", "..\\..\\run.php", "<script>alert(1)</script>.pdf", "\u202efdp.exe", "a\r\nX-Evil: 1.pdf",
    "x" * 400 + ".pdf", ".htaccess", '"; filename=evil.html', "=1+1.pdf", "{{7*190817}}.pdf", "\u0645\u0647\u0631.pdf",
)  # fmt: skip


def test_whatever_a_file_is_called_it_gets_a_plain_name_and_is_saved_not_run(site: Site) -> None:
    me = registrant(site)
    for place, called in enumerate(NAMES):
        sent = (io.BytesIO(pdf(lambda writer, at=place: writer.add_metadata({"/Title": str(at)}))), called)  # type: ignore[misc]
        assert me.keep("representative", {**WHOLE["representative"], "letter": sent}).status_code == 302
        (row,) = everything(site.held.database)["upload"]
        answer = me.visitor.get(f"/own/files/{row[0]}")
        assert answer.mimetype == "application/pdf"
        said = answer.headers["Content-Disposition"]
        assert said.startswith("attachment; ")
        assert not re.search(r"[\r\n<>{}]|\.\.|\.(php|exe|html)|%2F|%5C|%0", said)
        assert "X-Evil" not in answer.headers
        assert said.rstrip('"').endswith(".pdf")
        assert len(said) < 1000


def test_what_is_no_file_at_a_files_place_is_refused_and_the_rest_is_kept(site: Site) -> None:
    me = registrant(site)
    part = {**WHOLE["presentation"], "introduction_fa": "متن"}
    for place, data in enumerate((
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<!doctype html><script>alert(1)</script>",
        b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", b"PK\x03\x04" + bytes(90), b"", b"\x89PNG\r\n\x1a\n" + bytes(90),
        pdf(), picture()[:200],
    )):  # fmt: skip
        answer = me.keep("presentation", {
            **part, "introduction_en": f"text {place}", "portrait": (io.BytesIO(data), "me.png")
        })  # fmt: skip
        assert (answer.status_code, 'id="portrait-error"' in answer.text) in ((200, True), (400, True), (422, True)), (
            data
        )
        assert f"text {place}" in me.get("/presentation").text
    me.keep("presentation", {**part, "portrait": "text where a file belongs"})
    me.keep("presentation", {**part, "introduction_fa": (io.BytesIO(picture()), "x.jpg")})
    me.keep("presentation", {**part, "nothing": (io.BytesIO(picture()), "x.jpg")})
    assert everything(site.held.database)["upload"] == []
    assert me.keep("presentation", {**part, "portrait": (io.BytesIO(picture()), "x.png")}).status_code == 302
    assert len(everything(site.held.database)["upload"]) == 1


def test_bodies_that_are_too_large_broken_or_from_elsewhere_keep_nothing(site: Site) -> None:
    me = registrant(site)
    me.fill()
    before = everything(site.held.database)
    path, client, token = f"{me.address}/presentation", me.visitor.client, me.visitor.csrf()
    whole = {"csrf_token": token, "introduction_fa": "x", "act": "save"}
    many = {**whole, **{f"field{number}": "x" for number in range(1200)}}
    assert client.post(path, data=many, content_type="multipart/form-data").status_code == 413
    huge = {"CONTENT_LENGTH": str(35 * 1024 * 1024)}
    kind = "multipart/form-data; boundary=x"
    assert client.post(path, data=b"--x", content_type=kind, environ_overrides=huge).status_code == 413
    files = {"portrait": (io.BytesIO(picture()), "x.jpg")}
    for wrong in ({"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": site.visitor().csrf()}):
        assert client.post(path, data={**whole, **files, **wrong}).status_code == 400
        files = {"portrait": (io.BytesIO(picture()), "x.jpg")}
    answer = client.post(path, data={**whole, **files}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    for body, said in (
        (b"--x\r\nContent-Disposition: form-data; name=portrait; filename=a\r\n\r\nabc", kind), (b"", kind),
        (b"--x--", kind), (b"abc", "multipart/form-data"), (b"[]", "application/json"), (b"\xff\xfe", "text/plain"),
    ):  # fmt: skip
        answer = client.post(path, data=body, content_type=said, headers={"X-CSRFToken": token})
        assert answer.status_code in (302, 400, 409, 413, 422)
    after = everything(site.held.database)
    assert after["upload"] == before["upload"]


def written(site: Site, caplog: pytest.LogCaptureFixture) -> str:
    """What stands in logs, in the journal, in the export and in the database, but for what is kept sealed there."""
    rows = everything(site.held.database)
    plain = {name: found for name, found in rows.items() if name not in ("account", "account_challenge")}
    parts = exported(site.visitor("secretary"))
    return caplog.text + repr(plain) + "".join(data.decode("utf-8", "replace") for data in parts.values())


def walk_in(site: Site) -> dict[str, str]:
    """Make an account, turn codes on, sign in wrong and right; the secrets that were used."""
    link, me = invite(site), site.visitor()
    challenge = json.dumps(me.post(f"{link}/challenge", {"username": "nikan"}).json)
    me.post(link, {"username": "nikan", "password": "too short", "again": "another"})
    me.post(link, {"username": "nikan", "password": WORD, "again": WORD})
    me.get("/own/account/code")
    with me.client.session_transaction() as held:
        secret, session = str(held["totp"]), str(held["sign_in"])
    me.post("/own/account/code", {"code": pyotp.TOTP(secret).now()})
    sign_in(site, code="000000")
    sign_in(site, word=f"{WORD} wrong")
    asked = json.dumps(site.visitor().post("/own/sign-in/challenge").json)
    found = re.findall(r'"challenge": "([^"]+)"', challenge + asked)
    assert len(found) == 2
    return {
        "invitation": link.removeprefix("/I/"), "password": WORD, "secret of codes": secret, "session": session,
        **{f"challenge {place}": one for place, one in enumerate(found)},
    }  # fmt: skip


@pytest.fixture
def secure_site(tmp_path: object) -> Site:
    return open_site(tmp_path, address="http://localhost:8000")  # type: ignore[arg-type]


def test_no_secret_of_an_institution_is_written_down(secure_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    used = walk_in(secure_site)
    text = written(secure_site, caplog)
    assert [name for name, value in used.items() if value in text] == []


def test_a_log_that_writes_what_is_asked_for_is_caught(secure_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = secure_site.app

    def tell() -> None:
        from flask import request

        app.logger.warning("%s %s %s", request.path, request.form, request.cookies)

    app.before_request(tell)
    used = walk_in(secure_site)
    text = written(secure_site, caplog)
    assert {"invitation", "password"} <= {name for name, value in used.items() if value in text}
