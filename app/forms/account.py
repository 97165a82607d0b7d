"""An account: an institution's made from an invitation; anybody's entered and changed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from app.forms.fields import at_most, clean, required, same_password


class NewPassword(FlaskForm):
    """A password, typed twice."""

    password = PasswordField(_("Password"), [required(), at_most(200)])
    again = PasswordField(_("The same password again"), [required(), at_most(200), same_password])


class SignUpForm(NewPassword):
    """User name and password of a new account."""

    username = StringField(_("User name"), [required(), at_most(80)])


class RenewForm(NewPassword):
    """The new password of an account that is there."""


class SignInForm(FlaskForm):
    """User name, password, and the code of an app where that was turned on."""

    username = StringField(_("User name"), [required(), at_most(80)])
    password = PasswordField(_("Password"), [required(), at_most(200)])
    code = StringField(_("Six-digit code"), [at_most(20)])


class PasswordChangeForm(NewPassword):
    """The old password and a new one."""

    old = PasswordField(_("Present password"), [required(), at_most(200)])

    def __init__(self, *, has_password: bool, **named: object) -> None:
        super().__init__(**named)
        self.password.label.text = _("New password")
        if not has_password:
            del self.old


class CodeOnForm(FlaskForm):
    """The first code of an app."""

    code = StringField(_("The six digits that the app shows now"), [required(), at_most(20)])


class CodeOffForm(FlaskForm):
    """The password, before codes are turned off."""

    password = PasswordField(_("Password"), [required(), at_most(200)])


class PasskeyNameForm(FlaskForm):
    """What a passkey is called."""

    name = StringField(_("Name of the device"), [required(), at_most(60)], filters=[clean])
