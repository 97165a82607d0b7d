"""an election that was unfrozen has another board; the one that ended is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: every election has its first board."""
    op.create_table(
        "ended_board",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=True),
        sa.Column("checkpoints", sa.LargeBinary(), nullable=True),
        sa.Column("lots", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_ended_board_election_id")),
        sa.PrimaryKeyConstraint("election_id", "number", name=op.f("pk_ended_board")),
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("board", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.alter_column("board", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    """Go back: boards that ended are forgotten, the journal keeps that there were some."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_column("board")
    op.drop_table("ended_board")
