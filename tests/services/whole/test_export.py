"""The export: every column stands on one side, no secret leaves, nothing of another assembly, every cell comes back."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from app.db import Database
from app.documents.bundle import plain, write_bundle
from app.models import (
    Account,
    Base,
    BoardEvent,
    Election,
    Institution,
    Intake,
    Invitation,
    Letter,
    Nomination,
    Officer,
    Passkey,
    PrintedPaper,
    RollList,
    SealedFile,
    SealedPaper,
    SignedScan,
    SignIn,
    Upload,
    UploadContent,
)
from app.services.acts import journal_head
from app.services.register import assembly
from app.services.whole import export
from app.states.letter import LetterStatus
from app.states.paper import PaperKind
from tests.services.conftest import Hold
from tests.support.assemblies import NOW, Simulation, simulate

SECRET = {
    "account": "password_hash totp_secret",
    "ballot": "credential",
    "casting_key": "key code",
    "challenge_count": "credential made",
    "challenged_ciphertext": "digest",
    "founding_link": "digest",
    "intake": "file rows",
    "invitation": "serial",
    "letter": "token",
    "nomination": "draft",
    "chair_code": "code secret",
    "observer": "code secret",
    "paper_desk": "code token",
    "paper_entry": "slip code",
    "paper_ruled": "slip",
    "passkey": "id name public_key",
    "known_browser": "digest",
    "sign_in": "digest",
    "simulated_slip": "serial credential",
    "roll_list": "file rows",
    "roll_request": "code_sha256 contact",
    "slip": "serial credential",
    "slip_batch": "key",
    "spent_challenge": "digest",
    "tablet": "key",
    "tablet_enrolment": "seed",
    "trustee": "invitation sealed_key",
}
"""What never leaves."""

LEFT = {
    "account": "id username institution_id password_given totp_step failures failed_at made",
    "assembly": "",
    "backup_copy": "id made place size sha256 keys gone problem",
    "ballot": "election_id tracker",
    "board_data": "election_id hash content",
    "board_event": "election_id height type hash raw data",
    "booth_stop": "election_id fault times last seen",
    "casting_key": "session_id failures failed_at",
    "challenge": "election_id tracker verdict lock",
    "challenge_count": "election_id",
    "challenged_ciphertext": "election_id",
    "checkpoint": "election_id height note signed_at",
    "clock": "id why said record releases floor passed_over heads",
    "delegate": "folded code",
    "desk_part": "key_sha256 merged",
    "election": "definition credentials accounting_file",
    "ended_board": "archive checkpoints lots key_id key",
    "former_delegate": "code",
    "founding_link": "officer_id made",
    "guest": "folded",
    "hall_screen": "network_password",
    "handed_slip": "noted",
    "institution": "folded sort_key",
    "intake": "id assembly_id officer made",
    "invitation": "assembly_id institution_id made expires used",
    "job": "id kind key arguments assembly_id asker asked state unwanted tries steps total began ended name media_type "
    "problem",
    "journal_head": "entries hash note signed_at",
    "letter": "subject pdf",
    "letter_counter": "assembly_id year series last",
    "logo": "sha256 media_type content",
    "nomination": "dossier",
    "officer": "account_id",
    "paper_desk": "id election_id officer until tablet_id",
    "paper_entry": "id election_id desk_id fault",
    "paper_ruled": "election_id fault",
    "passkey": "account_id sign_count made",
    "reserve_key": "trustee_id number used_by public_key commitments shares shares_seen",
    "roll_list": "id session_id officer made",
    "sealed_file": "paper_id language content sha256",
    "signed_scan": "content",
    "known_browser": "account_id made failures failed_at",
    "sign_in": "account_id made seen",
    "slip": "election_id state weight",
    "simulated_slip": "election_id",
    "slip_batch": "election_id printed printing sealed key_id per_page personal",
    "printed_paper": "name made_of content made",
    "spent_challenge": "spent",
    "submission": "content",
    "tablet": "seen battery charging bundle report",
    "tablet_enrolment": "session_id until used",
    "tries": "key failures failed_at",
    "trustee": "id public_id election_id name kind public_key test checked commitments shares shares_seen rebuilt_from "
    "owner decryption binding head_source removed removed_reason",
    "upload": "small_sha256",
    "upload_content": "sha256 content",
    "waiting_act": "id key assembly_id election_id code permission address typed told asker_id second_id at until "
    "ended state said",
}
"""What is no secret and is not in a table: it stands in the public archive or in a file, or says nothing."""


BORROWED = {("officer", "username")}
"""What a sheet takes from another table."""


def sides() -> list[str]:
    """Columns that stand on no side, or on several."""
    faults = []
    exported = {str(model.__table__.name): columns for model, columns in export.TABLES.values()}  # type: ignore[attr-defined]
    for name, table in Base.metadata.tables.items():
        told = [column for side in (exported, SECRET, LEFT) for column in side.get(name, "").split()]
        told = [column for column in told if (name, column) not in BORROWED]
        faults += [f"{name}.{one}" for one in table.columns.keys() if told.count(one) != 1]  # noqa: SIM118
        faults += [f"{name}.{one} is not there" for one in told if one not in table.columns]
    return faults


def test_each_column_of_the_database_is_exported_or_left_out_on_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sides() == []
    monkeypatch.setitem(SECRET, "sign_in", "")
    assert sides() == ["sign_in.digest"]


def bundle(database: Database, home: int) -> dict[str, bytes]:
    """The parts of an export; the workbook's own parts too."""
    out = io.BytesIO()
    with database.reading() as db:
        export.hold_still(db)
        write_bundle(out, export.sheets(db, home), export.files(db, home), readme="read me", made=NOW)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(io.BytesIO(parts["all.xlsx"])) as book:
        return parts | {f"all.xlsx/{name}": book.read(name) for name in book.namelist()}


