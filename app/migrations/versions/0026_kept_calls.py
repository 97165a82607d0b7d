"""hours and calls of sessions, for elections that were closed before these were known."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ELECTIONS = sa.table("election", sa.column("id"), sa.column("frozen", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    """Go forward: what is fixed with the closing is kept from now on for elections that had no hours and calls."""
    query = (
        "select e.id, e.frozen, s.begins, s.ends, s.call, s.first_call from election e"
        " join session s on s.id = e.session_id where e.frozen is not null"
    )
    for row in op.get_bind().execute(sa.text(query)).mappings().all():
        kept = _json(row["frozen"])
        if "held_on" in kept["session"]:
            said = {name: row[name] for name in ("begins", "ends", "call")} | {"first_call": _json(row["first_call"])}
            kept = {**kept, "session": {**said, **kept["session"]}}
            op.execute(sa.update(_ELECTIONS).where(_ELECTIONS.c.id == row["id"]).values(frozen=kept))


def downgrade() -> None:
    """Go back: the older version does not read what it does not know."""


def _json(stored: Any) -> Any:
    """SQLite gives JSON as its text, PostgreSQL as its value."""
    return json.loads(stored) if isinstance(stored, str) else stored
