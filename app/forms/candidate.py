"""Which candidates a reader looks at."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from app.forms.fields import at_most, clean, offered, shown
from app.language.reference import Term, fields, provinces


class CandidatesForm(FlaskForm):
    """Province, field of activity and name; an unknown code asks for nothing."""

    class Meta:
        """A search changes nothing: it needs no token."""

        csrf = False

    province = SelectField(_("Province"), validate_choice=False)
    field = SelectField(_("Field of activity"), validate_choice=False)
    search = StringField(_("Name"), [at_most(100)], filters=[clean])

    def offer(self, language: str, in_provinces: dict[str, int], in_fields: dict[str, int]) -> None:
        """Fill the lists with what there are candidates of, and how many."""
        for list_, entries, counts in (
            (self.province, provinces(), in_provinces),
            (self.field, fields(), in_fields),
        ):
            list_.choices = offered(_counted(entries, counts, language))
            if list_.data not in counts:
                list_.data = ""


def _counted(entries: Iterable[Term], counts: dict[str, int], language: str) -> list[tuple[str, object]]:
    there = [(one.code, f"{one.name(language)} ({shown(counts[one.code])})") for one in entries if one.code in counts]
    return [("", _("All")), *there]
