"""The settings of an election."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError

from app.forms.fields import (
    WholeNumberField,
    at_most,
    clean,
    clean_arabic,
    clean_lines,
    offered,
    required,
)
from app.states.election import Devices, Electorate, Ordering, Succession


class ElectionForm(FlaskForm):
    """Title and rule; possible until the election is frozen."""

    title_fa = StringField(_("Title in Persian"), [required(), at_most(200)], filters=[clean])
    title_en = StringField(_("Title in English"), [at_most(200)], filters=[clean])
    title_ar = StringField(_("Title in Arabic"), [at_most(200)], filters=[clean_arabic])
    seats = WholeNumberField(_("Seats"), least=1, most=100)
    alternates = WholeNumberField(_("Alternates"), least=0, most=100)
    term_months = WholeNumberField(_("Term in months"), least=1, most=120)
    minimum = WholeNumberField(_("Fewest marks"), least=0, most=100)
    maximum = WholeNumberField(_("Most marks"), least=1, most=100)
    blank = BooleanField(_("A blank vote is allowed"))
    order = SelectField(
        _("Order on the ballot"),
        choices=offered([(Ordering.LOT, _("Drawn by lot")), (Ordering.ALPHABET, _("In alphabetical order"))]),
    )
    succession = SelectField(
        _("When a winner withdraws after the votes are closed"),
        choices=offered(
            [
                (Succession.NEXT, _("The seat goes to the next by the result")),
                (Succession.VACANT, _("The seat stays vacant")),
            ]
        ),
    )
    electorate = SelectField(
        _("Who votes"),
        choices=offered(
            [
                (Electorate.ROLL, _("All delegates on the roll")),
                (Electorate.PRESENT, _("The delegates who are here when it is frozen")),
                (Electorate.LIST, _("The delegates of a list of institutions")),
            ]
        ),
    )
    devices = SelectField(
        _("On what votes are cast"),
        choices=offered(
            [
                (Devices.ENROLLED, _("On the enrolled tablets of the session alone")),
                (Devices.ANY, _("On any device")),
            ]
        ),
    )
    checkpoint_minutes = WholeNumberField(_("Minutes between two signed heads of the board"), least=1, most=240)
    small_group = WholeNumberField(_("Fewest ballots that are counted"), least=2, most=1000)

    def validate_maximum(self, field: WholeNumberField) -> None:
        """The most marks may not be below the fewest."""
        if self.minimum.data is not None and field.data is not None and field.data < self.minimum.data:
            raise ValidationError(_("The most marks cannot be below the fewest."))


class NewElectionForm(ElectionForm):
    """An election that is made: also the body whose seats it fills."""

    body = SelectField(_("Body whose seats are filled"), [required()], coerce=int)


class DiscardForm(FlaskForm):
    """Why a draft is discarded."""

    reason = TextAreaField(_("Reason"), [required(), at_most(500)], filters=[clean_lines])
