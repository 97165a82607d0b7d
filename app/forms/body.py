"""A body of an assembly: its names, the posts whose holders sit in it, how many are elected."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError

from app.forms.fields import WholeNumberField, at_most, clean, clean_arabic, required, short_name, spelled_short
from app.language import text
from app.language.names import Names

MOST_POSTS = 60


class BodyForm(FlaskForm):
    """Names, posts (one on a line, the same line in each language), elected seats and their term."""

    name_fa = StringField(_("Name in Persian"), [required(), at_most(200)], filters=[clean])
    name_en = StringField(_("Name in English"), [at_most(200)], filters=[clean])
    name_ar = StringField(_("Name in Arabic"), [at_most(200)], filters=[clean_arabic])
    code = StringField(_("Short name for addresses"), [required(), short_name()], filters=[spelled_short])
    posts_fa = TextAreaField(_("Posts in Persian"), [at_most(8000)])
    posts_en = TextAreaField(_("Posts in English"), [at_most(8000)])
    posts_ar = TextAreaField(_("Posts in Arabic"), [at_most(8000)])
    seats = WholeNumberField(_("Elected seats"), least=1, most=100)
    term_months = WholeNumberField(_("Term in months"), least=1, most=120)

    def validate_posts_fa(self, field: TextAreaField) -> None:
        """Each post has a Persian name."""
        lines = _lines(field.data, "fa")
        if "" in lines:
            raise ValidationError(_("Each post needs its name in Persian: please leave no line empty between two."))
        if len(lines) > MOST_POSTS:
            raise ValidationError(_("These are too many posts."))

    def validate_posts_en(self, field: TextAreaField) -> None:
        """No name without its post."""
        self._need_fitting(field)

    def validate_posts_ar(self, field: TextAreaField) -> None:
        """No name without its post."""
        self._need_fitting(field)

    def _need_fitting(self, field: TextAreaField) -> None:
        if len(_lines(field.data, "en")) > len(_lines(self.posts_fa.data, "fa")):
            raise ValidationError(_("Here are more lines than posts in Persian."))

    @property
    def names(self) -> Names:
        """The names that were typed."""
        return Names(self.name_fa.data or "", self.name_en.data or "", self.name_ar.data or "")

    @property
    def posts(self) -> tuple[Names, ...]:
        """The posts that were typed; only of a form that is valid."""
        persian = _lines(self.posts_fa.data, "fa")
        english, arabic = (
            (*lines, *[""] * len(persian))
            for lines in (_lines(self.posts_en.data, "en"), _lines(self.posts_ar.data, "ar"))
        )
        return tuple(Names(*names) for names in zip(persian, english, arabic, strict=False))


def _lines(typed: str | None, locale: str) -> list[str]:
    """The lines, each cleaned, without empty ones at the end: an empty one before names no post in this language."""
    lines = [text.normalise(line, locale) for line in (typed or "").splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines
