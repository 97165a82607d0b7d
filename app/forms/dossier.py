"""The four screens of a dossier. They are made from what was typed, valid or not; `gaps` is what still lacks."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from app.forms.fields import (
    WholeNumberField,
    at_most,
    clean,
    clean_arabic,
    clean_arabic_lines,
    clean_lines,
    offered,
    one_of,
    required,
    shown,
)
from app.forms.nomination import field_codes
from app.language.limits import DONE
from app.language.reference import fields
from app.states.nomination import Declaration, Purpose, ReportHead

MOST_PROGRAMMES, MOST_ACHIEVEMENTS = 8, 10
"""Under each of the two heads."""

_ITEM = re.compile(f"({'|'.join(ReportHead)})-([0-9]{{1,3}})-([a-z_]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that lacks or is wrong: the field's id and label, and what is to be done."""

    field: str
    label: str
    text: str


class _Room:
    """As `at_most`, but nothing is cut off while one types or pastes."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.field_flags = {"room": count}

    def __call__(self, form: Form, field: Field) -> None:
        over = len(field.data or "") - self.count
        if over > 0:
            raise ValidationError(_("This is too long by %(over)s characters.", over=shown(over)))


class PartForm(FlaskForm):
    """The parent of the screens. Every post carries the forms' token anyway; a draft is also read without one."""

    class Meta:
        """A draft has no token in it."""

        csrf = False

    NEEDED: tuple[str, ...] = ()

    def gaps(self, files: Container[str] = ()) -> tuple[Gap, ...]:
        """What is typed wrong, then what is needed and not there. `files`: fields whose file is kept."""
        self.validate()
        wrong = [
            Gap(field=one.id, label=str(one.label.text), text=str(one.errors[0])) for one in _leaves(self) if one.errors
        ]
        return (*wrong, *self.missing(files))

    def missing(self, files: Container[str]) -> Iterator[Gap]:
        """What is needed and not there."""
        for name in self.NEEDED:
            one = self[name]
            ticked = isinstance(one, BooleanField)
            text = _("Please tick this box.") if ticked else _("Please fill in this field.")
            if not one.data:
                yield Gap(field=one.id, label=str(one.label.text).rstrip("."), text=str(text))


class RepresentativeForm(PartForm):
    """Who stands for the institution, and what it declares."""

    representative_fa = StringField(_("Name of the representative in Persian"), [_Room(120)], filters=[clean])
    representative_en = StringField(_("Name of the representative in English"), [_Room(120)], filters=[clean])
    representative_ar = StringField(_("Name of the representative in Arabic"), [_Room(120)], filters=[clean_arabic])
    letter = FileField(_("Letter that introduces the representative"))
    permit = FileField(_("Picture of the activity permit"))
    correction = TextAreaField(_("What is wrong in the register"), [_Room(1000)], filters=[clean_lines])
    declare_true = BooleanField(_("What stands in this dossier is true."))
    declare_public = BooleanField(
        _("If we become a candidate, this dossier may be published with its names, pictures and evidence.")
    )
    declare_neutral = BooleanField(_("The representative is neither an officer nor an observer of this election."))

    NEEDED = ("representative_fa", "declare_true", "declare_public", "declare_neutral")

    def missing(self, files: Container[str]) -> Iterator[Gap]:
        """The letter too is needed."""
        yield from super().missing(files)
        if Purpose.LETTER not in files:
            label = str(self.letter.label.text)
            yield Gap(field=self.letter.id, label=label, text=str(_("Please choose the file and send it.")))

    def declared(self) -> tuple[str, ...]:
        """What was ticked."""
        return tuple(name for name in Declaration if self[f"declare_{name}"].data)


class PresentationForm(PartForm):
    """What everybody sees first."""

    introduction_fa = TextAreaField(_("Introduction"), [_Room(3000)], filters=[clean_lines])
    portrait = FileField(_("Portrait of the representative"))
    logo = FileField(_("Logo of the institution"))
    introduction_en = TextAreaField(_("Introduction in English"), [_Room(3000)], filters=[clean_lines])
    introduction_ar = TextAreaField(_("Introduction in Arabic"), [_Room(3000)], filters=[clean_arabic_lines])

    NEEDED = ("introduction_fa",)


class ProgrammeForm(Form):
    """One programme; without a text it is left out."""

    fa = TextAreaField(_("What you will do"), [_Room(400)], filters=[clean])
    en = TextAreaField(_("The same in English"), [_Room(400)], filters=[clean])
    ar = TextAreaField(_("The same in Arabic"), [_Room(400)], filters=[clean_arabic])


class ProgrammesForm(PartForm):
    """Programmes under the two heads."""

    participation = FieldList(
        FormField(ProgrammeForm), _("Public participation"), min_entries=1, max_entries=MOST_PROGRAMMES
    )
    interaction = FieldList(
        FormField(ProgrammeForm), _("Interaction with the judiciary"), min_entries=1, max_entries=MOST_PROGRAMMES
    )

    def missing(self, files: Container[str]) -> Iterator[Gap]:
        """At least one programme."""
        if not any(one["fa"].data for head in ReportHead for one in self[head]):
            first = self.participation[0]["fa"]
            yield Gap(field=first.id, label=str(_("Programmes")), text=str(_("Please write at least one programme.")))


