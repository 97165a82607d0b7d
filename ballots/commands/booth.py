"""`python -m ballots booth`: fetch the booth as a tablet does, compare it with what the board signed and a release.

SPEC: checkpoints, line `bundles`.
"""

import argparse
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from ballots.booth_page import POLICY, BoothPage, check_page, is_path, read_page, without_token
from ballots.bundles import MAX_LIST, ListedFile, bundles_line, decode_list, differing
from ballots.checkpoint import BUNDLES, Checkpoint, open_checkpoint
from ballots.commands.tablet import AGENTS, Answer, Tablet
from ballots.custody_errors import FileError
from ballots.encoding import hash_base64
from ballots.files import read_file, write_file
from ballots.kept_booth import keep
from ballots.note import NoteKey, decode_key, decode_note
from ballots.record.keys import decode_keys
from ballots.terminal import say

RELEASE: Final = Path(__file__).parents[2] / "docs" / "bundles.sha256"
"""The list of the release that this program itself is of."""
LANGUAGES: Final = ("fa", "ar", "en")

_FORMS: Final = {"": "", "gzip": ".gz", "br": ".br"}
_PACKED: Final = ("gzip, deflate, br", "gzip", "identity")
_PACKED_FORM: Final = re.compile(r"\.(?:br|gz)$")
_BOARD: Final = re.compile(r"((?:https?://[^/?#]+)?/elections/[^/?#]+)(?:[/?#].*)?")


def add(parsers: Any) -> None:
    """Add `booth ADDRESS` and its options."""
    parser = parsers.add_parser("booth", help="fetch the booth as a tablet does, compare it with what the board signed")
    parser.add_argument("address", metavar="ADDRESS", help="the booth's address, as the tablets' code has it")
    parser.add_argument("--board", metavar="ADDRESS", help="the election's address, where the booth's page names none")
    parser.add_argument("--board-key", metavar="KEY", help="the board's key, as slips, minutes or a witness give it")
    parser.add_argument(
        "--release", type=Path, metavar="FILE", help="a release's docs/bundles.sha256 (default: the own)"
    )
    parser.add_argument("--root", type=Path, metavar="FILE", help="the only root certificate to believe, for https")
    parser.add_argument(
        "--save", type=Path, metavar="FILE.html", help="if nothing differs, keep the booth as one file for `kiosk`"
    )
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the file (default: fa)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    look = Look(arguments.address, Tablet(arguments.root))
    board = look.board(arguments.board)
    said = look.signed(board, None if arguments.board_key is None else decode_key(arguments.board_key))
    listed = look.published(board, said)
    look.compare_release(listed, RELEASE if arguments.release is None else arguments.release)
    look.compare_pages(listed, said)
    look.compare_files(listed, board)
    if look.differences:
        say("", f"{look.differences} differences: this booth is not what the board signed, or not this release.")
        return 1
    say("", "Everything that was compared is the same.")
    if arguments.save is not None:
        kept = look.kept(listed, arguments.language)
        write_file(arguments.save, kept)
        say(
            f"kept     {hashlib.sha256(kept).hexdigest()}  {arguments.save}",
            "         everybody who saves this booth in this language gets the same bytes",
        )
    return 0


