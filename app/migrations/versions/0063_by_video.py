"""who attends by video, and who stated that such a delegate is there."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

EDITS = ("added", "removed", "replaced")
NEW = ("by-video", "in-hall")


def upgrade() -> None:
    """Go forward: everybody came to the hall."""
    with op.batch_alter_table("delegate") as batch_op:
        batch_op.add_column(sa.Column("by_video", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("delegate") as batch_op:
        batch_op.alter_column("by_video", server_default=None)
    with op.batch_alter_table("stay") as batch_op:
        batch_op.add_column(sa.Column("stated_by", sa.String(), nullable=True))
    _law((*EDITS, *NEW))


def downgrade() -> None:
    """Go back: the minutes were made; the roll's changes of this kind are in the journal."""
    op.execute(sa.text("delete from roll_change where edit in ('by-video', 'in-hall')"))
    _law(EDITS)
    with op.batch_alter_table("stay") as batch_op:
        batch_op.drop_column("stated_by")
    with op.batch_alter_table("delegate") as batch_op:
        batch_op.drop_column("by_video")


def _law(words: tuple[str, ...]) -> None:
    """Let these words stand in the column."""
    law = op.f("ck_roll_change_edit")
    with op.batch_alter_table("roll_change") as batch_op:
        batch_op.drop_constraint(law, type_="check")
        batch_op.create_check_constraint(law, f"edit in ({','.join(repr(word) for word in words)})")
