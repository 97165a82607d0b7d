"""votes on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

FAULTS = "fault in ('too-many','too-few','unclear','marked','foreign')"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "paper_vote",
        sa.Column("election_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.CheckConstraint("entered >= 0", name=op.f("ck_paper_vote_entered")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_paper_vote_election_id")),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_paper_vote")),
    )
    op.create_table(
        "paper_desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_paper_desk_election_id")),
        sa.ForeignKeyConstraint(["tablet_id"], ["tablet.id"], name=op.f("fk_paper_desk_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_desk")),
        sa.UniqueConstraint("election_id", "officer", name=op.f("uq_paper_desk_election_id_officer")),
        sa.UniqueConstraint("election_id", "tablet_id", name=op.f("uq_paper_desk_election_id_tablet_id")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("slip", sa.LargeBinary(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.CheckConstraint(FAULTS, name=op.f("ck_paper_entry_fault")),
        sa.ForeignKeyConstraint(["desk_id"], ["paper_desk.id"], name=op.f("fk_paper_entry_desk_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_paper_entry_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("election_id", "slip", "desk_id", name=op.f("uq_paper_entry_election_id_slip_desk_id")),
    )
    op.create_table(
        "paper_ruled",
        sa.Column("election_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("slip", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint(FAULTS, name=op.f("ck_paper_ruled_fault")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_paper_ruled_election_id")),
        sa.PrimaryKeyConstraint("election_id", "slip", name=op.f("pk_paper_ruled")),
    )


def downgrade() -> None:
    """Go back: that votes came on paper is known no more."""
    for table in ("paper_ruled", "paper_entry", "paper_desk", "paper_vote"):
        op.drop_table(table)
