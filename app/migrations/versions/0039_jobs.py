"""work in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: nothing waits."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=True),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.CheckConstraint("kind in ('export','booklet','adding-up')", name=op.f("ck_job_kind")),
        sa.CheckConstraint("state in ('waiting','running','done','failed','cancelled')", name=op.f("ck_job_state")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_job_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    active = sa.text("state in ('waiting','running')")
    op.create_index("uq_job_active", "job", ["key"], unique=True, sqlite_where=active, postgresql_where=active)
    op.create_index(op.f("ix_job_assembly_id"), "job", ["assembly_id"])


def downgrade() -> None:
    """Go back: what waits is asked for again."""
    op.drop_table("job")
