"""The journal's page: people by their names, and nobody by a word of the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import render_template_string

from app.language.names import Names
from app.services.acts.act import Act
from app.services.acts.journal import Kind
from app.services.election import drafting, election
from app.services.hall import session
from app.services.register import institution
from app.services.voting import trustee
from app.states.election import Electorate, Ordering, Quorum
from ballots.trustees import generate_private_key, make_public_key
from tests.support.assemblies import OFFICERS, user_name
from tests.support.visitors import open_site


def test_the_journal_names_who_acted_and_whom_it_was_about(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    visitor = site.visitor("secretary")
    page = visitor.get(f"/office/elections/{held.election}/journal").text
    first = held.delegates[0]
    assert f"ورود رأی‌دهنده ثبت شد: <bdi>{first.name.fa}، {first.institution.name.fa}</bdi>" in page
    assert OFFICERS["secretary"] in page
    assert "راه‌اندازی" in page
    assert "set-up" not in page
    visitor.post("/language", {"language": "en"})
    english = visitor.get(f"/office/elections/{held.election}/journal").text
    assert first.institution.name.en in english
    assert "the set-up" in english


def test_a_trustee_who_gives_a_key_is_the_one_who_acted(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("reviewing")
    nobody = Act(officers=(), now=held.now, random=held.random)
    key = make_public_key(generate_private_key(held.random), held.random, "پرنیان سپهری").to_bytes()
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name="پرنیان سپهری")
        trustee.give_key(db, nobody, found.public_id, secret=secret, public_key=key)
    page = site.visitor("secretary").get(f"/office/elections/{held.election}/journal").text
    page = page.partition("<tbody>")[2]
    line = page[page.index("کلید یکی از امینان رسید") :]
    assert "پرنیان سپهری" in line[: line.index("</tr>")]


def test_every_kind_of_entry_has_its_words(tmp_path: Path) -> None:
    app = open_site(tmp_path).app
    words = "{% from 'macros/journal.html' import journal_word %}{{ journal_word(kind) }}"
    with app.test_request_context():
        assert [kind for kind in Kind if not render_template_string(words, kind=kind).strip()] == []
        assert not render_template_string(words, kind="made-up").strip()


def test_the_journal_is_searched_by_kind_person_election_and_days(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    visitor = site.visitor("secretary")
    address = f"/office/elections/{held.election}/journal"

    def rows(query: str) -> str:
        return visitor.get(f"{address}?{query}").text.partition("<tbody>")[2]

    assert "تعرفه به نماینده داده شد" not in rows("kind=phase-changed")
    assert rows("kind=phase-changed").count("<tr>") == 4
    assert "راه‌اندازی" not in rows(f"person={user_name(held.address, 'secretary')}")
    assert rows("person=set-up") != ""
    assert "راه‌اندازی" not in rows(f"election={held.election}&kind=assembly-created")
    assert "راه‌اندازی" in rows(f"election={site.other.election}&kind=assembly-created"), (
        "of another assembly: not asked"
    )
    page = visitor.get(f"{address}?since=1390/01/01&until=1390/01/02").text
    assert "ثبتی پیدا نشد" in page
    assert "1390/01/40" in visitor.get(f"{address}?since=1390/01/40").text.translate(WESTERN), "what was typed stays"
    assert "زنجیره تا" in page


WESTERN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def test_old_and_new_values_letters_and_reasons_stand_in_the_line(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held
    with held.database.transaction() as db:
        before = session.session_values(db, [held.session_id])[held.session_id]
        session.change_session(
            db, held.act(), held.session_id, presidium=replace(before.presidium, chair="مهرداد پارسا"),
            quorum=Quorum.INTRODUCED, held_on=before.held_on, place=before.place, agenda=before.agenda,
        )  # fmt: skip
        known = institution.register(db, 1, page=1, size=1)[0].institution
        draft = institution.InstitutionDraft(name=Names("انجمن نام تازه"), province=known.province, kind=known.kind)
        institution.change_institution(db, held.act(), known.id, draft, assembly_id=1)
        rule = replace(held.value.rule, electorate=Electorate.LIST, order=Ordering.ALPHABET)
        election.change_rule(db, held.act(), held.election, title=held.value.title, rule=rule)
    page = site.visitor("secretary").get(f"/office/elections/{held.election}/journal").text
    for said in ("اکنون نمایندگان", "اکنون نصف", "اکنون به ترتیب الفبا"):
        assert said in page
    assert "اکنون مهرداد پارسا" in page
    assert f"پیش‌تر {known.name.fa}" in page
    assert "انجمن نام تازه" in page


def test_an_assembly_without_an_election_has_its_journal_and_another_is_led_to_its_newest(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    assert "/office/journal" in visitor.get("/office/").text
    led = visitor.get("/office/journal")
    assert led.status_code == 302 and led.location.endswith(f"/elections/{site.held.election}/journal")
    with site.held.database.transaction() as db:
        drafting.discard(db, site.held.act(), site.held.election, reason="پیش از موعد")
    page = visitor.get("/office/journal")
    assert page.status_code == 200 and "Draft of an election discarded" in page.text
    found = visitor.get("/office/journal?kind=officer-added").text.partition("<tbody>")[2]
    assert "Officer added" in found and "discarded" not in found
    entries = page.text.partition("<tbody>")[2]
    with site.other.database.reading() as db:
        assert institution.named(db, [1])[1].en in entries  # its own, not the other assembly's
    assert "sepehr" not in entries