def home_of(held: Simulation) -> int:
    with held.database.reading() as db:
        return assembly.assembly(db, held.address).id


def furnish(held: Simulation) -> None:
    """Fill what an assembly of the tests has not: accounts, invitations, imports, letters, files; each with a mark."""
    mark: Callable[[str], bytes] = lambda name: hashlib.sha256(f"{held.address} {name}".encode()).digest()  # noqa: E731
    word: Callable[[str], str] = lambda name: mark(name).hex()  # noqa: E731
    with held.database.transaction() as db:
        home = assembly.assembly(db, held.address).id
        first = db.scalars(select(Nomination).order_by(Nomination.id)).all()[0 if held.address == "mehr" else -1]
        officer = db.scalars(select(Officer).where(Officer.assembly_id == home)).first()
        account = Account(
            institution_id=first.institution_id, username=word("user"), password_hash=word("hash"),
            totp_secret=word("totp"), made=NOW,
        )  # fmt: skip
        digest = mark("file")
        db.add_all((
            account, UploadContent(sha256=digest.hex(), content=b"a paper of " + held.address.encode()),
            SignIn(digest=mark("in"), account_id=officer.account_id if officer else 0, made=NOW, seen=NOW),
            Intake(assembly_id=home, officer="negar", made=NOW, file=word("sheet"), rows=[{"name": word("row")}]),
            RollList(session_id=held.session_id, officer="negar", made=NOW, file=word("roll"), rows=[{"a": word("x")}]),
            Invitation(
                serial=int.from_bytes(mark("serial")[:7], "big"), assembly_id=home,
                institution_id=first.institution_id, made=NOW, expires=NOW + timedelta(days=9),
            ),
        ))  # fmt: skip
        db.add(
            RollList(
                session_id=held.session_id, officer="negar", made=NOW, file=word("roll"), rows=[{"a": word("line")}]
            )
        )
        db.flush()
        db.add_all((
            Passkey(id=mark("pass"), account_id=account.id, name=word("phone"), public_key=mark("key"), sign_count=1,
                    made=NOW),
            SignIn(digest=mark("account"), account_id=account.id, made=NOW, seen=NOW),
            Upload(nomination_id=first.id, purpose="permit", name="permit.pdf", media_type="application/pdf", size=9,
                   sha256=digest.hex(), made=NOW),
        ))  # fmt: skip
        first.draft = {"about": {"text": word("draft")}}
        db.execute(update(Letter).values(token=word("token"), pdf=b"%PDF the letter"))
        db.execute(Base.metadata.tables["trustee"].update().values(sealed_key=mark("sealed")))
        db.execute(Base.metadata.tables["slip_batch"].update().values(key=mark("batch")))


