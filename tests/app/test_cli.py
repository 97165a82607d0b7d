"""Commands: a real assembly is founded in a browser or by options, a demonstration says that it is one, and neither
loses anything.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result

from app import cli, create_app
from app.cli import DEMONSTRATION_PASSWORD
from app.cli.restore_commands import alone
from app.config import load_settings
from app.db import Database
from app.demonstration import assembly as demonstration
from app.language.dates import in_tehran
from app.language.names import Names
from app.migrations import upgrade
from app.services.accounts import founding, officer, sign_in
from app.services.accounts import password as passwords
from app.services.accounts.sign_in import Attempt, Door
from app.services.acts.act import Act
from app.services.election import election
from app.services.election.rule import Rule
from app.services.hall import roll
from app.services.hall import session as sessions
from app.services.nomination import nomination
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, body, institution
from app.services.whole.audit import Break
from app.signing import recovery
from app.signing.keys import authority
from app.states.officer import Role
from app.web.installation import Installation
from tests.support.assemblies import CHEAP, NOW, Simulation, everything
from tests.support.databases import migrate_quickly
from tests.support.demonstrations import copy_demonstration
from tests.support.presidium import name_presidium
from tests.support.records import verify_data
from tests.support.visitors import Site

GIVEN = {
    "assembly-name": "مجمع نهادهای استان", "assembly-name-en": "Provincial assembly", "assembly-address": "ostan",
    "body-name": "کارگروه استان", "administrator": "yalda", "administrator-name": "یلدا سپهری", "second": "laleh",
    "second-name": "لاله دشتی",
}  # fmt: skip
PASSWORD = "three calm rivers"
Serve = Callable[..., Result]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Run `serve` up to the point where it would become the web server."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    monkeypatch.delenv("MAJMA_DATABASE", raising=False)
    monkeypatch.setattr(os, "execv", lambda program, arguments: None)
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    monkeypatch.setattr(upgrade, "migrate", migrate_quickly)
    settings = load_settings()

    def run(*arguments: str) -> Result:
        runner = create_app(settings).test_cli_runner()
        return runner.invoke(args=["serve", *arguments], env={"MAJMA_AS_ROOT": "1"})

    return run


def given(folder: Path, **changes: str) -> list[str]:
    """The options of a set-up; one that is empty is left out."""
    secret = folder / "password.txt"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    named = {key.replace("_", "-"): value for key, value in changes.items()}
    every = {**GIVEN, "password-file": str(secret), **named}
    return [part for name, value in every.items() if value for part in (f"--{name}", value)]


def join(folder: Path, output: str) -> None:
    """The second officer opens the printed link and chooses a password."""
    found = re.search(r"/office/join/([0-9a-f]{40})", output)
    assert found is not None, output
    database = Database(f"sqlite:///{folder}/majma.sqlite3")
    with database.transaction() as db:
        founding.join(
            db, Act(officers=(), now=datetime.now(UTC), random=secrets.token_bytes), found[1], "seven loud windmills"
        )
    database.close()


def reset(*arguments: str, typed: str = "") -> Result:
    """Run `officer reset` on the installation of the test."""
    return create_app(load_settings()).test_cli_runner().invoke(args=["officer", "reset", *arguments], input=typed)


def test_backups_by_themselves_begin_below_the_server_once_there_is_a_key(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, Path, int]] = []
    monkeypatch.setattr(cli, "begin_schedule", lambda plan, keep: begun.append((plan.said, plan.folder, keep)))
    asked = ("--backup-every", "10m", "--backup-to", str(tmp_path / "stick"), "--backup-keep", "7")
    for arguments, said in ((asked[:2], "need both"), (asked, "--new-key"), (("--backup-every", "often"), "10m is")):
        done = serve("--empty", *arguments)
        assert (done.exit_code != 0, said in done.output, begun) == (True, True, []), done.output
    assert not (tmp_path / "majma.sqlite3").exists()
    recovery.keep_public(tmp_path / "keys", recovery.make_key()[1])
    assert serve("--empty", *asked).exit_code == 0
    assert begun == [("10m", tmp_path / "stick", 7)]
    plan = load_settings().backups
    assert plan is not None
    assert (plan.every, plan.folder) == (timedelta(minutes=10), tmp_path / "stick")


def test_the_certificate_of_papers_is_renewed_while_nobody_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    settings = load_settings()
    runner = create_app(settings).test_cli_runner()
    asked = ["keys", "rotate", "certificate"]
    assert "no certificate yet" in runner.invoke(args=asked).output
    before, _ = authority(settings.keys, "مجمع", NOW)
    with alone(tmp_path):
        assert "being served" in runner.invoke(args=asked).output
    done = runner.invoke(args=asked)
    assert (done.exit_code, "good until" in done.output) == (0, True), done.output
    after, _ = authority(settings.keys, "مجمع", NOW)
    assert after.signing_certificate != before.signing_certificate
    assert "certificate" in runner.invoke(args=["keys", "list"]).output


def test_an_officer_is_let_in_again_at_the_machine(serve: Serve, tmp_path: Path) -> None:
    serve(*given(tmp_path))
    done = reset("YALDA", typed="لاله\nتلفن گم شد\n")
    assert done.exit_code == 0, done.output
    word = re.search(r"password  ([a-z2-7]{4}(?:-[a-z2-7]{4}){3})  and", done.output)
    assert word is not None
    database = Database(load_settings().database)
    attempt = Attempt(username="yalda", password=word[1])
    me = sign_in.by_password(database, Door.OFFICER, attempt, datetime.now(UTC), has_passkeys=False)
    assert me.must_choose
    with database.reading() as db:
        (told,) = officer.resets(db, 1, datetime.now(UTC))
    assert (told.by, told.reason) == ("لاله", "تلفن گم شد")
    database.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nobody", "--who=x", "--why=y"), "nobody's user name"), (("yalda", "--who= ", "--why=y"), "may be empty")],
)
def test_a_wrong_reset_at_the_machine_changes_nothing(
    serve: Serve, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    serve(*given(tmp_path))
    done = reset(*arguments)
    assert done.exit_code != 0
    assert said in done.output
    database = Database(load_settings().database)
    with database.reading() as db:
        assert officer.resets(db, 1, datetime.now(UTC)) == ()
    database.close()


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    return everything(Database(f"sqlite:///{folder}/majma.sqlite3"))


def words_of_the_demonstration() -> list[str]:
    """The names of its institutions and officers, and its own."""
    made = demonstration(1)
    return [one.name.fa for one in made.institutions] + [one.person.name.fa for one in made.officers] + [made.name.fa]


def test_an_empty_start_prints_a_link_and_holds_nothing_of_the_demonstration(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost link: each start prints a new one, until something is founded; and each says what is not as it was."""
    begun: list[tuple[str, int]] = []
    first = serve("--empty")
    monkeypatch.setattr(cli, "begin_schedule", lambda plan, keep: begun.append((plan.said, keep)))
    monkeypatch.setattr(cli, "check_printing", lambda: ("a font is missing",))
    monkeypatch.setattr(cli, "look", lambda *_: SimpleNamespace(broken=Break(kind="short", first=3, last=4)))
    recovery.keep_public(tmp_path / "keys", recovery.make_key()[1])
    again = serve("--backup-every", "10m", "--backup-to", str(tmp_path / "stick"), "--backup-keep", "7")
    for part in ("! The journal was cut: the entries 3 to 4 are missing", "! a font is missing"):
        assert (part in first.output, part in again.output) == (False, True)
    assert begun == [("10m", 7)]
    links = [re.findall("/office/found/([0-9a-f]{40})", one.output) for one in (first, again)]
    assert [len(one) for one in links] == [1, 1]
    tables = stored(tmp_path)
    assert {name: len(rows) for name, rows in tables.items() if rows} == {"founding_link": 1}
    assert DEMONSTRATION_PASSWORD not in first.output + again.output
    assert not [link for (link,) in links if link in repr(tables)]
    visitor = Site(app=create_app(load_settings(tmp_path)), held=None, other=None).visitor()  # type: ignore[arg-type]
    assert [visitor.get(f"/office/found/{link}").status_code for (link,) in links] == [404, 200]


