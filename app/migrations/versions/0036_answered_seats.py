"""what an institution itself says of its seat."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: nobody has asked yet."""
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("asked_reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.alter_column("asked_reason", server_default=None)


def downgrade() -> None:
    """Go back: what institutions said of their seats is lost."""
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("asked_reason")
        batch_op.drop_column("asked")
