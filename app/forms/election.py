"""The settings of an election and of its session."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError

from app.forms.fields import (
    JalaliDateField,
    WholeNumberField,
    at_most,
    clean,
    clean_arabic,
    clean_lines,
    offered,
    required,
)


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
        choices=offered([("lot", _("Drawn by lot")), ("alphabet", _("In alphabetical order"))]),
    )
    checkpoint_minutes = WholeNumberField(_("Minutes between two signed heads of the board"), least=1, most=240)
    small_group = WholeNumberField(_("Fewest ballots that are counted"), least=2, most=1000)

    def validate_maximum(self, field: WholeNumberField) -> None:
        """The most marks may not be below the fewest."""
        if self.minimum.data is not None and field.data is not None and field.data < self.minimum.data:
            raise ValidationError(_("The most marks cannot be below the fewest."))


class SessionForm(FlaskForm):
    """Presidium, day, place and quorum of a session."""

    chair = StringField(_("Chair"), [at_most(120)], filters=[clean])
    secretary = StringField(_("Secretary"), [at_most(120)], filters=[clean])
    first_observer = StringField(_("First observer"), [at_most(120)], filters=[clean])
    second_observer = StringField(_("Second observer"), [at_most(120)], filters=[clean])
    held_on = JalaliDateField(_("Day of the session"), [required()])
    place_fa = StringField(_("Place in Persian"), [required(), at_most(200)], filters=[clean])
    place_en = StringField(_("Place in English"), [at_most(200)], filters=[clean])
    place_ar = StringField(_("Place in Arabic"), [at_most(200)], filters=[clean_arabic])
    quorum = SelectField(
        _("Quorum"),
        choices=offered(
            [
                ("none", _("No quorum")),
                ("introduced", _("Half of the introduced institutions plus one")),
                ("second-call", _("Second call: valid with any number")),
            ]
        ),
    )
    agenda = TextAreaField(_("Agenda"), [at_most(4000)], filters=[clean_lines])
