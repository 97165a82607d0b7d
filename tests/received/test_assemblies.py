"""A list of assemblies: columns by their headings, values by their words, each fault at its column."""

from __future__ import annotations

import pytest

from app.received import assemblies
from app.received.spreadsheet import SheetError

LIST = """فهرست مجمع‌ها,,,
نام مجمع,استان,نشانی کوتاه,ترکیب
مجمع تهران,استان تهران,Tehran,استانی
مجمع قم,قم,۱۲-qom,
"""


def rows(**cells: str) -> list[dict[str, str]]:
    return [{"name_fa": "مجمع", "address": "tehran", **cells}]


def test_a_list_is_read_by_its_headings() -> None:
    read = assemblies.read(LIST.encode())
    assert read is not None
    first, second = assemblies.look(read, frozenset())
    assert (first.cells["name_fa"], first.cells["address"], first.province) == ("مجمع تهران", "tehran", "IR-23")
    assert (second.cells["address"], second.composition, second.faults) == ("12-qom", "provincial", ())
    assert assemblies.read("الف,ب\n۱,۲\n".encode()) is None


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name_fa": ""}, ("name_fa", "missing")), ({"address": ""}, ("address", "missing")),
        ({"address": "تهران"}, ("address", "address")), ({"address": "old"}, ("address", "taken")),
        ({"province": "بغداد"}, ("province", "unknown")), ({"composition": "x"}, ("composition", "unknown")),
        ({"name_en": "x" * 201}, ("name_en", "long")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_column(cells: dict[str, str], fault: tuple[str, str]) -> None:
    (row,) = assemblies.look(rows(**cells), frozenset({"old"}))
    assert [(one.column, one.code) for one in row.faults] == [fault]


def test_an_address_comes_once_and_not_too_many_at_once() -> None:
    _, second = assemblies.look(rows() + rows(), frozenset())
    assert [one.code for one in second.faults] == ["twice"]
    every = assemblies.look([{"name_fa": "م", "address": f"a{number}"} for number in range(61)], frozenset())
    assert [len(one.faults) for one in every] == [0] * 60 + [1]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(SheetError):
        assemblies.read(data)
