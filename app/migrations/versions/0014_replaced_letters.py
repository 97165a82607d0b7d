"""a letter that stands in the place of another; no states that no act leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BEFORE = "status in ('draft','checked','signed','issued','revoked','replaced','void')"
_AFTER = "status in ('draft','issued','revoked','replaced','void')"


def upgrade() -> None:
    """Go forward: what no act could make, a letter that is checked or signed and not issued, becomes a draft."""
    op.execute("update letter set status = 'draft' where status in ('checked','signed')")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(batch_op.f("ck_letter_status"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_letter_status"), _AFTER)
        batch_op.create_foreign_key(batch_op.f("fk_letter_replaces_id"), "letter", ["replaces_id"], ["id"])
    with op.batch_alter_table("letter", schema=None) as batch_op:  # the default was for the rows that are there
        batch_op.alter_column("version", server_default=None)


def downgrade() -> None:
    """Go back: which letter stands in the place of which is lost."""
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_letter_replaces_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_letter_status"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_letter_status"), _BEFORE)
        batch_op.drop_column("version")
        batch_op.drop_column("replaces_id")
