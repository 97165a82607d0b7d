"""What lists ask of a candidate's institution: columns of the register, or of the election's own copy once frozen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, String, cast

from app.language import text
from app.models import Institution, Nomination


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Columns of a row of Nomination joined to Institution."""

    fa: SQLColumnExpression[str]
    en: SQLColumnExpression[str]
    ar: SQLColumnExpression[str]
    province: SQLColumnExpression[str]
    fields: SQLColumnExpression[list[str]]
    folded: SQLColumnExpression[str]
    sort_key: SQLColumnExpression[str]

    def wanted(self, province: str, field: str, search: str) -> list[ColumnElement[bool]]:
        """What is asked of a row: of a province, of a field (codes), with a name; empty asks for nothing."""
        asked = []
        if province:
            asked.append(self.province == province)
        if field:  # a list of codes, as it is stored
            asked.append(cast(self.fields, String).contains(f'"{field}"', autoescape=True))
        if search.strip():
            asked.append(self.folded.contains(text.fold(search), autoescape=True))
        return asked


def listed(*, frozen: bool) -> Listed:
    """The columns for the lists of an election."""
    return COPY if frozen else REGISTER


def _kept(*path: str) -> SQLColumnExpression[str]:
    found: SQLColumnExpression[str] = Nomination.frozen[path].as_string()
    return found


REGISTER = Listed(
    fa=Institution.name_fa, en=Institution.name_en, ar=Institution.name_ar, province=Institution.province,
    fields=Institution.fields, folded=Institution.folded, sort_key=Institution.sort_key,
)  # fmt: skip
COPY = Listed(
    fa=_kept("name", "fa"), en=_kept("name", "en"), ar=_kept("name", "ar"), province=_kept("province"),
    fields=Nomination.frozen["fields"], folded=_kept("folded"), sort_key=_kept("sort_key"),
)  # fmt: skip
