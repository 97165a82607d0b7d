"""Objections to a result: what is objected, how it is ruled, who has none."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)

from app.forms.fields import JalaliDateField, SecondOfficer, at_most, clean, clean_lines, offered, one_of, required
from app.states.objection import Ruling

RULINGS = (
    (Ruling.DISMISSED, _("Dismissed: the result stands")),
    (Ruling.STANDS, _("Founded, but it changes nothing: the result stands")),
    (Ruling.UPHELD, _("Upheld: the result cannot stand")),
)


class OwnObjectionForm(FlaskForm):
    """An objection of an institution."""

    text = TextAreaField(_("What you object to, and why"), [required(), at_most(4000)], filters=[clean_lines])


class OwnWaiverForm(FlaskForm):
    """That the institution does not object, and who says so for it."""

    person = StringField(_("Your name"), [required(), at_most(200)], filters=[clean])


class EnteredObjectionForm(FlaskForm):
    """An objection that came to the office on paper."""

    person = StringField(_("Who objects"), [required(), at_most(200)], filters=[clean])
    received = JalaliDateField(_("Received on"), [required()])
    text = TextAreaField(_("The objection"), [required(), at_most(4000)], filters=[clean_lines])


class RulingForm(SecondOfficer):
    """How the deciding body ruled, and why."""

    ruling = RadioField(
        _("Ruling"), [required(), one_of(lambda: frozenset(Ruling))], choices=offered(RULINGS), validate_choice=False
    )
    body = StringField(_("Who decided"), [required(), at_most(200)], filters=[clean])
    reasons = TextAreaField(_("Reasons"), [required(), at_most(4000)], filters=[clean_lines])


class WaiverLine(Form):
    """One candidate: whether it says not to object, and who says so for it."""

    institution = HiddenField()
    waived = BooleanField(_("Does not object"))
    person = StringField(_("Who says so"), [at_most(200)], filters=[clean])

    def validate_person(self, field: StringField) -> None:
        """Somebody says so."""
        if self.waived.data and not field.data:
            raise ValidationError(_("Please fill in this field."))


class WaiverForm(FlaskForm):
    """Who says not to object, candidate by candidate."""

    lines = FieldList(FormField(WaiverLine))

    def tick_all(self) -> None:
        """Take every line for ticked: in the hall all said so at once."""
        for line in self.lines:
            line["waived"].data = True
