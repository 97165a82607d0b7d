"""Square codes: read back by another program."""

from base64 import b64decode
from io import BytesIO

import pytest
import weasyprint
import zxingcpp
from PIL import Image

from app.documents.qr import QUIET_ZONE, QrCode, QrTooLongError, encode_qr
from tests.documents.samples import ADDRESS, TOKEN, sheet, slips
from tests.documents.test_emblem import drawn


def read(picture: Image.Image) -> str:
    return zxingcpp.read_barcodes(picture)[0].text


def picture_of_outline(code: QrCode) -> Image.Image:
    """The outline filled by another program than ours."""
    html = f"<style>@page{{size:60mm;margin:0}}svg{{width:60mm}}</style>{code.svg('code')}"
    return drawn(weasyprint.HTML(string=html).write_pdf())


def test_an_outline_reads_back_as_its_text() -> None:
    text = slips(1)[0].address(sheet().booth)
    assert read(picture_of_outline(encode_qr(text))) == text


def test_a_broken_outline_does_not_read_back() -> None:
    code = encode_qr("HTTPS://MAJMA.EXAMPLE.ORG/L/")
    code.made.modules[:12] = reversed(code.made.modules[:12])
    found = zxingcpp.read_barcodes(picture_of_outline(code))
    assert [result.text for result in found if result.valid] != ["HTTPS://MAJMA.EXAMPLE.ORG/L/"]


def test_a_picture_reads_back_with_every_mask() -> None:
    for mask in range(8):
        code = encode_qr("HTTP://127.0.0.1/B/K7QM2XPA#abc", mask)
        source = str(code.image("code")).split("base64,")[1].split('"')[0]
        assert read(Image.open(BytesIO(b64decode(source)))) == "HTTP://127.0.0.1/B/K7QM2XPA#abc"


def test_upper_case_addresses_make_small_codes() -> None:
    assert encode_qr(ADDRESS + TOKEN).version <= 8
    assert encode_qr((ADDRESS + TOKEN).lower()).version > encode_qr(ADDRESS + TOKEN).version
    assert encode_qr(slips(1)[0].code).version <= 8


def test_a_code_has_its_quiet_zone_on_all_sides() -> None:
    rows = encode_qr("HELLO").made.get_matrix()
    border = [*rows[:QUIET_ZONE], *rows[-QUIET_ZONE:]]
    assert not any(any(row) for row in border)
    assert not any(any(row[:QUIET_ZONE]) or any(row[-QUIET_ZONE:]) for row in rows)


def test_a_text_too_long_for_any_code_is_refused() -> None:
    with pytest.raises(QrTooLongError):
        encode_qr("x" * 3000)


def test_two_codes_on_a_page_share_no_id_and_take_their_size_from_the_style() -> None:
    code = str(encode_qr("A").svg("code"))
    for attribute in (" id=", " width=", " height=", " style="):
        assert attribute not in code


def test_a_label_cannot_leave_its_attribute() -> None:
    assert "<script>" not in encode_qr("A").svg('"><script>')
    assert "<script>" not in encode_qr("A").image('"><script>')
