"""slips of simulated delegates in a rehearsal, and the work that lets them vote."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

BEFORE = ("export", "booklet", "adding-up", "letters", "minutes", "supplement", "amendment")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "simulated_slip",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_simulated_slip_election_id")),
        sa.PrimaryKeyConstraint("election_id", "serial", name=op.f("pk_simulated_slip")),
        sqlite_with_rowid=False,
    )
    _law(*BEFORE, "simulated")


def downgrade() -> None:
    """Go back: nobody is simulated."""
    op.execute("delete from job where kind = 'simulated'")
    _law(*BEFORE)
    op.drop_table("simulated_slip")


def _law(*kinds: str) -> None:
    said = ",".join(f"'{one}'" for one in kinds)
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_constraint(op.f("ck_job_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_job_kind"), f"kind in ({said})")
