"""who stood on a line of the roll before a substitute came."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "former_delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("letter_number", sa.String(), nullable=False),
        sa.Column("letter_day", sa.Date(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_former_delegate_delegate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_delegate")),
        sa.UniqueConstraint("code", name=op.f("uq_former_delegate_code")),
    )
    op.create_index(op.f("ix_former_delegate_delegate_id"), "former_delegate", ["delegate_id"])


def downgrade() -> None:
    """Go back: only who stands on the roll now is known."""
    op.drop_table("former_delegate")