class AchievedForm(Form):
    """One thing done; without a text it is left out. `evidence` is the number of a kept file."""

    fa = TextAreaField(_("What was done"), [_Room(300)], filters=[clean])
    year = WholeNumberField(_("Year (Solar Hijri)"), least=DONE[0], most=DONE[-1], optional=True)
    field = SelectField(_("Field"), [one_of(field_codes)], validate_choice=False)
    number = WholeNumberField(_("Figure"), least=0, most=999_999_999, optional=True)
    indicator_fa = StringField(_("What was counted"), [_Room(120)], filters=[clean])
    evidence = HiddenField()
    file = FileField(_("Evidence"))
    en = TextAreaField(_("The same in English"), [_Room(300)], filters=[clean])
    indicator_en = StringField(_("What was counted, in English"), [_Room(120)], filters=[clean])
    ar = TextAreaField(_("The same in Arabic"), [_Room(300)], filters=[clean_arabic])
    indicator_ar = StringField(_("What was counted, in Arabic"), [_Room(120)], filters=[clean_arabic])

    def filled(self) -> bool:
        """Whether anything was typed."""
        return any(self[name].data for name in ("fa", "year", "number", "indicator_fa", "evidence"))


class AchievementsForm(PartForm):
    """Achievements under the two heads."""

    participation = FieldList(
        FormField(AchievedForm), _("Public participation"), min_entries=1, max_entries=MOST_ACHIEVEMENTS
    )
    interaction = FieldList(
        FormField(AchievedForm), _("Interaction with the judiciary"), min_entries=1, max_entries=MOST_ACHIEVEMENTS
    )

    def missing(self, files: Container[str]) -> Iterator[Gap]:
        """What was begun has a text, a year, a field, and a unit where it has a figure."""
        for head in ReportHead:
            for place, entry in enumerate(self[head], 1):
                lacking = [
                    name
                    for name in ("fa", "year", "field")
                    if entry.filled() and not entry[name].data and not entry[name].errors
                ]
                if entry["number"].data is not None and not entry["indicator_fa"].data:
                    lacking.append("indicator_fa")
                for name in lacking:
                    label = _("Achievement %(number)s: %(label)s", number=shown(place), label=entry[name].label.text)
                    yield Gap(field=entry[name].id, label=str(label), text=str(_("Please fill in this field.")))


PARTS: dict[str, type[PartForm]] = {
    "representative": RepresentativeForm, "presentation": PresentationForm, "programmes": ProgrammesForm,
    "achievements": AchievementsForm,
}  # fmt: skip
"""The screens in their order."""


def make_part(part: str, typed: Mapping[str, Any], language: str) -> PartForm:
    """The form of one screen from what was typed, with its lists in the language of the page."""
    form = PARTS[part](formdata=MultiDict((name, one) for name, values in typed.items() for one in values))
    if isinstance(form, AchievementsForm):
        choices = offered([("", _("Choose…")), *((entry.code, entry.name(language)) for entry in fields())])
        for head in ReportHead:
            for entry in form[head]:
                entry["field"].choices = choices
    return form


def typed_in(part: str, posted: MultiDict[str, str], *, but: str = "") -> dict[str, list[str]]:
    """What was posted for the fields of one screen; all else, and what stands beyond its last item, is left out.

    `but` is an item, such as "interaction-2", that is taken away; the items after it move up.
    """
    moved: MultiDict[str, str] = MultiDict()
    for name, place in places_in(posted, but=but).items():
        moved.setlist(place, posted.getlist(name))
    names = {one.name for one in _leaves(make_part(part, moved.to_dict(flat=False), "fa"))}
    return {name: moved.getlist(name) for name in moved if name in names}


def places_in(names: Iterable[str], *, but: str = "") -> dict[str, str]:
    """The names of fields with the items of each list numbered from 0 without a gap, by the names as they came."""
    split = {name: found for name in names if (found := _ITEM.fullmatch(name))}
    kept = {name: found for name, found in split.items() if name.rpartition("-")[0] != but}
    order = {head.value: sorted({int(found[2]) for found in kept.values() if found[1] == head}) for head in ReportHead}
    return {
        **{name: name for name in names if name not in split},
        **{name: f"{found[1]}-{order[found[1]].index(int(found[2]))}-{found[3]}" for name, found in kept.items()},
    }


def field_named(form: PartForm, name: str) -> Field | None:
    """The single field of this name, also one for a file."""
    waiting: list[Any] = [form]
    while waiting:
        for one in waiting.pop():
            if one.name == name:
                return one  # type: ignore[no-any-return]  # what a form holds has no types
            if isinstance(one, FormField | FieldList):
                waiting.append(one)
    return None


def one_more(part: str, typed: dict[str, list[str]], head: str) -> dict[str, list[str]]:
    """The same with an empty item at the end of one list, where there is one with room."""
    form = make_part(part, typed, "fa")
    entries = form._fields.get(head)
    if not isinstance(entries, FieldList) or len(entries) >= (entries.max_entries or 0):
        return typed
    first = {f"{head}-0-fa": typed.get(f"{head}-0-fa", [""])}
    return {**typed, **first, f"{head}-{len(entries)}-fa": [""]}


def _leaves(form: Any) -> Iterator[Field]:
    """Every single field of a form, of the forms in it and of its lists."""
    for one in form:
        if isinstance(one, FormField | FieldList):
            yield from _leaves(one)
        elif not isinstance(one, FileField):
            yield one


class AppealForm(FlaskForm):
    """Why the decision should be another one."""

    text = TextAreaField(
        _("Why should the decision be another one?"), [required(), at_most(3000)], filters=[clean_lines]
    )


class WithdrawForm(FlaskForm):
    """A withdrawal, and if one likes its reason."""

    reason = TextAreaField(_("Reason"), [at_most(500)], filters=[clean_lines])
