"""each coming and going of a delegate, a number and a code on the roll; hand-outs that the journal has not told yet."""

import base64
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_DELEGATE = sa.table(
    "delegate", sa.column("id", sa.Integer), sa.column("session_id", sa.Integer), sa.column("number", sa.Integer),
    sa.column("code", sa.String), sa.column("checked_in", sa.DateTime),
)  # fmt: skip

_PLAIN = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """Go forward: who is in the hall has been there since the hour that is kept; all hand-outs are in the journal."""
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(), nullable=True))
    _number()
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.alter_column("number", nullable=False)
        batch_op.alter_column("code", nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_delegate_session_id_number"), ["session_id", "number"])
        batch_op.create_unique_constraint(batch_op.f("uq_delegate_code"), ["code"])
    op.create_table(
        "stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.DateTime(), nullable=False),
        sa.Column("went", sa.DateTime(), nullable=True),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_stay_delegate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index(op.f("ix_stay_delegate_id"), "stay", ["delegate_id"])
    lasting = sa.text("went is null and undone is null")
    op.create_index(
        "uq_stay_open", "stay", ["delegate_id"], unique=True, sqlite_where=lasting, postgresql_where=lasting
    )
    op.execute(
        "insert into stay (delegate_id, came) select id, checked_in from delegate where checked_in is not null "
        "order by id"
    )
    with op.batch_alter_table("handed_slip", schema=None, table_kwargs=_PLAIN) as batch_op:
        batch_op.add_column(sa.Column("noted", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("handed_slip", schema=None, table_kwargs=_PLAIN) as batch_op:
        batch_op.alter_column("noted", server_default=None)


def _number() -> None:
    """Number the delegates of each session in the order in which they were added, and give each a code."""
    connection, last = op.get_bind(), dict[int, int]()
    for row in connection.execute(sa.select(_DELEGATE.c.id, _DELEGATE.c.session_id).order_by(_DELEGATE.c.id)).all():
        last[row.session_id] = last.get(row.session_id, 0) + 1
        code = base64.b32encode(secrets.token_bytes(10)).decode()[:12]
        mine = sa.update(_DELEGATE).where(_DELEGATE.c.id == row.id)
        connection.execute(mine.values(number=last[row.session_id], code=code))


def downgrade() -> None:
    """Go back: only who is in the hall now is known."""
    with op.batch_alter_table("handed_slip", schema=None, table_kwargs=_PLAIN) as batch_op:
        batch_op.drop_column("noted")
    op.drop_table("stay")
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_delegate_code"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_delegate_session_id_number"), type_="unique")
        batch_op.drop_column("code")
        batch_op.drop_column("number")
