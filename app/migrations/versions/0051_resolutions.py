"""resolutions of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.CheckConstraint("manner in ('acclamation','vote')", name=op.f("ck_resolution_manner")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_resolution_item_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_resolution_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(op.f("ix_resolution_session_id"), "resolution", ["session_id"])
    op.create_index(op.f("ix_resolution_item_id"), "resolution", ["item_id"])


def downgrade() -> None:
    """Go back: resolutions are known no more."""
    op.drop_table("resolution")
