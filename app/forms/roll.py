"""A new delegate on the roll; a substitute."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from app.forms.fields import JalaliDateField, SecondOfficer, at_most, clean, clean_lines, offered, required

HALL, VIDEO = "hall", "video"


class NamesakeForm(FlaskForm):
    """Whether whoever of this name stands on the roll already is another person; asked where somebody does."""

    namesake = BooleanField(_("Another person of the same name"))


class SubstituteForm(NamesakeForm, SecondOfficer):
    """Who comes in the place of a delegate, and the letter that says so."""

    name_fa = StringField(_("Substitute"), [required(), at_most(120)], filters=[clean])
    name_en = StringField(_("Substitute in English"), [at_most(120)], filters=[clean])
    letter_number = StringField(_("Number of the letter"), [required(), at_most(60)], filters=[clean])
    letter_day = JalaliDateField(_("Day of the letter"), [required()])


class ReasonForm(SecondOfficer):
    """Why the roll is changed after its instant, for the minutes."""

    reason = TextAreaField(_("Reason, for the minutes"), [required(), at_most(400)], filters=[clean_lines])


class WayForm(ReasonForm):
    """How a delegate attends, and after the instant of the roll why that changes."""

    way = RadioField(_("Attends"), [required()], choices=offered(((HALL, _("in the hall")), (VIDEO, _("by video")))))


class DelegateForm(NamesakeForm):
    """Who votes for which institution; the choices are the introduced ones without a delegate."""

    institution = SelectField(_("Institution"), [required()], coerce=int)
    name_fa = StringField(_("Delegate"), [required(), at_most(120)], filters=[clean])
    name_en = StringField(_("Delegate in English"), [at_most(120)], filters=[clean])


class LateDelegateForm(DelegateForm, ReasonForm):
    """The same after the instant of the roll."""
