"""An election that counts for nothing: every page and paper of it says so first; so do export and letter check."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from app.models import Election
from app.services.letters import letter
from tests.security.routes import routes
from tests.support.annulments import AUTHORITY, DECISION, REASON, end
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.visitors import Site, Visitor, open_site

SEALED = {
    "office.letter_pdf": "what was signed keeps its bytes; its check says what became of it",
    "office.sealed": "what was sealed keeps its bytes; the page beside it and a supplement say what became of it",
}
_ENDED = re.compile("was annulled |ابطال شده است")
"""In English, and in the Persian of the booth."""
FEW = ("public.election", "public.result", "booth.booth", "office.election", "office.letters")


def ended(folder: Path, phase: str) -> Site:
    """A site whose election was annulled in a phase; the letters of a final one were drafted, the first issued."""
    site = open_site(folder)
    site.held.to(phase)
    if phase == "final":
        first, _ = site.held.draft()
        site.visitor("signatory").post(f"/office/elections/{site.held.election}/letters/{first.id}/issue")
    end(site.held)
    return site


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def first_line(answer: TestResponse) -> str:
    """What stands before everything else of a page or paper."""
    if answer.mimetype == "application/pdf":
        return PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    text = answer.text.partition("<main")[0]
    return re.sub("<[^>]*>", "", text)


def silent(site: Site, only: tuple[str, ...] = ()) -> list[str]:
    """The pages and papers of the election that everybody or an officer is shown and that do not say that it ended."""
    people = {True: english(site, "secretary"), False: english(site)}
    found = []
    for one in routes(site):
        if one.method != "GET" or one.endpoint in SEALED or (only and one.endpoint not in only):
            continue
        if f"/{site.held.election}" not in one.path and "/trustees/" not in one.path:
            continue
        answer = people[one.is_office].get(one.path)
        is_read = answer.mimetype in ("text/html", "application/pdf")
        if answer.status_code == 200 and is_read and not _ENDED.search(first_line(answer)):
            found.append(one.endpoint)
    return found


@pytest.mark.parametrize("phase", ["frozen", "closed", "provisional", "final"])
def test_every_page_and_paper_of_it_says_so_first(tmp_path: Path, phase: str) -> None:
    assert silent(ended(tmp_path, phase)) == []


def test_its_first_pages_say_so_and_a_program_that_forgets_it_is_caught(tmp_path: Path) -> None:
    site = ended(tmp_path, "open")
    assert silent(site, FEW) == []
    with site.held.database.transaction() as db:
        db.query(Election).filter_by(public_id=site.held.election).update({"phase": "provisional"})
    assert set(silent(site, ("public.election", "office.election"))) == {"public.election", "office.election"}


def test_the_result_names_nobody_as_elected(tmp_path: Path) -> None:
    site = ended(tmp_path, "provisional")
    page = english(site).get(f"/elections/{site.held.election}/result").text
    assert "nobody is elected" in page
    assert "will appear" not in page
    assert "appears here when" not in page
    assert REASON in page
    minutes = english(site, "secretary").get(f"/office/elections/{site.held.election}/minutes.pdf")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(minutes.data)).pages]
    assert len(pages) > 2 and all(
        "was annulled on" in one and "negar, bahram" in one and "Reason:" in one for one in pages
    )
    said = "".join(pages)
    assert "annulled" in said
    assert not re.search(r"\b(principal|alternate)\b", said.partition("Table of votes")[2].partition("Ties")[0])


def test_the_export_holds_why_when_and_by_whom(tmp_path: Path) -> None:
    site = ended(tmp_path, "open")
    answer = english(site, "secretary").export()
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        said = "".join(opened.read(name).decode(errors="replace") for name in opened.namelist() if "elections" in name)
    assert "annulled" in said
    assert "negar" in said


def test_an_issued_letter_ends_with_the_final_result_and_its_check_says_why(tmp_path: Path) -> None:
    site = ended(tmp_path, "final")
    with site.held.database.reading() as db:
        first, second = letter.letters(db, site.held.election)
    page = english(site).post("/letters", {"code": first.code}).text
    for said in ("has been revoked", AUTHORITY, DECISION, REASON):
        assert said in page
    assert (first.status, second.status) == ("revoked", "void")
    signatory = site.visitor("signatory")
    letters = f"/office/elections/{site.held.election}/letters"
    assert signatory.get(f"{letters}/{second.id}/issue").status_code == 409
    assert f"{second.id}/issue" not in signatory.get(letters).text


def test_a_letter_that_was_not_revoked_is_none_the_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.letters.overturning._end_letters", lambda *_: None)
    site = ended(tmp_path, "final")
    with site.held.database.reading() as db:
        first = letter.letters(db, site.held.election)[0]
    assert first.status == "issued"
    assert "has been revoked" in english(site).post("/letters", {"code": first.code}).text


@pytest.mark.parametrize(
    ("phase", "code", "form", "said"),
    [
        ("open", "annul", {"reason": "no"}, "whole sentence"),
        ("open", "annul", {}, "fill in this field"),
        ("final", "overturn", {"authority": "", "number": "1", "day": "1404/08/17", "reason": REASON}, "fill in"),
        ("final", "overturn", {"authority": "x", "number": "1", "day": "1390/01/01", "reason": REASON}, "older than"),
        ("final", "overturn", {"authority": "x", "number": "1", "day": "soon", "reason": REASON}, "1404/08/17"),
        ("final", "annul", {"reason": REASON}, "present phase"),
    ],
)
def test_what_is_missing_is_asked_for_and_everything_typed_stays(
    tmp_path: Path, phase: str, code: str, form: dict[str, object], said: str
) -> None:
    site = open_site(tmp_path)
    site.held.to(phase)
    secretary = english(site, "secretary")
    second = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    before = everything(site.held.database)
    answer = secretary.post(f"/office/elections/{site.held.election}/acts/{code}", {**form, **second})
    assert said in answer.text
    if answer.status_code != 409 or code == "overturn":
        assert all(str(value) in answer.text or not value for name, value in form.items() if name != "day")
    after = everything(site.held.database)
    assert all(after[name] == before[name] for name in ("election", "letter", "nomination"))
