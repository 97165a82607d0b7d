"""What a start tells: where elections are, codes that lead away, and why an installation cannot be served."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from sqlalchemy import update

from app import cli
from app.cli import hall_options
from app.cli.upgrading import ASIDE, carry_over
from app.config import Settings
from app.db import Database
from app.migrations import upgrade
from app.models import Assembly, Election
from app.serving.hall import Hall
from tests.support.assemblies import Simulation, everything, simulate_at
from tests.support.visitors import settings_in

Kept = tuple[Settings, Simulation]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """The settings of an installation, and the assembly in it."""
    held = simulate_at(tmp_path, "draft")
    url = held.database.engine.url.render_as_string(hide_password=False)
    return settings_in(tmp_path / "instance", url=url), held


def announced(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    cli._announce(settings, "")
    return capsys.readouterr().out


def test_a_start_tells_where_an_election_is_and_passwords_of_a_demonstration_alone(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, held = kept
    said = announced(settings, capsys)
    for part in (f"/elections/{held.election}", f"/B/{held.election}", "/office/\n"):
        assert settings.address + part in said
    assert cli.DEMONSTRATION_PASSWORD not in said
    with held.database.transaction() as db:
        db.execute(update(Assembly).values(demonstration=True))
    assert f"negar.mehr   {cli.DEMONSTRATION_PASSWORD}    (secretary)" in announced(settings, capsys)


def test_a_demonstration_shows_where_an_invited_institution_begins(
    kept: Kept, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, held = kept
    monkeypatch.setattr(cli.invitations, "opened", lambda db, assembly, now: ("first", "second"))
    monkeypatch.setattr(cli.invitations, "sign", lambda invitation, signer: invitation.upper())
    assert "/I/" not in announced(settings, capsys)
    with held.database.transaction() as db:
        db.execute(update(Assembly).values(demonstration=True))
    said = announced(settings, capsys)
    assert f"{settings.address}/I/FIRST\n" in said
    assert "SECOND" not in said


def test_past_voting_no_booth_is_told(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    settings, held = kept
    with held.database.transaction() as db:
        db.execute(update(Election).values(phase="closed"))
    said = announced(settings, capsys)
    assert f"/elections/{held.election}" in said and "/B/" not in said


@pytest.mark.parametrize(
    ("served", "long", "told"),
    [
        ((), None, ""),
        (("http://127.0.0.1:8000",), None, ""),
        (("https://before.example",), None, "lead to https://before.example, now it is http://127.0.0.1:8000"),
        (("https://before.example",), "https://years.example/", ""),
    ],
)
def test_who_moves_is_told_that_printed_codes_lead_away_unless_they_last(
    kept: Kept, served: tuple[str, ...], long: str | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, held = kept
    found = cli._keep_addresses(replace(settings, served=served), held.database, long)
    said = capsys.readouterr().err
    assert told in said and bool(told) is bool(said)
    assert (found.served, found.long) == (tuple(dict.fromkeys((*served, settings.address))), (long or "").rstrip("/"))


@pytest.mark.parametrize("long", ["vote.example", "ftp://vote.example", "https://"])
def test_what_is_no_address_for_years_is_refused(kept: Kept, long: str) -> None:
    settings, held = kept
    with pytest.raises(click.BadParameter, match=r"is written https://vote\.example"):
        cli._keep_addresses(settings, held.database, long)
    assert list(settings.instance.iterdir()) == []


def test_tables_that_cannot_be_carried_over_stay_and_a_copy_lies_beside_them(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    """They call themselves older than they are, so that the way over finds tables that it is to make."""
    settings, held = kept
    with held.database.transaction() as db:
        db.connection().exec_driver_sql("update alembic_version set version_num = '0045'")
    before = everything(held.database)
    with pytest.raises(click.ClickException, match="could not be brought to this version, and is as it was"):
        carry_over(settings, held.database, datetime.now(UTC))
    assert everything(held.database) == before
    (copy,) = (one for one in (settings.instance / ASIDE).iterdir() if one.suffix == ".sqlite3")
    assert str(copy) in capsys.readouterr().out
    assert everything(Database(f"sqlite:///{copy}")) == before


def test_tables_of_this_version_are_left_alone(kept: Kept) -> None:
    settings, held = kept
    with held.database.reading() as db:
        assert upgrade.knows(upgrade.newest()) and not upgrade.knows("9999")
        assert db.connection().exec_driver_sql("select version_num from alembic_version").scalar() == upgrade.newest()
    carry_over(settings, held.database, datetime.now(UTC))
    assert not (settings.instance / ASIDE).exists()


def test_a_hall_without_its_front_is_told_what_to_install_and_leaves_no_folder(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = kept
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("app.serving.front.program", lambda: None)
    place = hall_options.Place(host="127.0.0.1", port=8443, address="https://127.0.0.1:8443", hall=a_hall())
    with pytest.raises(click.ClickException, match="apt-get install haproxy"):
        hall_options.listen(settings, place)
    assert os.listdir(tmp_path / "temporary") == []


def a_hall() -> Hall:
    return Hall(
        host="127.0.0.1", port=8443, certificate=Path("/nowhere.pem"), office_in_hall=False, trust_port=8080, trust={}
    )
