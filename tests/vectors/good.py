"""Good records, which a right verifier accepts: so that one that refuses everything is caught too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ballots import board
from ballots.counting.lots import Method, draw_order
from ballots.record import container
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.lots import Lots, TieDraw
from tests.support.archives import decryption_link, setup_link
from tests.vectors.drafts import (
    DECRYPTION,
    DECRYPTION_2,
    END,
    FIRST,
    RESULT,
    SETUP,
    TALLY,
    Draft,
    canonical,
    closing,
    draft,
    packed,
)
from tests.vectors.records import Files, Whole, files, heads_of, packed_record, record, signed
from tests.vectors.records import whole as whole_board

Options = dict[str, str]
Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A record without fault: what it is, the stage that it has come to, and its result if there is one."""

    name: str
    about: str
    stage: str
    make: Callable[[Draft], bytes]
    world: str = "plain"
    result: Counts | None = None
    record: bool = False
    bound: bool = True
    bring: Callable[[Draft], Options] = field(default=lambda draft: {})

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"good/{self.name}.record.zip" if self.record else f"good/{self.name}.bel"

    @property
    def alone(self) -> str | None:
        """The code by which a whole check still refuses it, as a decryption has no binding; it is foreign then."""
        is_due = self.stage in ("decrypting", "decrypted", "result")
        return "bindings-missing" if is_due and not (self.record and self.bound) else None

    def options(self) -> Options:
        """Return what the reader brings."""
        return self.bring(draft(self.world, self.name))

    def archive(self) -> bytes:
        """Return the bytes, the same every time."""
        return self.make(draft(self.world, self.name))


def until(place: int) -> Callable[[Draft], bytes]:
    """Return what makes the record up to the event at `place`."""
    return lambda draft: packed(draft.said[: place + 1])


def whole(draft: Draft) -> bytes:
    return packed(draft.said)


def without_ballots(draft: Draft) -> bytes:
    return packed([draft.said[SETUP], *closing(draft.small, [])])


def other_way_round(draft: Draft) -> bytes:
    said = draft.said
    return packed([*said[:DECRYPTION], said[DECRYPTION_2], said[DECRYPTION], said[RESULT]])


def weight_written(draft: Draft) -> bytes:
    """A weight of 1 is written, as belenios-tool does where other weights differ."""
    entries = [text if "," in text else f"{text},1" for text in json.loads(draft.parts[2])]
    return packed([setup_link(*draft.parts[:2], canonical(entries)), *draft.said[1:]])


def decrypted_anew(draft: Draft) -> bytes:
    """The first trustee's decryption with other proofs, as good as the old ones."""
    tally = closing(draft.small, draft.ballots)
    link = decryption_link(1, tally[2].data[0])
    return packed([*draft.said[:DECRYPTION], link, *draft.said[DECRYPTION_2:]])


def upto(place: int) -> Callable[[Draft], bytes]:
    """Return what makes the record file of a board up to the event at `place`."""

    def make(draft: Draft) -> bytes:
        of = whole_board(draft)
        return packed_record(files(Whole(draft=draft, events=of.events[: place + 1])))

    return make


def first_receipt(draft: Draft) -> Options:
    return {"receipt": whole_board(draft).receipt()}


def by_dice(of: Whole, parts: Files) -> Files:
    """The list is by alphabet as it stands, and dice ordered the tie."""
    places = draw_order((0, 1), "35164", of.at(board.RESULT).hash, 1, Method.DICE)
    tie = TieDraw(method=Method.DICE, rank=1, tied=(1, 2), digits="35164", drawn=tuple(place + 1 for place in places))
    return {**parts, container.LOTS: Lots(seats=1, alternates=1, ties=(tie,)).to_bytes()}


def unknown_lines(of: Whole, parts: Files) -> Files:
    heads = [of.checkpoint(height, of.bindings(), of.accounting()) for height in of.heights()]
    said = [
        replace(head, lines={"early": "a", **head.lines, "journal": "A" * 43, "a-new-line": "~!", "clock": "released"})
        for head in heads
    ]
    return {**parts, container.CHECKPOINTS: encode_checkpoints(map(signed, said))}


def with_a_reason(of: Whole, parts: Files) -> Files:
    said = replace(of.accounting(), handed_out=1, unused=(), reason="Two slips were torn and thrown away.")
    heads = heads_of(of, said, of.bindings())
    return {**parts, container.ACCOUNTING: said.to_bytes(), container.CHECKPOINTS: heads}


def legacy(place: int) -> Callable[[Draft], bytes]:
    """Return what makes an earlier program's record up to the event at `place`: no accounting, no bindings."""

    def make(draft: Draft) -> bytes:
        of = whole_board(draft)
        return packed_record(files(Whole(draft=draft, events=of.events[: place + 1]), bound=False, counted=False))

    return make


def signed_to_the_tally(of: Whole, parts: Files) -> Files:
    heads = [of.checkpoint(height, of.bindings(), of.accounting()) for height in of.heights()[:3]]
    return {**parts, container.CHECKPOINTS: encode_checkpoints(map(signed, heads))}


