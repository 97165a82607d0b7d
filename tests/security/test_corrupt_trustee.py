"""The same over HTTP: a false part gets an answer that names it, never a 500, and the board stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.assemblies import everything
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


def test_a_trustee_and_the_last_voter_get_nowhere(site: Site) -> None:
    plot = conspire(site.held)
    before = everything(site.held.database)
    for data in (
        plot.handed_in(plot.false_part()), plot.handed_in(plot.false_part(), plot.true_part()),
        plot.unbound(plot.false_part()), plot.handed_in(plot.spoiled_part()), plot.false_part().to_bytes(), b"{}", b"",
    ):  # fmt: skip
        assert hand_in(site, plot, plot.corrupt, data) == (400, "decryption-invalid")
    assert everything(site.held.database) == before
    for trustee in (plot.corrupt, plot.honest):
        assert hand_in(site, plot, trustee, site.held.decryption(trustee)) == (200, None)
    assert [line.votes for line in site.held.result().lines] == [4, 2, 0, 0]
