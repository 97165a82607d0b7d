"""Slips: credentials on paper, made by the office or by a credential officer on another laptop. SPEC: slips.

Three messages travel: the office's order, the officer's batch (the public halves), and the papers, which hold the
secrets and go from the officer's laptop to its printer only.
"""

import base64
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots import credential, token
from ballots.custody_errors import SerialError, SlipCredentialError, SlipFileError
from ballots.ed25519 import load_public_key
from ballots.election import Election, decode_election
from ballots.encoding import Json, decode_json, encode_json, read_integer, read_list, read_object, read_text
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048, Random
from ballots.independence import guessable

MAX_SLIPS: Final = 100_000
FIRST_OFFICER_KEY: Final = 1000
"""Ids of keys of credential officers begin here; below are the installation's own."""

_ORDER, _BATCH, _PAPERS = "majma slip order", "majma slip batch", "majma slips"
_VERSION: Final = 1
_SERIAL_SIZE: Final = 5
SERIAL_LENGTH: Final = _SERIAL_SIZE * 8 // 5  # characters of five bits each
_MAX_BYTES: Final = 120_000_000
_MAX_TEXT: Final = 5_000_000
_SERIAL = re.compile("[A-Z2-7]{4}-[A-Z2-7]{4}")
_MAX_TYPED: Final = 40
_LOOKALIKES: Final = str.maketrans("018", "OIB")
"""What a hand may write for letters; base 32 has none of these digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSigner:
    """The Ed25519 key that signs the slips' tokens, and the id it is published under."""

    key_id: int
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """What goes on one piece of paper. `credential` and `token` are secret until it is handed out."""

    serial: str
    credential: str = field(repr=False)
    token: str = field(repr=False)
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRecord:
    """The public half of a slip: what the office may know."""

    serial: str
    credential: str
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSlip:
    """A slip that nobody has signed yet; `public` is the public half of its `credential`, which is secret."""

    serial: str
    credential: str = field(repr=False)
    public: str


