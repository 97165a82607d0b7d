"""since when an officer is what the officer is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: officers who are there have been so from before; nobody is kept from an election that is frozen."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_column("since")