def secrets_in(database: Database, parts: dict[str, bytes]) -> set[str]:
    """The columns of secrets whose values are found in an export, in any of the usual spellings."""
    found = set()
    haystack = b"\n".join(parts.values())
    with database.reading() as db:
        for name, columns in SECRET.items():
            table = Base.metadata.tables[name]
            for column in columns.split():
                for value in db.scalars(select(table.c[column])):
                    if any(spelling in haystack for spelling in spellings(value)):
                        found.add(f"{name}.{column}")
    return found


def spellings(value: object) -> list[bytes]:
    if isinstance(value, bytes):
        return [value, value.hex().encode(), base64.b64encode(value), base64.urlsafe_b64encode(value).rstrip(b"=")]
    if isinstance(value, dict | list):
        return [spelt for one in (value.values() if isinstance(value, dict) else value) for spelt in spellings(one)]
    return [str(value).encode()] if value not in (None, "") else []


def test_no_secret_is_in_an_export_and_one_that_slips_in_is_found(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("final")
    held.draft()
    furnish(held)
    parts = bundle(held.database, home_of(held))
    assert {"files/1/permit-1.pdf", "letters/1404-00001.pdf", f"elections/{held.election}/election.bel"} <= parts.keys()
    assert parts[f"elections/{held.election}/election.bel"] == held.archive()
    assert secrets_in(held.database, parts) == set()
    with held.database.reading() as db:
        assert all(one.note in parts["journal-heads.txt"].decode() for one in journal_head.signed_heads(db))
    model, columns = export.TABLES["letters"]
    monkeypatch.setitem(export.TABLES, "letters", (model, f"{columns} token"))
    assert secrets_in(held.database, bundle(held.database, home_of(held))) == {"letter.token"}


def test_nothing_of_another_assembly_is_in_an_export(hold_on_both: Hold, tmp_path: object) -> None:
    held = hold_on_both("reviewing")
    other = simulate(tmp_path, database=held.database, address="sepehr")  # type: ignore[arg-type]
    for one in (held, other):
        furnish(one)
    for mine, foreign in ((held, other), (other, held)):
        parts = bundle(mine.database, home_of(mine))
        assert foreign.address.encode() not in b"\n".join(parts.values())
        assert len(json.loads(parts["institutions.json"])) == len(json.loads(parts["introductions.json"])) == 5
        assert [name for name in parts if name.startswith("files/")] != []


def kept_papers(held: Simulation) -> None:
    """Papers of an election, as they are kept: a booklet, minutes, two scans of them, a letter with a PDF and one
    without, and what an institution uploaded."""
    with held.database.transaction() as db:
        home = assembly.assembly(db, held.address).id
        one = db.scalars(select(Election)).one()
        owner, officer = db.scalars(select(Institution.id)).first(), db.scalars(select(Officer.id)).first()
        paper = SealedPaper(
            assembly_id=home, election_id=one.id, kind=PaperKind.MINUTES, year=1405, series="m", counter=1, covers=1,
            made=NOW, officers=["negar"], text="",
        )  # fmt: skip
        db.add_all((
            paper, BoardEvent(election_id=one.id, height=0, type="Setup", hash="", raw=b"", data=[]),
            PrintedPaper(name=f"booklet/{held.election}/fa", made_of="", content=b"a booklet", made=NOW),
            PrintedPaper(name="booklet/another/fa", made_of="", content=b"of another election", made=NOW),
        ))  # fmt: skip
        for counter, pdf in ((1, b"a letter"), (2, None)):
            db.add(Letter(
                assembly_id=home, election_id=one.id, institution_id=owner, rank=1, year=1405, series="l",
                counter=counter, subject=str(counter), status=LetterStatus.DRAFT, drafter_id=officer, dated=NOW.date(),
                until=NOW.date(), data={}, pdf=pdf,
            ))  # fmt: skip
        db.flush()
        db.add(SealedFile(paper_id=paper.id, language="fa", content=b"minutes", sha256=""))
        for media_type in ("application/pdf", "image/x-unknown"):
            db.add(SignedScan(
                paper_id=paper.id, kept=NOW, officers=["negar"], media_type=media_type, sha256=media_type,
                content=media_type.encode(),
            ))  # fmt: skip
        first = db.scalars(select(Nomination.id)).first()
        db.add(UploadContent(sha256="digest", content=b"a permit"))
        db.flush()
        db.add(Upload(
            nomination_id=first, purpose="permit", name="p.pdf", media_type="application/pdf", size=8,
            sha256="digest", made=NOW,
        ))  # fmt: skip


def test_papers_that_are_kept_are_files_under_their_own_names(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("reviewing")
    kept_papers(held)
    monkeypatch.setattr(export.board, "write_archive", lambda db, public_id, out: out.write(public_id.encode()))
    found: dict[str, bytes] = {}
    with held.database.reading() as db:
        for file in export.files(db, home_of(held)):
            out = io.BytesIO()
            file.write(out)
            found[file.path] = out.getvalue()
    election = f"elections/{held.election}"
    assert {name: data for name, data in found.items() if name.startswith(("elections/", "letters/"))} == {
        f"{election}/election.bel": held.election.encode(), f"{election}/booklet-fa.pdf": b"a booklet",
        f"{election}/papers/1-minutes-fa.pdf": b"minutes",
        f"{election}/papers/1-signed-1.pdf": b"application/pdf",
        f"{election}/papers/1-signed-2.bin": b"image/x-unknown",
        "letters/1405-00001.pdf": b"a letter",
    }  # fmt: skip
    assert found["files/1/permit-1.pdf"] == b"a permit"
    assert "journal-heads.txt" in found
    assert any(name.startswith("submissions/") for name in found)


def test_what_has_no_place_in_a_table_is_never_written_as_something_else() -> None:
    assert export._cell(NOW) == NOW.isoformat()
    with pytest.raises(TypeError, match="bytes has no place"):
        export._cell(b"a key")


NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'plain", "＝1", 'a"b,c\nd', "سلام")


def test_a_formula_is_text_in_every_table_and_comes_back_as_it_was(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        for row, name in zip(db.scalars(select(Institution).order_by(Institution.id)), NASTY, strict=False):
            row.name_fa = name
            row.registration = NASTY[-row.id]
    parts = bundle(held.database, home_of(held))
    said = json.loads(parts["institutions.json"])
    assert parts["institutions.csv"].startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(parts["institutions.csv"].decode("utf-8-sig"), newline="")))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(parts["all.xlsx"])).get_sheet_by_name("institutions").to_python()
    for column in ("name_fa", "registration"):
        wanted = [one[column] for one in said]
        assert [plain(row[column]) for row in rows] == wanted
        assert not any(row[column].startswith(("=", "+", "-", "@", "\t", "＝")) for row in rows)
        assert [line[sheet[0].index(column)] for line in sheet[1:]] == wanted
    assert wanted[0] == NASTY[-1]
    assert all(b"<f>" not in part for name, part in parts.items() if name.startswith("all.xlsx/xl/worksheets"))


def test_the_digests_are_those_of_the_parts(hold: Hold) -> None:
    held = hold()
    parts = bundle(held.database, home_of(held))
    sums = dict(line.split("  ")[::-1] for line in parts["SHA256SUMS"].decode().splitlines())
    own = {name for name in parts if not name.startswith("all.xlsx/")} - {"SHA256SUMS"}
    assert sums == {name: hashlib.sha256(parts[name]).hexdigest() for name in own}
