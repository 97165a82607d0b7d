"""Why an election takes votes on paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app.forms.fields import SecondOfficer, at_most, clean_lines, required


class PaperVoteForm(SecondOfficer):
    """Two officers let an election take votes on paper, with the reason."""

    reason = TextAreaField(
        _("Reason"), [required(), at_most(1000)], filters=[clean_lines],
        description=_("What happened to the tablets, in a whole sentence. It stands in the minutes."),
    )  # fmt: skip
