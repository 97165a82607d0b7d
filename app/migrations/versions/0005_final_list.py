"""the order on the ballot as it was drawn, and what long lists are read by."""

import sqlalchemy as sa
from alembic import op

from app.language.text import fold

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
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.String(), nullable=False, server_default=""))
    delegates = sa.table("delegate", sa.column("id"), sa.column("name_fa"), sa.column("folded"))
    connection = op.get_bind()
    for one, name in connection.execute(sa.select(delegates.c.id, delegates.c.name_fa)).all():
        connection.execute(delegates.update().where(delegates.c.id == one).values(folded=fold(name)))
    with op.batch_alter_table("delegate", schema=None) as batch_op:  # the default was for the rows that are there
        batch_op.alter_column("folded", server_default=None)
    op.create_index("ix_journal_assembly", "journal", ["assembly_id", "id"], unique=False)
    op.create_index("ix_journal_election", "journal", ["election_id", "kind"], unique=False)
    op.create_index("ix_nomination_institution", "nomination", ["institution_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_nomination_institution", "nomination")
    op.drop_index("ix_journal_election", "journal")
    op.drop_index("ix_journal_assembly", "journal")
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.drop_column("folded")
    op.drop_table("ballot_order")
