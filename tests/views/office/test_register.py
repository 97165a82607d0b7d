"""The office's pages of institutions: the list, adding with a look at twins, changing, lists and templates."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook
from sqlalchemy import event

from app.language.dates import in_tehran
from app.language.names import Names
from app.services.register import institution
from app.services.register.institution import InstitutionDraft
from tests.security.test_input import BIDI, PAYLOADS, living_markup
from tests.support.assemblies import everything
from tests.support.introductions import HEADINGS, faulty_list, good_list
from tests.support.visitors import Site, Visitor, open_site

REGISTER = "/office/institutions"
LISTS = f"{REGISTER}/lists"
NEW = {"name_fa": "انجمن نو", "kind": "K2", "province": "IR-23", "introduced_on": "۱۴۰۴/۸/۱"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements that the database is asked in the block."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(site.held.database.engine, "before_cursor_execute", note)
    yield said
    event.remove(site.held.database.engine, "before_cursor_execute", note)


def bring(visitor: Visitor, data: bytes, name: str = "list.xlsx") -> str:
    """Bring a list; the address of its page."""
    answer = visitor.post(LISTS, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def stored(site: Site) -> int:
    return len(everything(site.held.database)["institution"])


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


def test_the_list_asks_the_database_as_often_for_sixty_institutions_as_for_ten(site: Site) -> None:
    visitor, numbers = site.visitor("secretary"), []
    visitor.get(REGISTER)  # what is done once only is done
    for place in range(55):
        if place in (5, 54):
            with counted(site) as said:
                assert visitor.get(REGISTER).status_code == 200
            numbers.append(len(said))
        draft = InstitutionDraft(name=Names(f"بنیاد {place}"), province="IR-23", kind="K2")
        with site.held.database.transaction() as db:
            institution.add_institution(
                db, site.held.act(), draft, assembly="mehr", introduced_on=in_tehran(site.held.now).date()
            )
    assert numbers[0] == numbers[1]
    assert "page=2" in visitor.get(REGISTER).text
    assert "page=" not in visitor.get(f"{REGISTER}?province=IR-23&search=بنياد ۷").text


def test_a_new_institution_that_looks_like_another_is_asked_about_first(site: Site) -> None:
    visitor, before = english(site), stored(site)
    looks_alike = {**NEW, "name_fa": "انجمن  sepehr ۱"}
    asked = visitor.post(f"{REGISTER}/new", looks_alike)
    assert "Is it one of these?" in asked.text
    assert stored(site) == before
    twin = re.search(r'name="same" id="same-(\d+)"', asked.text)
    assert twin is not None
    answer = visitor.post(f"{REGISTER}/new", {**looks_alike, "same": twin[1]})
    assert answer.headers["Location"].endswith(f"/institutions/{twin[1]}")
    assert stored(site) == before
    assert visitor.get(f"{REGISTER}/{twin[1]}").status_code == 200
    assert visitor.post(f"{REGISTER}/new", {**looks_alike, "same": "new"}).status_code == 302
    assert stored(site) == before + 1


def test_an_institution_that_is_no_twin_cannot_be_taken_by_its_number(site: Site) -> None:
    visitor, before = site.visitor("secretary"), everything(site.held.database)["introduction"]
    theirs = max(row[0] for row in everything(site.held.database)["institution"])
    visitor.post(f"{REGISTER}/new", {**NEW, "same": str(theirs)})
    assert visitor.get(f"{REGISTER}/{theirs}").status_code == 404
    assert len(everything(site.held.database)["introduction"]) == len(before) + 1


def test_every_item_is_entered_shown_and_changed(site: Site) -> None:
    visitor = english(site)
    full = {
        **NEW, "name_en": "New Society", "name_ar": "جمعية جديدة", "registration": "۷۷", "registered_at": "قم",
        "national_id": "123", "founded": "۱۳۹۰", "permit_authority": "استانداری", "permit_number": "ب/5",
        "permit_subject": "محیط زیست", "permit_issued": "1400/1/1", "permit_expires": "۱۴۰۹/۱/۱",
        "fields": ["F17", "F19"], "tracks": ["T2"], "representative_fa": "نیلوفر آبی", "representative_en": "N. Abi",
        "representative_ar": "نيلوفر", "phone": "025-1", "email": "a@b.example", "address": "قم، کوچهٔ باغ",
        "postal_code": "1234567890", "website": "https://b.example", "letter_number": "12/ب",
    }  # fmt: skip
    page = visitor.post(f"{REGISTER}/new", full, follow_redirects=True).text
    for text in ("New Society", "جمعية جديدة", "N. Abi", "a@b.example", "12/ب", "Is the national identifier right?"):
        assert text in page
    address = visitor.post(f"{REGISTER}/new", {**full, "name_fa": "انجمن دوم", "same": "new"}).headers["Location"]
    form = visitor.get(f"{address}/change").text
    for value in ("1400/01/01", "1409/01/01", "نيلوفر", "1234567890"):
        assert f'value="{value}"' in form
    wrong = visitor.post(f"{address}/change", {**full, "permit_expires": "1399/1/1", "email": "x", "founded": "نود"})
    assert wrong.status_code == 422
    assert 'value="نود"' in wrong.text
    assert visitor.post(f"{address}/change", {**full, "name_fa": "انجمن سوم"}).status_code == 302
    assert "انجمن سوم" in visitor.get(address).text
    same = visitor.post(f"{address}/change", full)
    assert (same.status_code, "already registered" in same.text) == (409, True)


def test_the_preview_names_each_bad_row_and_the_file_to_mend_comes_back(site: Site) -> None:
    visitor, listed = site.visitor("secretary"), faulty_list(20)
    page = bring(visitor, listed.xlsx())
    text = visitor.get(page).text
    assert "«سرزمین دور» از مقدارهای مجاز نیست" in text
    assert "«1405/13/40» تاریخی مانند" in text
    bad = visitor.get(f"{page}/bad.xlsx").data
    rows = load_workbook(io.BytesIO(bad)).get_sheet_by_index(0).to_python()
    assert len(rows) == 8
    assert rows[2][-1] == "استان: «سرزمین دور» از مقدارهای مجاز نیست"
    before = stored(site)
    for _ in range(2):  # pressed twice
        assert visitor.post(f"{page}/confirm").status_code == 302
        assert stored(site) == before + 13
    again = bring(visitor, bad)
    assert "شناخته نشدند" not in visitor.get(again).text
    assert visitor.post(f"{again}/confirm").headers["Location"].endswith(again)
    assert stored(site) == before + 13
    mended = bring(visitor, listed.mended(good_list(20)).csv(encoding="cp1256"), "list.csv")
    assert visitor.post(f"{mended}/confirm").headers["Location"].endswith(REGISTER)
    assert stored(site) == before + 20


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_taken_back_as_it_is_and_a_filled_one_enters(site: Site, kind: str) -> None:
    visitor = english(site)
    template = visitor.get(f"{REGISTER}/template.{kind}")
    assert template.headers["Content-Disposition"].startswith("attachment")
    empty = visitor.post(LISTS, {"file": (io.BytesIO(template.data), f"x.{kind}")}, content_type="multipart/form-data")
    assert "There is no row" in empty.text
    if kind == "csv":
        page = bring(visitor, template.data + b"New,,,Charity,Qom", "x.csv")
        assert visitor.post(f"{page}/confirm").headers["Location"].endswith(REGISTER)
    else:
        book = load_workbook(io.BytesIO(template.data))
        assert len(book.get_sheet_by_index(1).to_python()) == 1 + 9 + 31 + 24 + 6


def living_cells(workbook: bytes) -> list[str]:
    """What of the first sheet a spreadsheet would work out or follow."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return re.findall(r"<f>[^<]*|<hyperlink ", book.read("xl/worksheets/sheet1.xml").decode())


