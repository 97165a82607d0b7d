"""`accounting.json`: which slips were not handed out, against the ballots. SPEC: paper against ballots."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from ballots.credential import MAX_CREDENTIALS
from ballots.encoding import Json, decode_message, encode_message, hash_base64, read_integer, read_list, read_text
from ballots.group import BELENIOS_2048, Group
from ballots.record.errors import (
    AccountingCastError,
    AccountingEarlyError,
    AccountingForeignError,
    AccountingListError,
    AccountingSumError,
)

MAX_BYTES: Final = 700_000_000
LEAST_REASON: Final = 10
MOST_REASON: Final = 2000

_KIND: Final = "majma accounting"
_VERSION: Final = 1
_LISTS: Final = ("unused", "spoiled", "void")
_FIELDS: Final = ("fingerprint", "handed_out", *_LISTS, "reason")
_MAX_TEXT: Final = 700
_BEGINNING: Final = 20  # digits of a credential in a sentence: enough to find it on the list


class Voters(Protocol):
    """The list of credentials, and who has a ballot."""

    def __len__(self) -> int:
        """The number of credentials on the list."""

    def has_ballot(self, credential: str) -> bool | None:
        """Whether a public credential in base 10 has a ballot; None when it is not on the list."""

    @property
    def voters(self) -> int:
        """How many credentials have a ballot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Public credentials in base 10 of the slips that are not in voters' hands, and how many slips are.

    `reason` was accepted by two officers where the sums do not balance, else "".
    """

    fingerprint: str
    handed_out: int
    unused: tuple[str, ...] = ()
    spoiled: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    reason: str = ""

    @property
    def listed(self) -> int:
        """How many slips are listed."""
        return len(self.unused) + len(self.spoiled) + len(self.void)

    def to_bytes(self) -> bytes:
        """Return the canonical JSON, each list ascending as numbers."""
        lists: dict[str, Json] = {name: [*sorted(getattr(self, name), key=int)] for name in _LISTS}
        reason: dict[str, Json] = {"reason": self.reason} if self.reason else {}
        fields: dict[str, Json] = {"fingerprint": self.fingerprint, "handed_out": self.handed_out}
        return encode_message(_KIND, _VERSION, {**fields, **lists, **reason})

    @property
    def hash(self) -> str:
        """What a checkpoint says of it: the b64 hash of the file."""
        return hash_base64(self.to_bytes())


def decode_accounting(data: bytes, group: Group = BELENIOS_2048) -> Accounting:
    """Return an accounting from canonical JSON. Raises EncodingError, ElementRangeError, AccountingListError."""
    fields = decode_message(data, _KIND, _VERSION, _FIELDS, MAX_BYTES, ("reason",))
    lists = {name: tuple(_read_list(fields[name], group)) for name in _LISTS}
    return Accounting(
        fingerprint=read_text(fields["fingerprint"], _MAX_TEXT),
        handed_out=read_integer(fields["handed_out"], 0, MAX_CREDENTIALS),
        **lists,
        reason=_reason(fields["reason"]) if "reason" in fields else "",
    )


def check_place(accounting: Accounting, fingerprint: str, *, has_ended: bool) -> None:
    """Check that an accounting belongs where it stands: to this election, whose ballots have ended.

    Raises AccountingForeignError or AccountingEarlyError, in this order.
    """
    if accounting.fingerprint != fingerprint:
        raise AccountingForeignError("the accounting is of another election")
    if not has_ended:
        raise AccountingEarlyError("there is an accounting and the ballots have not ended")


def verify_accounting(accounting: Accounting, voters: Voters) -> str:
    """Check the numbers of an accounting against the board; return what there is to say of it.

    Raises AccountingListError, AccountingCastError or AccountingSumError, in this order. No more can have a ballot than
    slips were handed out unless one of these is raised, or a reason was accepted.
    """
    _check_listed(accounting, voters)
    missing = len(voters) - accounting.listed - accounting.handed_out
    surplus = max(0, voters.voters - accounting.handed_out)
    if missing and not accounting.reason:
        raise AccountingSumError(f"{len(voters)} slips, {accounting.listed} listed, {accounting.handed_out} handed out")
    said = f"{accounting.handed_out} handed out, {accounting.listed} not"
    return f"{said}; accepted with a reason: off by {missing}, surplus {surplus}" if missing or surplus else said


def _check_listed(accounting: Accounting, voters: Voters) -> None:
    seen: set[str] = set()
    for name in _LISTS:
        for credential in getattr(accounting, name):
            if credential in seen:
                raise AccountingListError(f"a credential stands twice, the second time as {name}")
            seen.add(credential)
            if voters.has_ballot(credential) is None:
                raise AccountingListError(f"a credential that is {name} is not on the list of credentials")
    for name in _LISTS:
        for credential in getattr(accounting, name):
            if voters.has_ballot(credential):
                beginning = credential[:_BEGINNING]
                raise AccountingCastError(f"a slip that is {name} has a ballot: public credential {beginning}…")


def _read_list(value: Json, group: Group) -> Iterator[str]:
    last = 0
    for entry in read_list(value, 0, MAX_CREDENTIALS):
        number = int(group.read_element(entry))
        if number <= last:
            raise AccountingListError("a list of the accounting is not ascending")
        last = number
        yield str(number)


def _reason(value: Json) -> str:
    reason = read_text(value, MOST_REASON)
    if len(reason) < LEAST_REASON:
        raise AccountingListError(f"a reason has at least {LEAST_REASON} characters")
    return reason
