"""An institution of the register; the search of the register; lists of introductions and invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from app.forms.fields import (
    JalaliDateField,
    WholeNumberField,
    at_most,
    clean,
    clean_arabic,
    clean_lines,
    identifier_text,
    offered,
    one_of,
    required,
    whole_number_text,
)
from app.forms.nomination import field_codes, track_codes
from app.language.limits import FOUNDED, LONGEST
from app.language.mail_address import is_mail_address
from app.language.reference import fields, kinds, provinces, tracks


class RegisterForm(FlaskForm):
    """What the list of the register shows."""

    class Meta:
        """A search changes nothing: it needs no token."""

        csrf = False

    search = StringField(_("Name, registration number or national identifier"), [at_most(100)], filters=[clean])
    province = SelectField(_("Province"), validate_choice=False)

    def offer(self, language: str) -> None:
        """Fill the list of provinces."""
        self.province.choices = offered(
            [("", _("All")), *((entry.code, entry.name(language)) for entry in provinces())]
        )


class InstitutionForm(FlaskForm):
    """All items of the register."""

    name_fa = StringField(_("Name in Persian"), [required(), at_most(LONGEST["name_fa"])], filters=[clean])
    name_en = StringField(_("Name in English"), [at_most(LONGEST["name_en"])], filters=[clean])
    name_ar = StringField(_("Name in Arabic"), [at_most(LONGEST["name_ar"])], filters=[clean_arabic])
    kind = SelectField(_("Kind"), [required()])
    province = SelectField(_("Province"), [required()])
    registration = StringField(
        _("Registration number"), [at_most(LONGEST["registration"]), whole_number_text], filters=[clean]
    )
    registered_at = StringField(_("Place of registration"), [at_most(LONGEST["registered_at"])], filters=[clean])
    national_id = StringField(
        _("National identifier"), [at_most(LONGEST["national_id"]), identifier_text], filters=[clean]
    )
    founded = WholeNumberField(_("Founded (Solar Hijri)"), least=FOUNDED[0], most=FOUNDED[-1], optional=True)
    permit_authority = StringField(_("Permit given by"), [at_most(LONGEST["permit_authority"])], filters=[clean])
    permit_number = StringField(_("Permit number"), [at_most(LONGEST["permit_number"])], filters=[clean])
    permit_subject = StringField(_("Subject of the permit"), [at_most(LONGEST["permit_subject"])], filters=[clean])
    permit_issued = JalaliDateField(_("Permit issued on"), validators=[Optional()])
    permit_expires = JalaliDateField(_("Permit valid until"), validators=[Optional()])
    fields = SelectMultipleField(_("Fields of activity"), [one_of(field_codes)], validate_choice=False)
    tracks = SelectMultipleField(_("Tracks of participation"), [one_of(track_codes)], validate_choice=False)
    representative_fa = StringField(_("Representative"), [at_most(LONGEST["representative_fa"])], filters=[clean])
    representative_en = StringField(
        _("Representative in English"), [at_most(LONGEST["representative_en"])], filters=[clean]
    )
    representative_ar = StringField(
        _("Representative in Arabic"), [at_most(LONGEST["representative_ar"])], filters=[clean_arabic]
    )
    phone = StringField(_("Telephone"), [at_most(LONGEST["phone"])], filters=[clean])
    email = StringField(_("E-mail"), [at_most(LONGEST["email"])], filters=[clean])
    address = TextAreaField(_("Postal address"), [at_most(LONGEST["address"])], filters=[clean_lines])
    postal_code = StringField(_("Postal code"), [at_most(LONGEST["postal_code"])], filters=[clean])
    website = StringField(_("Website"), [at_most(LONGEST["website"])], filters=[clean])

    def offer(self, language: str) -> None:
        """Fill the lists in the language of the page."""
        choose = ("", _("Choose…"))
        self.kind.choices = offered([choose, *((entry.code, entry.name(language)) for entry in kinds())])
        self.province.choices = offered([choose, *((entry.code, entry.name(language)) for entry in provinces())])
        self.fields.choices = offered((entry.code, entry.name(language)) for entry in fields())
        self.tracks.choices = offered((entry.code, entry.name(language)) for entry in tracks())

    def validate_email(self, field: StringField) -> None:
        """An address that mail can be sent to."""
        if field.data and not is_mail_address(field.data):
            raise ValidationError(_("Please write an address such as office@example.org."))

    def validate_permit_expires(self, field: JalaliDateField) -> None:
        """A permit ends after it was given."""
        if field.data and self.permit_issued.data and field.data < self.permit_issued.data:
            raise ValidationError(_("This day is before the day on which the permit was issued."))


class NewInstitutionForm(InstitutionForm):
    """An institution and its introduction; `same` answers whether it is one that the register holds."""

    introduced_on = JalaliDateField(_("Introduced on"), validators=[required()])
    letter_number = StringField(
        _("Number of the introduction letter"), [at_most(LONGEST["letter_number"])], filters=[clean]
    )
    same = RadioField(_("Is it one of these?"), validate_choice=False)


class IntakeForm(FlaskForm):
    """The file of a list."""

    file = FileField(_("The file of the list"), [FileRequired(_("Please choose a file."))])
    sheet = StringField(_("Name of the sheet, where several hold a table"), [at_most(40)], filters=[clean])


class InvitationForm(FlaskForm):
    """Who is invited, and for how long."""

    who = RadioField(_("Who is invited"), [required()], validate_choice=False)
    days = WholeNumberField(_("The link is valid for so many days"), least=1, most=180)
    institutions = SelectMultipleField(_("Institutions"), validate_choice=False)
