"""submissions byte for byte, numbered notices, papers printed once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "printed_paper",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_of", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_printed_paper")),
    )
    op.create_table(
        "submission",
        sa.Column("step_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["nomination_step.id"], name=op.f("fk_submission_step_id")),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_submission")),
    )
    op.create_table(
        "notice",
        sa.Column("step_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_notice_assembly_id")),
        sa.ForeignKeyConstraint(["step_id"], ["nomination_step.id"], name=op.f("fk_notice_step_id")),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "assembly_id", "year", "series", "counter", name=op.f("uq_notice_assembly_id_year_series_counter")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("notice")
    op.drop_table("submission")
    op.drop_table("printed_paper")
