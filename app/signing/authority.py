"""The installation's own certificate authority, and PAdES signatures on its letters.

An authority is one ECDSA P-256 root that signs one signing certificate; both private keys are encrypted with
a passphrase. Readers of PDF trust the letters once they trust the root, whose fingerprint is published. The
keys of QR tokens are others (`ballots.token`). Signatures are PAdES B-B in an invisible field, certified so
that no later change is allowed. pyHanko is imported on first use: processes that never sign need not load it.
"""

import io
import logging
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

AUTHORITY_LIFE = timedelta(days=20 * 365)
SIGNER_LIFE = timedelta(days=10 * 365)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
FIELD_NAME = "Majma"
_RIGHT_TO_LEFT = ("R", "AL")


class SigningError(Exception):
    """A letter cannot be signed: wrong passphrase, broken key or certificate, or a file that is no PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """PEM texts. The private keys are PKCS#8, encrypted with the passphrase given to `create_authority`."""

    root_certificate: bytes
    root_private_key: bytes
    signing_certificate: bytes
    signing_private_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureVerdict:
    """What became of a signature check.

    `code` is "valid", "unsigned", "changed" (bytes differ or were added), "untrusted" (another authority, or
    not valid at the time) or "unreadable". `signer` and `signed_at` are filled only for "valid".
    """

    code: str
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def valid(self) -> bool:
        """Whether the whole file is as the authority's signer left it."""
        return self.code == "valid"


