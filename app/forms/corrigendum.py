"""Saying how a candidate is rightly named, beside its frozen names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from app.forms.fields import SecondOfficer, WholeNumberField, at_most, clean, clean_arabic, clean_lines, required


class TitleCorrigendumForm(SecondOfficer):
    """How the words of a frozen election rightly are, and why; `frozen` tells the second officer what it is called."""

    frozen = StringField(_("Election"))
    title_fa = StringField(_("Right title in Persian"), [required(), at_most(200)], filters=[clean])
    title_en = StringField(_("Right title in English"), [at_most(200)], filters=[clean])
    title_ar = StringField(_("Right title in Arabic"), [at_most(200)], filters=[clean_arabic])
    body_fa = StringField(_("Body, rightly"), [required(), at_most(200)], filters=[clean])
    body_en = StringField(_("Body in English"), [at_most(200)], filters=[clean])
    body_ar = StringField(_("Body in Arabic"), [at_most(200)], filters=[clean_arabic])
    assembly_fa = StringField(_("Assembly, rightly"), [required(), at_most(200)], filters=[clean])
    assembly_en = StringField(_("Assembly in English"), [at_most(200)], filters=[clean])
    assembly_ar = StringField(_("Assembly in Arabic"), [at_most(200)], filters=[clean_arabic])
    place_fa = StringField(_("Place, rightly"), [required(), at_most(200)], filters=[clean])
    place_en = StringField(_("Place in English"), [at_most(200)], filters=[clean])
    place_ar = StringField(_("Place in Arabic"), [at_most(200)], filters=[clean_arabic])
    session_fa = WholeNumberField(_("Number of the session, rightly"), least=1, most=9999)
    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class VoterCorrigendumForm(SecondOfficer):
    """How a delegate who may vote, and who sent it, are rightly named, and why."""

    frozen = StringField(_("Frozen name"))
    delegate_fa = StringField(_("Delegate, rightly"), [required(), at_most(120)], filters=[clean])
    delegate_en = StringField(_("Delegate in English"), [at_most(120)], filters=[clean])
    delegation_fa = StringField(_("Institution of the delegate, rightly"), [required(), at_most(200)], filters=[clean])
    delegation_en = StringField(_("Institution in English"), [at_most(200)], filters=[clean])
    delegation_ar = StringField(_("Institution in Arabic"), [at_most(200)], filters=[clean_arabic])
    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


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
