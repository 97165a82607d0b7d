"""observers of a session, and their notes."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "observer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("house", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.Column("revoked", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_observer_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observer")),
        sa.UniqueConstraint("code", name=op.f("uq_observer_code")),
        sa.UniqueConstraint("secret", name=op.f("uq_observer_secret")),
    )
    op.create_index(op.f("ix_observer_session_id"), "observer", ["session_id"])
    op.create_table(
        "observer_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["observer_id"], ["observer.id"], name=op.f("fk_observer_note_observer_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_observer_note_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observer_note")),
    )
    op.create_index(op.f("ix_observer_note_session_id"), "observer_note", ["session_id"])
    op.create_index(op.f("ix_observer_note_observer_id"), "observer_note", ["observer_id"])


def downgrade() -> None:
    """Go back: observers are known no more."""
    op.drop_table("observer_note")
    op.drop_table("observer")