def create_authority(*, organisation: str, signer: str, now: datetime, passphrase: bytes) -> Authority:
    """Make a root and a signing certificate in the given names, valid from an hour before `now` (aware).

    Keys and serial numbers come from the operating system's randomness, since nothing else may make them.
    Raises ValueError for an empty passphrase or a name without letters.
    """
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _name(organisation, organisation, unit="Certification Authority")
    root = (
        _certificate(root_name, root_name, root_key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(_identifier(root_key), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    certificate, key = _signing(root, root_key, organisation, signer, now)
    return Authority(
        root_certificate=root.public_bytes(serialization.Encoding.PEM),
        root_private_key=_sealed(root_key, passphrase),
        signing_certificate=certificate.public_bytes(serialization.Encoding.PEM),
        signing_private_key=_sealed(key, passphrase),
    )


def with_signer(authority: Authority, *, organisation: str, now: datetime, passphrase: bytes) -> Authority:
    """The same root with a further signing certificate, in the name of another organisation.

    Raises ValueError for a wrong passphrase or a name without letters.
    """
    root = x509.load_pem_x509_certificate(authority.root_certificate)
    root_key = serialization.load_pem_private_key(authority.root_private_key, passphrase)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise ValueError("the root has a key of another kind")
    certificate, key = _signing(root, root_key, organisation, organisation, now)
    return Authority(
        root_certificate=authority.root_certificate,
        root_private_key=authority.root_private_key,
        signing_certificate=certificate.public_bytes(serialization.Encoding.PEM),
        signing_private_key=_sealed(key, passphrase),
    )


def root_name(root_certificate: bytes) -> str:
    """In whose name a root certificate (PEM) is. Raises ValueError."""
    subject = x509.load_pem_x509_certificate(root_certificate).subject
    return str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def ends_at(certificate: bytes) -> datetime:
    """When a certificate (PEM) ends. Raises ValueError."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def signs_for(signing_certificate: bytes, organisation: str) -> bool:
    """Whether a signing certificate (PEM) is in the name of this organisation. Raises ValueError."""
    subject = x509.load_pem_x509_certificate(signing_certificate).subject
    return subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == certificate_name(organisation)


def _signing(
    root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, organisation: str, signer: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A signing certificate of the root, which ends no later than the root does."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, signer, unit="Letters")
    life = min(SIGNER_LIFE, root.not_valid_after_utc - now)
    made = (
        _certificate(name, root.subject, key.public_key(), now, life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]), critical=False)
        .add_extension(_identifier(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return made, key


def root_fingerprint(root_certificate: bytes) -> str:
    """The SHA-256 of a PEM certificate in upper-case hexadecimal, as people compare it. Raises ValueError."""
    return x509.load_pem_x509_certificate(root_certificate).fingerprint(hashes.SHA256()).hex().upper()


def _name(organisation: str, common: str, *, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, certificate_name(organisation)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, certificate_name(common)),
        ]
    )


def certificate_name(text: str) -> str:
    """Return `text` as a certificate can hold it: at most 64 bytes of UTF-8, cut between words if it must be.

    Names are compared after RFC 4518, which refuses a name that mixes right-to-left letters with Latin ones
    or ends in a digit or a mark: of such a name only the right-to-left letters and spaces are kept.
    Raises ValueError when nothing is left.
    """
    plain = unicodedata.normalize("NFKC", text)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in plain):
        kept = "".join(_right_to_left_or_space(char) for char in plain)
    else:
        kept = "".join(char if char.isprintable() else " " for char in plain)
    name = _within(" ".join(kept.split()), 64)
    if not name:
        raise ValueError("a certificate needs a name with letters")
    return name


def _within(text: str, limit: int) -> str:
    if len(text.encode()) <= limit:
        return text
    start = text.encode()[: limit + 1].decode(errors="ignore")
    words = start.rpartition(" ")[0]
    return words or start.encode()[:limit].decode(errors="ignore")


def _right_to_left_or_space(char: str) -> str:
    if unicodedata.category(char) in ("Mn", "Cf"):
        return ""
    return char if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT else " "


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + life)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _identifier(key: ec.EllipticCurvePrivateKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _sealed(key: ec.EllipticCurvePrivateKey, passphrase: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def sign_pdf(pdf: bytes, authority: Authority, *, passphrase: bytes, now: datetime) -> bytes:
    """Return `pdf` with a signature of the authority's signing key, dated `now` (aware).

    Raises SigningError when the passphrase or a key is wrong, or `pdf` is not a PDF.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

    try:
        signer = _signer(authority, passphrase)
        metadata = PdfSignatureMetadata(
            field_name=FIELD_NAME,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        output: io.BytesIO = _dated_signer(metadata, signer, now).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    except Exception as error:
        raise SigningError(f"the document could not be signed ({type(error).__name__})") from error
    return output.getvalue()


def _signer(authority: Authority, passphrase: bytes) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    (certificate,) = load_certs_from_pemder_data(authority.signing_certificate)
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(load_certs_from_pemder_data(authority.root_certificate))
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(authority.signing_private_key, passphrase),
        cert_registry=store,
        embed_roots=True,
    )


def _dated_signer(metadata: Any, signer: Any, now: datetime) -> Any:
    """A signer whose clock shows `now`: the library would take the machine's clock."""
    from pyhanko.sign import PdfSigner

    class DatedSigner(PdfSigner):
        def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
            session = super().init_signing_session(*arguments, **options)
            session.system_time = now
            return session

    return DatedSigner(metadata, signer)


def verify_pdf(pdf: bytes, root_certificate: bytes, *, now: datetime) -> SignatureVerdict:
    """Say whether `pdf` is a whole, unchanged document of the authority with this root certificate (PEM).

    The certificates must be valid at `now` (aware). No input makes this function raise.
    """
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        return _verify(pdf, root_certificate, now)
    except Exception:  # a damaged file can make any layer of the library fail, also with AssertionError
        return SignatureVerdict(code="unreadable")


def _verify(pdf: bytes, root_certificate: bytes, now: datetime) -> SignatureVerdict:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(signatures) != 1:
        return SignatureVerdict(code="changed" if signatures else "unsigned")
    root = _asn1_certificate(root_certificate)
    trust = ValidationContext(trust_roots=[root], allow_fetching=False, moment=now)
    status = validate_pdf_signature(signatures[0], trust)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole and status.docmdp_ok is not False):
        return SignatureVerdict(code="changed")
    if not (status.trusted and status.bottom_line):
        return SignatureVerdict(code="untrusted")
    signer = status.signing_cert.subject.native["common_name"]
    return SignatureVerdict(code="valid", signer=signer, signed_at=status.signer_reported_dt)


def _asn1_certificate(pem: bytes) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data

    (certificate,) = load_certs_from_pemder_data(pem)
    return certificate
