"""Booths that stopped by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "booth_stop",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "fault in ('election-fingerprint','election-mismatch','receipt-mismatch')",
            name=op.f("ck_booth_stop_fault"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_booth_stop_election_id")),
        sa.PrimaryKeyConstraint("election_id", "fault", name=op.f("pk_booth_stop")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("booth_stop")
