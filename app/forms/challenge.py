"""What an officer writes down about a test of a tablet."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField

from app.forms.fields import at_most, required


class DifferenceForm(FlaskForm):
    """The tracker of an opened vote in which somebody's second device found something that differs."""

    tracker = StringField(
        _("Tracker that was noted before the test"),
        [required(), at_most(200)],
        render_kw={"class": "code-input", "dir": "ltr", "autocomplete": "off", "spellcheck": "false"},
    )
