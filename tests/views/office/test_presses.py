"""What the office costs from the frozen election to the issued letters, beside the door; it may fall, not rise."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.election.rule import Rule
from app.services.letters import letter as letters
from tests.support.assemblies import PASSWORD, Simulation, simulate, user_name
from tests.support.presses import Count, Hand
from tests.support.visitors import Site, Visitor, open_site

PRESSES, FIELDS = 30, 10
"""Of the fields five are the own password of who confirms, two a hand scanner's and a reason at closing, three the
number of slips to print, that of those counted, and a reason at opening. It was 58 presses and 12 fields, eight of them
a colleague's, with 55 loads."""
LOADS = 48
ASK = ("ask", "1")


def sign_in(site: Site, held: Simulation, role: str) -> Visitor:
    visitor = site.visitor()
    answer = visitor.post("/office/sign-in", {"username": user_name(held.address, role), "password": PASSWORD})
    assert answer.status_code == 302
    return visitor


def confirm(hand: Hand) -> None:
    """The colleague sees the waiting act on the own start page, and confirms it with the own password."""
    key = hand.look("/office/").text.partition("/office/waiting/")[2].partition('"')[0]
    if key == "notice":
        key = hand.text.split("/office/waiting/")[2].partition('"')[0]
    hand.press(f"/waiting/{key}").send("/confirm", password=PASSWORD)


def day(site: Site, held: Simulation) -> Count:
    count = Count()
    lead, second, signatory = (
        Hand(sign_in(site, held, role), count) for role in ("secretary", "returning-officer", "signatory")
    )
    lead.look("/office/").press("/slips")
    printed = len(held.delegates) + 2
    lead.would_send("/slips.pdf", "number")
    held.print(printed)  # what the office prints itself nobody could vote with here: only the paper knows the secrets
    lead.look().send(ASK, counted=str(printed))
    confirm(second)
    held.pass_tests()
    held.hand_slips()  # the door
    lead.look().press("/acts/open").send(ASK, waiver="برگهٔ پشتیبان ساخته نشد")
    confirm(second)
    for place, marks in enumerate(held.votes):
        held.vote(place, *marks)
    lead.look().press("/close").send(ASK, unused="\n".join(held.unused()), reason="")
    confirm(second)
    lead.look().press("/tally").send(("act", "add"))
    for trustee_id in held.private_keys:
        held.decrypt(trustee_id)
    lead.look().press("/acts/publish").send(ASK)
    confirm(second)
    lead.look().press("/acts/finalise").press("/waivers").send(("all", "1")).send(ASK)
    confirm(second)
    lead.look().press("/office/").press("/letters").send(("act", "draft"))
    signatory.look("/office/").press("/letters/issue").send("")
    return count


def issued(held: Simulation) -> int:
    with held.database.reading() as db:
        return sum(one.status == "issued" for one in letters.letters(db, held.election))


def need_cheap(count: Count) -> None:
    assert count.of_a_colleague == 0, "a colleague is asked, not called over to type name and password"
    assert count.presses <= PRESSES, count
    assert count.fields <= FIELDS, count
    assert count.loads <= LOADS, count


def test_from_frozen_to_the_letters_costs_no_more_than_it_did(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("frozen")
    need_cheap(day(site, held))
    assert issued(held) == 2


@pytest.mark.prove
def test_six_letters_of_22_delegates_cost_the_same(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    rule = Rule(seats=6, minimum=1, maximum=6, alternates=1, small_group=3)
    votes = tuple(tuple(number for number in range(1, 8) if place < 23 - number)[:6] for place in range(22))
    held = simulate(
        tmp_path, database=site.held.database, address="aftab", candidates=8, delegates=22, rule=rule, votes=votes
    )
    held.ring, held.signer, held.now = site.held.ring, site.held.signer, datetime.now(UTC)
    need_cheap(day(site, held.to("frozen")))
    assert issued(held) == 6
