"""A nomination: an institution stands for election with its dossier; what was done with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.models.institution import Institution
from app.states.nomination import NominationStatus, StepKind


class Nomination(Base):
    """The number is the place on the ballot, given when the election is frozen.

    `draft` is what is being typed, as it was typed; `dossier` is what was submitted last. `proposal` is a decision of
    one officer that a second one has not confirmed yet; `version` counts changes by officers. `frozen`: what the
    register said of the institution when the election was frozen; `corrected`: what corrigenda say beside it.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("election_id", "institution_id"),
        UniqueConstraint("election_id", "number"),
        one_of("status", NominationStatus),
        Index("ix_nomination_institution", "institution_id"),
        Index("ix_nomination_status", "election_id", "status", NominationStatus.SUBMITTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    number: Mapped[int | None]
    status: Mapped[NominationStatus] = mapped_column(State(NominationStatus))
    receipt: Mapped[str | None] = mapped_column(unique=True)
    submitted: Mapped[datetime | None]
    representative_fa: Mapped[str]
    representative_en: Mapped[str] = mapped_column(default="")
    representative_ar: Mapped[str] = mapped_column(default="")
    dossier: Mapped[dict[str, object]] = mapped_column(JSON)
    draft: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    draft_saved: Mapped[datetime | None]
    checks: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    proposal: Mapped[dict[str, str] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    frozen: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    corrected: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))

    institution: Mapped[Institution] = relationship()


class NominationStep(Base):
    """One step of a nomination's history, as its institution and the office read it."""

    __tablename__ = "nomination_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[StepKind] = mapped_column(State(StepKind))
    actors: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
