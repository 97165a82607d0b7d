"""A paper of an election takes its head from the election, which says first where it is annulled."""

from __future__ import annotations

from tests.rules.tree import ROOT, written_files

OF_AN_ASSEMBLY = {
    "issuer.py": "makes both heads", "invitation.py": "belongs to no one election",
    "kiosk.py": "is of tablets, whatever is elected on them",
    "hall.py": "is of a session, whatever is elected in it",
    "network.py": "stands for the hall, whatever is elected in it",
}  # fmt: skip


def heads_of_assemblies(sources: dict[str, str]) -> list[str]:
    """The modules that take the head of an assembly for a paper of an election."""
    return [name for name, text in sources.items() if ".head(" in text and name not in OF_AN_ASSEMBLY]


def test_every_paper_of_an_election_can_say_that_it_is_annulled() -> None:
    sources = {path.name: path.read_text("utf-8") for path in written_files(ROOT, "app/papers", ".py")}
    assert heads_of_assemblies(sources) == []
    assert heads_of_assemblies({"new.py": "head=issuer.head(found.session.assembly)"}) == ["new.py"]
