"""the order on the ballot as it was drawn, and what long lists are read by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "ballot_order",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("dice", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_ballot_order_election_id")),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_ballot_order")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("ballot_order")
