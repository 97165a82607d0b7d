"""who votes in an election: the roll, those present, or a list."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: in elections of earlier versions the roll voted."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("electorate", sa.String(), nullable=False, server_default="roll"))
        batch_op.create_check_constraint(
            batch_op.f("ck_election_electorate"), "electorate in ('roll','present','list')"
        )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.alter_column("electorate", server_default=None)
    op.create_table(
        "elector",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("institution_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_elector_election_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_elector_institution_id")),
        sa.PrimaryKeyConstraint("election_id", "institution_id", name=op.f("pk_elector")),
    )


def downgrade() -> None:
    """Go back: who votes is not said any more; in what is frozen it stays fixed."""
    op.drop_table("elector")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_election_electorate"), type_="check")
        batch_op.drop_column("electorate")
