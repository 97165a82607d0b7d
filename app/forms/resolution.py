"""Resolutions of a session: their text, and the votes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField, ValidationError

from app.forms.fields import WholeNumberField, at_most, clean_lines, offered, one_of, required
from app.services.day.resolution import NO_VOTES, NUMBERS_OF_ACCLAMATION, Votes
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
            raise ValidationError(_(NUMBERS_OF_ACCLAMATION.words))
        wrong = any(one.process_errors for one in (self.in_favour, self.against, self.abstained))
        if field.data == Manner.VOTE and not typed and not wrong:
            raise ValidationError(_(NO_VOTES.words))

    def votes(self) -> Votes | None:
        """The numbers, None of an acclamation."""
        if self.manner.data == Manner.ACCLAMATION:
            return None
        return Votes(self.in_favour.data or 0, self.against.data or 0, self.abstained.data or 0)
