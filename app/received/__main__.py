"""python -m app.received KIND: look at one file in a process of its own; only `apart` calls this."""

import sys

from app.received.apart import work


def main(kind: str) -> None:
    """Each reader is imported where it is wanted: most of the time goes into that."""
    if kind == "sheet":
        from app.received import sheet

        work(sheet.answer, sheet.LARGEST)
    else:
        from app.received.file import MOST_BYTES, child

        work(child.answer_picture if kind == "picture" else child.answer_any, MOST_BYTES)


if __name__ == "__main__":
    main(sys.argv[1])
