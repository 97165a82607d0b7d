"""Commands: a real assembly is set up by questions, a demonstration says that it is one, and neither loses anything."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from app.cli import DEMONSTRATION_PASSWORD
from app.config import load_settings
from app.db import Database
from app.demonstration import assembly as demonstration
from app.language.dates import in_tehran
from app.language.names import Names
from app.services.accounts import officer, sign_in
from app.services.accounts import password as passwords
from app.services.accounts.sign_in import Attempt, Door
from app.services.acts.act import Act
from app.services.election import election
from app.services.hall import roll
from app.services.nomination import nomination
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, institution
from app.web.installation import Installation
from tests.support.assemblies import CHEAP, NOW, Simulation, everything
from tests.support.demonstrations import copy_demonstration
from tests.support.records import verify_data
from tests.support.visitors import Site

ANSWERS = {
    "name": "مجمع نهادهای استان", "english": "Provincial assembly", "arabic": "مجمع مؤسسات المحافظة",
    "body": "کارگروه استان", "body english": "", "body arabic": "",
    "address": "ostan", "place": "تالار شهر", "seats": "2", "first": "yalda", "first name": "یلدا سپهری",
    "password": "three calm rivers", "again": "three calm rivers", "second": "laleh", "second name": "لاله دشتی",
    "second password": "seven loud windmills", "second again": "seven loud windmills",
}  # fmt: skip
Serve = Callable[..., Result]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Run `serve` up to the point where it would become the web server."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    monkeypatch.delenv("MAJMA_DATABASE", raising=False)
    monkeypatch.setattr(os, "execv", lambda program, arguments: None)
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    settings = load_settings()

    def run(*arguments: str, typed: str = "") -> Result:
        runner = create_app(settings).test_cli_runner()
        return runner.invoke(args=["serve", *arguments], input=typed)

    return run


def reset(*arguments: str, typed: str = "") -> Result:
    """Run `officer reset` on the installation of the test."""
    return create_app(load_settings()).test_cli_runner().invoke(args=["officer", "reset", *arguments], input=typed)


def test_an_officer_is_let_in_again_at_the_machine(serve: Serve) -> None:
    serve("--empty", typed=typed())
    done = reset("YALDA", typed="لاله\nتلفن گم شد\n")
    assert done.exit_code == 0, done.output
    word = re.search(r"password  ([a-z2-7]{4}(?:-[a-z2-7]{4}){3})  and", done.output)
    assert word is not None
    database = Database(load_settings().database)
    given = Attempt(username="yalda", password=word[1])
    me = sign_in.by_password(database, Door.OFFICER, given, datetime.now(UTC), has_passkeys=False)
    assert me.must_choose
    with database.reading() as db:
        (told,) = officer.resets(db, 1, datetime.now(UTC))
    assert (told.by, told.reason) == ("لاله", "تلفن گم شد")
    database.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nobody", "--who=x", "--why=y"), "nobody's user name"), (("yalda", "--who= ", "--why=y"), "may be empty")],
)
def test_a_wrong_reset_at_the_machine_changes_nothing(serve: Serve, arguments: tuple[str, ...], said: str) -> None:
    serve("--empty", typed=typed())
    done = reset(*arguments)
    assert done.exit_code != 0
    assert said in done.output
    database = Database(load_settings().database)
    with database.reading() as db:
        assert officer.resets(db, 1, datetime.now(UTC)) == ()
    database.close()


def typed(**changes: str) -> str:
    return "".join(f"{line}\n" for line in {**ANSWERS, **changes}.values())


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    return everything(Database(f"sqlite:///{folder}/majma.sqlite3"))


def words_of_the_demonstration() -> list[str]:
    """The names of its institutions and officers, and its own."""
    made = demonstration(1)
    return [one.name.fa for one in made.institutions] + [one.person.name.fa for one in made.officers] + [made.name.fa]


def test_an_empty_start_asks_for_names_and_holds_nothing_of_the_demonstration(serve: Serve, tmp_path: Path) -> None:
    result = serve("--empty", typed=typed())
    assert result.exit_code == 0, result.output
    tables = stored(tmp_path)
    assert {name: len(rows) for name, rows in tables.items() if rows} == {
        "account": 2, "assembly": 1, "election": 1, "journal": 5, "officer": 2, "session": 1,
    }  # fmt: skip
    text = repr(tables)
    assert not [word for word in words_of_the_demonstration() if word in text]
    assert ANSWERS["password"] not in text
    assert DEMONSTRATION_PASSWORD not in result.output
    assert ANSWERS["password"] not in result.output


def test_the_officers_of_an_empty_start_sign_in_and_no_page_calls_it_a_demonstration(
    serve: Serve, tmp_path: Path
) -> None:
    serve("--empty", typed=typed())
    app = create_app(load_settings(tmp_path))
    for name, password in (("yalda", "three calm rivers"), ("laleh", "seven loud windmills")):
        visitor = Site(app=app, held=None, other=None).visitor()  # type: ignore[arg-type]
        assert visitor.post("/office/sign-in", {"username": name, "password": password}).status_code == 302
        home = visitor.get("/office/").text
        assert ANSWERS["name"] in home
        assert "نمایشی" not in home
    assert "نمایشی" not in visitor.get("/").text


def test_an_election_of_an_empty_start_goes_to_its_end(serve: Serve, tmp_path: Path) -> None:
    serve("--empty", typed=typed())
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
        assert [one.role for one in officer.officers(db, home.id)] == ["signatory", "administrator"]
    assert len(held.draft()) == 2


class TwoOfficers(Simulation):
    """The officers of this set-up have names of their own."""

    def act(self, *roles: str) -> Act:
        """An act of the first, or of both."""
        names = ("yalda", "laleh") if len(roles) > 1 else ("yalda",)
        return Act(officers=names, now=self.now, random=self.random, signer=self.signer)


def _simulation(installation: Installation) -> Simulation:
    with installation.database.reading() as db:
        (found,) = election.elections(db)
    return TwoOfficers(
        database=installation.database, ring=installation.ring, address="ostan", election=found.public_id,
        session_id=found.session.id, trustees=1, votes=((1, 2), (1, 2), (1, 3), (1,)), signer=installation.signer,
    )  # fmt: skip


def _stand(held: Simulation, db: object, number: int) -> None:
    draft = institution.InstitutionDraft(name=Names(f"انجمن {number}"), province="IR-01", kind="K1")
    entered = institution.add_institution(db, held.act(), draft, assembly="ostan", introduced_on=NOW.date())  # type: ignore[arg-type]
    nomination.nominate(
        db, held.act(), held.election, institution_id=entered.id, representative=Names("نگین"),  # type: ignore[arg-type]
        dossier=Dossier(introduction=Names("ما")),
    )  # fmt: skip
    roll.add_delegate(db, held.act(), held.session_id, institution_id=entered.id, name=Names("آرش"))  # type: ignore[arg-type]


def test_wrong_answers_are_asked_again(serve: Serve, tmp_path: Path) -> None:
    lines = [
        "مجمع", "", "", "کارگروه", "", "", "not an address!", "Ostan", "تالار", "0", "many", "2",
        "yalda", "یلدا", "short", "short",
        "three calm rivers", "three calm lakes", "three calm rivers", "three calm rivers",
        "yalda", " ", "laleh", "لاله",
        "seven loud windmills", "seven loud windmills",
    ]  # fmt: skip
    result = serve("--empty", typed="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    assert "at least 12 characters" in result.output
    assert "taken, or not 3 to 40 Latin letters" in result.output
    assert [row[1] for row in stored(tmp_path)["assembly"]] == ["ostan"]


def test_a_set_up_that_was_broken_off_leaves_nothing_and_can_begin_again(serve: Serve, tmp_path: Path) -> None:
    result = serve("--empty", typed="\n".join(list(ANSWERS.values())[:11]) + "\n")
    assert result.exit_code != 0
    assert not any(stored(tmp_path).values())
    assert serve("--empty", typed=typed()).exit_code == 0
    assert len(stored(tmp_path)["assembly"]) == 1


def test_the_day_of_the_first_session_is_the_day_in_tehran(serve: Serve, tmp_path: Path) -> None:
    serve("--empty", typed=typed())
    (session,) = stored(tmp_path)["session"]
    (made,) = stored(tmp_path)["assembly"]
    created = next(value for value in made if hasattr(value, "astimezone"))
    assert in_tehran(created).date() in session  # type: ignore[arg-type]


def test_the_demonstration_says_so_and_a_second_start_loses_and_adds_nothing(serve: Serve, tmp_path: Path) -> None:
    first = serve()
    assert first.exit_code == 0, first.output
    assert "A demonstration. Officers sign in with:" in first.output
    before = stored(tmp_path)
    assert (len(before["institution"]), len(before["nomination"]), len(before["delegate"])) == (100, 24, 22)
    second = serve("--port", "8123")
    assert second.exit_code == 0
    assert "http://127.0.0.1:8123" in second.output
    assert stored(tmp_path) == before
    app = create_app(load_settings(tmp_path))
    assert "نمایشی" in app.test_client().get("/").text


def test_an_empty_start_beside_what_is_there_says_so_and_changes_nothing(serve: Serve, tmp_path: Path) -> None:
    copy_demonstration(tmp_path)
    before = stored(tmp_path)
    result = serve("--empty", typed=typed())
    assert "holds an installation already" in result.output
    assert stored(tmp_path) == before


def test_the_address_in_print_is_the_one_that_was_given(serve: Serve) -> None:
    result = serve("--empty", "--address", "https://vote.example", typed=typed())
    assert "https://vote.example/office/" in result.output
    assert os.environ["MAJMA_ADDRESS"] == "https://vote.example"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--host", "0.0.0.0"), True), (("--host", "0.0.0.0", "--address", "http://10.0.0.5:8000"), False), ((), False)],
)
def test_who_serves_a_hall_without_its_address_is_told(
    serve: Serve, tmp_path: Path, arguments: tuple[str, ...], said: bool
) -> None:
    copy_demonstration(tmp_path)
    result = serve(*arguments)
    assert result.exit_code == 0, result.output
    assert ("Add --address http://IP:8000" in result.output) == said
