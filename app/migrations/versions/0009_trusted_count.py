"""bound decryptions, slips counted on paper, challenges by credential, lots by balls."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LOTS = ("lot", "ballot_order")


def upgrade() -> None:
    """Go forward; lots that are there were drawn with dice, and a tie's rank stands in its seed text."""
    _trustees()
    _slips()
    _challenges()
    for table in _LOTS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("dice", new_column_name="digits", existing_type=sa.String(), existing_nullable=False)
            batch_op.add_column(sa.Column("method", sa.String(), nullable=False, server_default="dice"))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("method", existing_type=sa.String(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
    _rank_lots()
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.alter_column("rank", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accounting_file", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("backup_waived", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("key_destroyed", sa.DateTime(), nullable=True))
    _retest()
    _expire()


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        for name in ("key_destroyed", "backup_waived", "accounting_file"):
            batch_op.drop_column(name)
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_column("rank")
    for table in _LOTS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("method")
            batch_op.alter_column("digits", new_column_name="dice", existing_type=sa.String(), existing_nullable=False)
    op.drop_table("challenge_count")
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.drop_column("lock")
    _slips_back()
    op.drop_table("reserve_key")
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_trustee_removed"), type_="check")
        for name in ("removed_reason", "removed", "head_source", "binding", "shares_seen"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f("uq_trustee_election_id_name"), ["election_id", "name"])


def _trustees() -> None:
    with op.batch_alter_table("trustee", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_trustee_election_id_name"), type_="unique")
        batch_op.add_column(sa.Column("shares_seen", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("binding", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("head_source", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("removed", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("removed_reason", sa.String(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_trustee_removed"), "(removed is null) = (removed_reason is null)")
    op.create_table(
        "reserve_key",
        sa.Column("trustee_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitments", sa.LargeBinary(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("shares_seen", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["trustee_id"], ["trustee.id"], name=op.f("fk_reserve_key_trustee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trustee_id", "number", name=op.f("pk_reserve_key")),
    )


def _slips() -> None:
    """A serial is an election's own: two elections may have the same."""
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires", sa.DateTime(), nullable=True))
    _remade(
        "create table slip_kept as select election_id, serial, credential, 1 as weight, state from slip",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state in ('good','void','spoiled','unused')", name=op.f("ck_slip_state")),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_slip_weight")),
        sa.PrimaryKeyConstraint("election_id", "serial", name=op.f("pk_slip")),
    )


def _slips_back() -> None:
    """Unused slips are good ones again, as they were before anybody scanned them."""
    op.execute("update slip set state = 'good' where state = 'unused'")
    _remade(
        "create table slip_kept as select serial, election_id, credential, state from slip",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state in ('good','void','spoiled')", name=op.f("ck_slip_state")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_slip")),
    )
    with op.batch_alter_table("slip_batch", schema=None) as batch_op:
        batch_op.drop_column("expires")


def _remade(keep: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    """Make the table of slips anew from what `keep` sets aside, with these columns and constraints: no database here changes a primary key."""
    op.execute(keep)
    op.drop_table("slip")
    op.create_table(
        "slip",
        *parts,
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_slip_election_id")),
        sa.UniqueConstraint("election_id", "credential", name=op.f("uq_slip_election_id_credential")),
        sqlite_with_rowid=False,
    )
    op.execute("insert into slip select * from slip_kept")
    op.drop_table("slip_kept")


def _challenges() -> None:
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lock", sa.String(), nullable=True))
    op.create_table(
        "challenge_count",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_challenge_count_election_id")),
        sa.PrimaryKeyConstraint("election_id", "credential", name=op.f("pk_challenge_count")),
        sqlite_with_rowid=False,
    )


def _rank_lots() -> None:
    lot = sa.table("lot", sa.column("id", sa.Integer), sa.column("seed", sa.String), sa.column("rank", sa.Integer))
    connection = op.get_bind()
    for row in connection.execute(sa.select(lot.c.id, lot.c.seed)).all():
        rank = int(row.seed.split("./")[2])
        connection.execute(lot.update().where(lot.c.id == row.id).values(rank=rank))


def _retest() -> None:
    """A key counts as tested only when it was found in the sealed set-up; the office's own is not tested."""
    op.execute(
        "update trustee set checked = false, test = null where kind <> 'office' and election_id in "
        "(select id from election where phase in ('draft', 'nominating', 'reviewing', 'frozen'))"
    )


def _expire() -> None:
    """Slips are valid for thirty days from their printing, or from the freezing where the journal does not know it."""
    batch = sa.table("slip_batch", sa.column("election_id", sa.Integer), sa.column("expires", sa.DateTime))
    election = sa.table("election", sa.column("id", sa.Integer), sa.column("phase_times", sa.JSON))
    journal = sa.table(
        "journal", sa.column("id", sa.Integer), sa.column("election_id", sa.Integer), sa.column("kind", sa.String),
        sa.column("at", sa.DateTime),
    )  # fmt: skip
    connection = op.get_bind()
    mine = sa.select(election.c.id, election.c.phase_times).join(batch, batch.c.election_id == election.c.id)
    for row in connection.execute(mine).all():
        printed = sa.select(journal.c.at).where(
            journal.c.election_id == row.id, journal.c.kind.in_(["slips-printed", "slips-taken"])
        )
        made = connection.execute(printed.order_by(journal.c.id.desc()).limit(1)).scalar()
        if made is None and "frozen" in row.phase_times:
            made = datetime.fromisoformat(row.phase_times["frozen"]).astimezone(UTC).replace(tzinfo=None)
        if made is not None:
            expires = made + timedelta(days=30)
            connection.execute(batch.update().where(batch.c.election_id == row.id).values(expires=expires))
