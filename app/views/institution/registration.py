"""What the pages of a registration share: the institution's own nomination, its four screens, its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from app.forms.dossier import (
    PARTS,
    AchievementsForm,
    Gap,
    PartForm,
    ProgrammesForm,
    RepresentativeForm,
    make_part,
)
from app.language.names import Names
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import election as elections
from app.services.election import timetable as timetables
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination as nominations
from app.services.nomination import upload
from app.services.nomination.dossier import Achievement, Dossier, Programme
from app.services.nomination.nomination import NominationValue
from app.services.nomination.upload import UploadValue
from app.services.register import institution as institutions
from app.states.nomination import NominationStatus, Purpose, ReportHead, StepKind
from app.web.access import current_account
from app.web.i18n import locale_code
from app.web.installation import Session, now
from app.web.posted import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An institution in an election: what the register says, its nomination or none yet, its files by their ids,
    what keeps it from changing its dossier now, the timetable, and what the office asked to be mended."""

    election: elections.ElectionValue
    introduced: institutions.Introduced
    nomination: NominationValue | None
    files: dict[int, UploadValue]
    refused: Refused | None
    timetable: TimetableValue
    asked: str = ""

    @property
    def draft(self) -> dict[str, object]:
        """What was typed so far."""
        return self.nomination.draft if self.nomination else {}

    @property
    def slots(self) -> dict[str, UploadValue]:
        """The portrait, logo, letter and permit of the draft."""
        found = upload.slots(self.draft)
        return {name: self.files[one] for name, one in found.items() if one in self.files}

    @property
    def deadline(self) -> datetime | None:
        """Until when the dossier can be handed in, or None where that is not announced."""
        mending = self.nomination is not None and self.nomination.status == NominationStatus.RETURNED
        return self.timetable.review_ends if mending else self.timetable.registration_closes

    def form(self, part: str) -> PartForm:
        """One screen as it was typed; before that with what the register knows."""
        typed = self.draft.get(part)
        return make_part(part, typed if isinstance(typed, dict) else self._known(part), locale_code())

    def forms(self) -> dict[str, PartForm]:
        """Every screen."""
        return {part: self.form(part) for part in PARTS}

    def begun(self, part: str) -> bool:
        """Whether the screen was ever saved."""
        return part in self.draft

    def gaps(self) -> dict[str, tuple[Gap, ...]]:
        """What lacks on each screen."""
        return {part: form.gaps(self.slots) for part, form in self.forms().items()}

    def as_typed(self) -> NominationValue:
        """The nomination with the dossier that would be handed in now. Refused: not-found, before anything is kept."""
        if self.nomination is None:
            raise Refused(NOT_FOUND)
        forms = self.forms()
        for form in forms.values():
            form.validate()
        person = names(forms["representative"], "representative")
        return replace(self.nomination, representative=person, dossier=self.dossier(forms))

    def dossier(self, forms: dict[str, PartForm]) -> Dossier:
        """The dossier that the screens hold; what is not whole is left out."""
        about, told = forms["presentation"], forms["representative"]
        slots = {name: one.id for name, one in self.slots.items()}
        return Dossier(
            introduction=names(about, "introduction"), programmes=_programmes(forms["programmes"]),
            achievements=_achievements(forms["achievements"], self.files), correction=told["correction"].data or "",
            declared=told.declared() if isinstance(told, RepresentativeForm) else (), **slots,
        )  # fmt: skip

    def _known(self, part: str) -> dict[str, list[str]]:
        if part != "representative":
            return {}
        person = self.introduced.institution.representative
        return {f"representative_{code}": [getattr(person, code)] for code in ("fa", "en", "ar")}


def own_registration(db: Session, public_id: str) -> Registration:
    """Where the signed-in institution stands in an election. Refused: not-found, also where it was not introduced."""
    mine = current_account().institution_id
    found = elections.election(db, public_id)
    refused = nominations.why_not(db, public_id, mine, now())
    introduced = institutions.institution(db, mine, assembly_id=found.session.assembly.id)
    one = nominations.own(db, public_id, mine)
    return Registration(
        election=found, introduced=introduced, nomination=one, refused=refused,
        files=upload.uploads(db, one.id) if one else {}, timetable=timetables.timetable(db, public_id),
        asked=_asked(db, one),
    )  # fmt: skip


def _asked(db: Session, one: NominationValue | None) -> str:
    if one is None or one.status != NominationStatus.RETURNED:
        return ""
    texts = [step.text for step in nominations.history(db, one.id) if step.kind == StepKind.RETURNED]
    return texts[-1] if texts else ""


def names(form: PartForm, name: str) -> Names:
    """What was typed in the three languages."""
    return Names(*(form[f"{name}_{code}"].data or "" for code in ("fa", "en", "ar")))


def overview_address(public_id: str) -> str:
    """Where a registration is seen whole."""
    return url_for("institution.nomination", public_id=public_id)


def _programmes(form: PartForm) -> tuple[Programme, ...]:
    entries = ((head, one) for head in ReportHead for one in form[head]) if isinstance(form, ProgrammesForm) else ()
    return tuple(
        Programme(text=Names(one["fa"].data, one["en"].data or "", one["ar"].data or ""), head=head)
        for head, one in entries
        if one["fa"].data
    )


def _achievements(form: PartForm, files: dict[int, UploadValue]) -> tuple[Achievement, ...]:
    entries = ((head, one) for head in ReportHead for one in form[head]) if isinstance(form, AchievementsForm) else ()
    return tuple(
        Achievement(
            year=one["year"].data, field=one["field"].data, head=head, number=one["number"].data or 0,
            text=Names(one["fa"].data, one["en"].data or "", one["ar"].data or ""),
            indicator=Names(*(one[f"indicator_{code}"].data or "" for code in ("fa", "en", "ar"))),
            evidence=_kept(one["evidence"].data, files),
        )
        for head, one in entries
        if one["fa"].data and one["year"].data and one["field"].data and not one["field"].errors
    )  # fmt: skip


def _kept(typed: str | None, files: dict[int, UploadValue]) -> int | None:
    """The number of a kept evidence, or None for anything else."""
    found = files.get(whole(typed or ""))
    return found.id if found is not None and found.purpose == Purpose.EVIDENCE else None
