"""lists of delegates that wait to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "roll_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_roll_list_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_list")),
    )
    op.create_index(op.f("ix_roll_list_session_id"), "roll_list", ["session_id"])


def downgrade() -> None:
    """Go back: lists that wait are brought again."""
    op.drop_table("roll_list")
