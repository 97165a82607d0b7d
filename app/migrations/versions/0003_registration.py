"""accounts, invitations, imports, dossiers with files and their review, timetables."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "upload_content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_upload_content")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_account_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("institution_id", name=op.f("uq_account_institution_id")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_intake_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_table(
        "invitation",
        sa.Column("serial", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_invitation_assembly_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_invitation_institution_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_invitation")),
        sa.UniqueConstraint("assembly_id", "institution_id", name=op.f("uq_invitation_assembly_id_institution_id")),
    )
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

    op.create_table(
        "passkey",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("spent", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenge")),
    )
    op.create_table(
        "tries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    op.create_table(
        "timetable",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notice", sa.DateTime(), nullable=True),
        sa.Column("registration_opens", sa.DateTime(), nullable=True),
        sa.Column("registration_closes", sa.DateTime(), nullable=True),
        sa.Column("review_ends", sa.DateTime(), nullable=True),
        sa.Column("appeals_end", sa.DateTime(), nullable=True),
        sa.Column("list_final", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_timetable_election_id")),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_timetable")),
    )
    op.create_table(
        "nomination_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actors", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_step_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_step")),
    )
    with op.batch_alter_table("nomination_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_step_nomination_id"), ["nomination_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "purpose in ('portrait','logo','letter','permit','evidence')", name=op.f("ck_upload_purpose")
        ),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_upload_nomination_id")),
        sa.ForeignKeyConstraint(["sha256"], ["upload_content.sha256"], name=op.f("fk_upload_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_nomination_id"), ["nomination_id"], unique=False)

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("province_scheme", sa.Integer(), nullable=False, server_default="2020"))
        batch_op.add_column(sa.Column("registered_at", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("permit", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("permit_expires", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("representative_fa", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("representative_en", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("representative_ar", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contacts", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_index("ix_institution_national_id", ["national_id"], unique=False)
        batch_op.create_index("ix_institution_province", ["province", "sort_key"], unique=False)

    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter_number", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receipt", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("submitted", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("representative_ar", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("draft", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("draft_saved", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("checks", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("proposal", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_nomination_status", ["election_id", "status", "submitted"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_nomination_receipt"), ["receipt"])

    with op.batch_alter_table("institution", schema=None) as batch_op:  # the defaults were for the rows that are there
        batch_op.alter_column("given", server_default=None)
        batch_op.alter_column("province_scheme", server_default=None)
        batch_op.alter_column("registered_at", server_default=None)
        batch_op.alter_column("permit", server_default=None)
        batch_op.alter_column("representative_fa", server_default=None)
        batch_op.alter_column("representative_en", server_default=None)
        batch_op.alter_column("representative_ar", server_default=None)
        batch_op.alter_column("contacts", server_default=None)
    with op.batch_alter_table("introduction", schema=None) as batch_op:  # the defaults were for the rows that are there
        batch_op.alter_column("letter_number", server_default=None)
    with op.batch_alter_table("nomination", schema=None) as batch_op:  # the defaults were for the rows that are there
        batch_op.alter_column("representative_ar", server_default=None)
        batch_op.alter_column("draft", server_default=None)
        batch_op.alter_column("checks", server_default=None)
        batch_op.alter_column("version", server_default=None)
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_nomination_status"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_nomination_status"),
            "status in ('draft','submitted','review','accepted','returned','rejected','appealed','withdrawn')",
        )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_officer_role"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_officer_role"),
            "role in ('secretary','reviewer','returning-officer','signatory','desk','administrator')",
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_officer_role"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_officer_role"),
            "role in ('secretary','returning-officer','signatory','desk','administrator')",
        )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_nomination_status"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_nomination_status"), "status in ('submitted','accepted','rejected','withdrawn')"
        )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_nomination_receipt"), type_="unique")
        batch_op.drop_index("ix_nomination_status")
        batch_op.drop_column("version")
        batch_op.drop_column("proposal")
        batch_op.drop_column("checks")
        batch_op.drop_column("draft_saved")
        batch_op.drop_column("draft")
        batch_op.drop_column("representative_ar")
        batch_op.drop_column("submitted")
        batch_op.drop_column("receipt")

    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.drop_column("letter_number")

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_index("ix_institution_province")
        batch_op.drop_index("ix_institution_national_id")
        batch_op.drop_column("contacts")
        batch_op.drop_column("representative_ar")
        batch_op.drop_column("representative_en")
        batch_op.drop_column("representative_fa")
        batch_op.drop_column("permit_expires")
        batch_op.drop_column("permit")
        batch_op.drop_column("registered_at")
        batch_op.drop_column("province_scheme")
        batch_op.drop_column("given")

    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_nomination_id"))

    op.drop_table("upload")
    with op.batch_alter_table("nomination_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_step_nomination_id"))

    op.drop_table("nomination_step")
    op.drop_table("timetable")
    op.drop_table("tries")
    op.drop_table("spent_challenge")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("account_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_sign_in_account_id"))

    op.drop_table("account_sign_in")
    op.drop_table("invitation")
    op.drop_table("intake")
    op.drop_table("account")
    op.drop_table("upload_content")
