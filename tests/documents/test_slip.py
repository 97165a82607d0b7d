"""The sheet of slips: codes, digits and typed characters of each; sizes, folds, what a screen reader hears."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents import slip as slip_module
from app.documents.pdf import STATIC
from app.documents.slip import COLUMNS, Slip, SlipSheet, decode_sheet, encode_sheet, render_slips
from app.language.text import ascii_digits, digits
from app.states.way_in import WayIn
from ballots.digits import decode_digits, encode_digits
from ballots.short import WHOLE, Kind, grouped, short
from ballots.slip_code import read_slip_code
from tests.documents.pictures import Piece, codes_on, information, page_count, page_picture, pieces_of, text_of
from tests.documents.samples import HEAD, arabic, english, persian, sheet, slips

HOSTILE = '<script>alert(1)</script><img src="file:///etc/hostname"> ' + "دراز" * 2500
LANGUAGES = {"fa": persian, "ar": arabic, "en": english}
SIZES = {1: (210.0, 297.0), 4: (105.0, 148.5), 8: (74.25, 105.0)}
FOLDS = {1: 205.0, 4: 106.25, 8: 68.5}
EVERY = [(up, language) for up in COLUMNS for language in LANGUAGES]
DAILY = (4, "en"), (8, "fa")
ALL = [pytest.param(*one, marks=() if one in DAILY else pytest.mark.prove) for one in EVERY]


def up(per_page: int, **changes: object) -> SlipSheet:
    return replace(sheet(), per_page=per_page, **changes)  # type: ignore[arg-type]


def test_every_code_on_a_sheet_reads_back_and_is_no_address(tmp_path: Path) -> None:
    four = slips(4)
    printed = render_slips(sheet(), four, persian())
    assert page_count(printed, tmp_path) == 1
    codes = codes_on(printed, tmp_path, dots=150)
    assert sorted(map(read_slip_code, codes)) == sorted((slip.token, slip.credential) for slip in four)
    assert not any("/" in code for code in codes)


def test_a_module_of_a_code_is_at_least_half_a_millimetre(tmp_path: Path) -> None:
    one = slips(1)
    picture = page_picture(render_slips(up(8), one, persian()), tmp_path, dots=254)
    (position,) = [code.position for code in _codes(picture)]  # type: ignore[attr-defined]
    width = abs(position.top_right.x - position.top_left.x) / 10  # millimetres at 254 dots per inch
    assert width / (slip_module.encode_qr(one[0].code).size - 8) >= 0.5
    assert FOLDS[8] - position.bottom_left.y / 10 >= 4, "the code is too near to the fold"


def _codes(picture: object) -> list[object]:
    import zxingcpp

    return list(zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_and_characters_are_those_of_the_code(tmp_path: Path, language: str) -> None:
    one = slips(1)
    found = pieces_of(render_slips(sheet(), one, LANGUAGES[language]()), tmp_path)
    groups = [piece.text for piece in found if re.fullmatch(r"\d{6}", piece.text.strip())]
    assert groups == [digits(group, language) for group in encode_digits(one[0].credential).split()]
    assert decode_digits(ascii_digits(" ".join(groups))) == one[0].credential
    assert [piece.text for piece in found if "-" in piece.text] == [one[0].serial, one[0].credential]


def test_slips_stand_in_the_order_of_their_serials_over_parts_and_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip_module, "SHEETS_PER_PART", 1)
    ten, done = slips(10), []
    printed = render_slips(sheet(), ten, english(), lambda count, total: done.append((count, total)))
    assert page_count(printed, tmp_path) == 3
    assert done == [(4, 10), (8, 10), (10, 10)]
    in_order = sorted(ten, key=lambda slip: slip.serial)
    assert [piece.text for piece in pieces_of(printed, tmp_path) if piece.text.startswith("SLIP-")] == [
        slip.serial for slip in in_order
    ]
    assert set(codes_on(printed, tmp_path, page=3)) == {slip.code for slip in in_order[8:]}


def _corner(piece: Piece, per_page: int) -> tuple[float, float]:
    """How far the piece's own slip lies from the page's upper left corner."""
    width, height = SIZES[per_page]
    middle = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return middle[0] // width * width, middle[1] // height * height


@pytest.mark.parametrize(("per_page", "language"), ALL)
def test_nothing_is_small_nor_cut_nor_on_the_fold(tmp_path: Path, per_page: int, language: str) -> None:
    """With the longest that there is: three keys of long names, an election of two lines, a personal slip."""
    wording = LANGUAGES[language]()
    keys = tuple((name * 8, key) for name, key in sheet().keys)
    count = per_page + 1
    printed = render_slips(up(per_page, keys=keys, personal=1), slips(count), wording)
    pieces = pieces_of(printed, tmp_path)
    assert min(piece.size for piece in pieces) >= 10.5
    fold_word = wording.gettext("fold inwards here")
    for piece in pieces:
        layout = per_page if piece.page == 1 else 1
        width, height = SIZES[layout]
        left, top = _corner(piece, layout)
        assert piece.left - left >= 4 and piece.right - left <= width - 4, piece
        assert piece.top - top >= 4 and piece.bottom - top <= height - 4, piece
        on_fold = piece.top - top < FOLDS[layout] - 1 < piece.bottom - top
        assert not on_fold or len(piece.text.split()) == len(fold_word.split()), piece
        for other in pieces:
            beside = other.page != piece.page or other.left > piece.right - 0.5 or piece.left > other.right - 0.5
            apart = other.top > piece.bottom - 2.5 or piece.top > other.bottom - 2.5  # lines of one paragraph are near
            assert other is piece or beside or apart, (piece, other)
    shown = text_of(printed, tmp_path)
    whole = short(Kind.ELECTION, sheet().fingerprint, WHOLE)
    for half in (whole[:20], whole[20:]):
        assert ascii_digits(shown).count(grouped(half)) == per_page


@pytest.mark.prove
@pytest.mark.parametrize(("per_page", "language"), EVERY)
def test_all_codes_of_a_page_are_read(tmp_path: Path, per_page: int, language: str) -> None:
    some = slips(per_page)
    printed = render_slips(up(per_page), some, LANGUAGES[language]())
    assert sorted(codes_on(printed, tmp_path, dots=150)) == sorted(slip.code for slip in some)


def test_small_print_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin of the test of sizes: half a point less on the caption alone."""
    css = (STATIC / "css" / "print-slips.css").read_text("utf-8")
    assert ".slip-caption {" in css
    from app.documents import pdf

    printer = pdf._printer()
    smaller = printer.library.CSS(string=".slip-caption { font-size: 10pt }", font_config=printer.fonts)
    monkeypatch.setattr(type(printer), "upper", lambda *_: smaller)
    monkeypatch.setattr(pdf, "_above", lambda _: 1)
    printed = render_slips(sheet(), slips(1), english())
    assert min(piece.size for piece in pieces_of(printed, tmp_path)) < 10.5


