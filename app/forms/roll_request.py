"""A request to look again at the roll, its answer, how it is ruled."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField

from app.forms.fields import at_most, clean, clean_lines, offered, one_of, required
from app.states.roll import RequestState

RULINGS = (
    (RequestState.ACCEPTED, _("Accepted: the roll is to be changed")),
    (RequestState.REJECTED, _("Rejected: the roll stays as it is")),
)


class RollRequestForm(FlaskForm):
    """What somebody finds missing or wrong, and how that one is reached."""

    institution = StringField(_("Your institution"), [required(), at_most(200)], filters=[clean])
    person = StringField(_("Who should stand on the roll"), [required(), at_most(120)], filters=[clean])
    wrong = TextAreaField(_("What is missing or wrong"), [required(), at_most(1000)], filters=[clean_lines])
    contact = StringField(_("Telephone or e-mail, for questions"), [required(), at_most(120)], filters=[clean])


class AnswerAskedForm(FlaskForm):
    """Under which number and code the answer stands."""

    number = StringField(_("Number of the request"), [required(), at_most(12)])
    code = StringField(_("Code of the request"), [required(), at_most(40)])


class RequestRulingForm(FlaskForm):
    """How the office rules, and what the asker reads."""

    ruling = RadioField(
        _("Ruling"),
        [required(), one_of(lambda: frozenset({RequestState.ACCEPTED, RequestState.REJECTED}))],
        choices=offered(RULINGS),
        validate_choice=False,
    )
    reason = TextAreaField(_("Answer, with the reason"), [required(), at_most(1000)], filters=[clean_lines])
