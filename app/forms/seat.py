"""Seats: taken, declined or given up."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app.forms.fields import JalaliDateField, SecondOfficer, at_most, clean_lines, required


class AcceptSeatForm(FlaskForm):
    """When a seat was taken, and how the office knows."""

    day = JalaliDateField(_("Taken on"), [required()])
    note = TextAreaField(_("How it was said"), [at_most(500)], filters=[clean_lines])


class OwnSeatForm(FlaskForm):
    """Why an institution does not want its seat."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class VacateSeatForm(SecondOfficer):
    """When and why a seat was declined or given up."""

    day = JalaliDateField(_("On which day"), [required()])
    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])
