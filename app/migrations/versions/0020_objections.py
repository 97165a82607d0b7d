"""objections to a result, and who says to have none."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("entered", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("ruled", sa.DateTime(), nullable=True),
        sa.Column("ruled_by", sa.JSON(), nullable=False),
        sa.CheckConstraint("ruling in ('dismissed','stands','upheld')", name=op.f("ck_objection_ruling")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_objection_election_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_objection_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_objection_election_id_number")),
    )
    op.create_table(
        "objection_waiver",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("entered", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_objection_waiver_election_id")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_objection_waiver_institution_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "institution_id", name=op.f("pk_objection_waiver")),
    )


def downgrade() -> None:
    """Go back: objections and waivers are lost."""
    op.drop_table("objection_waiver")
    op.drop_table("objection")
