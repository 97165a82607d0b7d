"""what is known of the machine's clock; slips end with their election, not at an hour of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_DOUBTS = "'jumped-ahead','jumped-back','behind','far-ahead','outside-certificates'"


def upgrade() -> None:
    """Go forward: the clock is believed until something speaks against it."""
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("said", sa.DateTime(), nullable=True),
        sa.Column("record", sa.DateTime(), nullable=True),
        sa.Column("releases", sa.Integer(), nullable=False),
        sa.Column("floor", sa.DateTime(), nullable=True),
        sa.Column("passed_over", sa.DateTime(), nullable=True),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"why in ({_DOUBTS})", name=op.f("ck_clock_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.drop_column("expires")


def downgrade() -> None:
    """Go back: a doubt is forgotten with the version that has it, the journal keeps it; slips have no end of their own,
    which the older version takes."""
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires", sa.DateTime(), nullable=True))
    op.drop_table("clock")
