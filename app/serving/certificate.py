"""The hall's own certificates: a root made once, which devices are told to trust, and below it this computer's.

The root can vouch for nothing but this computer's names and for addresses of private networks (name constraints, RFC
5280, 4.2.1.10): who steals its key cannot stand for any other site before the devices that trust it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.signing.keys import write_private

ROOT_LASTS = timedelta(days=3650)
LEAF_LASTS = timedelta(days=397)
"""The most that browsers of Apple take (398 days less one); a root that somebody installed may be older."""
RENEWED = timedelta(days=60)
"""A leaf with less time left is made anew at the next start."""
EARLIER = timedelta(days=2)
"""A tablet's clock may be behind this computer's."""
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
ROOT, ROOT_KEY, LEAF = "hall-root.pem", "hall-root-key.pem", "hall.pem"


class NameOutsideError(ValueError):
    """The root of this installation may not vouch for this name: another root is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HallCertificate:
    """What a hall is served with: `root` (DER) is what devices trust and list as `name`, `file` holds leaf and key for
    the front, good for `names` until then.
    """

    root: bytes
    name: str
    file: Path
    names: tuple[str, ...]
    until: datetime

    @property
    def digest(self) -> str:
        """SHA-256 of the root, 64 hexadecimal digits: what stands on paper and what devices show."""
        return hashlib.sha256(self.root).hexdigest()


def hall_certificate(folder: Path, names: tuple[str, ...], now: datetime) -> HallCertificate:
    """The certificate for names and addresses of this computer, the first of which is the one in codes.

    Root and leaf are made where they lack; a leaf for other names, or one that ends soon, is replaced. Names that the
    root may not vouch for are left out. Raises NameOutsideError for the first one.
    """
    if not (folder / ROOT).exists():
        _make_root(folder, names, now)
    root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    if not _allows(root, names[0]):
        raise NameOutsideError(names[0])
    covered = tuple(name for name in names if _allows(root, name))
    leaf = _leaf(folder)
    if leaf is None or _names(leaf) != frozenset(covered) or leaf.not_valid_after_utc - now < RENEWED:
        leaf = _make_leaf(folder, root, covered, now)
    return HallCertificate(
        root=root.public_bytes(Encoding.DER), name=_common_name(root), file=folder / LEAF, names=covered,
        until=min(leaf.not_valid_after_utc, root.not_valid_after_utc),
    )  # fmt: skip


def _make_root(folder: Path, names: tuple[str, ...], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Majma {names[0]} {now:%Y-%m-%d}")])
    hosts = sorted({name for name in names if _address(name) is None} | {"localhost"})
    networks = [x509.IPAddress(ipaddress.ip_network(one)) for one in PRIVATE]
    others = [x509.IPAddress(ipaddress.ip_network(name)) for name in names if _address(name) and not _is_private(name)]
    made = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + ROOT_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints([*map(x509.DNSName, hosts), *networks, *others], excluded_subtrees=None), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    write_private(folder / ROOT_KEY, _pem(key))
    write_private(folder / ROOT, made.public_bytes(Encoding.PEM))


def _make_leaf(folder: Path, root: x509.Certificate, names: tuple[str, ...], now: datetime) -> x509.Certificate:
    """Its subject looks like no host: where it has addresses alone, OpenSSL would take that for one more name, outside
    the constraints.
    """
    signer = load_pem_private_key((folder / ROOT_KEY).read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{ROOT_KEY} does not hold a key of an elliptic curve")
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Majma at {names[0]}")]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(min(now - EARLIER + LEAF_LASTS, root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    (folder / LEAF).unlink(missing_ok=True)
    write_private(folder / LEAF, made.public_bytes(Encoding.PEM) + _pem(key))
    return made


def _common_name(root: x509.Certificate) -> str:
    return str(root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _leaf(folder: Path) -> x509.Certificate | None:
    path = folder / LEAF
    return x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None


def _names(leaf: x509.Certificate) -> frozenset[str]:
    found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return frozenset((*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))))


def _allows(root: x509.Certificate, name: str) -> bool:
    """Whether the root may vouch for a name: the same rule that devices apply."""
    permitted = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or ()
    address = _address(name)
    if address is None:
        hosts = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        return any(name == host or name.endswith(f".{host}") for host in hosts)
    return any(isinstance(one, x509.IPAddress) and address in one.value for one in permitted)  # type: ignore[operator]


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_private(name: str) -> bool:
    address = _address(name)
    return address is not None and any(address in ipaddress.ip_network(one) for one in PRIVATE)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