def test_no_cell_of_a_file_to_mend_is_a_formula_or_a_link(site: Site) -> None:
    visitor = site.visitor("secretary")
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "http://evil.example/", "=HYPERLINK(1)")
    lines = "\n".join(f'"{cell}",شرکت,قم' for cell in hostile)
    bad = visitor.get(f"{bring(visitor, f'نام,نوع,استان{chr(10)}{lines}'.encode())}/bad.xlsx").data
    assert living_cells(bad) == []
    names = [row[0] for row in load_workbook(io.BytesIO(bad)).get_sheet_by_index(0).to_python()[1:]]
    assert names == list(hostile)


def test_a_workbook_that_works_out_what_it_is_given_is_caught() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row(0, 0, ("=1+1", "http://evil.example/"))
    assert living_cells(out.getvalue()) == ["<f>1+1", "<hyperlink "]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_hostile_texts_of_a_list_are_shown_as_text(site: Site, language: str) -> None:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": language, "next": "/"})
    rows = "".join(
        '"{0}","{0}",K1,IR-01,"{0}"\n"{0}",x,K1,"{0}",x\n'.format(one.replace('"', '""')) for one in PAYLOADS
    )
    page = bring(
        visitor, f"نام,{PAYLOADS[0]},نوع,استان,نماینده\n{rows}{BIDI},x,K1,IR-01,x\n".encode(), f"{PAYLOADS[0]}.csv"
    )
    pages = [visitor.get(page).text, visitor.get(LISTS).text]
    visitor.post(f"{page}/confirm")
    pages += [visitor.get(REGISTER).text, visitor.get(f"{REGISTER}/invitations").text]
    newest = max(row[0] for row in everything(site.held.database)["institution"])
    pages += [visitor.get(f"{REGISTER}/{newest}").text, visitor.get(f"{REGISTER}/{newest}/change").text]
    assert [fault for one in pages for fault in living_markup(one)] == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0]


