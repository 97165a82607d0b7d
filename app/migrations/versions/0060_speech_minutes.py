"""minutes of a speaker at an item; the screen shows who has the floor."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

BEFORE = (
    "welcome", "agenda", "presenter", "attendance", "how", "turnout", "board", "closing", "lots", "seats", "result",
    "message", "pause", "black",
)  # fmt: skip


def upgrade() -> None:
    """Go forward: nobody's time was limited."""
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
    _law(*BEFORE, "speaker")


def downgrade() -> None:
    """Go back: a screen that shows a speaker shows the agenda."""
    op.execute("update hall_screen set shows = 'agenda' where shows = 'speaker'")
    _law(*BEFORE)
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("minutes")


def _law(*shown: str) -> None:
    words = ",".join(f"'{one}'" for one in shown)
    with op.batch_alter_table("hall_screen") as batch_op:
        batch_op.drop_constraint(op.f("ck_hall_screen_shows"), type_="check")
        batch_op.create_check_constraint(op.f("ck_hall_screen_shows"), f"shows in ({words})")
