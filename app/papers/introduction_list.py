"""Lists of introductions as files: an empty one to be filled, one with rows to be mended."""

from __future__ import annotations

from app.documents.spreadsheet import Choices, Sheet, comma_separated, xlsx
from app.language import reference
from app.language.wording import Wording


def template(language: str) -> bytes:
    """An empty list as CSV: the headings of the columns in a language."""
    return comma_separated([column.name(language) for column in reference.introduction_columns()])


def workbook(rows: tuple[tuple[str, ...], ...], wording: Wording, *more: str) -> bytes:
    """The list with these rows and headings as XLSX, with a sheet of the allowed values; `more`: further headings."""
    _, language, columns = wording.gettext, wording.locale, reference.introduction_columns()
    lists = {
        "kind": reference.kinds(), "province": reference.provinces(), "fields": reference.fields(),
        "tracks": reference.tracks(),
    }  # fmt: skip
    headings = {column.code: column.name(language) for column in columns}
    values = [(headings[code], one.name(language), one.code) for code, entries in lists.items() for one in entries]
    allowed, places = _("Allowed values"), [column.code for column in columns]
    choices = []
    for code in ("kind", "province"):
        own = [number for number, row in enumerate(values, start=1) if row[0] == headings[code]]
        choices.append(Choices(column=places.index(code), sheet=allowed, first=own[0], last=own[-1]))
    sheets = (
        Sheet(name=_("Introductions"), rows=rows, choices=tuple(choices), headings=(*headings.values(), *more)),
        Sheet(name=allowed, headings=(_("Column"), _("Value"), _("Code")), rows=tuple(values)),
    )
    return xlsx(sheets, right_to_left=wording.direction == "rtl")
