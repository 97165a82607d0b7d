"""The reference program, Debian's belenios-tool, run in a directory of its own."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ballots.encoding import encode_json, hash_hex
from tests.support.elections import SmallElection


@dataclass(frozen=True, slots=True)
class BeleniosTool:
    """A directory that belenios-tool works in."""

    directory: Path

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run the program and return what it said."""
        command = ["belenios-tool", *arguments]
        return subprocess.run(command, cwd=self.directory, input=given, capture_output=True, timeout=60)

    def accepts(self) -> bool:
        """Tell whether `election verify` accepts the archive."""
        done = self.run("election", "verify")
        return done.returncode == 0 and b"all checks passed" in done.stderr

    def set_up(self, small: SmallElection) -> None:
        """Start the archive of an election."""
        for name, data in (
            ("election.json", small.election.to_bytes()),
            ("trustees.json", small.trustees_bytes),
            ("public_creds.json", small.credentials_bytes),
        ):
            (self.directory / name).write_bytes(data + b"\n")
        self.run("archive", "init").check_returncode()

    def add(self, kind: str, *lines: bytes) -> None:
        """Add an event whose data are these lines."""
        given = b"".join(line + b"\n" for line in lines)
        self.run("archive", "add-event", f"--type={kind}", given=given).check_returncode()

    def make_ballot(self, credential: str, choices: bytes) -> bytes:
        """Return a ballot made by the program."""
        (self.directory / "credential").write_text(credential + "\n")
        (self.directory / "choices").write_bytes(choices)
        done = self.run("election", "generate-ballot", "--privcred=credential", "--ballot=choices")
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
