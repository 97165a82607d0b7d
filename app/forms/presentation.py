"""The presentations: how long each is."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.forms.fields import WholeNumberField


class SlotForm(FlaskForm):
    """The minutes that each candidate has."""

    minutes = WholeNumberField(_("Minutes for each candidate"), least=1, most=60)
