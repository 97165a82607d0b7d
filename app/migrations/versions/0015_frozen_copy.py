"""what elections keep of the register when they are frozen."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("nomination", "voter", "election")
_NAMES = ("fa", "en", "ar")
_MOST = 100_000
"""No letter's facts are longer."""
_AS_STORED = (
    *("province", "kind", "registration", "registered_at", "national_id", "founded"),
    *("province_scheme", "folded", "sort_key"),
)


def upgrade() -> None:
    """Go forward: an election that is frozen already keeps what the register says now; it kept nothing until now."""
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("frozen", sa.JSON(none_as_null=True), nullable=True))
    for election in _rows("select * from election where fingerprint is not null"):
        _keep(election)
    for letter in _rows("select id, institution_id, data, pdf from letter"):
        data = _json(letter["data"])
        words = {**_letter_words(letter["institution_id"]), **_printed(letter["pdf"], data.get("language", "fa"))}
        _write("letter", letter["id"], "data", {**data, "institution": words})


def downgrade() -> None:
    """Go back: what was kept is lost, and the register speaks again."""
    for letter in _rows("select id, data from letter"):
        data = {name: said for name, said in _json(letter["data"]).items() if name != "institution"}
        _write("letter", letter["id"], "data", data)
    for table in reversed(_TABLES):  # in its place: a table made anew by SQLite would number its rows
        op.execute(f"alter table {table} drop column frozen")


def _keep(election: sa.RowMapping) -> None:
    """As `services.election.frozen_copy` keeps it, in the phase that the election is in."""
    for row in _rows("select id, institution_id from nomination where election_id = :mine", mine=election["id"]):
        _write("nomination", row["id"], "frozen", _institution(row["institution_id"]))
    _keep_roll(election["id"])
    times = _json(election["phase_times"])
    (session,) = _rows("select * from session where id = :mine", mine=election["session_id"])
    said: dict[str, object] = {"number": session["number"], "assembly": _assembly(session["assembly_id"])}
    kept: dict[str, object] = {
        "title": _names(election, "title"), "body": _body(election["body_id"]), "session": said,
    }  # fmt: skip
    over = bool({"provisional", "annulled"} & times.keys())
    if over or "closed" in times:
        said |= {"held_on": str(session["held_on"]), "place": _names(session, "place"), "quorum": session["quorum"]}
    if over:
        posts = ("chair", "secretary", "first_observer", "second_observer")
        said |= {"presidium": {one: session[one] for one in posts}, "agenda": session["agenda"]}
    _write("election", election["id"], "frozen", kept)


def _assembly(assembly_id: int) -> dict[str, object]:
    (row,) = _rows("select * from assembly where id = :mine", mine=assembly_id)
    (known,) = _rows("select count(*) as many from introduction where assembly_id = :mine", mine=assembly_id)
    return {
        "name": _names(row, "name"), "demonstration": bool(row["demonstration"]), "introduced": known["many"],
    }  # fmt: skip


def _body(body_id: int) -> dict[str, object]:
    (row,) = _rows("select * from body where id = :mine", mine=body_id)
    posts = [_texts(post) for post in _json(row["posts"])]
    return {"name": _names(row, "name"), "posts": posts, "seats": row["seats"], "term_months": row["term_months"]}


def _institution(institution_id: int) -> dict[str, object]:
    (row,) = _rows("select * from institution where id = :mine", mine=institution_id)
    permit, given, expires = _json(row["permit"]), _json(row["given"]), row["permit_expires"]
    issued = permit.get("issued")
    return {
        "name": _names(row, "name"), "given": _texts(given) if given else None,
        **{name: row[name] for name in _AS_STORED},
        "permit": {
            **{name: permit.get(name, "") for name in ("authority", "number", "subject")},
            "issued": issued or None, "expires": str(expires) if expires else None,
        },
        "fields": _json(row["fields"]), "tracks": _json(row["tracks"]),
        "representative": _names(row, "representative"),
    }  # fmt: skip


def _letter_words(institution_id: int) -> dict[str, object]:
    beside = ("province_scheme", "folded", "sort_key")
    return {name: said for name, said in _institution(institution_id).items() if name not in beside}


def _printed(pdf: bytes | None, language: str) -> dict[str, object]:
    """What an issued letter itself says of its institution, in its one language; the register may say another by now.

    The letter carries its facts as an attachment, which stands in one of the streams of its file.
    """
    for raw in re.split(rb"(?<!end)stream\r?\n", bytes(pdf or b""))[1:]:
        try:
            facts = json.loads(zlib.decompressobj().decompress(raw, _MOST))
        except (zlib.error, ValueError):
            continue
        if isinstance(facts, dict) and facts.get("format") == "majma-letter-1":
            name = {"fa": facts["institution"], "en": "", "ar": ""} | {language: facts["institution"]}
            return {"name": name, "national_id": facts["legal_id"], "registration": facts["registration"]}
    return {}


def _keep_roll(election_id: int) -> None:
    voters = sa.table(
        "voter", *(sa.column(name) for name in ("election_id", "delegate_id")), sa.column("frozen", sa.JSON)
    )
    for row in _rows(
        "select d.id, d.name_fa as d_fa, d.name_en as d_en, i.name_fa, i.name_en, i.name_ar, i.province"
        " from voter v join delegate d on d.id = v.delegate_id join institution i on i.id = d.institution_id"
        " where v.election_id = :mine",
        mine=election_id,
    ):
        said = {
            "name": {"fa": row["d_fa"], "en": row["d_en"], "ar": ""}, "institution": _names(row, "name"),
            "province": row["province"],
        }  # fmt: skip
        mine = (voters.c.election_id == election_id, voters.c.delegate_id == row["id"])
        op.execute(sa.update(voters).where(*mine).values(frozen=said))


def _names(row: sa.RowMapping, field: str) -> dict[str, object]:
    return {language: row[f"{field}_{language}"] for language in _NAMES}


def _texts(said: dict[str, Any]) -> dict[str, object]:
    return {language: said.get(language, "") for language in _NAMES}


def _json(stored: Any) -> Any:
    """SQLite gives JSON as its text, PostgreSQL as its value."""
    return json.loads(stored) if isinstance(stored, str) else stored


def _rows(query: str, **values: object) -> list[sa.RowMapping]:
    return list(op.get_bind().execute(sa.text(query), values).mappings())


def _write(table: str, row_id: int, column: str, value: object) -> None:
    said = sa.table(table, sa.column("id"), sa.column(column, sa.JSON(none_as_null=True)))
    op.execute(sa.update(said).where(said.c.id == row_id).values({column: value}))
