"""the test of a kept key is a nonce; one that was a number has lapsed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _renew(sa.Column("test", sa.String(), nullable=True))


def downgrade() -> None:
    """Go back."""
    _renew(sa.Column("test", sa.Integer(), nullable=True))


def _renew(test: sa.Column[Any]) -> None:
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        batch_op.drop_column("test")
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        batch_op.add_column(test)
