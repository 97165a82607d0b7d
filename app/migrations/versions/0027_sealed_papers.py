"""minutes and supplements that are made once, numbered and kept."""

import sqlalchemy as sa
from alembic import op
from persiantools.jdatetime import JalaliDate

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SERIES = "م"
COUNTED = ("tallied", "provisional", "final")


def upgrade() -> None:
    """Go forward; the numbers that minutes were printed under until now, those of the sessions, are not given again."""
    op.create_table(
        "sealed_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('zero','minutes','supplement')", name=op.f("ck_sealed_paper_kind")),
        sa.ForeignKeyConstraint(["amends_id"], ["sealed_paper.id"], name=op.f("fk_sealed_paper_amends_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_sealed_paper_assembly_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_sealed_paper_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_paper")),
        sa.UniqueConstraint(
            "assembly_id", "year", "series", "counter", name=op.f("uq_sealed_paper_assembly_id_year_series_counter")
        ),
    )
    op.create_table(
        "sealed_file",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["sealed_paper.id"], name=op.f("fk_sealed_file_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "language", name=op.f("pk_sealed_file")),
    )
    _pass_over_printed_numbers()


def downgrade() -> None:
    """Go back."""
    op.drop_table("sealed_file")
    op.drop_table("sealed_paper")
    op.execute(sa.text("delete from letter_counter where series = :series").bindparams(series=SERIES))


def _pass_over_printed_numbers() -> None:
    session = sa.table("session", *map(sa.column, ("id", "assembly_id", "number")), sa.column("held_on", sa.Date()))
    election = sa.table("election", sa.column("session_id"), sa.column("phase"))
    counter = sa.table("letter_counter", *map(sa.column, ("assembly_id", "year", "series", "last")))
    connection, last = op.get_bind(), dict[tuple[int, int], int]()
    printed = sa.select(session.c.assembly_id, session.c.held_on, session.c.number).where(
        session.c.id.in_(sa.select(election.c.session_id).where(election.c.phase.in_(COUNTED)))
    )
    for assembly_id, held_on, number in connection.execute(printed):
        key = (assembly_id, JalaliDate(held_on).year)  # type: ignore[no-untyped-call]
        last[key] = max(number, last.get(key, 0))
    for (assembly_id, year), number in last.items():
        connection.execute(sa.insert(counter).values(assembly_id=assembly_id, year=year, series=SERIES, last=number))
