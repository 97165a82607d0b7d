"""Opening a record: one file, a folder, or an archive alone. SPEC: the record as one file."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from ballots.files import read_limited
from ballots.record.container import ARCHIVE, BINDINGS, LIMITS, README, Section, read_record
from ballots.record.errors import RecordSizeError

_ZIP_MARK: Final = b"PK\3\4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An archive, open at its start, and the other files by name.

    `members` counts the files of a record file, else 0. `bindings_beside` says that a bindings.json lies beside an
    archive that was given alone, where nobody looked at it.
    """

    archive: BinaryIO
    files: Mapping[str, bytes]
    members: int = 0
    bindings_beside: bool = False


@contextmanager
def open_record(path: Path) -> Iterator[Record]:
    """Open the record at a path; it is closed with the block.

    Raises OSError for what cannot be read, and a RecordError for a record file that is not in its one spelling (8.1) or
    a file beside the archive that is too long.
    """
    with ExitStack() as stack:
        if path.is_dir():
            archive = stack.enter_context((path / ARCHIVE).open("rb"))
            beside = {name: path / name for name in LIMITS if name not in (ARCHIVE, README)}
            yield Record(
                archive=archive,
                files={name: _read(file, LIMITS[name]) for name, file in beside.items() if file.exists()},
            )
            return
        source = stack.enter_context(path.open("rb"))
        is_record = source.read(len(_ZIP_MARK)) == _ZIP_MARK
        source.seek(0)
        has_bindings = path.with_name(BINDINGS).exists()
        yield _open_file(source) if is_record else Record(archive=source, files={}, bindings_beside=has_bindings)


def _open_file(source: BinaryIO) -> Record:
    members = read_record(source)
    sections = {member.name: Section(source, member.position, member.size) for member in members}
    files = {
        name: read_limited(section, LIMITS[name]) for name, section in sections.items() if name not in (ARCHIVE, README)
    }
    return Record(archive=cast(BinaryIO, sections[ARCHIVE]), files=files, members=len(members))


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = read_limited(file, limit + 1)
    if len(data) > limit:
        raise RecordSizeError(f"{path.name} is longer than {limit} bytes")
    return data
