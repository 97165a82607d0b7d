"""`python -m ballots booth` and servers that send this or that: each difference has its line, and nothing is kept."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest

from ballots.__main__ import main
from ballots.booth_page import POLICY, integrity_of
from ballots.bundles import ListedFile, bundles_line, encode_list
from ballots.commands import booth
from ballots.commands.tablet import AGENTS, Answer
from ballots.record.keys import RecordKeys
from tests.support.records import KEY, publish

HELD = publish(((0, ((1, 0),)),), voters=1, trustees=1)
SERVER = "https://hall.example:8443"
OWN, BOARD = "/B/K7QM2XPA", "/elections/K7QM2XPA"
SCRIPT, STYLE, VERIFIER = b"go();", b"p { color: red }", b"<!doctype html>"
DEFINITION = HELD.small.election.to_bytes()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


FILES = (
    ListedFile(bundle="booth", path="/static/booth.css", sha256=digest(STYLE)),
    ListedFile(bundle="booth", path="/static/booth.js", sha256=digest(SCRIPT)),
    ListedFile(bundle="verifier", path="/check.html", sha256=digest(VERIFIER)),
)
PAGE = f"""<!doctype html>
<html lang="fa"><head><meta name="csrf-token" content="of one visit">
<link rel="stylesheet" href="/static/booth.css" integrity="{integrity_of(digest(STYLE))}">
<script src="/static/booth.js" integrity="{integrity_of(digest(SCRIPT))}" defer></script>
</head><body><a href="{BOARD}">board</a>
<div id="booth" data-fingerprint="{HELD.small.election.fingerprint}" data-election-json="{BOARD}/election.json"
  data-slip="{OWN}/slip" data-ballot="{OWN}/ballot" data-challenge="{OWN}/challenge" data-stopped="{OWN}/stopped"></div>
</body></html>
"""


class Server:
    """What a tablet gets, by path; `asked` counts how often, `pages` are those of the second maker's tablets."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {
            OWN: PAGE.encode(), f"{BOARD}/checkpoint.txt": self.note(FILES),
            f"{BOARD}/keys.json": RecordKeys(board=KEY).to_bytes(), f"{BOARD}/election.json": DEFINITION,
            "/bundles.txt": encode_list(FILES).encode(), "/check.html": VERIFIER,
            "/static/booth.css": STYLE, "/static/booth.js": SCRIPT,
        }  # fmt: skip
        self.others: dict[str, bytes] = {}
        self.policy = POLICY
        self.packing = gzip.compress
        self.asked: dict[str, int] = {}

    def note(self, files: tuple[ListedFile, ...] | None) -> bytes:
        lines = {} if files is None else {"bundles": bundles_line(files)}
        return HELD.note(HELD.last, lines=lines).encode()

    def page(self, *changes: tuple[str, str]) -> bytes:
        """The booth's page with these changes."""
        text = PAGE
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        return text.encode()

    def get(self, address: str, *, agent: str = AGENTS[0], dest: str = "document", packed: str = "gzip") -> Answer:
        path = address.removeprefix(SERVER).partition("?")[0]
        self.asked[path] = self.asked.get(path, 0) + 1
        data = self.others.get(f"{path} {dest}" if agent == AGENTS[0] else f"{path} other", self.sent[path])
        headers = Message()
        if path == OWN:
            headers["Content-Security-Policy"] = self.policy
            if packed.startswith("gzip"):
                headers["Content-Encoding"], data = "gzip", self.packing(data)
        return Answer(body=data, headers=headers)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(booth, "Tablet", lambda root: made)
    return made


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "bundles.sha256"
    path.write_bytes(encode_list(FILES).encode())
    return path


