"""amendments of minutes in the background."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

BEFORE = ("export", "booklet", "adding-up", "letters", "minutes", "supplement")


def upgrade() -> None:
    """Go forward."""
    _law(*BEFORE, "amendment")


def downgrade() -> None:
    """Go back: what waits is asked for again."""
    op.execute("delete from job where kind = 'amendment'")
    _law(*BEFORE)


def _law(*kinds: str) -> None:
    said = ",".join(f"'{one}'" for one in kinds)
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_constraint(op.f("ck_job_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_job_kind"), f"kind in ({said})")
