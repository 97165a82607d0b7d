"""sessions that are rehearsals, and when they were discarded."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: every session that there is was meant."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("discarded", sa.DateTime(), nullable=True))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("rehearsal", server_default=None)


def downgrade() -> None:
    """Go back: a rehearsal is still known by the titles of its elections."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("discarded")
        batch_op.drop_column("rehearsal")
