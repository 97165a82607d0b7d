"""A torn page of slips: what stood on it is known by serials alone, becomes void by two, and is accounted."""

from __future__ import annotations

import pytest

from app.models import SlipBatch
from app.services.election.rows import find
from app.services.voting import setup, slip, slip_shown, torn_page
from ballots.credential import public_credential
from ballots.slips import lay_out
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused
from tests.support.holders import proof


def printed(hold: Hold, count: int = 10, *, personal: int = 0) -> Simulation:
    held = hold("frozen")
    held.print(count)
    with held.database.transaction() as db:
        db.get_one(SlipBatch, find(db, held.election).id).personal = personal
    return held


def void(held: Simulation, said: str) -> slip.SlipCounts:
    with held.database.transaction() as db:
        return torn_page.void_page(db, held.two(), held.election, said)


def look(held: Simulation, said: str) -> torn_page.PageValue:
    with held.database.reading() as db:
        return torn_page.page(db, held.election, said)


def test_a_page_is_found_by_its_number_in_any_digits_and_by_a_serial_on_it(hold: Hold) -> None:
    held = printed(hold, personal=1)
    serials = sorted(one.serial for one in held.slips)
    pages = lay_out(serials, 4, 1)
    assert [len(page) for page in pages] == [4, 4, 1, 1]
    for number, page in enumerate(pages, start=1):
        ways = (str(number), f" {chr(ord('۰') + number)} ", page[0].lower().replace("-", " "), page[-1])
        assert {look(held, said).serials for said in ways} == {page}
    for wrong in ("0", "5", "-1", "99999999", "AAAA-AAAA", "", held.slips[0].credential, held.slips[0].token):
        with refused("page-unknown"):
            look(held, wrong)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_void_page_votes_no_more_and_the_accounting_balances(hold: Hold, sealed: bool) -> None:
    """Printed = handed out + unused + spoiled + void, with spares in the place of the torn."""
    held = printed(hold)
    if sealed:
        held.seal()
    torn = look(held, "2")
    assert (torn.left, torn.enrolled, torn.suffices) == (6, 5, True)
    assert void(held, "2").void == 4
    if not sealed:
        with refused("slips-miscounted"), held.database.transaction() as db:
            setup.seal_setup(db, held.two(), held.election, counted=10)  # as many as were printed, with the torn
        held.seal()
    held.slips = tuple(one for one in held.slips if one.serial not in torn.serials)
    held.hand_slips()
    held.pass_tests()
    held.open_poll()
    held.vote(0, 1)
    held.close(unused=[one.serial for one in held.slips[5:]])
    with held.database.reading() as db:
        stated = find(db, held.election).accounting
    assert stated is not None
    assert (stated["printed"], stated["void"], stated["unused"]) == (10, 4, 1)


def test_a_slip_of_a_void_page_is_refused(hold: Hold) -> None:
    held = printed(hold)
    one = held.slips[0]
    void(held, one.serial)
    held.seal()
    held.pass_tests()
    held.open_poll()
    public = public_credential(one.credential, held.value.uuid)
    for text in (one.token, None):
        with refused("slip-void"), held.database.reading() as db:
            shown = slip_shown.ShownSlip(text=text, public=public, proof=proof(held, 0))
            slip_shown.check_slip(db, held.election, shown, keys=held.ring.public, now=held.now)


def test_where_spares_do_not_suffice_it_says_so(hold: Hold) -> None:
    held = printed(hold)
    void(held, "1")
    torn = look(held, "2")
    assert (torn.left, torn.enrolled, torn.suffices) == (2, 5, False)


def test_a_page_is_void_once_and_never_by_one(hold: Hold) -> None:
    held = printed(hold)
    before = everything(held.database)
    with refused("two-officers-needed"), held.database.transaction() as db:
        torn_page.void_page(db, held.act(), held.election, "1")
    assert everything(held.database) == before
    void(held, "1")
    assert look(held, "1").good == ()
    with refused("page-void"):
        void(held, "1")


def test_after_the_first_slip_is_handed_out_there_are_no_pages(hold: Hold) -> None:
    held = printed(hold)
    held.seal()
    held.hand_slips(1)
    with refused("page-handed"):
        void(held, "1")


def test_pages_are_known_only_while_frozen_and_where_this_version_printed(hold: Hold) -> None:
    with refused("phase-wrong"):
        void(hold("open"), "1")
    held = hold("frozen")
    with refused("pages-unknown"):
        void(held, "1")
    held.print(10)
    with held.database.transaction() as db:
        db.get_one(SlipBatch, find(db, held.election).id).per_page = None
    with refused("pages-unknown"):
        void(held, "1")
