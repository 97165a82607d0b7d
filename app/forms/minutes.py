"""What the presidium amends in minutes that are made."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app.forms.fields import SecondOfficer, at_most, clean_lines, required


class AmendForm(SecondOfficer):
    """The text of an amendment."""

    text = TextAreaField(
        _("What is amended"), [required(), at_most(4000)], filters=[clean_lines],
        description=_("Which sentence of the minutes, what it should say, and why. It is printed as you write it."),
    )  # fmt: skip
