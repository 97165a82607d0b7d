"""A new candidate with its dossier."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
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
    identifier_text,
    offered,
    one_of,
    required,
    whole_number_text,
)
from app.language.limits import DONE, FOUNDED
from app.language.reference import fields, kinds, provinces, tracks


def field_codes() -> frozenset[str]:
    """The codes of the fields of activity."""
    return frozenset(entry.code for entry in fields())


def track_codes() -> frozenset[str]:
    """The codes of the tracks of participation."""
    return frozenset(entry.code for entry in tracks())


class AchievementForm(Form):
    """One thing done, in a year and a field; a line without text is left out."""

    text = StringField(_("What was done"), [at_most(300)], filters=[clean])
    year = WholeNumberField(_("Year (Solar Hijri)"), least=DONE[0], most=DONE[-1], optional=True)
    field = SelectField(_("Field"), [one_of(field_codes)], validate_choice=False)
    number = WholeNumberField(_("Figure"), least=0, most=999_999_999, optional=True)
    indicator = StringField(_("Unit"), [at_most(120)], filters=[clean])

    def validate_year(self, field: WholeNumberField) -> None:
        """What was done was done in some year."""
        if self.text.data and field.data is None:
            raise ValidationError(_("Please fill in this field."))

    def validate_field(self, field: SelectField) -> None:
        """Nobody chooses the field for who wrote the line."""
        if self.text.data and not field.data:
            raise ValidationError(_("Please choose from the list."))


OF_INSTITUTION = (
    "name_fa", "name_en", "name_ar", "province", "kind", "registration", "national_id", "founded", "fields", "tracks",
)  # fmt: skip
"""What the register knows of an institution that is in it."""


class NominationForm(FlaskForm):
    """The institution, its representative, and what it presents."""

    name_fa = StringField(_("Name in Persian"), [required(), at_most(200)], filters=[clean])
    name_en = StringField(_("Name in English"), [at_most(200)], filters=[clean])
    name_ar = StringField(_("Name in Arabic"), [at_most(200)], filters=[clean_arabic])
    province = SelectField(_("Province"), [required()])
    kind = SelectField(_("Kind"), [required()])
    registration = StringField(_("Registration number"), [at_most(40), whole_number_text], filters=[clean])
    national_id = StringField(_("National identifier"), [at_most(20), identifier_text], filters=[clean])
    founded = WholeNumberField(_("Founded (Solar Hijri)"), least=FOUNDED[0], most=FOUNDED[-1], optional=True)
    fields = SelectMultipleField(_("Fields of activity"), [one_of(field_codes)], validate_choice=False)
    tracks = SelectMultipleField(_("Tracks of participation"), [one_of(track_codes)], validate_choice=False)
    representative_fa = StringField(_("Representative"), [required(), at_most(120)], filters=[clean])
    representative_en = StringField(_("Representative in English"), [at_most(120)], filters=[clean])
    representative_ar = StringField(_("Representative in Arabic"), [at_most(120)], filters=[clean_arabic])
    introduction_fa = TextAreaField(_("Introduction"), [required(), at_most(3000)], filters=[clean_lines])
    introduction_en = TextAreaField(_("Introduction in English"), [at_most(3000)], filters=[clean_lines])
    introduction_ar = TextAreaField(_("Introduction in Arabic"), [at_most(3000)], filters=[clean_arabic_lines])
    programmes = TextAreaField(_("Programmes"), [required(), at_most(4000)], filters=[clean_lines])
    achievements = FieldList(FormField(AchievementForm), min_entries=4, max_entries=20)

    def offer(self, language: str) -> None:
        """Fill the lists in the language of the page."""
        choose = ("", _("Choose…"))
        activities = [(entry.code, entry.name(language)) for entry in fields()]
        self.province.choices = offered([choose, *((entry.code, entry.name(language)) for entry in provinces())])
        self.kind.choices = offered([choose, *((entry.code, entry.name(language)) for entry in kinds())])
        self.fields.choices = offered(activities)
        self.tracks.choices = offered((entry.code, entry.name(language)) for entry in tracks())
        for line in self.achievements:
            line["field"].choices = offered([choose, *activities])  # type: ignore[attr-defined]  # a line is a form