Made: TypeAlias = tuple[PrintedSlip, SlipRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the office asks for: so many slips of one election until `expiry` (Unix seconds, 0 for never).

    `paper` is what only the printing needs; it is not looked into here.
    """

    election: Election
    count: int
    expiry: int
    paper: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What the credential officer hands back: the public halves, and the key that signed the tokens."""

    uuid: str
    fingerprint: str
    key_id: int
    key: Ed25519PublicKey
    records: tuple[SlipRecord, ...]

    @property
    def token_key(self) -> token.TokenKey:
        """The key as it is published: for slips of this election and nothing else."""
        return token.TokenKey(public=self.key, kinds=frozenset({token.Kind.SLIP}), of=self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsOf:
    """What the slips of one election are bound to; `expiry` in Unix seconds, 0 for never."""

    uuid: str
    fingerprint: str
    expiry: int


def draw_slips(uuid: str, count: int, random: Random) -> tuple[DrawnSlip, ...]:
    """Return so many new credentials of an election, each with a serial of its own; nothing is signed yet."""
    drawn: dict[str, DrawnSlip] = {}
    while len(drawn) < count:
        serial = _serial(random(_SERIAL_SIZE))
        if serial not in drawn:
            secret = credential.generate(random)
            drawn[serial] = DrawnSlip(
                serial=serial, credential=secret, public=credential.public_credential(secret, uuid)
            )
    return tuple(drawn.values())


def sign_slip(election: SlipsOf, record: SlipRecord, signer: TokenSigner) -> str:
    """Return the token of a slip; its public half is enough for that."""
    return token.sign_token(
        token.Token(
            kind=token.Kind.SLIP, key_id=signer.key_id, context=token.context_of(election.fingerprint),
            subject=int.from_bytes(base64.b32decode(record.serial.replace("-", "")), "big"), expiry=election.expiry,
            digest=token.slip_digest(election.uuid, record.credential),
        ),
        signer.private,
    )  # fmt: skip


def make_slips(election: SlipsOf, weights: Sequence[int], signer: TokenSigner, random: Random) -> tuple[Made, ...]:
    """Return a slip for each weight, each with a new credential, a signed token and a serial of its own."""
    made: list[Made] = []
    for one, weight in zip(draw_slips(election.uuid, len(weights), random), weights, strict=True):
        record = SlipRecord(serial=one.serial, credential=one.public, weight=weight)
        signed = sign_slip(election, record, signer)
        slip = PrintedSlip(serial=one.serial, credential=one.credential, token=signed, weight=weight)
        made.append((slip, record))
    return tuple(made)


def lay_out(serials: Collection[str], per_page: int, personal: int = 0) -> tuple[tuple[str, ...], ...]:
    """Return the serials of each printed page: in ascending order, `per_page` on a page.

    The last `personal` are those of personal slips, each on a page of its own. Raises ValueError for other numbers.
    """
    if per_page < 1 or not 0 <= personal <= len(serials):
        raise ValueError("so many slips do not fit on pages")
    ordered = sorted(serials)
    drawn = len(ordered) - personal
    pages = [tuple(ordered[start : min(start + per_page, drawn)]) for start in range(0, drawn, per_page)]
    return (*pages, *((serial,) for serial in ordered[drawn:]))


def read_serial(text: str) -> str:
    """Return a typed serial in its one form; blanks, dashes, small letters and the digits 0, 1, 8 are forgiven.

    Raises SerialError for anything else, so that a secret that was put in its place goes no further.
    """
    plain = credential.without_separators(text) if len(text) <= _MAX_TYPED else ""
    form = _dashed(plain.upper().translate(_LOOKALIKES)) if plain.isascii() else ""
    if not _SERIAL.fullmatch(form):
        raise SerialError("a serial has 8 characters A to Z and 2 to 7")
    return form


def encode_order(order: Order) -> bytes:
    """Return the canonical JSON of an order."""
    return encode_json({
        "kind": _ORDER, "version": _VERSION, "election": order.election.raw.decode(), "count": order.count,
        "expiry": order.expiry, "paper": order.paper,
    })  # fmt: skip


def decode_order(data: bytes) -> Order:
    """Return an order from its bytes. Raises SlipFileError."""
    fields = _read(data, _ORDER, ("election", "count", "expiry", "paper"))
    try:
        paper = fields["paper"]
        if not isinstance(paper, dict):
            raise SlipFileError("the order says nothing of the paper")
        return Order(
            election=decode_election(read_text(fields["election"], _MAX_TEXT).encode()),
            count=read_integer(fields["count"], 1, MAX_SLIPS),
            expiry=read_integer(fields["expiry"], 0, 2**32 - 1),
            paper=paper,
        )
    except (BallotsError, UnicodeError) as error:
        raise SlipFileError(f"the order is damaged: {error}") from error


def encode_batch(batch: Batch) -> bytes:
    """Return the canonical JSON of a batch, its slips sorted by serial so that their order tells nothing."""
    records: list[Json] = [
        [one.serial, one.credential, one.weight] for one in sorted(batch.records, key=lambda one: one.serial)
    ]
    return encode_json({
        "kind": _BATCH, "version": _VERSION, "uuid": batch.uuid, "fingerprint": batch.fingerprint,
        "key_id": batch.key_id, "key": batch.key.public_bytes_raw().hex(), "slips": records,
    })  # fmt: skip


def decode_batch(data: bytes) -> Batch:
    """Return a batch from its bytes, all its credentials good. Raises SlipFileError, SlipCredentialError."""
    batch = read_batch(data)
    check_batch(batch)
    return batch


def read_batch(data: bytes) -> Batch:
    """Return a batch from its bytes, its serials all different and its credentials not looked at.

    Reading a list that is far too long costs little this way. Raises SlipFileError.
    """
    fields = _read(data, _BATCH, ("uuid", "fingerprint", "key_id", "key", "slips"))
    try:
        records = tuple(_decode_record(entry) for entry in read_list(fields["slips"], 1, MAX_SLIPS))
        batch = Batch(
            uuid=read_text(fields["uuid"], 100),
            fingerprint=read_text(fields["fingerprint"], 100),
            key_id=read_integer(fields["key_id"], FIRST_OFFICER_KEY, 2**16 - 1),
            key=load_public_key(bytes.fromhex(read_text(fields["key"], 64))),
            records=records,
        )
    except (BallotsError, ValueError) as error:
        raise SlipFileError(f"the batch is damaged: {error}") from error
    if len({one.serial for one in records}) < len(records):
        raise SlipFileError("a serial stands twice in the batch")
    if encode_batch(batch) != data.rstrip(b"\r\n"):
        raise SlipFileError("the batch is not in its one spelling, or its slips are not sorted by serial")
    return batch


def check_batch(batch: Batch, keys: Collection[str] = ()) -> None:
    """Check each credential of a batch: in the group, different from the others, with a secret that nobody guesses.

    `keys` are numbers in base 10 that none may be, such as the trustees' keys. Raises SlipCredentialError, which names
    the serial, and SlipFileError when the weights together are too heavy.
    """
    known, guesses, group = set(keys), guessable(), BELENIOS_2048
    for one in batch.records:
        try:
            element = group.decode_element(one.credential)
        except BallotsError as error:
            raise SlipCredentialError(one.serial, str(error)) from error
        if element == group.one or one.credential in guesses:
            raise SlipCredentialError(one.serial, "everybody knows the secret of this credential")
        if one.credential in known:
            raise SlipCredentialError(one.serial, "this number stands in another place already")
        known.add(one.credential)
    if sum(one.weight for one in batch.records) > credential.MAX_TOTAL_WEIGHT:
        raise SlipFileError("the weights are too heavy together")


def encode_papers(order: Order, slips: Sequence[PrintedSlip]) -> bytes:
    """Return the canonical JSON of the slips for printing: it holds every secret, keep it as you would the slips."""
    papers: list[Json] = [[one.serial, one.credential, one.token, one.weight] for one in slips]
    return encode_json({
        "kind": _PAPERS, "version": _VERSION, "fingerprint": order.election.fingerprint, "paper": order.paper,
        "slips": papers,
    })  # fmt: skip


def decode_papers(data: bytes) -> tuple[str, dict[str, Json], tuple[PrintedSlip, ...]]:
    """Return the election's fingerprint, what the printing needs, and the slips. Raises SlipFileError."""
    fields = _read(data, _PAPERS, ("fingerprint", "paper", "slips"))
    try:
        paper = fields["paper"]
        if not isinstance(paper, dict):
            raise SlipFileError("the file says nothing of the paper")
        slips = tuple(_decode_paper(entry) for entry in read_list(fields["slips"], 1, MAX_SLIPS))
        return read_text(fields["fingerprint"], 100), paper, slips
    except BallotsError as error:
        raise SlipFileError(f"the slips are damaged: {error}") from error


def _decode_record(entry: Json) -> SlipRecord:
    serial, public, weight = read_list(entry, 3, 3)
    return SlipRecord(
        serial=_read_serial(serial),
        credential=read_text(public, 700),
        weight=read_integer(weight, 1, credential.MAX_TOTAL_WEIGHT),
    )


def _decode_paper(entry: Json) -> PrintedSlip:
    serial, value, signed, weight = read_list(entry, 4, 4)
    secret = read_text(value, 30)
    if credential.normalise(secret) != secret:
        raise SlipFileError("a credential has another form")
    return PrintedSlip(
        serial=_read_serial(serial),
        credential=secret,
        token=read_text(signed, token.TOKEN_LENGTH),
        weight=read_integer(weight, 1, credential.MAX_TOTAL_WEIGHT),
    )


def _read(data: bytes, kind: str, names: tuple[str, ...]) -> dict[str, Json]:
    try:
        fields = read_object(decode_json(data.rstrip(b"\r\n"), _MAX_BYTES), ("kind", "version", *names))
        if fields["kind"] != kind:
            raise SlipFileError(f"the file is not of the kind {kind!r}")
        read_integer(fields["version"], _VERSION, _VERSION)
    except BallotsError as error:
        raise SlipFileError(str(error)) from error
    return fields


def _read_serial(value: Json) -> str:
    text = read_text(value, 20)
    if not _SERIAL.fullmatch(text):
        raise SlipFileError("a serial has another form")
    return text


def _serial(number: bytes) -> str:
    return _dashed(base64.b32encode(number).decode())


def _dashed(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"
