"""guests of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("came", sa.DateTime(), nullable=True),
        sa.Column("went", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind in ('invited','press')", name=op.f("ck_guest_kind")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_guest_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
    )
    op.create_index(op.f("ix_guest_session_id"), "guest", ["session_id"])


def downgrade() -> None:
    """Go back: guests are known no more."""
    op.drop_table("guest")
