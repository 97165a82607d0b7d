"""presentations of the candidates: their order, their time."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: nobody has presented."""
    op.create_table(
        "presentation_round",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("announced", sa.DateTime(), nullable=True),
        sa.Column("digits", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("drawn_by in ('undrawn','balls','ballot')", name=op.f("ck_presentation_round_drawn_by")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_presentation_round_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_presentation_round")),
    )
    op.create_table(
        "presentation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','running','paused','over','absent')", name=op.f("ck_presentation_state")
        ),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_presentation_nomination_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_presentation_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_presentation_nomination_id")),
    )
    op.create_index(op.f("ix_presentation_session_id"), "presentation", ["session_id"])


def downgrade() -> None:
    """Go back: order and hours of the presentations are gone."""
    op.drop_table("presentation")
    op.drop_table("presentation_round")
