"""Tablets: how one is called, and why one is revoked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from app.forms.fields import SecondOfficer, at_most, clean, clean_lines, required
from app.language.limits import TABLET_NAME


class TabletNameForm(FlaskForm):
    """A name beside the number."""

    name = StringField(_("Name"), [at_most(TABLET_NAME)], filters=[clean])


class RevokeTabletForm(SecondOfficer):
    """Why a tablet may cast no more."""

    reason = TextAreaField(_("Reason"), [required(), at_most(500)], filters=[clean_lines])
