"""scans of signed papers."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "signed_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.DateTime(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["sealed_paper.id"], name=op.f("fk_signed_scan_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_scan")),
        sa.UniqueConstraint("paper_id", "sha256", name=op.f("uq_signed_scan_paper_id_sha256")),
    )
    op.create_index(op.f("ix_signed_scan_paper_id"), "signed_scan", ["paper_id"])


def downgrade() -> None:
    """Go back: the paper sheets themselves are what is left of the signatures."""
    op.drop_table("signed_scan")
