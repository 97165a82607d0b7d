"""Resolutions of a session: their text, and the votes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField, ValidationError

from app.forms.fields import WholeNumberField, at_most, clean_lines, offered, one_of, required
from app.states.resolution import Manner

MANNERS = ((Manner.VOTE, _("By a vote")), (Manner.ACCLAMATION, _("By acclamation, without counting")))
MOST = 100_000


class ResolutionForm(FlaskForm):
    """What was resolved at which item, and how. An empty number beside another one is none."""

    item = SelectField(_("Item of the agenda"), coerce=int, validate_choice=False)
    text = TextAreaField(_("Text of the resolution"), [required(), at_most(2000)], filters=[clean_lines])
    manner = RadioField(
        _("How it was taken"),
        [required(), one_of(lambda: frozenset(Manner))],
        choices=offered(MANNERS),
        validate_choice=False,
    )
    in_favour = WholeNumberField(_("Votes for"), least=0, most=MOST, optional=True)
    against = WholeNumberField(_("Votes against"), least=0, most=MOST, optional=True)
    abstained = WholeNumberField(_("Abstentions"), least=0, most=MOST, optional=True)
    sure = BooleanField(_("The numbers are right although more voted than the door recorded"))

    def validate_manner(self, field: RadioField) -> None:
        """Acclamation has no numbers, a vote has one."""
        typed = [one.data for one in (self.in_favour, self.against, self.abstained) if one.data is not None]
        if field.data == Manner.ACCLAMATION and typed:
            raise ValidationError(
                _("A resolution by acclamation has no numbers. Please empty them, or choose the vote.")
            )
        wrong = any(one.process_errors for one in (self.in_favour, self.against, self.abstained))
        if field.data == Manner.VOTE and not typed and not wrong:
            raise ValidationError(
                _("Please enter how many were for, against and abstained. A resolution by acclamation has no numbers.")
            )

    def numbers(self) -> dict[str, int] | None:
        """Those for, against and abstained by the field's name, None of an acclamation."""
        if self.manner.data == Manner.ACCLAMATION:
            return None
        return {one.short_name: one.data or 0 for one in (self.in_favour, self.against, self.abstained)}
