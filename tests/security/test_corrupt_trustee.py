"""The same over HTTP: a false part gets an answer that names it, no 500; the board stays, the journal says who."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.count import proving
from app.services.election.rows import find
from app.services.voting import key_backup
from ballots.backup import split_key
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.conspiracy import Conspiracy, conspire
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = open_site(tmp_path)
    found.held.trustees = 2
    found.held.to("open")
    return found


def hand_in(site: Site, plot: Conspiracy, trustee: str, data: bytes) -> tuple[int, str | None]:
    """Post as the trustee's page does; the status and the code of the answer."""
    said = {"secret": plot.held.invitations[trustee], "hand_in": data.decode()}
    answer = site.visitor().send(f"/trustees/{trustee}/decryption", said)
    return answer.status_code, answer.get_json().get("error")


def beside_journal(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """Every row but those of the journal and of who is signed in."""
    apart = ("journal", "sign_in", "account", "officer", "throttle", "known_browser")
    return {name: rows for name, rows in everything(site.held.database).items() if name not in apart}


def noted(site: Site) -> list[tuple[tuple[str, ...], object, object, object]]:
    with site.held.database.reading() as db:
        found = journal.of_kind(db, find(db, site.held.election).id, journal.Kind.DECRYPTION_REFUSED)
        assert journal.first_broken(db) is None
    return [(one.actors, one.detail["trustee"], one.detail["code"], one.detail["reason"]) for one in found]


def test_a_trustee_and_the_last_voter_get_nowhere_and_are_named(site: Site) -> None:
    plot = conspire(site.held)
    before = beside_journal(site)
    for data in (
        plot.handed_in(plot.false_part()), plot.handed_in(plot.false_part(), plot.true_part()),
        plot.unbound(plot.false_part()), plot.handed_in(plot.spoiled_part()), plot.false_part().to_bytes(), b"{}", b"",
    ):  # fmt: skip
        assert hand_in(site, plot, plot.corrupt, data) == (400, "decryption-invalid")
    assert beside_journal(site) == before
    said = noted(site)
    assert {(actors, name, code) for actors, name, code, _ in said} == {((), "امین 1", "decryption-invalid")}
    reasons = [reason for *_, reason in said]
    assert "binding-proof" in reasons
    assert len(reasons) == len(set(reasons)) < 7  # each once: nobody fills the journal
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}/journal").text
    assert "سهم رمزگشایی یکی از امینان نادرست بود" in page
    for trustee in (plot.corrupt, plot.honest):
        assert hand_in(site, plot, trustee, site.held.decryption(trustee)) == (200, None)
    assert [line.votes for line in site.held.result().lines] == [4, 2, 0, 0]
    assert noted(site) == said


def test_who_has_no_invitation_puts_nobody_into_the_journal(site: Site) -> None:
    plot = conspire(site.held)
    said = {"secret": plot.held.invitations[plot.honest], "hand_in": "{}"}
    assert site.visitor().send(f"/trustees/{plot.corrupt}/decryption", said).status_code == 403
    assert noted(site) == []


def test_a_door_that_rolls_everything_back_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin, as it was: the refusal took its own trace with it."""
    plot = conspire(site.held)
    monkeypatch.setattr(proving, "WRONG", ())
    assert hand_in(site, plot, plot.corrupt, b"{}") == (400, "decryption-invalid")
    assert noted(site) == []


def test_a_false_part_by_a_rebuilt_key_names_the_officers_too(site: Site) -> None:
    held = site.held
    absent = next(iter(held.private_keys))
    commitments, _ = split_key(held.private_keys[absent], 2, 3, held.random)
    with held.database.transaction() as db:
        key_backup.give_backup(
            db, held.act(), absent, secret=held.invitations[absent], commitments=commitments.to_bytes(), shares=3
        )
    plot = conspire(held)
    before = beside_journal(site)
    said = {
        "hand_in": plot.handed_in(plot.false_part()).decode(), "shares": "1 2", "second_password": PASSWORD,
        "second_name": user_name(held.address, "returning-officer"),
    }  # fmt: skip
    path = f"/office/elections/{held.election}/trustees/{absent}/rebuilt"
    assert site.visitor("secretary").send(path, said).status_code == 400
    assert beside_journal(site) == before
    both = (user_name(held.address, "secretary"), user_name(held.address, "returning-officer"))
    assert noted(site) == [(both, "امین 1", "decryption-invalid", "binding-proof")]
