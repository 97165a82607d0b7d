"""Signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from app.forms.fields import at_most, required


class SignInForm(FlaskForm):
    """User name and password of an officer."""

    username = StringField(_("User name"), [required(), at_most(80)])
    password = PasswordField(_("Password"), [required(), at_most(200)])
