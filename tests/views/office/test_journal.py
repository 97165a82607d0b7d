"""The journal's page: people by their names, and nobody by a word of the program."""

from __future__ import annotations

from pathlib import Path

from flask import render_template_string

from app.services.acts.act import Act
from app.services.acts.journal import Kind
from app.services.voting import trustee
from ballots.trustees import generate_private_key, make_public_key
from tests.support.assemblies import OFFICERS
from tests.support.visitors import open_site


def test_the_journal_names_who_acted_and_whom_it_was_about(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    visitor = site.visitor("secretary")
    page = visitor.get(f"/office/elections/{held.election}/journal").text
    first = held.delegates[0]
    assert f"تعرفه به نماینده داده شد: <bdi>{first.name.fa}، {first.institution.name.fa}</bdi>" in page
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
    line = page[page.index("کلید یکی از امینان رسید") :]
    assert "پرنیان سپهری" in line[: line.index("</tr>")]


def test_every_kind_of_entry_has_its_words(tmp_path: Path) -> None:
    app = open_site(tmp_path).app
    words = "{% from 'macros/journal.html' import journal_word %}{{ journal_word(kind) }}"
    with app.test_request_context():
        assert [kind for kind in Kind if not render_template_string(words, kind=kind).strip()] == []
        assert not render_template_string(words, kind="made-up").strip()
