"""a reserve key that a second election took up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; until now none could be taken up."""
    with op.batch_alter_table("reserve_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("used_by", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_reserve_key_used_by"), ["used_by"])
        batch_op.create_foreign_key(op.f("fk_reserve_key_used_by"), "trustee", ["used_by"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("reserve_key", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_reserve_key_used_by"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_reserve_key_used_by"), type_="unique")
        batch_op.drop_column("used_by")
