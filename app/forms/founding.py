"""Founding: the first administrator, an assembly with its first body, and the second person."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from app.forms.account import NewPassword
from app.forms.fields import (
    at_most,
    clean,
    clean_arabic,
    offered,
    one_of,
    required,
    short_name,
    spelled_short,
)
from app.language import reference
from app.language.names import Names
from app.states.officer import SECOND_ROLES, Role

SECOND = {
    Role.SIGNATORY: _("Signatory: reviews, confirms and issues letters"),
    Role.SECRETARY: _("Secretary: prepares, registers institutions, reviews, writes letters"),
}


class AssemblyForm(FlaskForm):
    """Names, province and short address of an assembly."""

    name_fa = StringField(_("Name of the assembly in Persian"), [required(), at_most(200)], filters=[clean])
    name_en = StringField(_("Name of the assembly in English"), [at_most(200)], filters=[clean])
    name_ar = StringField(_("Name of the assembly in Arabic"), [at_most(200)], filters=[clean_arabic])
    address = StringField(_("Short address"), [required(), short_name()], filters=[spelled_short])
    province = SelectField(
        _("Province"),
        [one_of(lambda: frozenset({"", *(one.code for one in reference.provinces())}))],
        validate_choice=False,
    )

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        locale = str(get_locale() or "fa").split("_")[0]
        known = [(one.code, one.name(locale)) for one in reference.provinces()]
        self.province.choices = offered([("", _("None: it is of the whole country")), *known])

    @property
    def names(self) -> Names:
        """The names that were typed."""
        return Names(self.name_fa.data or "", self.name_en.data or "", self.name_ar.data or "")


class NewAssemblyForm(AssemblyForm):
    """An assembly with its first body by a composition."""

    composition = RadioField(
        _("Its first body"), [required(), one_of(lambda: frozenset(one.code for one in reference.compositions()))],
        default="provincial", validate_choice=False,
    )  # fmt: skip
    body_fa = StringField(_("Name of the body in Persian"), [required(), at_most(200)], filters=[clean])
    body_en = StringField(_("Name of the body in English"), [at_most(200)], filters=[clean])
    body_ar = StringField(_("Name of the body in Arabic"), [at_most(200)], filters=[clean_arabic])

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        locale = str(get_locale() or "fa").split("_")[0]
        self.composition.choices = offered([(one.code, one.name(locale)) for one in reference.compositions()])

    @property
    def body(self) -> Names:
        """The names of the body that were typed."""
        return Names(self.body_fa.data or "", self.body_en.data or "", self.body_ar.data or "")


class FoundingForm(NewAssemblyForm, NewPassword):
    """The first administrator with the first assembly."""

    person = StringField(_("Full name"), [required(), at_most(120)], filters=[clean])
    post = StringField(_("Post"), [at_most(120)], filters=[clean])
    username = StringField(_("User name"), [required(), at_most(80)], filters=[clean])


class SecondForm(FlaskForm):
    """The second person of an assembly."""

    person = StringField(_("Full name"), [required(), at_most(120)], filters=[clean])
    post = StringField(_("Post"), [at_most(120)], filters=[clean])
    username = StringField(_("User name"), [required(), at_most(80)], filters=[clean])
    role = RadioField(
        _("Role"), [required(), one_of(lambda: frozenset(SECOND_ROLES))], choices=offered(SECOND.items()),
        validate_choice=False,
    )  # fmt: skip


class JoinForm(NewPassword):
    """The password of the second person."""