class Look:
    """One look at a booth; what differs is printed, and counted in `differences`."""

    def __init__(self, address: str, tablet: Tablet) -> None:
        """Take the booth's address, and what asks for it."""
        self.address = address
        self.tablet = tablet
        self.differences = 0

    def differs(self, text: str) -> None:
        """Print and count something that is not as it must be."""
        self.differences += 1
        say(f"differs  {text}")

    def board(self, given: str | None) -> str:
        """Return the address of the election, without a slash at its end. Raises FileError."""
        if given is not None:
            return given.rstrip("/")
        page, *_ = self._page("fa", AGENTS[0])
        for link in page.links:
            found = _BOARD.fullmatch(link)
            if found:
                return str(urljoin(self.address, found[1]))
        raise FileError(f"{self.address}: the page names no board: give --board")

    def signed(self, board: str, key: NoteKey | None) -> Checkpoint:
        """Return the board's last head. Raises FileError or NoteError."""
        note = decode_note(self.tablet.get(f"{board}/checkpoint.txt").body.decode("utf-8", "replace"))
        if key is None:
            key = decode_keys(self._body(f"{board}/keys.json")).board
            say(f"key      {key}", "         is the server's own claim: compare it with slips, minutes or a witness")
        said = open_checkpoint(note, key)
        say(f"signed   {said.origin}: height {said.head.height}, bundles {said.lines.get(BUNDLES, 'none')}")
        return said

    def published(self, board: str, said: Checkpoint) -> tuple[ListedFile, ...]:
        """Return the server's list of pages, compared with what the board signed. Raises FileError or NoteError."""
        listed = decode_list(self._body(urljoin(board, "/bundles.txt"), MAX_LIST).decode("ascii", "replace"))
        line, signed = bundles_line(listed), said.lines.get(BUNDLES, "")
        if not signed:
            self.differs("the board's last head names no published pages")
        elif line != signed:
            self.differs(
                f"the files on the server are not those that the board signed: {', '.join(differing(line, signed))}"
            )
        else:
            say(f"same     {len(listed)} files on the server are those that the board signed")
        return listed

    def compare_release(self, listed: Sequence[ListedFile], path: Path) -> None:
        """Compare the server's list with that of a release. Raises FileError, BundlesFormatError."""
        released = decode_list(read_file(path, MAX_LIST).decode("ascii", "replace"))
        for one in sorted(set(listed) ^ set(released), key=lambda file: (file.bundle, file.path)):
            where = "not in the release" if one in listed else "only in the release"
            self.differs(f"{one.bundle}{one.path}: {where} ({one.sha256})")
        if set(listed) == set(released):
            say(f"same     they are those of the release ({path.name})")

    def compare_pages(self, listed: Sequence[ListedFile], said: Checkpoint) -> None:
        """Look at the booth's page in every language, as different tablets. Raises FileError."""
        booth = {one.path: one.sha256 for one in listed if one.bundle == "booth"}
        for language in LANGUAGES:
            hashes = set()
            for agent in AGENTS:
                page, body, faults = self._page(language, agent)
                hashes.add(without_token(body))
                for fault in dict.fromkeys((*faults, *check_page(page, booth), *self._elections(page, said))):
                    self.differs(f"page {language}: {fault}")
            if len(hashes) > 1:
                self.differs(f"page {language}: tablets of different makers get different pages")
            say(f"page     {language} {' '.join(sorted(hashes))}")
        say("         are hashes of the page's own text: every tablet of this election must get the same")

    def _elections(self, page: BoothPage, said: Checkpoint) -> Iterator[str]:
        """Give what is wrong with the election that a page shows; the page before and after voting shows none."""
        if not page.booth:
            return
        if page.booth.get("fingerprint") != said.fingerprint:
            yield "it shows another election than the board's"
        path = page.booth.get("election-json", "")
        if not is_path(path):
            yield "it gets its election from elsewhere"
            return
        definition = self._body(urljoin(self.address, path))
        if hash_base64(definition) != said.fingerprint:
            yield "it gets another election than the board's"

    def compare_files(self, listed: Sequence[ListedFile], board: str) -> None:
        """Fetch every file in each form, the booth's from the booth, and compare. Raises FileError."""
        hashes = {(one.bundle, one.path): one.sha256 for one in listed}
        count = 0
        for bundle, path in dict.fromkeys((one.bundle, _PACKED_FORM.sub("", one.path)) for one in listed):
            address = urljoin(self.address if bundle == "booth" else board, path)
            for dest in _uses(bundle, path):
                for packed in _PACKED:
                    answer = self.tablet.get(address, dest=dest, packed=packed)
                    form = path + _FORMS.get(answer.said("Content-Encoding"), "?")
                    count += 1
                    if hashlib.sha256(answer.body).hexdigest() != hashes.get((bundle, form)):
                        self.differs(f"{bundle}{form}, asked for as {dest}: not the file of the list")
        say(f"fetched  {count} answers of {len(listed)} files")

    def kept(self, listed: Sequence[ListedFile], language: str) -> bytes:
        """Return the booth as one file, of a page and files that are once more those of the list. Raises FileError."""
        page, body, faults = self._page(language, AGENTS[0])
        hashes = {one.path: one.sha256 for one in listed if one.bundle == "booth"}
        if faults or any(check_page(page, hashes)) or not page.booth:
            raise FileError(
                f"{self.address}: shows no open booth that is as it must be: voting is not open, or it changed"
            )
        files = {}
        for path in hashes:
            if not _PACKED_FORM.search(path):
                files[path] = self._body(urljoin(self.address, path))
                if hashlib.sha256(files[path]).hexdigest() != hashes[path]:
                    raise FileError(f"{path}: is not the file of the list any more")
        return keep(body.decode("utf-8", "replace"), self.address, files, self._body).encode()

    def _page(self, language: str, agent: str) -> tuple[BoothPage, bytes, list[str]]:
        """Return the page, its bytes, and what is wrong with the answer's headers."""
        address = f"{self.address}?language={language}"
        answer = self.tablet.get(address, agent=agent)
        body = _unpacked(answer, address)
        page = read_page(body.decode("utf-8", "replace"), address)
        faults = []
        if answer.said("Content-Security-Policy") != POLICY:
            faults.append("the answer has another Content-Security-Policy than the published program's")
        return page, body, faults

    def _body(self, address: str, limit: int = 5_000_000) -> bytes:
        answer = self.tablet.get(address, packed="identity", dest="empty")
        if len(answer.body) > limit:
            raise FileError(f"{address}: longer than {limit} bytes")
        return answer.body


def _uses(bundle: str, path: str) -> tuple[str, ...]:
    """What a browser says that it wants a file for: the booth's script is its worker, too."""
    if path.endswith(".js"):
        return ("script", "worker") if bundle == "booth" else ("script",)
    return ({".css": "style", ".woff2": "font", ".wasm": "empty"}.get(Path(path).suffix, "document"),)


def _unpacked(answer: Answer, address: str) -> bytes:
    try:
        return gzip.decompress(answer.body) if answer.said("Content-Encoding") == "gzip" else answer.body
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(f"{address}: is not packed as it says") from error
