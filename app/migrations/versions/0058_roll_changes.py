"""until when one officer alone changes a roll; what two changed after that."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: no instant was stated before."""
    op.create_table(
        "roll_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
        sa.Column("institution", sa.JSON(), nullable=False),
        sa.Column("person", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("letter_day", sa.Date(), nullable=True),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.CheckConstraint("edit in ('added','removed','replaced')", name=op.f("ck_roll_change_edit")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_roll_change_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_change")),
    )
    op.create_index(op.f("ix_roll_change_session_id"), "roll_change", ["session_id"])
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roll_until", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Go back: the journal still says what was changed."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("roll_until")
    op.drop_table("roll_change")
