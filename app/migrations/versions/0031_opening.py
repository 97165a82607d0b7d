"""what stood when the voting was opened, for the zero report."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of votings opened until now nothing is kept."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opening", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back: what was kept of the opening is lost."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_column("opening")
