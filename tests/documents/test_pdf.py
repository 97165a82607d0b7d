"""How papers become PDF: fonts, the same bytes, no way out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from pyhanko.pdf_utils.reader import PdfFileReader

from app.documents import pdf, slip
from app.documents.emblem import emblem
from app.documents.hall_invitation import render_hall_invitations
from app.documents.invitation import render_invitations
from app.documents.merging import merge_pdfs
from app.documents.pdf import ARCHIVAL, STATIC, PrintingError, check_printing, read_static, write_pdf
from app.documents.templating import in_groups, reference_number, render_template
from tests.documents.pictures import information, text_of
from tests.documents.samples import HEAD, english, persian, sheet, slips, zero_report

FILE_LINK = '<link rel="attachment" href="{url}"><img src="{url}"><p style="background: url({url})">text'


def attachments_of(data: bytes, folder: Path) -> str:
    return information(data, "pdfdetach", folder, "-list")


def test_a_document_reads_no_file_outside_the_static_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    data = write_pdf(FILE_LINK.format(url=secret.as_uri()))
    assert attachments_of(data, tmp_path).startswith("0 embedded files")


def test_a_fetcher_that_reads_everything_is_caught(tmp_path: Path) -> None:
    """The broken twin: without our fetcher the same document carries the secret away."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    data = weasyprint.HTML(string=FILE_LINK.format(url=secret.as_uri())).write_pdf()
    assert attachments_of(data, tmp_path).startswith("1 embedded files")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        f"{STATIC.as_uri()}/../setup.cfg",
        f"{STATIC.as_uri()}/%2e%2e/setup.cfg",
        f"file://elsewhere{STATIC}/css/print.css",
        f"FILE://{STATIC}/../setup.cfg",
        "http://127.0.0.1:9/x.png",
        "https://127.0.0.1:9/x.png",
        "ftp://127.0.0.1/x",
        "data:text/html,<p>",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/jpegx;base64,AAAA",
        "",
    ],
)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises(PermissionError):
        read_static(url)


def test_a_link_out_of_the_static_folder_is_followed_to_its_end_and_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.txt").write_text("canary")
    (tmp_path / "static" / "innocent.css").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setattr(pdf, "STATIC", tmp_path / "static")
    with pytest.raises(PermissionError):
        read_static((tmp_path / "static" / "innocent.css").as_uri())


def test_the_fetcher_reads_the_fonts() -> None:
    url = (STATIC / "fonts" / "Vazirmatn-Regular.ttf").as_uri()
    assert len(read_static(url).read()) > 100_000


def test_this_machine_can_print() -> None:
    assert check_printing() == ()


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FONTS", (*pdf.FONTS, "Nowhere.ttf"))
    assert check_printing() == ("the font Nowhere.ttf is missing in static/fonts",)


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libgobject-2.0-0", "libpango-1.0-0"),
        ("libpango-1.0-0", "libpango-1.0-0"),
        ("libpangoft2-1.0-0", "libpangoft2-1.0-0"),
    ],
)
def test_a_missing_system_library_is_named(library: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, *rest: object) -> object:
        if name == "weasyprint":
            raise OSError(f"cannot load library '{library}': cannot open shared object file")
        return original(name, *rest)

    original = __import__
    pdf._printer.cache_clear()
    monkeypatch.setattr("builtins.__import__", fail)
    faults = check_printing()
    with pytest.raises(PrintingError, match=f"install {package}"):
        write_pdf("<p>text")
    monkeypatch.undo()
    assert f"install {package}" in faults[0]


def test_a_template_that_asks_for_a_missing_value_is_refused() -> None:
    with pytest.raises(UndefinedError):
        render_template("zero.html", {}, english())


def test_persian_is_joined_in_the_text_layer(tmp_path: Path) -> None:
    html = '<html lang="fa" dir="rtl"><p>گزارش رأی‌گیری'
    assert "گزارش" in text_of(write_pdf(html), tmp_path)
    assert "Vazirmatn" in information(write_pdf(html), "pdffonts", tmp_path)