def test_a_slip_can_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tagged over joined parts too, in its language, with its title, and the code has a name."""
    monkeypatch.setattr(slip_module, "SHEETS_PER_PART", 1)
    printed = render_slips(sheet(), slips(5), english())
    said = information(printed, "pdfinfo", tmp_path)
    assert re.search(r"^Tagged: +yes", said, re.MULTILINE)
    assert f"Voting slips – {sheet().election}" in said
    assert b"/Lang (en)" in printed and b"/DisplayDocTitle true" in printed
    heard = information(printed, "pdfinfo", tmp_path, "-struct-text")
    assert heard.count("Figure") == 3 * 5
    assert all(re.search(rf'"{slip.serial}"', heard) for slip in slips(5))
    assert heard.startswith("Document")


def test_a_personal_slip_has_an_address_and_says_whose_device(tmp_path: Path) -> None:
    five = sorted(slips(5), key=lambda slip: slip.serial)
    printed = render_slips(replace(sheet(), personal=1), five, english())
    assert page_count(printed, tmp_path) == 2
    assert codes_on(printed, tmp_path, page=2) == [five[-1].address(sheet().booth)]
    assert five[-1].address(sheet().booth).startswith("https://vote.example/B/K7QM2XPA#")
    assert sorted(codes_on(printed, tmp_path)) == sorted(slip.code for slip in five[:-1])
    text = text_of(printed, tmp_path)
    assert f"{sheet().booth}?own" in text
    assert "your own telephone" in text


@pytest.mark.parametrize("way", [WayIn.CAMERA, WayIn.COMPUTER, WayIn.DIGITS])
def test_a_slip_says_the_way_in_that_is_served(tmp_path: Path, way: WayIn) -> None:
    text = " ".join(text_of(render_slips(up(1, way=way), slips(1), english()), tmp_path).split())
    assert ("camera" in text) == (way != WayIn.DIGITS)
    assert ("voting computer" in text) == (way == WayIn.COMPUTER)
    assert "thirty digits" in text


def test_a_demonstration_is_marked_on_every_slip(tmp_path: Path) -> None:
    trial = sheet(replace(HEAD, demonstration=True))
    assert text_of(render_slips(trial, slips(3), english()), tmp_path).count("Demonstration") == 3
    assert "Demonstration" not in text_of(render_slips(sheet(), slips(3), english()), tmp_path)


def test_a_hostile_title_is_text_reads_no_file_and_hides_no_code(tmp_path: Path) -> None:
    one = slips(1)
    hostile = replace(sheet(replace(HEAD, assembly=HOSTILE)), election=HOSTILE)
    printed = render_slips(hostile, one, english())
    assert page_count(printed, tmp_path) == 1
    assert codes_on(printed, tmp_path) == [one[0].code]
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
        for _, key in some.keys:
            assert grouped(key) in text


def test_where_there_is_no_room_the_fingerprint_stands_there_alone(tmp_path: Path) -> None:
    many = tuple((f"Trustee {number}", short(Kind.KEY, str(number))) for number in range(slip_module.MOST_KEYS + 1))
    for some in (up(4, keys=many), up(4, keys=()), up(8)):
        text = text_of(render_slips(some, slips(1), english()), tmp_path)
        assert grouped(short(Kind.ELECTION, sheet().fingerprint, WHOLE)[:20]) in text
        assert "Trustee" not in text
        assert not any(grouped(key) in text for _, key in sheet().keys)


def test_the_sheet_of_an_order_travels_whole_or_is_refused() -> None:
    some = replace(up(8, personal=2), way=WayIn.DIGITS)
    assert decode_sheet(encode_sheet(some)) == some
    for name, damaged in (
        *(("keys", bad) for bad in ("x", None, [["name"]], [["name", 5]], [5], [["a", "b", "c"]], {})),
        *(("per_page", bad) for bad in (0, 3, "4", None, True)), ("personal", -1), ("personal", "1"), ("way", 1),
        ("emblem", True), ("demonstration", 0),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="damaged"):
            decode_sheet({**encode_sheet(sheet()), name: damaged})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="WayIn"):
        decode_sheet({**encode_sheet(sheet()), "way": "on foot"})
