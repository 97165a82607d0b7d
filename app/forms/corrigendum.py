"""Saying how a candidate is rightly named, beside its frozen names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from app.forms.fields import SecondOfficer, at_most, clean, clean_arabic, clean_lines, required


class CorrigendumForm(SecondOfficer):
    """The right names of a candidate and of its representative, and why they are right.

    `frozen`, which nobody types, tells the second officer of whom they are.
    """

    frozen = StringField(_("Frozen name"))
    name_fa = StringField(_("Right name in Persian"), [required(), at_most(200)], filters=[clean])
    name_en = StringField(_("Right name in English"), [at_most(200)], filters=[clean])
    name_ar = StringField(_("Right name in Arabic"), [at_most(200)], filters=[clean_arabic])
    representative_fa = StringField(_("Representative, rightly"), [required(), at_most(120)], filters=[clean])
    representative_en = StringField(_("Representative in English"), [at_most(120)], filters=[clean])
    representative_ar = StringField(_("Representative in Arabic"), [at_most(120)], filters=[clean_arabic])
    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])
