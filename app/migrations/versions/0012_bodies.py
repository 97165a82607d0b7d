"""bodies are a table: posts ex officio and elected seats; an election fills seats of one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LANGUAGES = ("fa", "en", "ar")


def upgrade() -> None:
    """Go forward: the body that an assembly named becomes its first; its posts are not known yet."""
    op.create_table(
        "body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        *(sa.Column(f"name_{one}", sa.String(), nullable=False) for one in LANGUAGES),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 1 and term_months >= 1", name=op.f("ck_body_size")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_body_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("assembly_id", "code", name=op.f("uq_body_assembly_id_code")),
    )
    op.execute(
        "insert into body (assembly_id, code, name_fa, name_en, name_ar, posts, seats, term_months)"
        " select a.id, 'body', a.body_fa, a.body_en, a.body_ar, '[]',"
        " coalesce((select e.seats from election e join session s on s.id = e.session_id"
        " where s.assembly_id = a.id order by e.id desc limit 1), 6),"
        " coalesce((select e.term_months from election e join session s on s.id = e.session_id"
        " where s.assembly_id = a.id order by e.id desc limit 1), 24)"
        " from assembly a order by a.id"
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
    op.execute(
        "update election set body_id = (select b.id from body b join session s on s.assembly_id = b.assembly_id"
        " where s.id = election.session_id)"
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.alter_column("body_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_election_body_id"), "body", ["body_id"], ["id"])
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        for one in LANGUAGES:
            batch_op.drop_column(f"body_{one}")


def downgrade() -> None:
    """Go back: an assembly names its first body; others, and all posts, are lost."""
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        for one in LANGUAGES:
            batch_op.add_column(sa.Column(f"body_{one}", sa.String(), nullable=False, server_default=""))
    for one in LANGUAGES:
        op.execute(
            f"update assembly set body_{one} = coalesce((select b.name_{one} from body b"  # of this list  # noqa: S608
            " where b.assembly_id = assembly.id order by b.id limit 1), '')"
        )
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        for one in LANGUAGES:
            batch_op.alter_column(f"body_{one}", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_election_body_id"), type_="foreignkey")
        batch_op.drop_column("body_id")
    op.drop_table("body")
