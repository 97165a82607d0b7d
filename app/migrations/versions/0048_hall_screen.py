"""screens of the hall."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

SHOWN = (
    "welcome", "agenda", "presenter", "attendance", "how", "turnout", "board", "closing", "lots", "seats", "result",
    "message", "pause", "black",
)  # fmt: skip


def upgrade() -> None:
    """Go forward: there was no screen."""
    words = ",".join(map(repr, SHOWN))
    op.create_table(
        "hall_screen",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("digits", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.CheckConstraint(f"shows in ({words})", name=op.f("ck_hall_screen_shows")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_hall_screen_election_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_hall_screen_session_id")),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_hall_screen")),
    )


def downgrade() -> None:
    """Go back: no screen shows anything."""
    op.drop_table("hall_screen")
