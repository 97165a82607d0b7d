"""who votes in an election, and who was handed its slip, are kept by election: presence alone is the session's."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: a session had one election that slips were handed out for; its roll is as it was frozen."""
    op.create_table(
        "voter",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_voter_election_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_voter_delegate_id")),
        sa.PrimaryKeyConstraint("election_id", "delegate_id", name=op.f("pk_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handed_slip",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "delegate_id"],
            ["voter.election_id", "voter.delegate_id"],
            name=op.f("fk_handed_slip_election_id_delegate_id"),
        ),
        sa.PrimaryKeyConstraint("election_id", "delegate_id", name=op.f("pk_handed_slip")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "insert into voter (election_id, delegate_id, present)"
        " select e.id, d.id, case when e.phase in ('closed', 'tallied', 'provisional', 'final')"
        " then d.checked_in is not null else false end"
        " from election e join delegate d on d.session_id = e.session_id"
        " where e.fingerprint is not null order by e.id, d.id"
    )
    op.execute(
        "insert into handed_slip (election_id, delegate_id)"
        " select min(b.election_id), d.id from slip_batch b join election e on e.id = b.election_id"
        " join delegate d on d.session_id = e.session_id where d.slip_handed and b.sealed group by d.id order by d.id"
    )
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_delegate_slip_after_check_in"), type_="check")
        batch_op.drop_column("slip_handed")


def downgrade() -> None:
    """Go back: which of several elections a slip was of is lost, and who is not in the hall any more has none."""
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slip_handed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "update delegate set slip_handed = true"
        " where checked_in is not null and id in (select delegate_id from handed_slip)"
    )
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.alter_column("slip_handed", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_delegate_slip_after_check_in"), "slip_handed = false or checked_in is not null"
        )
    op.drop_table("handed_slip")
    op.drop_table("voter")
