"""The file of a list of assemblies."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class AssemblyListForm(FlaskForm):
    """The file of a list."""

    file = FileField(_("The file of the list"), [FileRequired(_("Please choose a file."))])
