# SPDX-License-Identifier: Apache-2.0
"""An authority that issues certificates of clients, and lists what it revoked."""

import datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from counterfoil.identity.signing import PrivateKey

DAY: Final = datetime.timedelta(days=1)
_PEM: Final = serialization.Encoding.PEM


def at(time_ms: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(time_ms // 1_000, datetime.UTC)


class Authority:
    """Of one name. Times are in milliseconds since 1970."""

    def __init__(self, name: str, now_ms: int) -> None:
        self.now = at(now_ms)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = self._builder(self.name, self.key.public_key(), -1, 3_650)
        self.certificate = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
            self.key, hashes.SHA256()
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(_PEM)

    def issue(self, key: Any, name: str = "client", *, begins_days: int = -1, ends_days: int = 30) -> x509.Certificate:
        """A certificate of a key; of a party's where it is a ``PrivateKey``."""
        public = _ed25519(key).public_key() if isinstance(key, PrivateKey) else key.public_key()
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self._builder(subject, public, begins_days, ends_days).sign(self.key, hashes.SHA256())

    def revoked(self, *certificates: x509.Certificate, ends_days: int = 7) -> bytes:
        """A list of what it revoked, in PEM."""
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        made = made.last_update(self.now - 8 * DAY).next_update(self.now + ends_days * DAY)
        for one in certificates:
            entry = x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(self.now - DAY)
            made = made.add_revoked_certificate(entry.build())
        return made.sign(self.key, hashes.SHA256()).public_bytes(_PEM)

    def _builder(self, subject: x509.Name, key: Any, begins_days: int, ends_days: int) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder(self.name, subject, key, x509.random_serial_number())
        return made.not_valid_before(self.now + begins_days * DAY).not_valid_after(self.now + ends_days * DAY)


def _ed25519(key: PrivateKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.seed)


def write_pair(folder: Path, certificate: x509.Certificate, key: Any) -> tuple[str, str]:
    """Certificate and key in files, as a client names them."""
    private = _ed25519(key) if isinstance(key, PrivateKey) else key
    files = folder / f"{certificate.serial_number}.pem", folder / f"{certificate.serial_number}.key"
    files[0].write_bytes(certificate.public_bytes(_PEM))
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(private.private_bytes(_PEM, form, serialization.NoEncryption()))
    return str(files[0]), str(files[1])
