"""corrections that stand beside frozen names."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; until now a frozen name could not be corrected."""
    op.create_table(
        "corrigendum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("now", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("corrects in ('name','representative')", name=op.f("ck_corrigendum_corrects")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_corrigendum_election_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_corrigendum_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrigendum")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_corrigendum_election_id_number")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Go back: corrections are lost, but for the journal."""
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_column("corrected")
    op.drop_table("corrigendum")
