import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents import slip as slip_module
from app.documents.slip import Slip, render_slips
from tests.documents.pictures import codes_on, information, page_count, page_picture, text_of
from tests.documents.samples import HEAD, english, persian, sheet, slips

HOSTILE = '<script>alert(1)</script><img src="file:///etc/hostname"> ' + "دراز" * 2500


def test_every_code_on_a_sheet_reads_back(tmp_path: Path) -> None:
    four = slips(4)
    printed = render_slips(sheet(), four, persian())
    assert page_count(printed, tmp_path) == 1
    assert set(codes_on(printed, tmp_path, dots=150)) == {slip.address(sheet().booth) for slip in four}


def test_a_module_of_a_code_is_at_least_half_a_millimetre(tmp_path: Path) -> None:
    one = slips(1)
    picture = page_picture(render_slips(sheet(), one, persian()), tmp_path, dots=254)
    (position,) = [code.position for code in _codes(picture)]
    width = abs(position.top_right.x - position.top_left.x) / 10  # millimetres at 254 dots per inch
    assert width / (slip_module.encode_qr(one[0].address(sheet().booth)).size - 8) >= 0.5


def _codes(picture: object) -> list[object]:
    import zxingcpp

    return list(zxingcpp.read_barcodes(picture))


def test_the_typed_credential_is_the_one_in_the_code(tmp_path: Path) -> None:
    one = slips(1)
    text = text_of(render_slips(sheet(), one, persian()), tmp_path)
    assert re.findall(r"(?:\w{3}-){4}\w{3}", text) == [one[0].credential]
    assert one[0].serial in text


def test_slips_keep_the_order_they_are_given_in_over_parts_and_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip_module, "SHEETS_PER_PART", 1)
    ten, done = slips(10)[::-1], []
    printed = render_slips(sheet(), ten, english(), lambda count, total: done.append((count, total)))
    assert page_count(printed, tmp_path) == 3
    assert done == [(4, 10), (8, 10), (10, 10)]
    assert re.findall(r"S-\d{4}", text_of(printed, tmp_path)) == [slip.serial for slip in ten]
    assert set(codes_on(printed, tmp_path, page=3)) == {slip.address(sheet().booth) for slip in ten[8:]}


def test_a_demonstration_is_marked_on_every_slip(tmp_path: Path) -> None:
    trial = sheet(replace(HEAD, demonstration=True))
    assert text_of(render_slips(trial, slips(3), english()), tmp_path).count("Demonstration") == 3
    assert "Demonstration" not in text_of(render_slips(sheet(), slips(3), english()), tmp_path)


def test_a_hostile_title_is_text_reads_no_file_and_hides_no_code(tmp_path: Path) -> None:
    one = slips(1)
    hostile = replace(sheet(replace(HEAD, assembly=HOSTILE)), election=HOSTILE)
    printed = render_slips(hostile, one, english())
    assert page_count(printed, tmp_path) == 1
    assert codes_on(printed, tmp_path) == [one[0].address(sheet().booth)]
    assert "<script>" in text_of(printed, tmp_path)


def test_fonts_are_embedded(tmp_path: Path) -> None:
    lines = information(render_slips(sheet(), slips(1), persian()), "pdffonts", tmp_path).splitlines()[2:]
    assert {"Vazirmatn", "Vazirmatn-Bold"} <= {line.split()[0].split("+")[1] for line in lines}
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_a_slip_does_not_show_its_secrets_in_a_log() -> None:
    (one,) = slips(1)
    assert one.credential not in repr(one)
    assert one.token not in repr(one)
    assert isinstance(one, Slip)


def test_no_slips_are_refused() -> None:
    with pytest.raises(ValueError, match="no slip"):
        render_slips(sheet(), [], persian())
