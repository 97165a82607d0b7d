"""letterheads and provinces of assemblies, for elections that were frozen before these were known."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_ELECTIONS = sa.table("election", sa.column("id"), sa.column("frozen", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    """Go forward: what stands at the top of papers now is kept with elections that were frozen without it."""
    query = (
        "select e.id, e.frozen, a.province, a.founded, l.lines_fa, l.lines_en, l.lines_ar, l.logo_sha256 from election e"
        " join session s on s.id = e.session_id join assembly a on a.id = s.assembly_id"
        " left join letterhead l on l.assembly_id = a.id where e.frozen is not null"
    )
    for row in op.get_bind().execute(sa.text(query)).mappings().all():
        kept = _json(row["frozen"])
        said = {
            "province": row["province"], "founded": row["founded"] is not None, "logo": row["logo_sha256"] or "",
            "lines": {one: row[f"lines_{one}"] or "" for one in ("fa", "en", "ar")},
        }  # fmt: skip
        kept["session"]["assembly"] = {**said, **kept["session"]["assembly"]}
        op.execute(sa.update(_ELECTIONS).where(_ELECTIONS.c.id == row["id"]).values(frozen=kept))


def downgrade() -> None:
    """Go back: the older version does not read what it does not know."""


def _json(stored: Any) -> Any:
    """SQLite gives JSON as its text, PostgreSQL as its value."""
    return json.loads(stored) if isinstance(stored, str) else stored
