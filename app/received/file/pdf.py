"""PDF: read far enough to know that it is whole, open to everybody, and does nothing by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from app.received.file.fit import UnfitError

ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/XFA", "/RichMediaContent"})
ACTING_KINDS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMedia", "/Rendition", "/EmbeddedFile",
    "/FileAttachment",
})  # fmt: skip
MOST_OBJECTS = 200_000


def need_quiet(data: bytes) -> None:
    """Raise UnfitError: damaged, or active (encrypted, with a script, an act, or a file inside)."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted or any(_acts(one) for one in _dictionaries(reader)):
            raise UnfitError("active")
        if reader.root.get("/Pages") is None:
            raise UnfitError("damaged")
    except UnfitError:
        raise
    except Exception as fault:  # whatever the reader says of such bytes, they are not kept
        raise UnfitError("damaged") from fault


def _acts(one: generic.DictionaryObject) -> bool:
    kinds = {str(one.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in one}
    return not ACTING_KEYS.isdisjoint(one.keys()) or not ACTING_KINDS.isdisjoint(kinds)


def _dictionaries(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """Every dictionary that the document's trailer leads to."""
    waiting: list[object] = [reader.trailer.flatten()]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            if len(seen) > MOST_OBJECTS:
                raise UnfitError("damaged")
            waiting.append(one.get_object())  # type: ignore[no-untyped-call]
        elif isinstance(one, generic.DictionaryObject):
            yield one
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, generic.ArrayObject):
            waiting += [one.raw_get(place) for place in range(len(one))]
