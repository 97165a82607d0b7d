"""The items of an agenda: what they may be about."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.states.agenda import ItemKind

KIND_WORDS = {
    ItemKind.OPENING: _("Opening"),
    ItemKind.REPORTS: _("Reports"),
    ItemKind.PRESENTATIONS: _("Presentations of the candidates"),
    ItemKind.DELIBERATION: _("Deliberation"),
    ItemKind.VOTE: _("Vote"),
    ItemKind.RESULT: _("Result"),
    ItemKind.OTHER: _("Something else"),
}
