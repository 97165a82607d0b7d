"""Bodies of an assembly: the seats that come with a post, and those that elections fill."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.language import reference
from app.language.message import N_
from app.language.names import Names
from app.models import Assembly, Body
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused

BODY_CODE_TAKEN = Refusal(
    code="body-code-taken",
    status=409,
    words=N_("Another body of this assembly has this short name already."),
    field="code",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDraft:
    """What is said of a body: a short name for addresses, its names, the posts whose holders sit in it, how many are
    elected, and for how many months.
    """

    code: str
    name: Names
    posts: tuple[Names, ...] = ()
    seats: int = 6
    term_months: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyValue(BodyDraft):
    """A body of an assembly."""

    id: int
    assembly_id: int

    @property
    def members(self) -> int:
        """How many sit in it when no seat is empty."""
        return len(self.posts) + self.seats


def composed(code: str, name: Names) -> BodyDraft:
    """A body as a composition proposes it, under the short name of that."""
    proposed = reference.composition(code)
    return BodyDraft(
        code=code, name=name, posts=tuple(Names(**post) for post in proposed.posts), seats=proposed.seats,
        term_months=proposed.term_months,
    )  # fmt: skip


def create_body(db: Session, act: Act, assembly_id: int, draft: BodyDraft) -> BodyValue:
    """Make a body of an assembly. Refused: body-code-taken."""
    row = Body(assembly_id=db.get_one(Assembly, assembly_id).id, code=draft.code)
    _write(db, row, draft)
    journal.record(
        db, act, journal.Kind.BODY_CREATED, assembly_id=assembly_id, body=row.id, code=row.code, name=row.name_fa
    )
    return _value(row)


def change_body(db: Session, act: Act, assembly_id: int, body_id: int, draft: BodyDraft) -> BodyValue:
    """Change a body. Elections that are frozen keep what they were frozen with. Refused: not-found, body-code-taken."""
    row = db.get(Body, body_id, with_for_update=True)
    if row is None or row.assembly_id != assembly_id:
        raise Refused(NOT_FOUND)
    before = _draft(row)
    if before == draft:
        return _value(row)
    _write(db, row, draft)
    changed = [name for name in BodyDraft.__dataclass_fields__ if getattr(before, name) != getattr(draft, name)]
    journal.record(
        db, act, journal.Kind.BODY_CHANGED, assembly_id=assembly_id, body=row.id, code=row.code, name=row.name_fa,
        fields=changed,
    )  # fmt: skip
    return _value(row)


def bodies(db: Session, assembly_id: int) -> tuple[BodyValue, ...]:
    """The bodies of an assembly, the oldest first."""
    rows = db.scalars(select(Body).where(Body.assembly_id == assembly_id).order_by(Body.id))
    return tuple(map(_value, rows))


def body(db: Session, assembly_id: int, body_id: int) -> BodyValue:
    """A body of an assembly. Refused: not-found."""
    row = db.get(Body, body_id)
    if row is None or row.assembly_id != assembly_id:
        raise Refused(NOT_FOUND)
    return _value(row)


def body_values(db: Session, body_ids: Collection[int]) -> dict[int, BodyValue]:
    """Bodies by id; one query for all of them."""
    return {row.id: _value(row) for row in db.scalars(select(Body).where(Body.id.in_(set(body_ids))))}


def _write(db: Session, row: Body, draft: BodyDraft) -> None:
    if draft.seats < 1 or draft.term_months < 1:
        raise ValueError("a body has elected seats, and they have a term")
    row.posts = [asdict(post) for post in draft.posts]
    row.seats, row.term_months = draft.seats, draft.term_months
    row.name_fa, row.name_en, row.name_ar = draft.name.fa, draft.name.en, draft.name.ar
    try:
        with db.begin_nested():
            row.code = draft.code
            db.add(row)
    except IntegrityError:
        raise Refused(BODY_CODE_TAKEN) from None


def _draft(row: Body) -> BodyDraft:
    return BodyDraft(
        code=row.code, name=Names(row.name_fa, row.name_en, row.name_ar),
        posts=tuple(Names(**post) for post in row.posts), seats=row.seats, term_months=row.term_months,
    )  # fmt: skip


def _value(row: Body) -> BodyValue:
    said = _draft(row)
    return BodyValue(
        id=row.id, assembly_id=row.assembly_id, code=said.code, name=said.name, posts=said.posts, seats=said.seats,
        term_months=said.term_months,
    )  # fmt: skip
