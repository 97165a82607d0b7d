"""sizes of pictures, and the small ones beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.add_column(sa.Column("width", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("height", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("small_sha256", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_upload_small_sha256"), "upload_content", ["small_sha256"], ["sha256"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_upload_small_sha256"), type_="foreignkey")
        batch_op.drop_column("small_sha256")
        batch_op.drop_column("height")
        batch_op.drop_column("width")
