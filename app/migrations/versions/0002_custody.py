"""challenges, checkpoints, backups of trustees' keys, slips made elsewhere, voting again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "challenge",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("tracker", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.CheckConstraint("verdict in ('agrees','differs')", name=op.f("ck_challenge_verdict")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_challenge_election_id")),
        sa.PrimaryKeyConstraint("election_id", "tracker", name=op.f("pk_challenge")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "challenged_ciphertext",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_challenged_ciphertext_election_id")),
        sa.PrimaryKeyConstraint("election_id", "digest", name=op.f("pk_challenged_ciphertext")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_checkpoint_election_id")),
        sa.PrimaryKeyConstraint("election_id", "height", name=op.f("pk_checkpoint")),
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revote", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("checkpoint_minutes", sa.Integer(), nullable=False, server_default="10"))
    with op.batch_alter_table("election", schema=None) as batch_op:  # the defaults were for the rows that are there
        batch_op.alter_column("revote", server_default=None)
        batch_op.alter_column("checkpoint_minutes", server_default=None)
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("key", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("test", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("commitments", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("shares", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rebuilt_from", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        for name in ("rebuilt_from", "shares", "commitments", "test"):
            batch_op.drop_column(name)
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.drop_column("key")
        batch_op.drop_column("key_id")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_column("checkpoint_minutes")
        batch_op.drop_column("revote")
    op.drop_table("checkpoint")
    op.drop_table("challenged_ciphertext")
    op.drop_table("challenge")
