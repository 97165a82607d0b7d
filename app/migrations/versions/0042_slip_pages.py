"""how many slips stand on a page, and how many are personal."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what stood on which page of slips that were printed before is not known; none was personal."""
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("per_page", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("personal", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.alter_column("personal", server_default=None)


def downgrade() -> None:
    """Go back: personal slips are slips like others."""
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.drop_column("personal")
        batch_op.drop_column("per_page")
