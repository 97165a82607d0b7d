"""The authority that signs certificates of an assembly's letters."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.signing.authority import (
    Authority,
    SigningError,
    certificate_name,
    create_authority,
    root_fingerprint,
    sign_pdf,
    verify_pdf,
)
from ballots.custody_errors import TokenDigestError
from ballots.letter_text import find_text
from ballots.token import Kind, Token, context_of, letter_digest
from tests.documents.pictures import information, signature_report
from tests.documents.samples import letter
from tests.documents.test_letter import printed

NOW = datetime.now(UTC).replace(microsecond=0)  # pdfsig asks the machine's clock
PASSPHRASE = b"a passphrase for tests"


@lru_cache(maxsize=2)
def authority(name: str = "مجمع ملی نهادهای مردمی") -> Authority:
    return create_authority(organisation=name, signer="دبیرخانهٔ مجمع", now=NOW, passphrase=PASSPHRASE)


@lru_cache(maxsize=1)
def signed() -> bytes:
    return sign_pdf(printed(letter()), authority(), passphrase=PASSPHRASE, now=NOW)


def code_of(pdf: bytes, root: bytes | None = None, now: datetime = NOW) -> str:
    return verify_pdf(pdf, root or authority().root_certificate, now=now).code


def test_a_signed_letter_is_valid_and_names_its_signer() -> None:
    verdict = verify_pdf(signed(), authority().root_certificate, now=NOW)
    assert verdict.valid
    assert verdict.signer == "دبیرخانه مجمع"
    assert verdict.signed_at == NOW


def test_another_program_finds_the_signature_valid_and_trusted(tmp_path: Path) -> None:
    report = signature_report(signed(), tmp_path, authority().root_certificate)
    assert "Signature is Valid" in report
    assert "Certificate is Trusted" in report
    assert "Total document signed" in report
    assert "issuer isn't Trusted" in signature_report(signed(), tmp_path)


def test_the_signed_letter_keeps_its_attachment(tmp_path: Path) -> None:
    assert "letter.json" in information(signed(), "pdfdetach", tmp_path, "-list")


def test_the_text_of_a_letter_is_found_in_its_pdf_before_and_after_it_is_signed() -> None:
    facts = letter()
    found = Token(
        kind=Kind.LETTER, key_id=1, context=context_of("mehr"), subject=1, expiry=0,
        digest=letter_digest(facts.canonical_bytes()),
    )  # fmt: skip
    for file in (printed(facts), signed()):
        assert find_text(found, file) == facts.canonical_bytes()
    with pytest.raises(TokenDigestError):
        find_text(found, printed(letter(institution="انجمن دیگر")))


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.7])
def test_a_flipped_byte_is_refused_by_both(share: float, tmp_path: Path) -> None:
    changed = bytearray(signed())
    changed[int(len(changed) * share)] ^= 1
    assert code_of(bytes(changed)) in {"changed", "unreadable"}
    assert "Signature is Valid" not in signature_report(bytes(changed), tmp_path, authority().root_certificate)


def test_appended_bytes_are_refused_by_both(tmp_path: Path) -> None:
    longer = signed() + b"\n% a later remark\n"
    assert code_of(longer) == "changed"
    assert "Not total document signed" in signature_report(longer, tmp_path, authority().root_certificate)


def test_a_check_without_the_coverage_would_let_appended_bytes_pass() -> None:
    """The broken twin: the library's own bottom line is true for them."""
    import io

    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = list(load_certs_from_pemder_data(authority().root_certificate))
    reader = PdfFileReader(io.BytesIO(signed() + b"\n% a later remark\n"))
    trust = ValidationContext(trust_roots=root, allow_fetching=False, moment=NOW)
    assert validate_pdf_signature(reader.embedded_signatures[0], trust).bottom_line


def test_a_second_signature_is_refused() -> None:
    again = b""
    try:
        again = sign_pdf(signed(), authority(), passphrase=PASSPHRASE, now=NOW)
    except SigningError:
        return
    assert code_of(again) == "changed"


def test_a_letter_of_another_authority_of_the_same_name_is_not_trusted() -> None:
    stranger = create_authority(
        organisation="مجمع ملی نهادهای مردمی", signer="دبیرخانهٔ مجمع", now=NOW, passphrase=PASSPHRASE
    )
    assert code_of(signed(), stranger.root_certificate) == "untrusted"


def test_a_letter_is_not_trusted_after_the_certificate_has_expired() -> None:
    assert code_of(signed(), now=NOW + timedelta(days=4000)) == "untrusted"
    assert code_of(signed(), now=NOW + timedelta(days=3000)) == "valid"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x00" * 5000, b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"])
def test_what_is_no_pdf_is_unreadable_and_never_an_exception(data: bytes) -> None:
    assert code_of(data) == "unreadable"


def test_an_unsigned_letter_is_called_so() -> None:
    assert code_of(printed(letter())) == "unsigned"


def test_a_broken_root_certificate_is_no_exception() -> None:
    assert code_of(signed(), b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") == "unreadable"


@pytest.mark.parametrize("passphrase", [b"wrong", b""])
def test_a_wrong_passphrase_signs_nothing(passphrase: bytes) -> None:
    with pytest.raises(SigningError):
        sign_pdf(printed(letter()), authority(), passphrase=passphrase, now=NOW)


def test_the_certificates_may_do_what_readers_ask_for_and_no_more() -> None:
    root = x509.load_pem_x509_certificate(authority().root_certificate)
    signing = x509.load_pem_x509_certificate(authority().signing_certificate)
    signing.verify_directly_issued_by(root)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert not signing.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not signing.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    usage = signing.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert ExtendedKeyUsageOID.EMAIL_PROTECTION in usage
    assert len(root_fingerprint(authority().root_certificate)) == 64


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("دبیرخانهٔ مجمع", "دبیرخانه مجمع"),
        ("مجمع ۱۴۰۴ (Majma)", "مجمع"),
        ("نهادهای‌ مردمی", "نهادهای مردمی"),
        ("National Assembly", "National Assembly"),
        ("ن" * 80, "ن" * 32),
        ("مجمع ملی نهادهای مردمی همکار در پیشگیری", "مجمع ملی نهادهای مردمی همکار در"),
    ],
)
def test_a_certificate_holds_a_name_that_every_program_can_compare(name: str, held: str) -> None:
    assert certificate_name(name) == held
    made = create_authority(organisation=name, signer=name, now=NOW, passphrase=PASSPHRASE)
    assert (
        x509.load_pem_x509_certificate(made.signing_certificate)
        .subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0]
        .value
        == held
    )
    assert sign_pdf(printed(letter()), made, passphrase=PASSPHRASE, now=NOW)


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="letters"):
        certificate_name(" \u200c ")
