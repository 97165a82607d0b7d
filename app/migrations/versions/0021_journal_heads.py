"""signed heads of the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what was written before is vouched for by the next head that is signed."""
    op.create_table(
        "journal_head",
        sa.Column("entries", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("entries", name=op.f("pk_journal_head")),
    )


def downgrade() -> None:
    """Go back: signed heads are lost."""
    op.drop_table("journal_head")
