"""Downloads for everybody: the record, the archive and what stands beside it, in part or not at all; a real witness."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import Trustee
from app.services.hall import electorate
from app.services.voting import board as boards
from app.services.voting import trustee
from app.web import download as downloads
from app.web import installation
from ballots.__main__ import main
from ballots.commands.board_copy import BoardCopy
from ballots.record import container
from ballots.record.verify import Wish, verify_path
from ballots.short import COMPARE, WHOLE, Kind, grouped, short
from tests.support.assemblies import Simulation
from tests.support.records import verify_data
from tests.support.server import answering
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path / "site")


def address(held: Simulation, name: str) -> str:
    return f"/elections/{held.election}/{name}"


def record_of(held: Simulation) -> str:
    return address(held, f"{held.election}.record.zip")


def english(site: Site) -> Visitor:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    return visitor


def test_everybody_gets_the_record_and_it_is_accepted(site: Site, tmp_path: Path) -> None:
    held = site.held.to("closed")
    answer = site.visitor().get(record_of(held))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert f"{held.election}.record.zip" in answer.headers["Content-Disposition"]
    report = verify_data(answer.data, tmp_path, Wish(board_key=held.signer.key(held.election)))
    assert report.ok, report.detail
    assert "Last-Modified" not in answer.headers


def test_a_record_has_one_address(site: Site) -> None:
    held = site.held.to("closed")
    assert site.visitor().get(address(held, f"{site.other.election}.record.zip")).status_code == 404
    assert site.visitor().get(address(held, "other.txt")).status_code == 404


def test_what_stands_beside_the_archive_is_there_from_its_moment_on(site: Site, tmp_path: Path) -> None:
    held = site.held.to("frozen")
    names = (container.BINDINGS, container.ACCOUNTING, container.CHECKPOINTS, container.KEYS, container.LOTS)

    def there() -> list[str]:
        return [name for name in names if site.visitor().get(address(held, name)).status_code == 200]

    assert there() == []
    assert site.visitor().get(record_of(held)).status_code == 404
    held.to("open")
    assert there() == [container.CHECKPOINTS, container.KEYS, container.LOTS]
    held.to("closed")
    assert container.ACCOUNTING in there()
    assert container.BINDINGS not in there()
    held.add_up()
    held.decrypt(next(iter(held.private_keys)))
    assert there() == list(names)
    for name in names:
        (tmp_path / name).write_bytes(site.visitor().get(address(held, name)).data)
    (tmp_path / container.ARCHIVE).write_bytes(site.visitor().get(address(held, container.ARCHIVE)).data)
    assert verify_path(tmp_path).ok


@pytest.mark.parametrize("name", ["election.bel", "{}.record.zip"])
def test_a_part_is_sent_to_who_asks_for_one(site: Site, name: str) -> None:
    held = site.held.to("closed")
    path = address(held, name.format(held.election))
    visitor = site.visitor()
    whole = visitor.get(path).data
    for at in (1, 512, len(whole) - 1):
        answer = visitor.get(path, headers={"Range": f"bytes={at}-"})
        assert (answer.status_code, answer.data) == (206, whole[at:])
        assert answer.headers["Content-Range"] == f"bytes {at}-{len(whole) - 1}/{len(whole)}"
    behind = visitor.get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert (behind.status_code, behind.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_who_has_it_already_is_told_so_before_it_is_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    held = site.held.to("closed")
    visitor = site.visitor()
    tags = {}
    for name in ("election.bel", f"{held.election}.record.zip"):
        tags[name] = visitor.get(address(held, name)).headers["ETag"]
    with held.database.reading() as db:
        assert tags["election.bel"] == f'"{boards.archive_tag(db, held.election)}"'
    monkeypatch.setattr(downloads, "send_file", None)
    monkeypatch.setattr(downloads._Kept, "file", None)
    monkeypatch.setattr(boards, "write_archive", None)
    for name, tag in tags.items():
        again = visitor.get(address(held, name), headers={"If-None-Match": tag, "Range": "bytes=99-"})
        assert (again.status_code, again.data) == (304, b"")
    monkeypatch.undo()
    held.add_up()
    for name, tag in tags.items():
        answer = visitor.get(address(held, name), headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != tag


def test_a_download_leaves_no_file_behind(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = site.held.to("closed")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    visitor = site.visitor()

    def fail(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("app.services.voting.record.container.write_record", fail)
        assert visitor.get(record_of(held)).status_code == 500
    assert visitor.get(record_of(held)).status_code == 200
    assert visitor.get(record_of(held), headers={"Range": "bytes=999999999-"}).status_code == 416
    assert list(folder.iterdir()) == []


# Pages


def test_the_board_shows_the_latest_entry_in_forty_digits_and_the_record(site: Site) -> None:
    held = site.held.to("closed")
    page = english(site).get(address(held, "board")).text
    with held.database.reading() as db:
        head = boards.archive_tag(db, held.election)
    for digits in (short(Kind.HEAD, head, WHOLE), short(Kind.ELECTION, held.value.fingerprint or "", WHOLE)):
        assert all(f"<bdi>{group}</bdi>" in page for group in grouped(digits).split(" "))
    for shown in (record_of(held), address(held, "accounting.json"), f"./majma verify {held.election}.record.zip"):
        assert shown in page
    assert address(held, "bindings.json") not in page


def test_the_election_s_page_shows_the_digits_of_every_key(site: Site) -> None:
    held = site.held.to("frozen")
    page = english(site).get(f"/elections/{held.election}").text
    assert record_of(held) not in page
    assert "Key, with its digits" in page
    with held.database.reading() as db:
        for one in trustee.trustees(db, held.election):
            assert one.key_print is not None
            assert len(one.key_print) == COMPARE
            assert all(f"<bdi>{group}</bdi>" in page for group in grouped(one.key_print).split(" "))
    held.to("open")
    assert record_of(held) in english(site).get(f"/elections/{held.election}").text


def test_while_voting_is_open_alone_the_election_s_page_counts_votes_and_slips(site: Site) -> None:
    held, said = site.held.to("frozen"), r'counter-number">(\d+)</span>\s*<span class="counter-label">([^<]*)<'
    page = address(held, "")[:-1]
    assert re.findall(said, english(site).get(page).text) == []
    held.to("open").vote(1, 1)
    with held.database.reading() as db:
        handed = electorate.attendance(db, held.value.id).handed
    assert handed > 1
    assert re.findall(said, english(site).get(page).text) == [("1", "votes cast"), (str(handed), "slips handed out")]
    held.close()
    assert re.findall(said, english(site).get(page).text) == []


def test_a_result_from_before_bindings_says_so_and_claims_less(site: Site) -> None:
    held = site.held.to("provisional")
    visitor = english(site)
    page = visitor.get(address(held, "result")).text
    assert "Anybody can verify it" in page
    assert "without bindings" not in page
    assert all(
        f"<bdi>{group}</bdi>" in page for group in grouped(short(Kind.HEAD, held.result().result_hash, WHOLE)).split()
    )
    with held.database.transaction() as db:
        db.execute(update(Trustee).values(binding=None))
    page = visitor.get(address(held, "result")).text
    assert "This election was counted without bindings" in page
    assert "Anybody can verify it" not in page


# A witness, as in life


@pytest.fixture
def running(site: Site) -> Iterator[str]:
    """The site on a free port."""
    with answering(site.app) as address:
        yield address


def test_a_witness_follows_a_real_board_from_the_set_up_to_the_result(
    site: Site, running: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = site.held.to("open")
    state = tmp_path / "witness.json"
    board = running + f"/elections/{held.election}"
    command = ["witness", "keep", board, "--board-key", held.signer.published(held.election), "--state", str(state)]
    copy = BoardCopy(state, held.signer.origin(held.election)).folder

    def look() -> str:
        assert main(command) == 0, capsys.readouterr().err
        said = capsys.readouterr().out
        assert (copy / container.ARCHIVE).read_bytes() == held.archive()
        return said

    assert "first " in look()
    for place in range(3):
        held.vote(place, 1, 2)
    assert "height 0," in look()
    held.close()
    assert "height 4," in look()
    held.add_up()
    held.decrypt(next(iter(held.private_keys)))
    assert "checked  every rule up to height 7" in look()
    assert "checked  every rule up to height 7" in look()
    report = verify_path(copy, wish=Wish(board_key=held.signer.key(held.election)))
    assert report.ok, report.detail
    assert report.not_checked == ()


def test_the_archive_in_parts_is_the_archive(site: Site) -> None:
    held = site.held.to("open")
    visitor = site.visitor()
    data = visitor.get(address(held, "election.bel")).data
    for place in range(3):
        held.vote(place, 1)
    held.close()
    data += visitor.get(address(held, "election.bel"), headers={"Range": f"bytes={len(data)}-"}).data
    assert data == held.archive()
    assert io.BytesIO(data).read(8) == b"BELENIOS"


def test_every_act_on_a_page_brings_the_board_s_key(site: Site) -> None:
    with site.app.test_request_context("/"):
        signer = site.app.extensions["installation"].signer
        assert installation.act().signer is installation.installation().signer is signer
