"""Who may say that an older state is restored: two different ones who could be the two of what is lost."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from app.models import Account, Officer
from app.services.accounts import officer
from app.services.acts import two
from app.services.acts.refusal import Refused
from app.services.whole import restore
from app.services.whole.backup import BackupContent, check_backup, write_backup
from app.services.whole.restore import need_two_officers
from app.states.phase import Phase
from tests.services.conftest import Hold
from tests.support.assemblies import PASSWORD, Simulation, user_name

DAY = ("secretary", "signatory")


def content(held: Simulation) -> BackupContent:
    out = io.BytesIO()
    with held.database.reading() as db:
        write_backup(db, out, files={}, made=held.now)
    out.seek(0)
    return check_backup(out)


def answer(
    held: Simulation, *who: str, boards: tuple[str, ...] | None = None, password: str = PASSWORD,
    found: BackupContent | None = None,
) -> str:  # fmt: skip
    """What these are told of the older state of this election (or of these boards); "" where they may say so."""
    found = found or content(held)
    named = [name if "." in name else user_name(held.address, name) for name in who]
    said = [(named[0], password), *((one, PASSWORD) for one in named[1:])]
    try:
        assert set(need_two_officers(found, said, held.now, (held.election,) if boards is None else boards)) == set(
            named
        )
    except Refused as refusal:
        return refusal.code
    return ""


def test_two_of_the_day_say_so_and_nobody_else(hold: Hold) -> None:
    held = hold("frozen")
    found = content(held)
    for boards in ((held.election,), (), ("journal",), ("unknown",)):
        assert answer(held, *DAY, boards=boards, found=found) == ""
        assert answer(held, "desk", "secretary", boards=boards, found=found) == "officer-role"
        assert answer(held, "administrator", "secretary", boards=boards, found=found) == "officer-role"
        assert answer(held, "secretary", "secretary", boards=boards, found=found) == "two-officers-needed"
        assert answer(held, *DAY, boards=boards, found=found, password="another") == "two-officers-needed"


def test_two_of_another_assembly_say_nothing_of_this_board(hold: Hold) -> None:
    held = hold("frozen")
    other = hold(database=held.database, address="sepehr")
    assert answer(other, *DAY) == ""
    assert answer(other, *DAY, boards=(held.election,)) == "two-officers-needed"
    assert answer(held, "secretary", user_name("sepehr", "signatory"), boards=()) == "two-officers-needed"


def test_who_came_after_the_freeze_or_has_no_own_password_says_nothing(hold: Hold) -> None:
    held = hold("frozen")
    held.wait(minutes=1)
    with held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.name == "laleh").values(since=held.now))
    assert answer(held, *DAY) == "officer-late"
    assert answer(held, *DAY, boards=()) == ""  # of an assembly as a whole
    with held.database.transaction() as db:
        officer.reset_officer(db, held.act(), user_name(held.address, "signatory"), reason="x")
        db.execute(update(Account).where(Account.password_given).values(password_hash=_hash(held)))
    assert answer(held, *DAY) == "officer-unsettled"
    with held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.name == "laleh").values(disabled=True))
    assert answer(held, *DAY) == "two-officers-needed"


def _hash(held: Simulation) -> str:
    return next(str(one["password_hash"]) for one in content(held).accounts.values() if not one["password_given"])


ANOTHER = {"id": 9, "assembly_id": 2, "account_id": 9, "name": "negin", "role": "secretary", "disabled": False}
"""An officer of another assembly."""


@pytest.mark.parametrize(
    ("change", "boards", "code"),
    [
        ({}, ("K7",), ""), ({}, (), ""), ({}, ("elsewhere",), ""), ({"disabled": True}, ("K7",), "two-officers-needed"),
        ({"role": "desk"}, (), "officer-role"), ({"since": "2026-11-08T10:00:00"}, ("K7",), "officer-late"),
        ({"since": "2026-11-08T10:00:00"}, (), ""), ({"since": "2026-11-08T08:00:00"}, ("K7",), ""),
        (ANOTHER, ("K7",), "two-officers-needed"), (ANOTHER, (), "two-officers-needed"),
        ({"given": True}, (), "officer-unsettled"),
    ],
)  # fmt: skip
def test_the_rows_of_a_backup_say_who_may_be_one_of_two(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], boards: tuple[str, ...], code: str
) -> None:
    monkeypatch.setattr(restore.passwords, "matches", lambda sealed, typed: sealed == typed)
    now = datetime(2026, 11, 8, 12, tzinfo=UTC)
    times = json.dumps({Phase.FROZEN: "2026-11-08T09:00:00+00:00"})
    plain = {"assembly_id": 1, "role": "secretary", "disabled": False, "since": None}
    officers = {number: {**plain, "id": number, "account_id": number, "name": str(number)} for number in (1, 2)}
    officers[2] |= change
    accounts = {
        number: {"username": f"officer{number}", "password_hash": f"word{number}", "password_given": False}
        for number in (1, 2, 9)
    }
    accounts[2]["password_given"] = "given" in change
    found = BackupContent(
        made=now, revision="", officers=officers, accounts=accounts,
        elections={"K7": {"assembly_id": 1, "phase": "open", "phase_times": times}},
    )  # fmt: skip
    other = 9 if change is ANOTHER else 2
    said = [("Officer1", "word1"), (f"officer{other}", f"word{other}"), ("nobody", "word1"), ("officer1", "wrong")]
    try:
        assert need_two_officers(found, said, now, boards) == ("officer1", "officer2")
        assert code == ""
    except Refused as refusal:
        assert refusal.code == code


def test_a_restore_that_takes_every_officer_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("frozen")
    monkeypatch.setattr(two, "need_able", lambda *_, **__: None)
    assert answer(held, "desk", "administrator") == ""
