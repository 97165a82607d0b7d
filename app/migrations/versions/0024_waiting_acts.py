"""acts that wait for a second officer."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_PERMISSIONS = ("look", "register", "review", "prepare", "desk", "decide", "letters", "export", "officers")
_STATES = ("waiting", "confirmed", "done", "refused", "declined", "taken-back", "late")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "waiting_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"permission in {_PERMISSIONS}", name=op.f("ck_waiting_act_permission")),
        sa.CheckConstraint(f"state in {_STATES}", name=op.f("ck_waiting_act_state")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_waiting_act_assembly_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_waiting_act_election_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["officer.id"], name=op.f("fk_waiting_act_asker_id")),
        sa.ForeignKeyConstraint(["second_id"], ["officer.id"], name=op.f("fk_waiting_act_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_act")),
        sa.UniqueConstraint("key", name=op.f("uq_waiting_act_key")),
    )
    with op.batch_alter_table("waiting_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_act_assembly_id"), ["assembly_id"], unique=False)


def downgrade() -> None:
    """Go back: what waits is asked for anew."""
    op.drop_table("waiting_act")