def test_a_set_up_by_options_holds_nothing_of_the_demonstration(serve: Serve, tmp_path: Path) -> None:
    result = serve(*given(tmp_path))
    assert result.exit_code == 0, result.output
    tables = stored(tmp_path)
    assert {name: len(rows) for name, rows in tables.items() if rows} == {
        "account": 2, "assembly": 1, "body": 1, "founding_link": 1, "journal": 4, "officer": 2,
    }  # fmt: skip
    text = repr(tables)
    assert not [word for word in words_of_the_demonstration() if word in text]
    assert PASSWORD not in text
    assert PASSWORD not in result.output


def test_the_answers_may_stand_in_a_file(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(PASSWORD, encoding="utf-8")
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**GIVEN, "password-file": str(tmp_path / "secret")}), encoding="utf-8")
    result = serve("--answers", str(path), "--assembly-address", "shahr")
    assert result.exit_code == 0, result.output
    assert [row[1] for row in stored(tmp_path)["assembly"]] == ["shahr"]


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"assembly_name": ""}, "--assembly-name"), ({"second": ""}, "--second"),
        ({"password_file": "/nowhere"}, "--password-file"), ({"administrator": "یلدا"}, "--administrator"),
        ({"second": "yalda"}, "--second"), ({"composition": "other"}, "--composition"),
        ({"answers": "/nowhere"}, "--answers"), ({"assembly_address": "نشانی"}, "--assembly-address"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_options_is_named_by_its_option(
    serve: Serve, tmp_path: Path, changes: dict[str, str], option: str
) -> None:
    result = serve(*given(tmp_path, **changes))
    assert result.exit_code == 2
    assert option in result.output
    if (tmp_path / "majma.sqlite3").exists():
        assert not any(stored(tmp_path).values())


def test_the_officers_of_an_empty_start_sign_in_and_no_page_calls_it_a_demonstration(
    serve: Serve, tmp_path: Path
) -> None:
    join(tmp_path, serve(*given(tmp_path)).output)
    app = create_app(load_settings(tmp_path))
    for name, password in (("yalda", PASSWORD), ("laleh", "seven loud windmills")):
        visitor = Site(app=app, held=None, other=None).visitor()  # type: ignore[arg-type]
        assert visitor.post("/office/sign-in", {"username": name, "password": password}).status_code == 302
        home = visitor.get("/office/")
        assert "نمایشی" not in home.text
    assert GIVEN["assembly-name"] in home.text
    assert "نمایشی" not in visitor.get("/").text


def test_an_election_of_an_empty_start_goes_to_its_end(serve: Serve, tmp_path: Path) -> None:
    join(tmp_path, serve(*given(tmp_path)).output)
    installation: Installation = create_app(load_settings(tmp_path)).extensions["installation"]
    held = _simulation(installation)
    with held.database.transaction() as db:
        for number in range(4):
            _stand(held, db, number)
    held.to("final")
    assert [line.candidate.number for line in held.result().seated] == [1, 2]
    assert verify_data(held.record(), tmp_path).ok
    with held.database.reading() as db:
        (home,) = assembly.assemblies(db)
        assert [one.role for one in officer.officers(db, home.id)] == ["signatory", "secretary", "administrator"]
    assert len(held.draft()) == 2


class TwoOfficers(Simulation):
    """The officers of this set-up have names of their own."""

    def act(self, *roles: str) -> Act:
        """An act of the first, or of both."""
        names = ("negar", "laleh") if len(roles) > 1 else ("negar",)
        return Act(officers=names, now=self.now, random=self.random, signer=self.signer)


def _simulation(installation: Installation) -> Simulation:
    now = datetime.now(UTC)
    act = Act(officers=("yalda", "laleh"), now=now, random=secrets.token_bytes)
    with installation.database.transaction() as db:
        (home,) = assembly.assemblies(db)
        officer.add_officer(
            db, act, assembly="ostan", username="negar", name="نگار", post="", role=Role.SECRETARY,
            password="nine green lamps", is_own=True,
        )  # fmt: skip
        (seated,) = body.bodies(db, home.id)
        session = sessions.create_session(
            db,
            act,
            assembly="ostan",
            number=1,
            held_on=in_tehran(now).date(),
            place=Names("تالار"),
            quorum="introduced",
            agenda="",
        )
        name_presidium(db, session.id)
        rule, title = Rule(seats=2, maximum=2), Names("انتخاب")
        found = election.create_election(db, act, session.id, body_id=seated.id, title=title, rule=rule)
    return TwoOfficers(
        database=installation.database, ring=installation.ring, address="ostan", election=found.public_id,
        session_id=found.session.id, now=now, trustees=1, votes=((1, 2), (1, 2), (1, 3), (1,)),
        signer=installation.signer,
    )  # fmt: skip


def _stand(held: Simulation, db: object, number: int) -> None:
    draft = institution.InstitutionDraft(name=Names(f"انجمن {number}"), province="IR-01", kind="K1")
    entered = institution.add_institution(
        db, held.act(), draft, assembly="ostan", introduced_on=in_tehran(held.now).date()
    )  # type: ignore[arg-type]
    nomination.nominate(
        db, held.act(), held.election, institution_id=entered.id, representative=Names("نگین"),  # type: ignore[arg-type]
        dossier=Dossier(introduction=Names("ما")),
    )  # fmt: skip
    name = Names(f"آرش {number}")
    roll.add_delegate(db, held.act(), held.session_id, institution_id=entered.id, name=name)  # type: ignore[arg-type]


def test_the_demonstration_says_so_and_a_second_start_loses_and_adds_nothing(serve: Serve, tmp_path: Path) -> None:
    first = serve()
    assert first.exit_code == 0, first.output
    assert "A demonstration. Officers sign in with:" in first.output
    before = stored(tmp_path)
    assert (len(before["institution"]), len(before["nomination"]), len(before["delegate"])) == (
        100,
        24 + 9 + 8,
        22 + 11,
    )
    second = serve("--port", "8123")
    assert second.exit_code == 0
    assert "http://127.0.0.1:8123" in second.output
    assert stored(tmp_path) == before
    app = create_app(load_settings(tmp_path))
    assert "نمایشی" in app.test_client().get("/").text


def test_an_empty_start_beside_what_is_there_says_so_and_changes_nothing(serve: Serve, tmp_path: Path) -> None:
    copy_demonstration(tmp_path)
    before = stored(tmp_path)
    result = serve("--empty")
    assert "holds an installation already" in result.output
    assert stored(tmp_path) == before


def test_the_address_in_print_is_the_one_that_was_given(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_FRONT", "127.0.0.1")
    result = serve("--empty", "--address", "https://vote.example")
    assert "https://vote.example/office/" in result.output
    assert os.environ["MAJMA_ADDRESS"] == "https://vote.example"


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (("--host", "0.0.0.0"), True),
        (("--host", "0.0.0.0", "--address", "http://10.0.0.5:8000"), True),
        (("--host", "0.0.0.0", "--trial"), False),
        ((), False),
    ],
)
def test_beyond_this_computer_nothing_is_served_without_https_but_as_a_trial(
    serve: Serve, arguments: tuple[str, ...], refused: bool
) -> None:
    result = serve("--empty", *arguments)
    assert (result.exit_code != 0) == refused, result.output
    assert ("--hall" in result.output) == refused


@pytest.mark.parametrize(
    ("host", "address", "front", "refused"),
    [
        ("0.0.0.0", "https://vote.example", "", True),
        ("127.0.0.1", "https://vote.example", "", True),
        ("0.0.0.0", "https://127.0.0.1:8000", "", True),
        ("0.0.0.0", "https://vote.example", "10.0.0.5", False),
        ("127.0.0.1", "https://localhost", "", False),
    ],
)
def test_that_an_address_is_https_is_believed_where_a_front_is_named_that_speaks_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, host: str, address: str, front: str, refused: bool
) -> None:
    monkeypatch.setenv("MAJMA_FRONT", front)
    result = serve("--empty", "--host", host, "--address", address)
    assert (result.exit_code != 0) == refused, result.output
    assert ("MAJMA_FRONT=127.0.0.1" in result.output) == refused
