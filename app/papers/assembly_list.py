"""A list of assemblies as a file: an empty one to be filled."""

from __future__ import annotations

from app.documents.spreadsheet import comma_separated
from app.language import reference


def template(language: str) -> bytes:
    """An empty list as CSV: the headings of the columns in a language."""
    return comma_separated([column.name(language) for column in reference.assembly_columns()])
