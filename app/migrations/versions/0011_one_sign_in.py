"""one account and one table of sign-ins for officers and institutions."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OFFICERS = sa.table(
    "officer",
    *(sa.column(name) for name in ("id", "assembly_id", "account_id", "username", "password_hash", "failures")),
    sa.column("failed_at"),
)
_ACCOUNTS = sa.table(
    "account",
    *(sa.column(name) for name in ("id", "institution_id", "username", "password_hash", "password_given", "failures")),
    *(sa.column(name) for name in ("failed_at", "made")),
)


def upgrade() -> None:
    """Go forward: officers keep user name, password and pauses, and stay signed in; institutions sign in once more.

    Passwords that an administrator gave earlier are taken as the officers' own: nobody knows which were changed.
    """
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("institution_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("password_given", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("password_given", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
    _open_accounts()
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_officer_account_id"), "account", ["account_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_officer_account_id"), ["account_id"])
        batch_op.drop_constraint(op.f("uq_officer_username"), type_="unique")
        for name in ("username", "password_hash", "failures", "failed_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("account_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_sign_in_account_id"))
    op.drop_table("account_sign_in")
    kept = _rows(
        "select s.digest, o.account_id, s.created as made, s.seen from sign_in s join officer o on o.id = s.officer_id"
    )
    op.drop_table("sign_in")
    _make_sign_ins("account_id", "account", "made")
    _insert(("account_id", "made"), kept)
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    """Go back: what the older version has no place for, an officer's codes and passkeys, is lost with it."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("username", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("password_hash", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(), nullable=True))
    _close_accounts()
    kept = _rows(
        "select s.digest, o.id as officer_id, s.made as created, s.seen from sign_in s join officer o on o.account_id = s.account_id"
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))
    op.drop_table("sign_in")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_officer_account_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_officer_account_id"), type_="unique")
        batch_op.drop_column("account_id")
        for name in ("username", "password_hash", "failures"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint(op.f("uq_officer_username"), ["username"])
    _make_sign_ins("officer_id", "officer", "created")
    _insert(("officer_id", "created"), kept)
    op.execute("delete from passkey where account_id in (select id from account where institution_id is null)")
    op.execute("delete from account where institution_id is null")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("password_given")
        batch_op.alter_column("institution_id", existing_type=sa.Integer(), nullable=False)
    op.create_table(
        "account_sign_in",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_sign_in_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_account_sign_in")),
    )
    with op.batch_alter_table("account_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_sign_in_account_id"), ["account_id"], unique=False)


def _open_accounts() -> None:
    """An account for each officer, made when the assembly was."""
    for row in _rows(
        "select o.id, o.username, o.password_hash, o.failures, o.failed_at, a.created"
        " from officer o join assembly a on a.id = o.assembly_id order by o.id"
    ):
        given = {name: row[name] for name in ("username", "password_hash", "failures", "failed_at")}
        op.execute(sa.insert(_ACCOUNTS).values(institution_id=None, password_given=False, made=row["created"], **given))
        found = sa.select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.username == row["username"]).scalar_subquery()
        op.execute(sa.update(_OFFICERS).where(_OFFICERS.c.id == row["id"]).values(account_id=found))


def _close_accounts() -> None:
    """What an officer had; where a given password was used up, one that nobody knows."""
    for row in _rows(
        "select o.id, a.username, a.password_hash, a.failures, a.failed_at"
        " from officer o join account a on a.id = o.account_id"
    ):
        given = {name: row[name] for name in ("username", "failures", "failed_at")}
        sealed = row["password_hash"] or "!"
        op.execute(sa.update(_OFFICERS).where(_OFFICERS.c.id == row["id"]).values(password_hash=sealed, **given))


def _make_sign_ins(owner: str, table: str, made: str) -> None:
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(owner, sa.Integer(), nullable=False),
        sa.Column(made, sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint([owner], [f"{table}.id"], name=op.f(f"fk_sign_in_{owner}")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in")),
    )


def _rows(query: str) -> list[sa.RowMapping]:
    return list(op.get_bind().execute(sa.text(query)).mappings())


def _insert(columns: tuple[str, str], rows: list[sa.RowMapping]) -> None:
    """Put sign-ins into the new table; its instants stay as the database wrote them."""
    table = sa.table("sign_in", *(sa.column(name) for name in ("digest", *columns, "seen")))
    for row in rows:
        op.execute(sa.insert(table).values(**row))
