"""`lots.json`: every drawing of lots of an election, repeated from its digits. SPEC: counting and lots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ballots import board as chain
from ballots.counting.errors import CountError, LotSeedError
from ballots.counting.lots import Method, draw, draw_order, order_seed
from ballots.counting.plurality import Outcome, rank
from ballots.election import MAX_ANSWERS, Election
from ballots.encoding import Json, decode_message, encode_message, read_integer, read_list, read_object, read_text
from ballots.errors import ShapeError
from ballots.record.errors import LotsElectionError, LotsOrderError, LotsTieError
from ballots.tally import Result
from ballots.verify import Audit

MAX_BYTES: Final = 16_777_216
MAX_DIGITS: Final = 100

_KIND: Final = "majma lots"
_VERSION: Final = 1
_FIELDS: Final = ("seats", "alternates", "withdrawn", "order", "ties")
_ORDER: Final = ("method", "digits", "listed", "drawn")
_TIE: Final = ("method", "rank", "tied", "digits", "drawn")
_MAX_NAME: Final = 10_000
_MAX_METHOD: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraw:
    """How the order on the ballot was drawn: the published list, and places in it, first whoever is number 1."""

    method: Method
    digits: str
    listed: tuple[str, ...]
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDraw:
    """How one tie was drawn: numbers on the ballot from 1, `tied` ascending, `drawn` first drawn first."""

    method: Method
    rank: int
    tied: tuple[int, ...]
    digits: str
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """The rule that decides which ties are open, and what was drawn; `withdrawn` are numbers on the ballot from 1."""

    seats: int
    alternates: int
    withdrawn: tuple[int, ...] = ()
    order: OrderDraw | None = None
    ties: tuple[TieDraw, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the canonical JSON."""
        order: dict[str, Json] = {"order": _encode_order(self.order)} if self.order else {}
        ties: list[Json] = [_encode_tie(tie) for tie in self.ties]
        withdrawn: list[Json] = [*self.withdrawn]
        rule: dict[str, Json] = {"seats": self.seats, "alternates": self.alternates, "withdrawn": withdrawn}
        return encode_message(_KIND, _VERSION, {**rule, **order, "ties": ties})


def decode_lots(data: bytes) -> Lots:
    """Return drawings from canonical JSON. Raises EncodingError."""
    fields = decode_message(data, _KIND, _VERSION, _FIELDS, MAX_BYTES, ("order",))
    return Lots(
        seats=read_integer(fields["seats"], 1, MAX_ANSWERS),
        alternates=read_integer(fields["alternates"], 0, MAX_ANSWERS),
        withdrawn=_ascending(fields["withdrawn"]),
        order=_decode_order(fields["order"]) if "order" in fields else None,
        ties=tuple(_decode_tie(tie) for tie in read_list(fields["ties"], 0, MAX_ANSWERS)),
    )


def anchors_of(audit: Audit) -> dict[Method, str]:
    """Return the hex hashes that ties hang on, as far as a checked archive goes."""
    events = {Method.BALLS: chain.ENCRYPTED_TALLY, Method.DICE: chain.RESULT}
    return {method: audit.heads[event].hash for method, event in events.items() if event in audit.heads}


def verify_lots(lots: Lots, election: Election, result: Result | None, anchors: Mapping[Method, str]) -> str:
    """Check every drawing against the election and its result; return what there is to say of them.

    `anchors` are the hex hashes that ties hang on (`anchors_of`): with balls the EncryptedTally event's, with dice the
    Result event's.
    Raises LotsElectionError, LotsOrderError or LotsTieError, in this order.
    """
    if len(election.questions) != 1:
        raise LotsElectionError("lots are drawn in elections of one question")
    if lots.ties and result is None:
        raise LotsElectionError("ties are drawn after the result")
    asked = election.questions[0]
    if lots.order is not None:
        _verify_order(lots.order, asked.answers)
    if any(number > len(asked.answers) for number in lots.withdrawn):
        raise LotsTieError("a withdrawn candidate is not among the counted")
    if result is not None:
        _verify_ties(lots, result[0][asked.blank :], anchors)
    return f"{'the order on the ballot and ' if lots.order else ''}{len(lots.ties)} ties, repeated"


