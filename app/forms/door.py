"""What is scanned or typed at the door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from app.forms.fields import at_most, clean, offered, required
from app.states.guest import GuestKind


class GuestForm(FlaskForm):
    """A guest who is let in."""

    name = StringField(_("Name of the guest"), [required(), at_most(120)], filters=[clean])
    house = StringField(_("Where the guest comes from"), [at_most(120)], filters=[clean])
    kind = SelectField(
        _("Comes as"), choices=offered(((GuestKind.INVITED.value, _("Invited")), (GuestKind.PRESS.value, _("Press"))))
    )


class DoorForm(FlaskForm):
    """The one field: a code, a name, an institution, a province, a number."""

    typed = StringField(_("Scan the invitation, or type a name, institution, province or number"), [at_most(120)])
