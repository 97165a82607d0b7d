"""codes by which somebody presides with an own phone."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: who presided had an officer's account."""
    op.create_table(
        "chair_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.Column("revoked", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_chair_code_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chair_code")),
        sa.UniqueConstraint("code", name=op.f("uq_chair_code_code")),
        sa.UniqueConstraint("secret", name=op.f("uq_chair_code_secret")),
    )
    op.create_index(op.f("ix_chair_code_session_id"), "chair_code", ["session_id"])


def downgrade() -> None:
    """Go back: nobody presides with a code."""
    op.drop_table("chair_code")
