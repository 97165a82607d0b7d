"""The sheet of slips: codes, digits and typed characters of each."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents import slip as slip_module
from app.documents.slip import Slip, decode_sheet, encode_sheet, render_slips
from app.language.wording import Wording
from ballots.short import WHOLE, Kind, grouped, short
from tests.documents.pictures import codes_on, information, page_count, page_picture, text_of
from tests.documents.samples import HEAD, arabic, english, persian, sheet, slips

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


def test_the_keys_stand_on_the_slip_where_there_is_room_for_them(tmp_path: Path) -> None:
    for count in range(1, slip_module.MOST_KEYS + 1):
        some = replace(sheet(), keys=sheet().keys[:count])
        text = text_of(render_slips(some, slips(1), english()), tmp_path)
        for _, digits in some.keys:
            assert grouped(digits) in text
        assert in_groups(some.fingerprint) in text


def test_where_there_is_no_room_the_fingerprint_stands_there_in_digits(tmp_path: Path) -> None:
    many = tuple((f"Trustee {number}", short(Kind.KEY, str(number))) for number in range(slip_module.MOST_KEYS + 1))
    for keys in (many, ()):
        text = text_of(render_slips(replace(sheet(), keys=keys), slips(1), english()), tmp_path)
        assert grouped(short(Kind.ELECTION, sheet().fingerprint, WHOLE)) in text
        assert in_groups(sheet().fingerprint) in text
        assert "Trustee" not in text


def in_groups(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@pytest.mark.parametrize("language", [persian, arabic, english])
def test_nothing_public_reaches_below_the_fold(tmp_path: Path, language: Callable[[], Wording]) -> None:
    """With the longest that there is: three keys of long names, an election of two lines."""
    long = replace(sheet(), keys=tuple((name * 8, digits) for name, digits in sheet().keys))
    picture = page_picture(render_slips(long, slips(1), language()), tmp_path, dots=254)
    left = language().direction == "ltr"
    box = (80, 735, 970, 742) if left else (1130, 735, 2020, 742)  # tenths of a millimetre, just above the fold
    assert picture.convert("L").crop(box).getextrema()[0] > 200


def test_the_sheet_of_an_order_travels_with_its_keys_and_without() -> None:
    assert decode_sheet(encode_sheet(sheet())) == sheet()
    earlier = encode_sheet(sheet())
    del earlier["keys"]
    assert decode_sheet(earlier) == replace(sheet(), keys=())
    for damaged in ("x", [["name"]], [["name", 5]], [5], [["a", "b", "c"]], {}):
        with pytest.raises(ValueError, match="damaged"):
            decode_sheet({**encode_sheet(sheet()), "keys": damaged})  # type: ignore[dict-item]
