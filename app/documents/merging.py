"""Joining PDFs, for documents too long to lay out at once."""

import io
from collections.abc import Sequence
from typing import Any


def merge_pdfs(parts: Sequence[bytes], *, title: str, locale: str) -> bytes:
    """Return one PDF with the pages of `parts` in order. Each part keeps its own page tree and fonts.

    The parts must come from this program: nothing is checked.
    """
    from pyhanko.pdf_utils.generic import NumberObject, TextStringObject, pdf_name
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import PdfFileWriter

    writer: Any = PdfFileWriter()  # type: ignore[no-untyped-call]
    number: Any = NumberObject
    tree_reference = writer.root.raw_get("/Pages")
    tree = tree_reference.get_object()
    for part in parts:
        branch_reference = writer.import_object(PdfFileReader(io.BytesIO(part)).root.raw_get("/Pages"))
        branch = branch_reference.get_object()
        branch[pdf_name("/Parent")] = tree_reference
        tree["/Kids"].append(branch_reference)
        tree[pdf_name("/Count")] = number(tree["/Count"] + branch["/Count"])
    writer.document_meta.title = title
    writer.root[pdf_name("/Lang")] = TextStringObject(locale)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
