"""Lots of a tie."""

from __future__ import annotations

import re

from wtforms import HiddenField

from app.forms.balls import BallsForm


class LotsForm(BallsForm):
    """The balls for the tie that the page showed, told by its ballot numbers."""

    tied = HiddenField()

    def numbers(self) -> tuple[int, ...]:
        """The ballot numbers of the tie."""
        return tuple(int(number) for number in (self.tied.data or "").split() if re.fullmatch("[0-9]{1,4}", number))

    def show(self, tied: tuple[int, ...]) -> None:
        """Ask for the balls of this tie, whatever was typed for another one before."""
        if self.numbers() != tied:
            self.tied.data, self.balls.data = " ".join(map(str, tied)), ""