GOOD = (
    Good(name="set-up", about="A board with nothing but its set-up.", stage="set-up", make=until(SETUP)),
    Good(name="open", about="A board that takes ballots; there is one so far.", stage="open", make=until(FIRST)),
    Good(name="closed", about="The ballots are ended.", stage="closed", make=until(END)),
    Good(name="tallied", about="The encrypted tally is published.", stage="tallied", make=until(TALLY)),
    Good(
        name="decrypting",
        about="One of two trustees has decrypted.",
        stage="decrypting",
        make=until(DECRYPTION),
    ),
    Good(
        name="plain",
        about="A whole record: one question, two ballots.",
        stage="result",
        make=whole,
        result=((2, 0),),
    ),
    Good(
        name="blank",
        about="A question with blank; one of the two ballots is blank.",
        stage="result",
        make=whole,
        world="blank",
        result=((1, 1, 0),),
    ),
    Good(
        name="weights",
        about="Three voters with the weights 1, 4 and 2, of whom the first two vote.",
        stage="result",
        make=whole,
        world="weights",
        result=((1, 4),),
    ),
    Good(
        name="weight-one-written",
        about="The same, but the weight 1 is written, which is allowed although not needed.",
        stage="result",
        make=weight_written,
        world="weights",
        result=((1, 4),),
    ),
    Good(
        name="voted-again",
        about="A voter votes again behind another's ballot: the last one counts.",
        stage="result",
        make=whole,
        world="again",
        result=((2, 0),),
    ),
    Good(
        name="two-questions",
        about="Two questions with other bounds.",
        stage="result",
        make=whole,
        world="two",
        result=((1, 0), (1, 2)),
    ),
    Good(
        name="no-ballots",
        about="Nobody votes: the tally is (1, 1) everywhere, the result zeros.",
        stage="result",
        make=without_ballots,
        result=((0, 0),),
    ),
    Good(
        name="decrypted-in-other-order",
        about="The second trustee decrypts before the first.",
        stage="result",
        make=other_way_round,
        result=((2, 0),),
    ),
    Good(
        name="decrypted-anew",
        about="A whole record in which the first trustee made other proofs.",
        stage="result",
        make=decrypted_anew,
        result=((2, 0),),
    ),
    *(
        Good(name=f"record-{name}", about=f"The record of {about}.", stage=stage, make=upto(place), record=True)
        for name, about, stage, place in (
            ("set-up", "a board with nothing but its set-up", "set-up", SETUP),
            ("open", "a board that takes ballots: one stands behind the last signed head", "open", FIRST),
            ("closed", "a closed board, its slips accounted for", "closed", END),
            ("tallied", "a board with its encrypted tally", "tallied", TALLY),
            ("decrypting", "a board with one of two decryptions, bound", "decrypting", DECRYPTION),
        )
    ),
    *(
        Good(
            name=f"record-{world}",
            about=f"The whole record of the world {world}.",
            stage="result",
            make=record(lambda of, parts: parts),
            world=world,
            result=result,
            record=True,
            bring=first_receipt,
        )
        for world, result in (
            ("plain", ((2, 0),)),
            ("blank", ((1, 1, 0),)),
            ("weights", ((1, 4),)),
            ("again", ((2, 0),)),
            ("two", ((1, 0), (1, 2))),
            ("marks", ((1, 2, 1, 0),)),
        )
    ),
    Good(
        name="record-lots",
        about="A whole record with a drawn order and a drawn tie.",
        stage="result",
        make=record(lambda of, parts: parts, lots=True),
        world="lots",
        result=((1, 1, 0),),
        record=True,
    ),
    Good(
        name="record-lots-by-dice",
        about="The same of an earlier election, drawn with dice.",
        stage="result",
        make=record(by_dice, lots=True),
        world="lots",
        result=((1, 1, 0),),
        record=True,
    ),
    Good(
        name="record-with-a-new-line",
        about="Signed heads with lines that this version does not know.",
        stage="result",
        make=record(unknown_lines),
        result=((2, 0),),
        record=True,
    ),
    Good(
        name="record-with-a-reason",
        about="Two slips are missing, and a reason was accepted.",
        stage="result",
        make=record(with_a_reason),
        result=((2, 0),),
        record=True,
    ),
    Good(
        name="record-of-an-archive-and-bindings",
        about="Nothing but an archive and its bindings.",
        stage="result",
        make=record(lambda of, parts: {name: parts[name] for name in ("election.bel", "bindings.json")}),
        result=((2, 0),),
        record=True,
    ),
    Good(
        name="record-legacy-closed",
        about="A closed board of an earlier program: no accounting, and no signed head that names one.",
        stage="closed",
        make=legacy(END),
        record=True,
    ),
    Good(
        name="record-legacy-result",
        about="A counted board of an earlier program: neither accounting nor bindings, and no head that names them.",
        stage="result",
        make=legacy(RESULT),
        result=((2, 0),),
        record=True,
        bound=False,
    ),
    Good(
        name="record-legacy-counted-after",
        about="Closed by an earlier program and counted by this one: bindings, and no accounting.",
        stage="result",
        make=lambda draft: packed_record(files(whole_board(draft), counted=False)),
        result=((2, 0),),
        record=True,
    ),
    Good(
        name="record-signed-to-the-tally",
        about="The last signed head is that of the encrypted tally.",
        stage="result",
        make=record(signed_to_the_tally),
        result=((2, 0),),
        record=True,
    ),
)

ARCHIVES = tuple(good for good in GOOD if not good.record)
"""Those that are archives alone."""
