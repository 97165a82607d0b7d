"""Letters for each second, against WeasyPrint alone on the very same page.

Ours makes the QR code and the emblem, fills the template, attaches the data and writes the PDF; theirs lays
out the finished HTML with the same sheet, fonts and PDF variant. The second line adds the signature, which
WeasyPrint cannot make.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from unittest.mock import patch

from app.documents.letter import render_letter
from app.documents.pdf import ARCHIVAL, STATIC, read_static
from app.signing.authority import create_authority, sign_pdf
from tests.bench.pairs import measure_pair
from tests.documents.samples import ADDRESS, CHECK_ADDRESS, MOMENT, TOKEN, letter, persian

ROUNDS = 5
PAGES = 10
WANTED = 0.9

_votes = count(1)


def main() -> None:
    """Measure and print."""
    bare, signing = bare_printer(), signed_printer()
    pair = measure_pair(lambda: repeat(print_letter), lambda: repeat(bare), rounds=ROUNDS)
    verdict = "as wanted" if pair.ratio >= WANTED else "TOO SLOW"
    speeds = f"{PAGES / pair.ours:.1f} letters/s, WeasyPrint alone {PAGES / pair.theirs:.1f} pages/s"
    print(f"letters: {speeds}; ratio {pair.ratio:.2f} (at least {WANTED}: {verdict})")
    signed = measure_pair(lambda: repeat(signing), lambda: repeat(print_letter), rounds=ROUNDS)
    print(f"letters with signature: {PAGES / signed.ours:.1f} letters/s; ratio to unsigned {signed.ratio:.2f}")


def repeat(work: Callable[[], object]) -> None:
    for _ in range(PAGES):
        work()


def print_letter() -> bytes:
    """One letter, different from every other by its count of votes."""
    return render_letter(
        letter(votes=next(_votes)),
        token=TOKEN,
        address=ADDRESS,
        check_address=CHECK_ADDRESS,
        created=MOMENT,
        wording=persian(),
    )


def signed_printer() -> Callable[[], bytes]:
    passphrase = b"a passphrase for the benchmark"
    authority = create_authority(
        organisation="Fictional Assembly", signer="Secretary", now=MOMENT, passphrase=passphrase
    )
    return lambda: sign_pdf(print_letter(), authority, passphrase=passphrase, now=MOMENT)


def bare_printer() -> Callable[[], bytes]:
    """WeasyPrint as its manual uses it, on the page of a letter; sheet and fonts are loaded once."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = CSS(filename=str(STATIC / "css" / "print.css"), font_config=fonts, url_fetcher=read_static)
    page = html_of_a_letter()

    def write() -> bytes:
        document = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=read_static)
        data: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=ARCHIVAL)
        return data

    return write


def html_of_a_letter() -> str:
    with patch("app.documents.pdf.write_pdf") as written:
        print_letter()
    return str(written.call_args.args[0])


if __name__ == "__main__":
    main()
