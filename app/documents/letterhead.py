"""What stands at the top of every printed document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The assembly in whose name a document is printed.

    `assembly` and `office` (such as its secretariat; may be empty) are names in the document's language;
    `emblem` is the identity that `app.documents.emblem` draws; `demonstration` marks the document as a trial;
    `annulled` is the sentence that its first line says where its election is annulled, else "".
    """

    assembly: str
    office: str
    emblem: int | bytes
    demonstration: bool
    annulled: str = ""
