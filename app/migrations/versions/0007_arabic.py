"""the place of a session in Arabic."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_ar", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("session", schema=None) as batch_op:  # the default was for the rows that are there
        batch_op.alter_column("place_ar", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("place_ar")
