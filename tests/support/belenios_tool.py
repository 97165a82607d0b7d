"""The reference program, Debian's belenios-tool, run in a directory of its own; and what its answers are worth.

Up to 2.5.1 `election verify` ends its checks before it answers. From 3.0 on it does not wait for its check of the
ballots: over a record with a wrong ballot it may end with "all checks passed", one time so and another time not. A
refusal counts; a yes says nothing of the ballots until `verify-ballot` has been run on each, as `accepts` does.
"""

import hashlib
import io
import json
import subprocess
import tarfile
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ballots.credential import public_credential
from ballots.encoding import encode_json, hash_hex
from ballots.group import BELENIOS_2048
from tests.support.elections import SmallElection
from tests.support.tools import find_tool

PROGRAM = "belenios-tool"
SET_UP_ENTRIES = 6
"""The entries of an archive that the set-up takes: the header, election, trustees, credentials, set-up data, event."""


class Verdict(Enum):
    """What `election verify` says of a record, taken for no more than it is worth."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    BALLOTS_UNSAID = "accepted, but for the ballots, whose check was not waited for"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of the program, and what is different in it."""

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join(map(str, self.numbers))

    @classmethod
    def read(cls, text: str) -> "Version":
        """Return the version that a text begins with: "3.0", or "3.0 (3.0+20250220) [debug]"."""
        return cls(tuple(map(int, text.split()[0].split("."))))

    @property
    def waits_for_ballots(self) -> bool:
        """Whether a yes of `election verify` is one of the ballots as well; no later version is known to."""
        return self.numbers <= (2, 5, 1)

    @property
    def knows_short_credentials(self) -> bool:
        """Whether it can vote with the 15 characters of our slips; its own later have 22."""
        return self.numbers < (3, 1)

    @property
    def worth(self) -> str:
        """What an answer of this version is worth, in one line."""
        if self.waits_for_ballots:
            return f"{PROGRAM} {self}: its yes counts, and its no"
        return f"{PROGRAM} {self}: its no counts; its yes says nothing of ballots, which are verified one by one"


def installed_version() -> Version:
    """Return the version of the program that the tests run: the first one on the path."""
    return _version_of(find_tool(PROGRAM))


@cache
def _version_of(program: str) -> Version:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    return Version.read(said)


