"""what a desk without network noted of who attends by video is a question of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

BEFORE = (
    "left-unknown", "left-twice", "left-with-slip", "undo-late", "after-closing", "slip-twice", "slip-not-ours",
    "slip-impossible",
)  # fmt: skip


def upgrade() -> None:
    """Go forward."""
    _law(*BEFORE, "by-video")


def downgrade() -> None:
    """Go back: what was noted stands, also in the journal."""
    op.execute(sa.text("delete from desk_question where doubt = 'by-video'"))
    _law(*BEFORE)


def _law(*doubts: str) -> None:
    said = ",".join(f"'{one}'" for one in doubts)
    with op.batch_alter_table("desk_question") as batch_op:
        batch_op.drop_constraint(op.f("ck_desk_question_doubt"), type_="check")
        batch_op.create_check_constraint(op.f("ck_desk_question_doubt"), f"doubt in ({said})")
