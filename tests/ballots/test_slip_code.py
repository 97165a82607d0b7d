"""The code of a hall slip: one spelling, small, and no address."""

import json
import re

import pytest

from app.documents.qr import MASK, encode_qr
from ballots.errors import CredentialError, TokenFormatError
from ballots.slip_code import LENGTH, PREFIX, read_slip_code, slip_code
from tests.vectors.spellings import FOLDER, files

TABLE = json.loads((FOLDER / "slip-codes.json").read_text("utf-8"))
GOOD = [row for row in TABLE if row["slip"]]


def test_the_table_is_the_one_that_is_made_again() -> None:
    assert (FOLDER / "slip-codes.json").read_bytes() == files()["slip-codes.json"]
    assert (len(GOOD), len(TABLE)) == (3, 15)


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row["text"][8:16])
def test_writing_and_reading_are_each_other_s_way_back(row: dict[str, dict[str, str]]) -> None:
    assert slip_code(**row["slip"]) == row["text"]
    assert read_slip_code(str(row["text"])) == (row["slip"]["token"], row["slip"]["credential"])


def test_a_code_is_no_address_and_small() -> None:
    code = GOOD[0]["text"]
    assert re.fullmatch(r"[0-9A-Z:]{198}", code)
    assert (len(code), code[:8]) == (LENGTH, PREFIX)
    assert encode_qr(code, MASK).version == 8


def test_nothing_else_is_made_a_code() -> None:
    token, credential = GOOD[0]["slip"].values()
    with pytest.raises(TokenFormatError):
        slip_code(token[:-1], credential)
    with pytest.raises(TokenFormatError):
        slip_code(token.lower(), credential)
    with pytest.raises(CredentialError):
        slip_code(token, credential[:-1] + "1")
