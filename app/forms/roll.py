"""A new delegate on the roll."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from app.forms.fields import at_most, clean, required


class DelegateForm(FlaskForm):
    """Who votes for which institution; the choices are the introduced ones without a delegate."""

    institution = SelectField(_("Institution"), [required()], coerce=int)
    name_fa = StringField(_("Delegate"), [required(), at_most(120)], filters=[clean])
    name_en = StringField(_("Delegate in English"), [at_most(120)], filters=[clean])
