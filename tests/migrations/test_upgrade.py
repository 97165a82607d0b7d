"""Migrations: an empty database comes to exactly the tables of the models, back to nothing, and there again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, func, inspect, null, select, update

from app.db import Database
from app.migrations import upgrade
from app.migrations.upgrade import migrate
from app.models import (
    Account,
    BallotOrder,
    Base,
    Body,
    Delegate,
    Election,
    LetterCounter,
    Lot,
    SignIn,
    SlipBatch,
    Trustee,
)
from app.services.accounts import officer, sign_in
from app.services.election.rows import find
from app.services.voting import ballot_order as orders
from app.services.voting import trustee
from ballots.counting.lots import Method, draw_order, seed_text
from tests.support.archives import verify_bytes
from tests.support.assemblies import CLEAR_VOTES, PASSPHRASE, PASSWORD, Simulation, everything, fresh_sqlite, simulate

SCRIPTS = Path(upgrade.__file__).parent


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "postgresql":
        return Database(request.getfixturevalue("empty_postgres_url"))
    return Database(f"sqlite:///{tmp_path}/empty.sqlite3")


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A copy of a database that was empty and came up step by step."""
    return Database(fresh_sqlite(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres_url"))


def differences(database: Database, metadata: MetaData = Base.metadata) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def careless(held: Simulation) -> Engine:
    """An engine that lets SQLite make a table anew under its rows; of the one library, as two in a process do not lock
    each other out and lose what is written.
    """
    url = held.database.engine.url
    return create_engine(url, module=sqlite) if held.database.is_sqlite else create_engine(url)


def downgrade(engine: Engine, revision: str = "base") -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def checks(database: Database) -> dict[str, set[str]]:
    """The names of check constraints, which alembic does not compare."""
    seen = inspect(database.engine)
    return {table: {str(check["name"]) for check in seen.get_check_constraints(table)} for table in tables(database)}


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_upgrading_an_empty_database_gives_the_tables_of_the_models(migrated: Database) -> None:
    assert differences(migrated) == []
    assert tables(migrated) == set(Base.metadata.tables)


def test_check_constraints_are_the_models_too(migrated: Database, tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path}/made.sqlite3")
    Base.metadata.create_all(made.engine)
    assert checks(migrated) == checks(made)


def test_a_model_that_no_migration_makes_is_caught(migrated: Database) -> None:
    more = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(more)
    Table("forgotten", more, Column("id", Integer, primary_key=True))
    assert differences(migrated, more)


def test_down_to_nothing_and_up_again(empty: Database) -> None:
    migrate(empty)
    downgrade(empty.engine)
    assert tables(empty) == set()
    migrate(empty)
    assert differences(empty) == []


def test_migrating_what_is_there_already_changes_nothing(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("final")
    before, archive = everything(held.database), held.archive()
    migrate(held.database)
    assert everything(held.database) == before
    assert held.archive() == archive
    assert verify_bytes(archive).ok


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_draws_of_earlier_elections_come_over_with_rank_and_method(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Back to the tables of the time before balls, and here again: the draws still show, and repeat."""
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url, votes=((1, 2), (1, 3), (1, 4), (2, 3), (4,))).to("tallied")
    anchor = held.result().result_hash
    order = draw_order((1, 2, 3), "35164", anchor, 2, Method.DICE)
    with held.database.transaction() as db:
        row = find(db, held.election)
        db.add(
            Lot(
                election_id=row.id, tied=[1, 2, 3], rank=2, method="dice", digits="35164",
                seed=seed_text("35164", anchor, 2), drawn=list(order), drawn_at=held.now,
            )
        )  # fmt: skip
        db.execute(update(BallotOrder).values(method="dice", digits="4166235142"))
    before = held.result().draws
    downgrade(careless(held), "0008")
    migrate(held.database)
    assert held.result().draws == before
    assert held.result().ties == ()
    (drawn,) = before
    assert (drawn.rank, drawn.method, drawn.drawn) == (2, "dice", tuple(place + 1 for place in order))
    with held.database.reading() as db:
        said = orders.order(db, held.election)
    assert (said.drawn_with, said.digits) == ("dice", "4166235142")


def at_0008(held: Simulation) -> None:
    downgrade(careless(held), "0008")


def checked(held: Simulation) -> dict[str, bool]:
    with held.database.reading() as db:
        return {one.kind: one.checked for one in trustee.trustees(db, held.election)}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize(("phase", "still"), [("reviewing", False), ("frozen", False), ("open", True)])
def test_a_key_tested_before_the_set_up_was_sealed_is_tested_again(
    database: str, phase: str, still: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Earlier a test meant only that the key was there; where voting is open already it is too late to ask."""
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url).to("reviewing")
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    held.invite("امین 1")
    held.to(phase)
    with held.database.transaction() as db:
        db.execute(update(Trustee).values(checked=True))
    at_0008(held)
    migrate(held.database)
    assert checked(held) == {"office": True, "browser": still}


def officers_of(held: Simulation) -> tuple[officer.OfficerValue, ...]:
    with held.database.reading() as db:
        return officer.officers(db, 1)


def brought_back(held: Simulation) -> dict[str, object]:
    """Everything that comes through version 0010 and here again.

    Not the numbers of officers' accounts, which PostgreSQL gives no second time; nor what the migrations say is lost;
    nor the counter of minutes, which then passes over the numbers that older versions printed them under; nor the
    codes of delegates' lines, which are drawn anew.
    """
    tables: dict[str, object] = {**everything(held.database)}
    for lost in ("journal_head", "objection_waiver", "seat"):
        del tables[lost]
    with held.database.reading() as db:
        tables["letter_counter"] = sorted(
            map(tuple, db.execute(select(LetterCounter.__table__).where(LetterCounter.series != "م")))
        )
        accounts = db.execute(select(Account.username, Account.password_hash, Account.failures, Account.failed_at))
        tables["account"] = sorted(map(tuple, accounts), key=repr)
        tables["sign_in"] = db.scalar(select(func.count()).select_from(SignIn))
        lines = select(*(one for one in Delegate.__table__.columns if one.name != "code"))
        tables["delegate"] = sorted(map(tuple, db.execute(lines)), key=repr)
    tables["officer"] = [replace(one, account_id=0) for one in officers_of(held)]
    return tables


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_officers_keep_their_passwords_pauses_and_browsers_forth_and_back(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Letters name officers, so that the table which SQLite makes anew has rows that point to it."""
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url, votes=CLEAR_VOTES).to("final")
    held.draft()
    me = next(one for one in officers_of(held) if one.role == "administrator")
    with held.database.transaction() as db:
        secret = sign_in.open_sign_in(db, held.act(), me.account_id)
        db.execute(update(Account).where(Account.id == me.account_id).values(failures=3, failed_at=held.now))
        db.execute(update(Body).values(code="body"))  # as 0012 names the only one
        db.execute(update(Election).values(opening=null()))  # nothing was kept of it before 0031
        db.execute(update(SlipBatch).values(per_page=null()))  # 0042 does not know the pages of earlier slips
    before = brought_back(held)
    downgrade(create_engine(held.database.engine.url), "0010")  # one that lets SQLite make a table anew
    with held.database.engine.connect() as connection:
        old = connection.exec_driver_sql("select username, failures from officer where role = 'administrator'").one()
    assert tuple(old) == (me.username, 3)
    migrate(held.database)
    assert brought_back(held) == before
    me = next(one for one in officers_of(held) if one.role == "administrator")
    assert sign_in.signed_in(held.database, secret, held.now) == me
    typed = sign_in.Attempt(username=me.username, password=PASSWORD)
    assert sign_in.by_password(held.database, sign_in.Door.OFFICER, typed, held.now, has_passkeys=False) == me


def test_a_migration_that_leaves_a_row_pointing_to_nothing_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = simulate(tmp_path)
    before = everything(held.database)
    orphan = "update officer set account_id = account_id + 99"
    monkeypatch.setattr(
        upgrade.command, "upgrade", lambda config, to: config.attributes["connection"].exec_driver_sql(orphan)
    )
    with pytest.raises(RuntimeError):
        migrate(held.database)
    assert everything(held.database) == before


def test_slips_of_earlier_elections_end_with_their_election(tmp_path: Path) -> None:
    """They ended thirty days after the printing, by the hour of one clock; an older program still takes them."""
    held = simulate(tmp_path).to("open")
    downgrade(careless(held), "0019")
    with held.database.transaction() as db:
        db.connection().exec_driver_sql("alter table slip_batch add column expires datetime")
        db.connection().exec_driver_sql("update slip_batch set expires = '2000-01-01 00:00:00'")
        db.connection().exec_driver_sql("drop table clock")
        db.connection().exec_driver_sql("update alembic_version set version_num = '0018'")
    migrate(held.database)
    assert differences(held.database) == []
    held.wait(days=300)
    held.vote(0, 1)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_slips_handed_in_a_session_become_those_of_its_election_forth_and_back(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Who was on the roll votes; who was here and had a slip when the version before was in use still is and has."""
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url).to("frozen")
    held.print()
    held.seal()
    held.hand_slips(3)
    before = held.delegates
    downgrade(careless(held), "0012")
    with held.database.engine.connect() as connection:
        old = connection.exec_driver_sql("select count(*) from delegate where slip_handed").scalar()
    assert old == 3
    migrate(held.database)
    assert [replace(one, code="") for one in held.delegates] == [replace(one, code="") for one in before]
    assert [len(one.votes_in) for one in before] == [1] * 5


def test_revisions_make_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_rows_beside_ballots_have_no_number_of_their_own_on_sqlite(tmp_path: Path) -> None:
    database = Database(fresh_sqlite(tmp_path))
    with database.reading() as db:
        for table in ("ballot", "slip", "voter", "handed_slip"):
            made = db.connection().exec_driver_sql(f"select sql from sqlite_master where name = '{table}'").scalar()
            assert "WITHOUT ROWID" in str(made)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_body_that_an_assembly_named_comes_over_with_its_elections(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url).to("nominating")
    downgrade(careless(held), "0011")
    with held.database.engine.connect() as connection:
        assert connection.exec_driver_sql("select body_en from assembly").scalar() == "National working group"
    migrate(held.database)
    assert (held.value.body.name.en, held.value.body.seats, held.value.body.posts) == ("National working group", 2, ())


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_officer_of_two_assemblies_goes_back_into_one_and_the_other_is_closed(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url)
    simulate(tmp_path, database=held.database, address="saba")
    me = next(one for one in officers_of(held) if one.role == "secretary")
    with held.database.transaction() as db:
        officer.add_known(
            db, replace(held.act(), officers=("set-up",)), assembly="saba", username=me.username, post="", role=me.role
        )
        there = officer.posts(db, me.account_id)[1]
    downgrade(create_engine(held.database.engine.url), "0024")
    migrate(held.database)
    with held.database.reading() as db:
        assert [one.assembly for one in officer.posts(db, me.account_id)] == [held.address]
        (closed,) = (one for one in officer.officers(db, there.assembly_id) if one.id == there.id)
    assert (closed.username, closed.founding) == (f"{me.username}.{there.id}", False)
