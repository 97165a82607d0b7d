"""The screen in the hall: a message on it, and the network that its welcome names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError

from app.forms.fields import at_most, clean_lines, required, shown


class MessageForm(FlaskForm):
    """What all in the hall read."""

    message = TextAreaField(_("Message on the screen"), [required(), at_most(200)], filters=[clean_lines])


LEAST_PASSWORD = 8
"""WPA takes no shorter one."""


def _bare(value: str | None) -> str:
    """Without spaces around it; every other sign is as devices must have it."""
    return (value or "").strip()


class NetworkForm(FlaskForm):
    """How the hall's network is called, and its password: as many signs as IEEE 802.11 and WPA allow."""

    network = StringField(_("Name of the wireless network"), [at_most(32)], filters=[_bare])
    network_password = StringField(_("Password of the network"), [at_most(63)], filters=[_bare])

    def validate_network_password(self, field: StringField) -> None:
        """None, or one that a network can have."""
        if field.data and len(field.data) < LEAST_PASSWORD:
            raise ValidationError(
                _("A network’s password has at least %(least)s characters.") % {"least": shown(LEAST_PASSWORD)}
            )
