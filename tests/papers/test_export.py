"""Minutes in the export: of each election that was counted, printed where no sealed ones are among the files."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from app.models import Election
from app.papers import export
from app.services.register import assembly
from tests.support.assemblies import NOW, simulate_at


@pytest.mark.parametrize(
    ("phase", "number", "annulled", "printed"),
    [
        ("closed", None, False, []), ("tallied", None, False, [""]), ("final", "12/1405", False, []),
        ("final", "12/1405", True, ["12/1405"]),
    ],
)  # fmt: skip
def test_minutes_are_printed_where_none_are_kept_or_what_is_kept_was_annulled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str, number: str | None, annulled: bool, printed: list[str]
) -> None:
    held = simulate_at(tmp_path, "draft")
    with held.database.transaction() as db:
        db.execute(update(Election).values(phase=phase))
        home = assembly.assembly(db, held.address).id
    made = None if number is None else SimpleNamespace(number=number)
    found = SimpleNamespace(
        public_id=held.election, annulment=object() if annulled else None, went_through=lambda _: phase != "closed"
    )
    monkeypatch.setattr(export.elections, "elections", lambda db, home: (found,))
    monkeypatch.setattr(export.sealed_paper, "minutes", lambda db, public_id: made)
    monkeypatch.setattr(export, "print_minutes", lambda issuer, db, public_id, now, number: number.encode() + b".")
    told: list[int] = []
    with held.database.reading() as db:
        export.write_export(io.BytesIO(), None, db, home, NOW, NOW, tell=told.append)  # type: ignore[arg-type]
        files = [one for one in export._files(None, db, home, NOW) if isinstance(one, export.MinutesFile)]  # type: ignore[arg-type]
    assert told[0] == 1 and told[-1] == len(told)
    assert [file.path for file in files] == [f"elections/{held.election}/minutes.pdf"] * len(printed)
    for file, said in zip(files, printed, strict=True):
        out = io.BytesIO()
        file.write(out)
        assert out.getvalue() == said.encode() + b"."
