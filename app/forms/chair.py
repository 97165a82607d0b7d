"""Who presides with an own phone: named by the office, signed in with a code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField

from app.forms.fields import at_most, clean, required


class ChairForm(FlaskForm):
    """Who gets a code."""

    name = StringField(_("Name of who presides"), [required(), at_most(120)], filters=[clean])


class DayCodeForm(FlaskForm):
    """The code that somebody got from the office."""

    code = StringField(_("Code of twelve digits"), [required(), at_most(40)])
