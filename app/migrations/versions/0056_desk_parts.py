"""parts of the roll of single desks; comings and goings that a desk noted by its own clock."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_DOUBTS = (
    "left-unknown", "left-twice", "left-with-slip", "undo-late", "after-closing", "slip-twice", "slip-not-ours",
    "slip-impossible",
)  # fmt: skip
_MARKS = ("goes_on", "again")
_SIDES = ("came_desk_id", "went_desk_id")


def upgrade() -> None:
    """Go forward: what was noted before, was noted here."""
    op.create_table(
        "desk_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("given", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("heard", sa.DateTime(), nullable=True),
        sa.CheckConstraint("way in ('letters','province','share')", name=op.f("ck_desk_part_way")),
        sa.CheckConstraint("state in ('held','given-back','taken-back')", name=op.f("ck_desk_part_state")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_desk_part_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_part")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_desk_part_key_sha256")),
    )
    op.create_index(op.f("ix_desk_part_session_id"), "desk_part", ["session_id"])
    op.create_table(
        "desk_share",
        sa.Column("delegate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_desk_share_delegate_id")),
        sa.ForeignKeyConstraint(["part_id"], ["desk_part.id"], name=op.f("fk_desk_share_part_id")),
        sa.PrimaryKeyConstraint("delegate_id", name=op.f("pk_desk_share")),
    )
    op.create_index(op.f("ix_desk_share_part_id"), "desk_share", ["part_id"])
    op.create_table(
        "desk_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.String(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "doubt in (" + ",".join(f"'{one}'" for one in _DOUBTS) + ")", name=op.f("ck_desk_question_doubt")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["desk_part.id"], name=op.f("fk_desk_question_part_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_desk_question_delegate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_question")),
    )
    op.create_index(op.f("ix_desk_question_part_id"), "desk_question", ["part_id"])
    op.create_index(op.f("ix_desk_question_delegate_id"), "desk_question", ["delegate_id"])
    with op.batch_alter_table("stay", schema=None) as batch_op:
        for side in _SIDES:
            batch_op.add_column(sa.Column(side, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_stay_{side}"), "desk_part", [side], ["id"])
        for mark in _MARKS:
            batch_op.add_column(sa.Column(mark, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("stay", schema=None) as batch_op:
        for mark in _MARKS:
            batch_op.alter_column(mark, server_default=None)


def downgrade() -> None:
    """Go back: the hours stay, and where they were noted is known no more."""
    with op.batch_alter_table("stay", schema=None) as batch_op:
        for mark in _MARKS:
            batch_op.drop_column(mark)
        for side in _SIDES:
            batch_op.drop_constraint(batch_op.f(f"fk_stay_{side}"), type_="foreignkey")
            batch_op.drop_column(side)
    op.drop_table("desk_question")
    op.drop_table("desk_share")
    op.drop_table("desk_part")
