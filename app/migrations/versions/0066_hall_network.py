"""the welcome on the screens says how the hall's network is called, and how devices get in."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

NEW = ("network", "network_password")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("hall_screen") as batch_op:
        for name in NEW:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("hall_screen") as batch_op:
        for name in NEW:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Go back: the screens say nothing of a network."""
    with op.batch_alter_table("hall_screen") as batch_op:
        for name in NEW:
            batch_op.drop_column(name)
