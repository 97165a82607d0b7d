"""What a sent file becomes: a picture, decoded and encoded anew, or a PDF as it came."""

from __future__ import annotations

from app.received.file.fit import MOST_BYTES, AcceptedFile, UnfitError
from app.received.file.pdf import need_quiet
from app.received.file.picture import redraw


def settle(data: bytes, *, picture: bool) -> AcceptedFile:
    """Return what is kept of a file; `picture`: only a picture will do. The name of a file is never asked.

    Raises UnfitError.
    """
    if not data:
        raise UnfitError("empty")
    if len(data) > MOST_BYTES:
        raise UnfitError("large")
    if data.startswith(b"%PDF-") and not picture:
        need_quiet(data)
        return AcceptedFile(media_type="application/pdf", content=data)
    return redraw(data)
