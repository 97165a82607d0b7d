"""Small elections with everything needed to vote in them: a few lines per test."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ballots.ballot import check_ballot, encrypt_ballot
from ballots.credential import (
    decode_public_credentials,
    encode_public_credentials,
    generate,
    public_credential,
)
from ballots.election import Election, Question, generate_uuid
from ballots.elgamal import EncryptedTally
from ballots.group import Random
from ballots.tally import Result, accumulate, decrypt
from ballots.trustees import (
    TrusteeKey,
    election_key,
    encode_trustees,
    generate_private_key,
    make_public_key,
    partial_decryption,
)

Marks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallElection:
    """An election and all its secrets: voters' credentials and trustees' private keys."""

    election: Election
    credentials: tuple[str, ...]
    weights: tuple[int, ...]
    private_keys: tuple[int, ...]
    keys: tuple[TrusteeKey, ...]
    random: Random

    @property
    def trustees_bytes(self) -> bytes:
        """Return the list of trustees as archived."""
        return encode_trustees(self.keys)

    @property
    def credentials_bytes(self) -> bytes:
        """Return the list of public credentials as archived."""
        publics = [public_credential(text, self.election.uuid) for text in self.credentials]
        return encode_public_credentials(zip(publics, self.weights, strict=True))

    @property
    def public_credentials(self) -> dict[str, int]:
        """Return the weights by public credential."""
        return decode_public_credentials(self.credentials_bytes)

    def ballot(self, voter: int, choices: Marks) -> bytes:
        """Return a ballot of the voter of that index."""
        return encrypt_ballot(self.election, self.credentials[voter], choices, self.random)

    def tally(self, ballots: Sequence[bytes]) -> EncryptedTally:
        """Return the encrypted tally of these ballots, one per credential."""
        known = self.public_credentials
        checked = [check_ballot(data, self.election, known) for data in ballots]
        return accumulate(self.election, [(ballot, known[ballot.credential]) for ballot in checked])

    def decryptions(self, encrypted_tally: EncryptedTally) -> tuple[bytes, ...]:
        """Return each trustee's partial decryption."""
        return tuple(
            partial_decryption(private, encrypted_tally, self.election, self.random) for private in self.private_keys
        )

    def result(self, encrypted_tally: EncryptedTally) -> Result:
        """Return the decrypted sums."""
        return decrypt(encrypted_tally, self.decryptions(encrypted_tally), self.keys, sum(self.weights))


def seeded(seed: int) -> Random:
    """Return a repeatable source of bytes, for tests only."""
    return random.Random(seed).randbytes


def question(answers: int = 3, minimum: int = 0, maximum: int = 2, *, blank: bool = False) -> Question:
    """Return a question with that many candidates."""
    names = tuple(f"نامزد {number}" for number in range(1, answers + 1))
    return Question(text="نمایندگان", answers=names, minimum=minimum, maximum=maximum, blank=blank)


def small_election(
    *questions: Question, voters: int = 2, trustees: int = 2, weights: tuple[int, ...] = (), seed: int = 1
) -> SmallElection:
    """Return an election with these questions, or with one question of three candidates."""
    source = seeded(seed)
    private_keys = tuple(generate_private_key(source) for _ in range(trustees))
    keys = tuple(make_public_key(private, source) for private in private_keys)
    election = Election(
        uuid=generate_uuid(source),
        name="مجمع آزمایشی",
        description="برای آزمون",
        public_key=election_key(keys),
        questions=questions or (question(),),
        administrator="دبیر مجمع",
        credential_authority="مسئول برگه‌ها",
    )
    return SmallElection(
        election=election,
        credentials=tuple(generate(source) for _ in range(voters)),
        weights=weights or (1,) * voters,
        private_keys=private_keys,
        keys=keys,
        random=source,
    )
