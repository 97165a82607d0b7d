"""The search of the journal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import Optional

from app.forms.fields import JalaliDateField, offered

Pairs = list[tuple[str, str]]


class JournalForm(FlaskForm):
    """Which entries are shown: of an election, a kind, a person, from a day to a day."""

    class Meta:
        """A search changes nothing: it needs no token."""

        csrf = False

    election = SelectField(_("Election"), validate_choice=False)
    kind = SelectField(_("What"), validate_choice=False)
    person = SelectField(_("Who"), validate_choice=False)
    since = JalaliDateField(_("From the day"), [Optional()])
    until = JalaliDateField(_("To the day"), [Optional()])

    def offer(
        self, elections: list[tuple[str, str]], kinds: list[tuple[str, str]], people: list[tuple[str, str]]
    ) -> None:
        """Fill the lists, each after «All»."""
        for choice, pairs in ((self.election, elections), (self.kind, kinds), (self.person, people)):
            choice.choices = offered([("", _("All")), *pairs])
