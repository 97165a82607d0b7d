"""items of the agenda, from the lines of its text."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KINDS = ("opening", "reports", "presentations", "deliberation", "vote", "result", "other")


def upgrade() -> None:
    """Go forward: of what kind an item was nobody said."""
    words = ",".join(map(repr, KINDS))
    made = op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.CheckConstraint(f"kind in ({words})", name=op.f("ck_agenda_item_kind")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_agenda_item_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_session_id"), "agenda_item", ["session_id"])
    sessions = sa.table("session", sa.column("id", sa.Integer), sa.column("agenda", sa.String))
    for session_id, text in op.get_bind().execute(sa.select(sessions.c.id, sessions.c.agenda)).all():
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        rows = [
            {"session_id": session_id, "place": place, "title": line, "kind": "other"}
            for place, line in enumerate(lines, start=1)
        ]
        if rows:
            op.bulk_insert(made, rows)


def downgrade() -> None:
    """Go back: the hours of the items are gone, their text stays."""
    op.drop_table("agenda_item")
