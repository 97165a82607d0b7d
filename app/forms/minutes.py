"""Minutes that are made: what the presidium amends in them, and the scan of what it signed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField

from app.forms.fields import SecondOfficer, at_most, clean_lines, required


class AmendForm(SecondOfficer):
    """The text of an amendment."""

    text = TextAreaField(
        _("What is amended"), [required(), at_most(4000)], filters=[clean_lines],
        description=_("Which sentence of the minutes, what it should say, and why. It is printed as you write it."),
    )  # fmt: skip


class ScanForm(FlaskForm):
    """A paper as it was signed."""

    scan = FileField(_("Scan of the signed paper"), [FileRequired(_("Please choose a file."))])
