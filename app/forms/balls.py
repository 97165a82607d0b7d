"""The digits of numbered balls, as they are drawn in the room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from app.forms.fields import SecondOfficer, at_most, required, shown
from app.language import text


def digits_of(typed: str | None) -> str:
    """The digits in what was typed, with anything that separates; zeros stay, also the leading ones."""
    return "".join(character for character in text.ascii_digits(typed or "") if character in "0123456789")


class BareBallsForm(FlaskForm):
    """The digits of numbered balls in the order drawn; the page sets how many are `needed`, 0 where nobody knows."""

    needed = 0

    balls = StringField(
        _("Digits of the balls"),
        [required(), at_most(200)],
        render_kw={"class": "code-input balls-input", "dir": "ltr", "inputmode": "numeric", "autocomplete": "off"},
    )

    def validate_balls(self, field: StringField) -> None:
        """There are as many digits as balls are drawn."""
        given = len(self.digits())
        if not given:
            raise ValidationError(_("Please enter the digits of the balls, 0 to 9."))
        if self.needed and given != self.needed:
            raise ValidationError(_(
                "These are %(given)s digits, and %(needed)s balls are drawn. Compare each with what was shown.",
                given=shown(given), needed=shown(self.needed),
            ))  # fmt: skip

    def digits(self) -> str:
        """The digits drawn."""
        return digits_of(self.balls.data)


class BallsForm(BareBallsForm, SecondOfficer):
    """The same, drawn by two officers."""
