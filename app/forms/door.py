"""What is scanned or typed at the door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField

from app.forms.fields import at_most


class DoorForm(FlaskForm):
    """The one field: a code, a name, an institution, a province, a number."""

    typed = StringField(_("Scan the invitation, or type a name, institution, province or number"), [at_most(120)])
