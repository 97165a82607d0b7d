"""Who is an officer, and as what."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField, StringField

from app.forms.fields import SecondOfficer, at_most, clean, offered, one_of, required
from app.states.officer import Role

ROLES = {
    Role.SECRETARY: _("Secretary: prepares, registers institutions, reviews, writes letters"),
    Role.REVIEWER: _("Reviewer: looks at nominations and decides on them"),
    Role.RETURNING_OFFICER: _("Returning officer: prepares and holds the election"),
    Role.SIGNATORY: _("Signatory: reviews, confirms and issues letters"),
    Role.DESK: _("Desk: checks delegates in and hands out slips"),
    Role.ADMINISTRATOR: _("Administrator: prepares and admits officers, but decides nothing in an election"),
}


class PersonForm(SecondOfficer):
    """Who an officer is, and as what; with a second officer, where one is there."""

    name = StringField(_("Full name"), [required(), at_most(120)], filters=[clean])
    post = StringField(_("Post"), [at_most(120)], filters=[clean])
    role = RadioField(
        _("Role"), [required(), one_of(lambda: frozenset(ROLES))], choices=offered(ROLES.items()), validate_choice=False
    )


class OfficerForm(PersonForm):
    """An officer who is there; the password stays where none is typed."""

    password = PasswordField(_("New first password"), [at_most(200)])
    disabled = BooleanField(_("May no longer sign in"))


class NewOfficerForm(PersonForm):
    """A new officer, with a first password; without one, somebody who is an officer of another assembly."""

    username = StringField(_("User name"), [required(), at_most(80)], filters=[clean])
    password = PasswordField(_("First password"), [at_most(200)])
