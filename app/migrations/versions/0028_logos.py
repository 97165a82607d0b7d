"""logos stay by their content: papers of frozen elections name them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: no page could set a logo yet."""
    op.create_table(
        "logo",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_logo")),
    )
    with op.batch_alter_table("letterhead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo_sha256", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_letterhead_logo_sha256"), "logo", ["logo_sha256"], ["sha256"])
        batch_op.drop_column("logo")
        batch_op.drop_column("logo_type")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("letterhead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("logo_type", sa.String(), nullable=True))
    op.execute(
        "update letterhead set logo = (select l.content from logo l where l.sha256 = logo_sha256),"
        " logo_type = (select l.media_type from logo l where l.sha256 = logo_sha256)"
    )
    with op.batch_alter_table("letterhead", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_letterhead_logo_sha256"), type_="foreignkey")
        batch_op.drop_column("logo_sha256")
    op.drop_table("logo")
