"""seats that elections gave, each holding a row."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: of elections that were final before, the result says who has the seats until one changes."""
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("alternate", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("changed", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.CheckConstraint("state in ('offered','accepted','declined','ended','vacant')", name=op.f("ck_seat_state")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_seat_election_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_seat_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("election_id", "institution_id", name=op.f("uq_seat_election_id_institution_id")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_election_id"), ["election_id"], unique=False)


def downgrade() -> None:
    """Go back: who took, declined or left a seat is lost."""
    op.drop_table("seat")