def test_a_register_that_trusts_a_name_is_caught(site: Site) -> None:
    visitor = site.visitor("secretary")
    visitor.post(f"{bring(visitor, f'نام,نوع,استان{chr(10)}{PAYLOADS[0]},K1,قم'.encode())}/confirm")
    site.app.jinja_env.autoescape = False
    assert living_markup(visitor.get(REGISTER).text)


def test_a_list_that_is_no_table_is_refused_at_its_field(site: Site) -> None:
    visitor, before = english(site), everything(site.held.database)["intake"]
    for data, words in (
        (b"", "There is no row"), (b"%PDF", "not a table"), (b"PK\x03\x04", "cannot be read"),
        (b"x" * (4 * 1024 * 1024 + 1), "too large"), (b"a,b\n1,2", "No column for the names"),
    ):  # fmt: skip
        answer = visitor.post(LISTS, {"file": (io.BytesIO(data), "x.csv")}, content_type="multipart/form-data")
        assert (answer.status_code, words in answer.text) == (400, True), words
    assert visitor.post(LISTS).status_code == 422
    assert everything(site.held.database)["intake"] == before
    huge = visitor.post(LISTS, {"file": (io.BytesIO(bytes(6 * 1024 * 1024)), "x")}, content_type="multipart/form-data")
    assert huge.status_code == 413


def test_a_list_of_another_assembly_is_not_reached(site: Site) -> None:
    visitor = site.visitor("secretary")
    page = bring(visitor, f"{','.join(HEADINGS)}\nانجمن نو,,مسجد,قم\n".encode())
    stranger = site.visitor()
    stranger.post("/office/sign-in", {"username": "negar.sepehr", "password": "a password of the test"})
    before = everything(site.held.database)
    for path in (page, f"{page}/bad.xlsx"):
        assert stranger.get(path).status_code == 404
    for path in (f"{page}/confirm", f"{page}/put-away"):
        assert stranger.post(path).status_code == 404
    assert everything(site.held.database) == before
    assert visitor.post(f"{page}/put-away").status_code == 302
    assert visitor.get(page).status_code == 404