def _verify_order(order: OrderDraw, answers: tuple[str, ...]) -> None:
    try:
        seed = order_seed(order.digits, order.listed, order.method)
        drawn = draw(seed, len(order.listed), len(order.listed))
    except LotSeedError as error:
        raise LotsOrderError(str(error)) from error
    if drawn != order.drawn or tuple(order.listed[place - 1] for place in drawn) != answers:
        raise LotsOrderError("the order on the ballot is not the one that the digits give")


def _verify_ties(lots: Lots, counts: Sequence[int], anchors: Mapping[Method, str]) -> None:
    try:
        for turn, tie in enumerate(lots.ties):
            found = rank_of(lots, counts, lots.ties[:turn]).ties[:1]
            wanted = tuple(TieDraw(
                method=tie.method, rank=one.rank, tied=tuple(index + 1 for index in one.candidates), digits=tie.digits,
                drawn=tuple(
                    index + 1
                    for index in draw_order(one.candidates, tie.digits, anchors[tie.method], one.rank, tie.method)
                ),
            ) for one in found)  # fmt: skip
            if wanted != (tie,):
                raise LotsTieError(f"drawing {turn + 1} is not of the tie that was open, or gives another order")
        rank_of(lots, counts, lots.ties)
    except CountError as error:
        raise LotsTieError(str(error)) from error


def rank_of(lots: Lots, counts: Sequence[int], drawn: Sequence[TieDraw]) -> Outcome:
    """Return seats, alternates and open ties by these counts of the answers and drawings. Raises CountError."""
    return rank(
        tuple(counts),
        lots.seats,
        lots.alternates,
        tuple(number - 1 for number in lots.withdrawn),
        tuple(tuple(number - 1 for number in tie.drawn) for tie in drawn),
    )


def _encode_order(order: OrderDraw) -> Json:
    return {
        "method": order.method.value,
        "digits": order.digits,
        "listed": [*order.listed],
        "drawn": [*order.drawn],
    }


def _decode_order(value: Json) -> OrderDraw:
    fields = read_object(value, _ORDER)
    return OrderDraw(
        method=_method(fields["method"]),
        digits=read_text(fields["digits"], MAX_DIGITS),
        listed=tuple(read_text(name, _MAX_NAME) for name in read_list(fields["listed"], 1, MAX_ANSWERS)),
        drawn=_numbers(fields["drawn"]),
    )


def _encode_tie(tie: TieDraw) -> Json:
    return {
        "method": tie.method.value,
        "rank": tie.rank,
        "tied": [*tie.tied],
        "digits": tie.digits,
        "drawn": [*tie.drawn],
    }


def _decode_tie(value: Json) -> TieDraw:
    fields = read_object(value, _TIE)
    return TieDraw(
        method=_method(fields["method"]),
        rank=read_integer(fields["rank"], 1, MAX_ANSWERS),
        tied=_ascending(fields["tied"]),
        digits=read_text(fields["digits"], MAX_DIGITS),
        drawn=_numbers(fields["drawn"]),
    )


def _method(value: Json) -> Method:
    method = read_text(value, _MAX_METHOD)
    if method not in set(Method):
        raise ShapeError("lots are drawn with balls or dice")
    return Method(method)


def _numbers(value: Json) -> tuple[int, ...]:
    return tuple(read_integer(entry, 1, MAX_ANSWERS) for entry in read_list(value, 0, MAX_ANSWERS))


def _ascending(value: Json) -> tuple[int, ...]:
    numbers = _numbers(value)
    if list(numbers) != sorted(set(numbers)):
        raise ShapeError("numbers of candidates are not ascending")
    return numbers
