"""The settings of a session."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField

from app.forms.fields import JalaliDateField, at_most, clean, clean_arabic, clean_lines, offered, required
from app.states.election import Quorum


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
                (Quorum.NONE, _("No quorum")),
                (Quorum.INTRODUCED, _("Half of the introduced institutions plus one")),
                (Quorum.SECOND_CALL, _("Second call: valid with any number")),
            ]
        ),
    )
    agenda = TextAreaField(_("Agenda"), [at_most(4000)], filters=[clean_lines])
