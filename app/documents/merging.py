"""Joining PDFs, for documents too long to lay out at once."""

import io
from collections.abc import Sequence
from typing import Any


def merge_pdfs(parts: Sequence[bytes], *, title: str, locale: str) -> bytes:
    """Return one PDF with the pages of `parts` in order. Each part keeps its own page tree and fonts; their tags become
    one structure, which a screen reader hears from part to part.

    The parts must come from `app.documents.pdf.make_part`: nothing is checked. What they hold is packed here.
    """
    from pyhanko.pdf_utils.generic import StreamObject, TextStringObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import PdfFileWriter

    writer: Any = PdfFileWriter()  # type: ignore[no-untyped-call]
    tree_reference = writer.root.raw_get("/Pages")
    tree = tree_reference.get_object()
    tags = _Tags(writer)
    for part in parts:
        whole = PdfFileReader(io.BytesIO(part)).root
        for name in set(whole) - {"/Pages", "/StructTreeRoot"}:
            del whole[name]
        root = writer.import_object(whole)
        branch_reference = root.raw_get("/Pages")
        branch = branch_reference.get_object()
        branch[_name("/Parent")] = tree_reference
        tree["/Kids"].append(branch_reference)
        tree[_name("/Count")] = _number(tree["/Count"] + branch["/Count"])
        tags.take(root["/StructTreeRoot"], branch)
    writer.document_meta.title = title
    shown = {"/StructTreeRoot": tags.finish(), "/Lang": TextStringObject(locale)}
    shown |= {
        "/MarkInfo": _dictionary({"/Marked": _true()}),
        "/ViewerPreferences": _dictionary({"/DisplayDocTitle": _true()}),
    }
    for name, value in shown.items():
        writer.root[_name(name)] = value
    for one in writer.objects.values():
        if isinstance(one, StreamObject) and "/Filter" not in one:
            one.compress()  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


class _Tags:
    """The structure of several documents as one: their elements in order, and to which marks on pages belong."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._tree = _dictionary({"/Type": _name("/StructTreeRoot")})
        self._reference = writer.add_object(self._tree)
        self._whole = _dictionary({"/Type": _name("/StructElem"), "/S": _name("/Document"), "/P": self._reference})
        self._whole_reference = writer.add_object(self._whole)
        self._elements: list[Any] = []
        self._parents: list[Any] = []
        self._next = 0

    def take(self, root: Any, pages: Any) -> None:
        """Take over the structure below `root`, whose pages are in the tree `pages`, with numbers of its own."""
        for element in root["/K"]:
            found = element.get_object()
            found[_name("/P")], found[_name("/S")] = self._whole_reference, _name("/Part")
            self._elements.append(element)
        numbers = root["/ParentTree"]["/Nums"]
        last = self._next
        for place in range(0, len(numbers), 2):
            number = self._next + int(numbers[place])
            self._parents += [_number(number), numbers.raw_get(place + 1)]
            last = max(last, number + 1)
        for page in _leaves(pages):
            for one in (page, *(each.get_object() for each in page.get("/Annots", ()))):
                for name in {"/StructParents", "/StructParent"} & set(one):
                    one[_name(name)] = _number(self._next + int(one[name]))
        self._next = last

    def finish(self) -> Any:
        """The reference of the whole."""
        from pyhanko.pdf_utils.generic import ArrayObject

        self._whole[_name("/K")] = ArrayObject(self._elements)
        self._tree[_name("/K")] = self._whole_reference
        parents = _dictionary({"/Nums": ArrayObject(self._parents)})
        self._tree[_name("/ParentTree")] = self._writer.add_object(parents)
        self._tree[_name("/ParentTreeNextKey")] = _number(self._next)
        return self._reference


def _leaves(tree: Any) -> list[Any]:
    """The pages of a page tree, in order."""
    if tree["/Type"] != "/Pages":
        return [tree]
    return [page for kid in tree["/Kids"] for page in _leaves(kid.get_object())]


def _dictionary(values: dict[str, Any]) -> Any:
    from pyhanko.pdf_utils.generic import DictionaryObject

    return DictionaryObject({_name(name): value for name, value in values.items()})  # type: ignore[no-untyped-call]


def _name(text: str) -> Any:
    from pyhanko.pdf_utils.generic import pdf_name

    return pdf_name(text)


def _true() -> Any:
    from pyhanko.pdf_utils.generic import BooleanObject

    return BooleanObject(True)  # type: ignore[no-untyped-call]


def _number(value: int) -> Any:
    from pyhanko.pdf_utils.generic import NumberObject

    number: Any = NumberObject
    return number(value)
