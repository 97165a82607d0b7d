"""Bodies: made from a proposal, changed, filled by elections of the same assembly alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.language import reference
from app.language.names import Names
from app.services.acts import journal
from app.services.election import election
from app.services.register import body
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused, simulate

DRAFT = body.BodyDraft(
    code="national", name=Names("کارگروه سراسری"), posts=(Names("رئیس"), Names("بازرس", "Inspector")), seats=6
)


def home(held: Simulation) -> int:
    return held.value.session.assembly.id


def test_a_body_is_made_and_changed_with_one_entry_each(hold: Hold) -> None:
    held = hold("draft")
    with held.database.transaction() as db:
        made = body.create_body(db, held.act("secretary"), home(held), DRAFT)
        changed = body.change_body(db, held.act("secretary"), home(held), made.id, replace(DRAFT, seats=5))
        body.change_body(db, held.act("secretary"), home(held), made.id, replace(DRAFT, seats=5))
    assert (made.members, changed.members, changed.posts) == (8, 7, DRAFT.posts)
    with held.database.reading() as db:
        assert body.bodies(db, home(held))[-1] == changed
        said = journal.entries(db, 1)
    assert [(one.kind, one.detail.get("fields")) for one in said[:2]] == [
        ("body-changed", ["seats"]), ("body-created", None),
    ]  # fmt: skip


def test_two_bodies_of_an_assembly_have_two_short_names(hold: Hold) -> None:
    held = hold("draft")
    with held.database.transaction() as db:
        other = body.create_body(db, held.act(), home(held), DRAFT)
    before = everything(held.database)
    with refused("body-code-taken"), held.database.transaction() as db:
        body.create_body(db, held.act(), home(held), DRAFT)
    with refused("body-code-taken"), held.database.transaction() as db:
        body.change_body(db, held.act(), home(held), other.id, replace(DRAFT, code="group"))
    assert everything(held.database) == before


def test_an_election_fills_seats_of_its_own_assembly(tmp_path: Path) -> None:
    ours = simulate(tmp_path)
    theirs = simulate(tmp_path, database=ours.database, address="saba")
    foreign = theirs.value.body.id
    with refused("not-found"), ours.database.transaction() as db:
        election.create_election(
            db, ours.act(), ours.session_id, body_id=foreign, title=Names("انتخاب"), rule=SMALL_RULE
        )
    with refused("not-found"), ours.database.transaction() as db:
        body.change_body(db, ours.act(), home(ours), foreign, DRAFT)
    with ours.database.reading() as db:
        assert [one.code for one in body.bodies(db, home(ours))] == ["group"]


@pytest.mark.parametrize(("code", "posts", "seats"), [("national", 7, 6), ("provincial", 6, 6), ("own", 0, 6)])
def test_proposals_have_their_posts_in_three_languages(code: str, posts: int, seats: int) -> None:
    found = reference.composition(code)
    assert (len(found.posts), found.seats) == (posts, seats)
    assert all(post["fa"] and post["en"] and post["ar"] for post in found.posts)
