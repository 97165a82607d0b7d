"""a session has hours and calls, an election may follow an earlier one, and a draft may be discarded."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_CALLS = "call in ('first','second')"
_FOLLOWING = "follows_as in ('second-round','repeat','by-election')"


def upgrade() -> None:
    """Go forward: where the quorum was that of a second call, the session was called twice."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begins", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ends", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("call", sa.String(), nullable=False, server_default="first"))
        batch_op.add_column(sa.Column("first_call", sa.JSON(), nullable=True))
    op.execute("update session set call = 'second' where quorum = 'second-call'")
    with op.batch_alter_table("session", schema=None) as batch_op:
        for name in ("begins", "ends", "call"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        batch_op.create_check_constraint(op.f("ck_session_call"), _CALLS)
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("follows_as", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("discarded", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_election_follows_id"), "election", ["follows_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_election_follows_as"), _FOLLOWING)
        batch_op.create_check_constraint(op.f("ck_election_follows"), "(follows_id is null) = (follows_as is null)")


def downgrade() -> None:
    """Go back: the older version shows a discarded draft as annulled, which it is."""
    op.execute("update election set phase = 'annulled' where discarded is not null")
    with op.batch_alter_table("election", schema=None) as batch_op:
        for name in ("follows", "follows_as"):
            batch_op.drop_constraint(op.f(f"ck_election_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_election_follows_id"), type_="foreignkey")
        for name in ("follows_id", "follows_as", "discarded"):
            batch_op.drop_column(name)
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_session_call"), type_="check")
        for name in ("begins", "ends", "call", "first_call"):
            batch_op.drop_column(name)
