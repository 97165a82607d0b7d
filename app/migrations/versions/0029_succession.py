"""what becomes of the seat of a winner who withdrew after the votes were closed."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: the seat goes to the next by the result, as it would have gone."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("succession", sa.String(), nullable=False, server_default="next"))
    with op.batch_alter_table("election", schema=None) as batch_op:  # the default was for the rows that are there
        batch_op.alter_column("succession", existing_type=sa.String(), server_default=None)
        batch_op.create_check_constraint(op.f("ck_election_succession"), "succession in ('next','vacant')")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_election_succession"), type_="check")
        batch_op.drop_column("succession")