@dataclass(frozen=True, slots=True)
class BeleniosTool:
    """A directory that belenios-tool works in."""

    directory: Path

    @property
    def version(self) -> Version:
        """The version that runs here."""
        return installed_version()

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run the program and return what it said."""
        command = [find_tool(PROGRAM), *arguments]
        return subprocess.run(command, cwd=self.directory, input=given, capture_output=True, timeout=60)

    def verdict(self) -> Verdict:
        """Return what `election verify` says of the archive, once."""
        done = self.run("election", "verify")
        if done.returncode or b"all checks passed" not in done.stderr:
            return Verdict.REFUSED
        return Verdict.ACCEPTED if self.version.waits_for_ballots else Verdict.BALLOTS_UNSAID

    def accepts(self) -> bool:
        """Tell whether the program accepts the archive with all its ballots."""
        said = self.verdict()
        return said is Verdict.ACCEPTED or (said is Verdict.BALLOTS_UNSAID and self.accepts_each_ballot())

    def accepts_each_ballot(self) -> bool:
        """Tell whether `verify-ballot` accepts each ballot, beside an archive of nothing but the set-up.

        Beside the whole archive it would call each a duplicate of itself.
        """
        (archive,) = self.directory.glob("*.bel")
        set_up, ballots = set_up_and_ballots(archive.read_bytes())
        with TemporaryDirectory() as folder:
            apart = BeleniosTool(Path(folder))
            (apart.directory / "set-up.bel").write_bytes(set_up)
            return all(apart._accepts_ballot(ballot) for ballot in ballots)

    def _accepts_ballot(self, ballot: bytes) -> bool:
        (self.directory / "ballot").write_bytes(ballot)
        return not self.run("election", "verify-ballot", "--ballot=ballot").returncode

    def set_up(self, small: SmallElection, credentials: bytes | None = None) -> None:
        """Start the archive of an election, with another list of public credentials if one is given."""
        for name, data in (
            ("election.json", small.election.to_bytes()),
            ("trustees.json", small.trustees_bytes),
            ("public_creds.json", credentials or small.credentials_bytes),
        ):
            (self.directory / name).write_bytes(data + b"\n")
        self.run("archive", "init").check_returncode()

    def add(self, kind: str, *lines: bytes) -> None:
        """Add an event whose data are these lines."""
        given = b"".join(line + b"\n" for line in lines)
        self.run("archive", "add-event", f"--type={kind}", given=given).check_returncode()

    def make_credentials(self, uuid: str, *options: str) -> "MadeCredentials":
        """Let the program make credentials and return them; the public ones stay in the directory as well."""
        done = self.run("setup", "generate-credentials", f"--uuid={uuid}", "--group=BELENIOS-2048", *options)
        done.check_returncode()
        (private,) = self.directory.glob("*.privcreds")
        (public,) = self.directory.glob("*.pubcreds")
        public.rename(self.directory / "public_creds.json")
        return MadeCredentials(private=_by_login(private.read_text()), fingerprint=done.stdout.decode().split()[-1])

    def make_ballot(self, credential: str, choices: bytes) -> bytes:
        """Return a ballot made by the program."""
        (self.directory / "credential").write_text(credential + "\n")
        (self.directory / "choices").write_bytes(choices)
        option = "--ballot" if self.version < Version((2, 2)) else "--choice"
        done = self.run("election", "generate-ballot", "--privcred=credential", f"{option}=choices")
        done.check_returncode()
        return done.stdout.rstrip(b"\n")

    def add_tally(self, tally: bytes, tallied: int, weight: int) -> None:
        """Add the encrypted tally with its sizes."""
        digest = hash_hex(tally)
        sizes = encode_json({"num_tallied": tallied, "total_weight": weight, "encrypted_tally": digest})
        self.add("EncryptedTally", tally, sizes)

    def add_decryption(self, owner: int, decryption: bytes) -> None:
        """Add a partial decryption of the trustee of that number."""
        self.add("PartialDecryption", decryption, encode_json({"owner": owner, "payload": hash_hex(decryption)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCredentials:
    """What the program made: the private credentials by login, and the fingerprint it prints of the public ones."""

    private: dict[str, str]
    fingerprint: str


def _by_login(text: str) -> dict[str, str]:
    """Read a file of private credentials: one JSON object, or in 2.0 lines `address[,login[,weight]] credential`."""
    if text.startswith("{"):
        made: dict[str, str] = json.loads(text)
        return made
    pairs = (line.split() for line in text.splitlines())
    return {_login(*identity.split(",")): credential for identity, credential in pairs}


def _login(address: str, login: str = "", _weight: str = "") -> str:
    return login or address


def tools_public_credential(text: str, uuid: str) -> str:
    """Return the public half of a credential that the program made, in the older or the newer way.

    Newer ones have 22 characters, and a secret of 512 bits: two digests, one behind the other.
    """
    if len(text) == len("XXX-XXX-XXX-XXX-XXX"):
        return public_credential(text, uuid)
    digests = (hashlib.sha256(f"derive_credential|{uuid}|{half}|{text}".encode()).digest() for half in (0, 1))
    secret = int.from_bytes(b"".join(digests), "big") % BELENIOS_2048.order
    return BELENIOS_2048.encode_element(BELENIOS_2048.generator_power(secret))


def set_up_and_ballots(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return an archive cut back to its set-up, and all its ballots; for one whose container is right."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
        members = tar.getmembers()
        contents = {member.name: data[member.offset_data : member.offset_data + member.size] for member in members}
    events = (json.loads(content) for name, content in contents.items() if name.endswith(".event.json"))
    ballots = [contents[f"{event['payload']}.data.json"] for event in events if event["type"] == "Ballot"]
    return data[: members[SET_UP_ENTRIES].offset] if len(members) > SET_UP_ENTRIES else data, ballots
