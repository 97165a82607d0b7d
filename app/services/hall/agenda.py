"""The agenda of a session: its items, which is dealt with now, which comes next, and the hours of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import fold
from app.models import AgendaItem, AssemblySession, Resolution, Speech
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.rows import note_in_session
from app.states.agenda import ItemKind

ITEM_BEGUN = Refusal(
    code="item-begun",
    status=409,
    words=N_("“%(title)s” was begun and stays on the agenda. Please put its line back as it was."),
    field="agenda",
)

ITEM_NOTED = Refusal(
    code="item-noted",
    status=409,
    words=N_("Something is noted at “%(title)s”, so it stays on the agenda. Please put its line back as it was."),
    field="agenda",
)

_WORDS: tuple[tuple[ItemKind, tuple[str, ...]], ...] = (
    (ItemKind.DELIBERATION, ("رایزنی",)),
    (ItemKind.PRESENTATIONS, ("ارائه", "معرفی نامزد", "معرفی نهاد", "عرض المرشح", "تقديم المرشح", "presentation")),
    (ItemKind.RESULT, ("نتیجه", "نتایج", "شمارش", "النتائج", "النتيجة", "result", "counting")),
    (ItemKind.VOTE, ("رای", "انتخاب", "تصویت", "vote", "voting", "election")),
    (
        ItemKind.DELIBERATION,
        ("رایزنی", "بحث", "گفت", "بررسی", "مداوله", "نقاش", "deliberation", "discussion", "debate"),
    ),
    (ItemKind.REPORTS, ("گزارش", "تقریر", "تقاریر", "report")),
    (ItemKind.OPENING, ("گشایش", "افتتاح", "تلاوت", "قرآن", "سرود", "خوشامد", "آغاز", "opening", "welcome", "anthem")),
)
"""Words by which the kind of a line is guessed, the more telling kinds first; the office may say another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValue:
    """One item. It is dealt with now where it was started and has not ended; `minutes` are each speaker's, or None."""

    id: int
    title: str
    kind: ItemKind
    started: datetime | None
    ended: datetime | None
    minutes: int | None

    @property
    def is_now(self) -> bool:
        """Whether it is dealt with now."""
        return self.started is not None and self.ended is None


@dataclass(frozen=True, slots=True)
class AgendaValue:
    """The items of a session in their order."""

    items: tuple[ItemValue, ...]

    @property
    def now(self) -> ItemValue | None:
        """The item that is dealt with."""
        return next((one for one in self.items if one.is_now), None)

    @property
    def next(self) -> ItemValue | None:
        """The first item that was not begun, behind the last one that was."""
        begun = [place for place, one in enumerate(self.items) if one.started is not None]
        return next((one for one in self.items[begun[-1] + 1 if begun else 0 :] if one.started is None), None)

    @property
    def began(self) -> datetime | None:
        """When the first item was begun, which is when the session began."""
        return min((one.started for one in self.items if one.started), default=None)

    @property
    def ended(self) -> datetime | None:
        """When the session ended: when its last item did, while none is dealt with."""
        last = self.items[-1].ended if self.items else None
        return last if last is None or self.now is None else None


def guessed_kind(title: str) -> ItemKind:
    """What an item of this title is probably about."""
    plain = fold(title)
    return next((kind for kind, words in _WORDS if any(fold(word) in plain for word in words)), ItemKind.OTHER)


def agenda(db: Session, session_id: int) -> AgendaValue:
    """The agenda of a session."""
    return AgendaValue(tuple(_value(row) for row in _rows(db, session_id)))


def put_down(db: Session, session_id: int, text: str) -> None:
    """Make the lines of `text` the items of a session that has none yet."""
    for place, title in enumerate(_lines(text), start=1):
        _add(db, session_id, place, title)
    db.flush()


def lay_down(db: Session, session_id: int, text: str) -> None:
    """Let the lines of `text` be the items, in this order; a line that stays keeps its kind and its hours.

    Refused: item-begun, item-noted, for a line that is gone although its item was begun, or something is noted at it.
    """
    by_title: dict[str, list[AgendaItem]] = defaultdict(list)
    for row in _rows(db, session_id):
        by_title[row.title].append(row)
    for place, title in enumerate(_lines(text), start=1):
        if by_title[title]:
            by_title[title].pop(0).place = place
        else:
            _add(db, session_id, place, title)
    for row in (one for rows in by_title.values() for one in rows):
        if row.started is not None:
            raise Refused(ITEM_BEGUN, title=row.title)
        if any(db.scalar(select(one.id).where(one.item_id == row.id).limit(1)) for one in (Resolution, Speech)):
            raise Refused(ITEM_NOTED, title=row.title)
        db.delete(row)
    db.flush()


def set_kinds(db: Session, session_id: int, kinds: Mapping[int, ItemKind]) -> None:
    """Say what items are about, by their ids."""
    for row in _rows(db, session_id):
        row.kind = kinds.get(row.id, row.kind)
    db.flush()


def start_item(db: Session, act: Act, session_id: int, item_id: int) -> AgendaValue:
    """Begin an item, or go on with one that had ended; what is dealt with until then ends. Again changes nothing.

    Refused: not-found.
    """
    row = _item(db, session_id, item_id)
    if row.started is not None and row.ended is None:
        return agenda(db, session_id)
    for other in _rows(db, session_id):
        if other.started is not None and other.ended is None:
            _end(db, act, other)
    row.started, row.ended = row.started or act.now, None
    _note(db, act, journal.Kind.ITEM_STARTED, row)
    return agenda(db, session_id)


def end_item(db: Session, act: Act, session_id: int, item_id: int) -> AgendaValue:
    """End an item; one that has ended, or was never begun, stays as it is. Refused: not-found."""
    row = _item(db, session_id, item_id)
    if row.started is not None and row.ended is None:
        _end(db, act, row)
    return agenda(db, session_id)


def take_back_item(db: Session, act: Act, session_id: int, item_id: int) -> AgendaValue:
    """Take back that the item dealt with now was begun, as by a slip of the finger; what is over stays as it was.

    Refused: not-found.
    """
    row = _item(db, session_id, item_id)
    if row.started is not None and row.ended is None:
        row.started = None
        _note(db, act, journal.Kind.ITEM_TAKEN_BACK, row)
    return agenda(db, session_id)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _add(db: Session, session_id: int, place: int, title: str) -> None:
    db.add(AgendaItem(session_id=session_id, place=place, title=title, kind=guessed_kind(title)))


def _end(db: Session, act: Act, row: AgendaItem) -> None:
    row.ended = act.now
    _note(db, act, journal.Kind.ITEM_ENDED, row)


def _note(db: Session, act: Act, kind: journal.Kind, row: AgendaItem) -> None:
    note_in_session(db, act, kind, row.session_id, item=row.title)


def _rows(db: Session, session_id: int) -> list[AgendaItem]:
    mine = select(AgendaItem).where(AgendaItem.session_id == session_id)
    return list(db.scalars(mine.order_by(AgendaItem.place, AgendaItem.id)))


def _item(db: Session, session_id: int, item_id: int) -> AgendaItem:
    """The row of an item, under the lock of its session: two phones press at once."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    row = db.get(AgendaItem, item_id, populate_existing=True)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    return row


def _value(row: AgendaItem) -> ItemValue:
    return ItemValue(
        id=row.id, title=row.title, kind=row.kind, started=row.started, ended=row.ended, minutes=row.minutes
    )
