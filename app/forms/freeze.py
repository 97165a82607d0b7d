"""Freezing, with the balls for the order on the ballot."""

from __future__ import annotations

from wtforms import HiddenField

from app.forms.balls import BallsForm


class FreezeForm(BallsForm):
    """The balls for the order on the ballot, and the hash of the list that they were drawn for."""

    listed = HiddenField(default="")
