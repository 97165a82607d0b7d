"""An election that follows another: its title, the session that it is held in, who stands again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField

from app.forms.fields import SecondOfficer, at_most, clean, clean_arabic, offered, required


class RepeatForm(SecondOfficer):
    """An annulled election held once more."""

    title_fa = StringField(_("Title in Persian"), [required(), at_most(200)], filters=[clean])
    title_en = StringField(_("Title in English"), [at_most(200)], filters=[clean])
    title_ar = StringField(_("Title in Arabic"), [at_most(200)], filters=[clean_arabic])
    session = SelectField(_("Session in which it is held"), [required()], coerce=int)


class SecondRoundForm(RepeatForm):
    """A second round for the seats that are left."""

    candidates = RadioField(
        _("Who stands"),
        choices=offered([("tied", _("Those with equal votes alone")), ("others", _("All who were not elected"))]),
        default="tied",
    )
