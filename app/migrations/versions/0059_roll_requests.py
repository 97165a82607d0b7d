"""requests to look again at a roll."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "roll_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ruled", sa.DateTime(), nullable=True),
        sa.Column("ruled_by", sa.JSON(), nullable=False),
        sa.CheckConstraint("state in ('waiting','accepted','rejected')", name=op.f("ck_roll_request_state")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_roll_request_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_request")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_roll_request_session_id_number")),
    )


def downgrade() -> None:
    """Go back: requests are made to the secretariat in person."""
    op.drop_table("roll_request")