def test_a_booth_as_it_must_be_is_kept_once_and_says_whose_key_it_was_compared_by(
    server: Server, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = ["booth", SERVER + OWN, "--release", str(release), "--save", str(tmp_path / "booth.html")]
    assert main([*wish, "--board-key", str(KEY)]) == 0
    said = capsys.readouterr().out
    assert "differs" not in said
    assert "claim" not in said
    kept = (tmp_path / "booth.html").read_bytes()
    assert f"kept     {digest(kept)}" in said
    assert SCRIPT in kept
    assert main(wish) == 1
    again = capsys.readouterr()
    assert f"key      {KEY}\n         is the server's own claim" in again.out
    assert "is not written over" in again.err


Change = Callable[[Server], object]
CHANGES: dict[str, Change] = {
    "the board's last head names no published pages": lambda one: one.sent.update(
        {f"{BOARD}/checkpoint.txt": one.note(None)}
    ),
    "the files on the server are not those that the board signed: booth": lambda one: one.sent.update(
        {f"{BOARD}/checkpoint.txt": one.note(FILES[1:])}
    ),
    "verifier/check.html: only in the release": lambda one: one.sent.update(
        {"/bundles.txt": encode_list(FILES[:2]).encode(), f"{BOARD}/checkpoint.txt": one.note(FILES[:2])}
    ),
    "page fa: tablets of different makers get different pages": lambda one: one.others.update(
        {f"{OWN} other": one.page(("board</a>", "another</a>"))}
    ),
    "page ar: it shows another election than the board's": lambda one: one.sent.update(
        {OWN: one.page(("data-fingerprint", "data-other"))}
    ),
    "page en: it gets its election from elsewhere": lambda one: one.sent.update(
        {OWN: one.page((f'json="{BOARD}', 'json="//elsewhere.example'))}
    ),
    "page fa: it gets another election than the board's": lambda one: one.sent.update(
        {f"{BOARD}/election.json": DEFINITION + b" "}
    ),
    "page fa: the answer has another Content-Security-Policy": lambda one: setattr(one, "policy", ""),
    "booth/static/booth.js, asked for as worker: not the file": lambda one: one.others.update(
        {"/static/booth.js worker": b"gone();"}
    ),
}


@pytest.mark.parametrize("said", CHANGES)
def test_what_differs_is_named_and_nothing_is_kept(
    said: str, server: Server, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CHANGES[said](server)
    path = tmp_path / "booth.html"
    assert main(["booth", SERVER + OWN, "--release", str(release), "--save", str(path)]) == 1
    out = capsys.readouterr().out
    assert f"differs  {said}" in out
    assert "this booth is not what the board signed, or not this release." in out
    assert not path.exists()


def closed(one: Server) -> None:
    """The page before and after voting: it shows no election."""
    one.sent[OWN] = one.page(('id="booth"', 'id="closed"'))


def changing(one: Server) -> None:
    """A script that is another one when it is asked for once more, to be kept."""
    plain = one.get

    def get(address: str, **how: str) -> Answer:
        if address.endswith(".js") and one.asked.get("/static/booth.js", 0) == 2 * 3:  # script and worker, in each form
            one.sent["/static/booth.js"] = b"gone();"
        return plain(address, **how)

    one.get = get  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (closed, "shows no open booth that is as it must be"),
        (changing, "/static/booth.js: is not the file of the list any more"),
        (lambda one: one.sent.update({OWN: one.page((f'href="{BOARD}"', 'href="/"'), (BOARD, "/x"))}), "give --board"),
        (lambda one: one.sent.update({"/bundles.txt": bytes(100_001)}), "longer than 100000 bytes"),
        (lambda one: setattr(one, "packing", lambda data: data), "is not packed as it says"),
        (lambda one: setattr(one, "packing", lambda data: gzip.compress(data)[:-9]), "is not packed as it says"),
    ],
)
def test_a_server_that_cannot_be_compared_is_a_fault_in_one_line(
    change: Change, said: str, server: Server, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(server)
    path = tmp_path / "booth.html"
    assert main(["booth", SERVER + OWN, "--release", str(release), "--save", str(path)]) == 1
    err = capsys.readouterr().err
    assert err.startswith("file-error: ")
    assert said in err
    assert not path.exists()


def test_where_the_page_names_no_board_its_address_is_given(
    server: Server, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed(server)
    server.sent[OWN] = server.sent[OWN].replace(f'<a href="{BOARD}">'.encode(), b"<a>").replace(BOARD.encode(), b"/x")
    assert main(["booth", SERVER + OWN, "--release", str(release), "--board", f"{SERVER}{BOARD}/"]) == 0
    assert "Everything that was compared is the same." in capsys.readouterr().out


def test_without_another_the_own_release_is_compared(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["booth", SERVER + OWN]) == 1
    assert f"differs  booth/static/booth.js: not in the release ({digest(SCRIPT)})" in capsys.readouterr().out
