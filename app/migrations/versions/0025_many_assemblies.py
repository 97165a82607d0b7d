"""many assemblies: one person officer in several, their founding by two, their letterheads."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: every assembly that is there counts as founded when it was made."""
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        batch_op.add_column(sa.Column("province", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("founded", sa.DateTime(), nullable=True))
    op.execute("update assembly set founded = created")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_officer_account_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_officer_assembly_id_account_id"), ["assembly_id", "account_id"])
    op.create_table(
        "founding_link",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_founding_link_officer_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_founding_link")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_founding_link_officer_id")),
    )
    op.create_table(
        "letterhead",
        sa.Column("assembly_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(f"lines_{one}", sa.String(), nullable=False) for one in ("fa", "en", "ar")),
        sa.Column("letter_series", sa.String(), nullable=False),
        sa.Column("notice_series", sa.String(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_letterhead_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    """Go back: who is an officer of several assemblies keeps the way in to the first alone."""
    op.drop_table("letterhead")
    op.drop_table("founding_link")
    _part_accounts()
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_officer_assembly_id_account_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_officer_account_id"), ["account_id"])
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        batch_op.drop_column("founded")
        batch_op.drop_column("province")


def _part_accounts() -> None:
    """Each further officer gets an account of its own that nothing opens: letters still name who drafted them."""
    bind = op.get_bind()
    further = bind.execute(
        sa.text(
            "select o.id, a.username, a.made from officer o join account a on a.id = o.account_id where o.id >"
            " (select min(p.id) from officer p where p.account_id = o.account_id) order by o.id"
        )
    ).mappings()
    for row in further.all():
        name = f"{row['username']}.{row['id']}"
        said = {"name": name, "made": row["made"], "given": False, "id": row["id"]}
        bind.execute(
            sa.text("insert into account (username, password_given, failures, made) values (:name, :given, 0, :made)"),
            said,
        )
        bind.execute(
            sa.text("update officer set account_id = (select id from account where username = :name) where id = :id"),
            said,
        )