@pytest.mark.parametrize("variant", [None, ARCHIVAL])
def test_every_paper_can_be_heard(tmp_path: Path, variant: str | None) -> None:
    """Tagged, in its language, with its title in the window, whatever is printed: one place makes all PDFs."""
    html = '<!DOCTYPE html><html lang="fa" dir="rtl"><head><title>صورت‌جلسه</title></head><body><h1>گزارش</h1><p>متن'
    data = write_pdf(html, variant=variant)
    said = information(data, "pdfinfo", tmp_path)
    assert re.search(r"^Tagged: +yes", said, re.MULTILINE)
    assert re.search(r"^Title: +صورت‌جلسه", said, re.MULTILINE)
    root = PdfFileReader(BytesIO(data)).root
    assert (root["/Lang"], bool(root["/ViewerPreferences"]["/DisplayDocTitle"])) == ("fa", True)
    heard = information(data, "pdfinfo", tmp_path, "-struct")
    assert [line.split()[0] for line in heard.splitlines() if line.split()[0] in ("H1", "P")] == ["H1", "P"]


def test_a_number_of_the_registry_keeps_the_order_of_its_parts() -> None:
    number = reference_number("1404/ص/00127", "fa")
    assert number == "\u2066\u2066۱۴۰۴\u2069/\u2066ص\u2069/\u2066۰۰۱۲۷\u2069\u2069"


def test_a_code_is_shown_in_groups() -> None:
    assert in_groups("ABCDEFGHIJ") == "\u2066ABCD EFGH IJ\u2069"
    assert in_groups("ABC-DEF-GHI") == "\u2066ABC-DEF-GHI\u2069"


def zero_page(name: str) -> str:
    """The HTML of a zero report whose assembly and election bear `name`."""
    report = replace(zero_report(), election=name)
    values = {"head": replace(HEAD, assembly=name), "report": report, "emblem": emblem(1)}
    return render_template("zero.html", values, persian())


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_whatever_a_name_holds_it_is_text_and_cannot_turn_the_line(name: str) -> None:
    html = zero_page(name)
    assert not set("\u202a\u202b\u202c\u202d\u202e\x00") & set(html)
    assert html.count("<") == zero_page("x").count("<")


def test_the_fonts_are_those_whose_licences_and_checksums_lie_beside_them() -> None:
    folder = STATIC / "fonts"
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    present = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert set(listed) == present
    assert {name: sha256((folder / name).read_bytes()).hexdigest() for name in listed} == listed
    assert {"OFL.txt", "AtkinsonHyperlegibleMono-OFL.txt"} <= present


def test_what_is_joined_later_is_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who joins parts looks for each object by itself: in a packed stream that grew with the square of the slips."""
    parts: list[bytes] = []

    def kept(given: Sequence[bytes], *, title: str, locale: str) -> bytes:
        parts.extend(given)
        return merge_pdfs(given, title=title, locale=locale)

    monkeypatch.setattr(slip, "merge_pdfs", kept)
    whole = slip.render_slips(sheet(), slips(4), english())
    assert parts and not any(b"/ObjStm" in part for part in parts)
    assert len(whole) < sum(map(len, parts)) / 2, "what was joined is not packed"
    assert b"/ObjStm" in write_pdf("<p>one"), "the broken twin: usually it is"


def test_what_keeps_from_printing_well_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    (said,) = check_printing()
    assert "libharfbuzz-subset0" in said
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "_printer", lambda: SimpleNamespace(
        library=SimpleNamespace(HTML=lambda **_: SimpleNamespace(write_pdf=lambda **_: b"%PDF in another font")),
        fetcher=None, sheet=None, fonts=None,
    ))  # fmt: skip
    assert check_printing() == ("the font Vazirmatn in static/fonts cannot be used",)


def test_the_upper_margin_has_room_for_what_stands_in_it() -> None:
    assert pdf._above(None) == 0
    assert pdf._above(HEAD) == 0
    assert pdf._above(replace(HEAD, annulled="x" * 40)) == 40
    assert pdf._above(replace(HEAD, open_line=True)) == pdf._above(replace(HEAD, annulled="x" * 180))


@pytest.mark.parametrize("print_none", [render_invitations, render_hall_invitations])
def test_a_file_of_no_invitation_is_never_made(print_none: Callable[..., bytes]) -> None:
    with pytest.raises(ValueError, match="no invitation to print"):
        print_none((), english())
