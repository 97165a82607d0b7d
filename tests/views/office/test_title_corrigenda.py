"""The pages of corrigenda on an election's own words, and where the right ones stand: pages, minutes, letters."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from app.documents import letter as paper
from app.language.catalogue import wording
from app.language.names import Names
from app.papers.issuer import Issuer
from app.papers.letter import print_draft
from app.services.election.title_corrigendum import frozen_words
from app.services.letters.letter import LetterValue
from tests.papers.test_minutes import minutes
from tests.support.assemblies import PASSWORD
from tests.support.corrections import correct_first
from tests.support.visitors import Site, open_site

SECOND = {"second_name": "bahram.mehr", "second_password": PASSWORD}
RIGHT = "انتخاب اعضای کارگروه ملی"


def typed(site: Site, **more: str) -> dict[str, object]:
    with site.held.database.reading() as db:
        frozen = frozen_words(db, site.held.election)
    words = {f"{what}_{code}": getattr(one, code) for what, one in frozen.items() for code in ("fa", "en", "ar")}
    return {**words, "reason": "غلط چاپی", **SECOND, **more}


def test_the_right_words_stand_on_pages_and_papers_and_the_booth(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    secretary, path = site.visitor("secretary"), f"/office/elections/{held.election}"
    assert "corrigendum" in secretary.get(f"{path}/corrigenda").text
    assert "place_fa" not in secretary.get(f"{path}/corrigendum").text
    assert secretary.post(f"{path}/corrigendum", typed(site)).status_code == 409  # nothing new
    alone = secretary.post(f"{path}/corrigendum", typed(site, title_fa=RIGHT, second_name="negar.mehr"))
    assert alone.status_code == 403 and RIGHT in alone.text
    assert secretary.post(f"{path}/corrigendum", typed(site, title_fa=RIGHT, session_fa="۲")).status_code == 302
    delegate = held.delegates[0]
    page = f"{path}/voters/{delegate.id}/corrigendum"
    assert delegate.name.fa in secretary.get(page).text
    names = {
        "delegate_fa": "آرش کوهستان", "delegate_en": "", "delegation_fa": delegate.institution.name.fa,
        "delegation_en": delegate.institution.name.en, "delegation_ar": "", "reason": "غلط چاپی",
    }  # fmt: skip
    assert secretary.post(page, {**names, **SECOND}).status_code == 302
    listed = secretary.get(f"{path}/corrigenda").text
    assert listed.count(RIGHT) >= 1 and "آرش کوهستان" in listed
    everybody, frozen = site.visitor(), held.value.title.fa
    for seen in (f"/elections/{held.election}", f"/B/{held.election}", path):
        text = (secretary if seen == path else everybody).get(seen).text
        assert RIGHT in text and frozen in text, seen
    held.to("tallied")
    said = minutes(site)
    assert any(RIGHT in one for one in said.head.corrections) and said.election == frozen
    assert any("آرش کوهستان" in one.delegate and delegate.name.fa in one.delegate for one in said.attendance.present)


def test_a_letter_names_rightly_and_says_once_what_the_record_says(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("final")
    one = correct_first(held, Names("انجمن مهر یکم"))
    site.visitor("secretary").post(f"/office/elections/{held.election}/corrigendum", typed(site, body_fa="کارگروه"))
    letters = held.draft()
    mine = next(it for it in letters if it.institution.id == one.institution.id)
    said = printed(site, mine)
    assert (said.institution, said.on_record, said.body) == ("انجمن مهر یکم", one.institution.name.fa, "کارگروه")
    assert said.head.corrections == () and "(" not in said.institution
    other = next(it for it in letters if it.institution.id != one.institution.id)
    assert printed(site, other).on_record == ""


def printed(site: Site, one: LetterValue) -> paper.Letter:
    """What is handed to the printer."""
    issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
    with mock.patch.object(paper, "render_draft") as render, site.held.database.reading() as db:
        print_draft(issuer, db, one)
    found: paper.Letter = render.call_args.args[0]
    return found
