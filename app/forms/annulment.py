"""Why an election is annulled, and which authority annulled a final one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from app.forms.fields import JalaliDateField, SecondOfficer, at_most, clean, clean_lines, required


class AnnulForm(SecondOfficer):
    """Why the election counts for nothing."""

    reason = TextAreaField(
        _("Reason"), [required(), at_most(2000)], filters=[clean_lines],
        description=_("One or more whole sentences. They stand in public, so name no person without need."),
    )  # fmt: skip


class OverturnForm(SecondOfficer):
    """Which authority annulled the final result, by which decision, and why."""

    authority = StringField(
        _("Authority that decided"), [required(), at_most(200)], filters=[clean],
        description=_("Its name as it stands on the decision."),
    )  # fmt: skip
    number = StringField(_("Number of the decision"), [required(), at_most(80)], filters=[clean])
    day = JalaliDateField(_("Day of the decision"), [required()])
    reason = TextAreaField(
        _("Reason"), [required(), at_most(2000)], filters=[clean_lines],
        description=_("What was decided and why, in one or more whole sentences. They stand in public."),
    )  # fmt: skip
