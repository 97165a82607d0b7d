"""The letter of a second round says so: its votes and its rank are not those of the first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest import mock

from app.documents import letter as paper
from app.language.catalogue import wording
from app.language.names import Names
from app.papers.issuer import Issuer
from app.papers.letter import print_draft
from app.services.voting import annulment
from app.services.whole import successor
from tests.services.whole.test_successor import TIE, second_round
from tests.support.visitors import open_site


def test_votes_and_rank_of_a_second_round_are_told_apart(tmp_path: Path) -> None:
    """Also where an annulled one is repeated."""
    site = open_site(tmp_path)
    held = site.held
    held.votes = TIE
    second = second_round(held.to("tallied"))
    with held.database.transaction() as db:
        annulment.annul(db, held.two(), second.public_id, reason="یک تعرفه دو بار چاپ شد")
        again = successor.repeat(db, held.two(), second.public_id, title=Names("تکرار"))
    (one,) = held.to("final").draft()
    issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
    with mock.patch.object(paper, "render_draft") as render, held.database.reading() as db:
        for election in (held.election, second.public_id, again.public_id):
            print_draft(issuer, db, replace(one, election=election))
    first, *rest = [call.args[0] for call in render.call_args_list]
    assert [first.second_round, *(each.second_round for each in rest)] == [False, True, True]
