"""The pages of lots: announced first, as many digits as were said, and a draw that anyone repeats by what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import Lot
from app.services.nomination import nomination
from ballots.counting.lots import draw_order, seed_text
from ballots.short import WHOLE, Kind, grouped, short
from tests.rules.tree import ROOT
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site, Visitor, open_site

DIGITS = "0416023597"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    site.held.to("tallied")
    return site


def secretary(site: Site) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor


def path_of(site: Site) -> str:
    return f"/office/elections/{site.held.election}/lots"


def second(site: Site) -> dict[str, object]:
    return {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}


def given(site: Site, digits: str, **more: object) -> dict[str, object]:
    return {"tied": "2 3 4", "balls": digits, **second(site), **more}


def test_before_the_hall_has_seen_the_tie_there_is_no_field_for_digits(site: Site) -> None:
    visitor = secretary(site)
    page = visitor.get(path_of(site)).text
    head = site.held.tally_head()
    assert head in page
    assert grouped(short(Kind.HEAD, head, WHOLE)).split() == re.findall(r"<bdi>(\d{4})</bdi>", page)
    assert 'name="balls"' not in page
    assert "10 balls are drawn" in page
    answer = visitor.post(path_of(site), given(site, DIGITS))
    assert (answer.status_code, site.held.result().draws) == (409, ())
    assert "must first be put before the hall" in answer.text
    assert visitor.post(f"{path_of(site)}/announce", {"tied": "2 3 4"}).status_code == 302
    page = visitor.get(path_of(site)).text
    assert 'name="balls"' in page
    assert head in page
    shown = re.search(r"All (\d+) digits in the order drawn, [^<]*<bdi[^>]*>(\d+)</bdi>", page)
    assert shown is not None
    assert len(shown[2]) == int(shown[1]) == site.held.result().balls_needed


def test_an_announcement_of_what_is_not_next_does_nothing(site: Site) -> None:
    visitor = secretary(site)
    for tied in ("", "2 3", "1 2", "2 3 4 x", "99999"):
        visitor.post(f"{path_of(site)}/announce", {"tied": tied})
        announced = site.held.result().announced
        assert (announced is not None) == (tied == "2 3 4 x"), tied
        if announced:
            break
    assert site.visitor("desk").post(f"{path_of(site)}/announce", {"tied": "2 3 4"}).status_code == 403


def test_digits_are_asked_for_exactly_and_kept_when_something_else_is_wrong(site: Site) -> None:
    visitor = secretary(site)
    visitor.post(f"{path_of(site)}/announce", {"tied": "2 3 4"})
    wrong = {"041602359": "These are 9 digits, and 10 balls are drawn.", "": "Please fill in", "x": "0 to 9"}
    for digits, said in wrong.items():
        answer = visitor.post(path_of(site), given(site, digits))
        assert (answer.status_code, said in answer.text) == (422, True), digits
    answer = visitor.post(path_of(site), given(site, DIGITS, second_password="wrong"))
    assert (answer.status_code, f'value="{DIGITS}"' in answer.text) == (403, True)
    assert site.held.result().draws == ()
    both = visitor.post(path_of(site), given(site, "041", second_password="wrong"))
    assert "These are 3 digits" in both.text
    assert both.text.count('<li><a href="#') + both.text.count("error-summary") > 1
    assert 'value="041"' in both.text
    assert site.held.result().draws == ()


def test_what_a_draw_decides_is_said_before_and_after_it(site: Site) -> None:
    visitor = secretary(site)
    before = visitor.get(path_of(site)).text
    assert "Lot 1 of 1" in before
    assert "1. drawn: seated, 2. drawn: alternate no. 1, 3. drawn: without a seat" in before
    visitor.post(f"{path_of(site)}/announce", {"tied": "2 3 4"})
    visitor.post(path_of(site), given(site, DIGITS))
    (draw,) = site.held.result().draws
    with site.held.database.reading() as db:
        listed = nomination.candidates(db, site.held.election)
    names = [listed[number - 1].institution.name.en for number in draw.drawn]
    told = f"Lot 1 of 1 is drawn: {names[0]} seated, {names[1]} alternate no. 1, {names[2]} without a seat."
    page = re.sub("<[^>]+>|[\u2066-\u2069]", "", visitor.get(path_of(site)).text)
    assert told in page, [line for line in page.splitlines() if "Lot 1" in line]


def drawn(site: Site) -> Visitor:
    visitor = secretary(site)
    visitor.post(f"{path_of(site)}/announce", {"tied": "2 3 4"})
    assert visitor.post(path_of(site), given(site, "۰۴۱۶ ۰۲۳۵ ۹۷")).status_code == 302
    return visitor


def test_the_first_draw_counts_and_a_second_is_told_so(site: Site) -> None:
    visitor = drawn(site)
    before = site.held.result().draws
    assert before[0].digits == DIGITS
    assert visitor.post(path_of(site), given(site, DIGITS)).status_code == 302
    answer = visitor.post(path_of(site), given(site, DIGITS[::-1]))
    assert (answer.status_code, site.held.result().draws) == (409, before)
    assert f"has been drawn with the digits {DIGITS}" in answer.text
    assert f'value="{DIGITS[::-1]}"' not in answer.text
    visitor.post("/language", {"language": "fa"})
    assert "\u2068۰۴۱۶۰۲۳۵۹۷\u2069" in visitor.post(path_of(site), given(site, DIGITS[::-1])).text


def commands(page: str) -> list[list[str]]:
    return [command.split() for command in re.findall(r"\./majma (lots --pool \d+ [^<\s]+)", page)]


def repeated(command: list[str]) -> tuple[int, ...]:
    said = subprocess.run(
        [sys.executable, "-m", "ballots", *command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    return tuple(int(number) for number in re.findall(r"number (\d+)", said))


def test_the_commands_on_the_pages_repeat_the_draw(site: Site, tmp_path: Path) -> None:
    visitor = drawn(site)
    (draw,) = site.held.result().draws
    pages = [visitor.get(path_of(site)).text]
    site.held.publish()
    pages.append(visitor.get(f"/elections/{site.held.election}/result").text)
    for page in pages:
        (command,) = commands(page)
        assert tuple(sorted(draw.tied)[number - 1] for number in repeated(command)) == draw.drawn
        assert f"./majma lots --record {site.held.election}.record.zip" in page
        assert f'<bdi class="digits-run" dir="ltr">{DIGITS}</bdi>' in page
    (tmp_path / "one.record.zip").write_bytes(site.held.record())
    command = ["lots", "--record", str(tmp_path / "one.record.zip")]
    said = subprocess.run(
        [sys.executable, "-m", "ballots", *command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    ).stdout
    assert draw.seed in said


def test_digits_are_one_run_in_the_signs_of_the_page(site: Site) -> None:
    visitor = drawn(site)
    for language, signs in (("fa", "۰۴۱۶۰۲۳۵۹۷"), ("ar", "٠٤١٦٠٢٣٥٩٧")):
        visitor.post("/language", {"language": language})
        assert f'<bdi class="digits-run" dir="ltr">{signs}</bdi>' in visitor.get(path_of(site)).text


def test_a_draw_of_an_earlier_election_shows_and_repeats(site: Site) -> None:
    visitor = drawn(site)
    anchor = site.held.result().result_hash
    with site.held.database.transaction() as db:
        order = draw_order((1, 2, 3), "35164", anchor, 2, "dice")  # type: ignore[arg-type]
        db.execute(
            update(Lot).values(method="dice", digits="35164", seed=seed_text("35164", anchor, 2), drawn=list(order))
        )
    page = visitor.get(path_of(site)).text
    assert "in the manner of that time, each from 1 to 6" in page
    (command,) = commands(page)
    assert tuple(sorted((2, 3, 4))[number - 1] for number in repeated(command)) == tuple(one + 1 for one in order)


def test_the_journal_tells_the_announcement_and_the_digits(site: Site) -> None:
    visitor = drawn(site)
    page = visitor.get(f"/office/elections/{site.held.election}/journal").text
    assert "Tie put before the hall for the lot: <bdi>10 balls</bdi>" in page
    assert f"Lots drawn: <bdi>tie, digits {DIGITS}</bdi>" in page
    assert "List for the order on the ballot announced: <bdi>10 balls</bdi>" in page
