"""corrigenda of elections and of voters."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

BEFORE = "corrects in ('name','representative')"
NOW = "corrects in ('name','representative','title','body','assembly','place','session','delegate','delegation')"


def upgrade() -> None:
    """Go forward: nothing of these was corrected."""
    for table in ("election", "voter"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("corrected", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("corrigendum", schema=None) as batch_op:
        batch_op.alter_column("nomination_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("delegate_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_corrigendum_delegate_id"), "delegate", ["delegate_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_corrigendum_corrects"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_corrigendum_corrects"), NOW)


def downgrade() -> None:
    """Go back: corrigenda of elections and voters are lost; the journal keeps them."""
    op.execute("delete from corrigendum where nomination_id is null")
    with op.batch_alter_table("corrigendum", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_corrigendum_corrects"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_corrigendum_corrects"), BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_corrigendum_delegate_id"), type_="foreignkey")
        batch_op.drop_column("delegate_id")
        batch_op.alter_column("nomination_id", existing_type=sa.Integer(), nullable=False)
    for table in ("voter", "election"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("corrected")
