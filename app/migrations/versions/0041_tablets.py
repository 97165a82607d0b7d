"""tablets of a session, and whether an election asks for them."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: elections of earlier versions were held on any device."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("devices", sa.String(), nullable=False, server_default="any"))
        batch_op.create_check_constraint(batch_op.f("ck_election_devices"), "devices in ('enrolled','any')")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.alter_column("devices", server_default=None)
    op.create_table(
        "tablet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("enrolled", sa.DateTime(), nullable=False),
        sa.Column("revoked", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=True),
        sa.Column("battery", sa.Integer(), nullable=True),
        sa.Column("charging", sa.Boolean(), nullable=True),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.CheckConstraint("state in ('enrolled','revoked')", name=op.f("ck_tablet_state")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_tablet_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_tablet_session_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_tablet_key")),
    )
    op.create_table(
        "casting_key",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_casting_key_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_casting_key")),
    )
    op.create_table(
        "tablet_enrolment",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_tablet_enrolment_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_tablet_enrolment")),
    )


def downgrade() -> None:
    """Go back: any device may cast again, and no tablet is known."""
    op.drop_table("tablet_enrolment")
    op.drop_table("casting_key")
    op.drop_table("tablet")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_election_devices"), type_="check")
        batch_op.drop_column("devices")
