"""The timetable of an election, and the extension of one of its deadlines."""

from __future__ import annotations

from datetime import time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from app.forms.fields import JalaliMomentField, SecondOfficer, at_most, clean_lines, offered, required

_MORNING, _END = time(8), time(14)

STEP_WORDS = {
    "notice": _("Notice"),
    "registration_opens": _("Registration opens"),
    "registration_closes": _("Registration closes"),
    "review_ends": _("Review ends"),
    "appeals_end": _("Appeals end"),
    "list_final": _("Final list"),
}
"""What each step is called."""


class TimetableForm(FlaskForm):
    """When each step happens; a step that stays empty is not announced."""

    notice = JalaliMomentField(STEP_WORDS["notice"], clock=_MORNING)
    registration_opens = JalaliMomentField(STEP_WORDS["registration_opens"], clock=_MORNING)
    registration_closes = JalaliMomentField(STEP_WORDS["registration_closes"], clock=_END)
    review_ends = JalaliMomentField(STEP_WORDS["review_ends"], clock=_END)
    appeals_end = JalaliMomentField(STEP_WORDS["appeals_end"], clock=_END)
    list_final = JalaliMomentField(STEP_WORDS["list_final"], clock=_MORNING)


class CorrectForm(TimetableForm, SecondOfficer):
    """The right days over the mistyped ones, and why; two officers."""

    reason = TextAreaField(_("What was mistyped; all can read it"), [required(), at_most(500)], filters=[clean_lines])


class ExtendForm(FlaskForm):
    """A later end of one deadline."""

    step = SelectField(_("Deadline"), [required()], validate_choice=False)
    until = JalaliMomentField(_("New end"), clock=_END, validators=[required()])
    reason = TextAreaField(_("Reason, which everybody can read"), [required(), at_most(500)], filters=[clean_lines])

    def offer(self, steps: tuple[str, ...]) -> None:
        """Fill the list of deadlines that are set."""
        self.step.choices = offered((step, STEP_WORDS[step]) for step in steps)
