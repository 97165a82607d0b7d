"""Founding assemblies from a list through the pages: looked at, mended, made in one act."""

from __future__ import annotations

import html
import io

from app.services.register import assembly
from tests.security.conftest import site as site
from tests.support.visitors import Site

LIST = "نام مجمع,نشانی کوتاه,استان\nمجمع تهران,tehran,تهران\nمجمع قم,tehran,بغداد\n"
PAGE = "/office/assemblies/list"


def names(site: Site) -> list[str]:
    with site.held.database.reading() as db:
        return [one.address for one in assembly.assemblies(db)][2:]


def test_a_list_is_looked_at_mended_and_made(site: Site) -> None:
    visitor = site.visitor("administrator")
    answer = visitor.post(PAGE, {"file": (io.BytesIO(LIST.encode()), "list.csv")})
    page = html.unescape(answer.text)
    assert all(said in page for said in ("سطر پیشین", "بغداد", "مجمع تهران", "۱ سطر هنوز"))
    assert names(site) == []
    typed = {"act": "found", "name_fa": ["مجمع تهران", "مجمع قم", ""], "address": ["tehran", "mehr", ""]}
    answer = visitor.post(PAGE, {**typed, "province": ["تهران", "قم", ""]})
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    assert all(said in page for said in ("۱ مجمع ساخته شد", "مجمع دیگری در این سامانه", "مجمع قم"))
    assert names(site) == ["tehran"]
    mended = visitor.post(PAGE, {"act": "found", "name_fa": ["مجمع قم"], "address": ["qom"], "province": ["قم"]})
    assert mended.location == "/office/assemblies"
    assert names(site) == ["tehran", "qom"]
    page = html.unescape(visitor.get("/office/assemblies").text)
    assert page.count("در انتظار نفر دوم") >= 4  # two badges for each
    assert "مجمع تهران" not in visitor.get("/").text


def test_a_file_that_is_no_table_is_refused_at_its_field(site: Site) -> None:
    visitor = site.visitor("administrator")
    answer = visitor.post(PAGE, {"file": (io.BytesIO(b"%PDF-1.7"), "list.pdf")})
    assert (answer.status_code, "XLSX" in answer.text) == (400, True)
    assert visitor.post(PAGE).status_code == 422
    assert "نام مجمع" in visitor.get("/office/assemblies/template.csv").text


def test_an_assembly_that_is_not_founded_lets_nothing_be_done(site: Site) -> None:
    visitor = site.visitor("administrator")
    visitor.post(PAGE, {"act": "found", "name_fa": ["مجمع قم"], "address": ["qom"]})
    with site.held.database.reading() as db:
        made = assembly.assembly(db, "qom").id
    visitor.post(f"/office/assemblies/{made}/enter")
    for path in ("/office/", "/office/bodies", "/office/institutions", PAGE):
        assert visitor.get(path).location in ("/office/founding", "/office/account/second-step")
