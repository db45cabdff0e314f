# SPDX-License-Identifier: Apache-2.0
"""Whose certificate it is by which somebody asks. TLS has found that he has its key, and that an authority issued it.

The authority is believed in nothing more: a certificate meets a party only by a key that the party has on the ledger,
either because its own public key is that key, or because the operator's file binds the certificate to that key by its
SHA-256. So a rotation and a suspension end it. What is asked, in this order:

1. Now is between its times.
2. There is a list of what its issuer revoked, where there are lists, and the list is not out of date;
3. and it is not on it.
4. It leads to a key that is somebody's who is known.
5. The party is not suspended.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from counterfoil.api.callers import Directory, KeyHolder
from counterfoil.api.problems import (
    CERTIFICATE_EXPIRED,
    CERTIFICATE_REVOKED,
    CERTIFICATE_UNJUDGED,
    SUSPENDED,
    UNKNOWN_KEY,
    Problem,
)
from counterfoil.evidence.text import format_time
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.signatures import ED25519
from counterfoil.primitives.types import KeyId, Timestamp

_LIST: Final = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)
_BOUND: Final = re.compile(r"([0-9a-f]{64})\s+([0-9a-f]{64})")


@dataclass(frozen=True)
class CertificateFiles:
    """What a service was given to judge certificates by, read whole."""

    bound: Mapping[str, KeyId] = field(default_factory=dict)
    """SHA-256 of a certificate in DER → the key for which it stands"""
    lists: Sequence[x509.CertificateRevocationList] | None = None
    """what authorities revoked; None where nobody lists it"""


@dataclass
class ClientCertificates:
    """A service's rules; ``files`` may be replaced while it serves."""

    directory: Directory
    clock: Callable[[], Timestamp]
    files: CertificateFiles = field(default_factory=CertificateFiles)

    def holder(self, der: bytes) -> KeyHolder:
        """Whose certificate it is; raises Problem."""
        certificate = x509.load_der_x509_certificate(der)
        now = self.clock()
        begins, ends = _time(certificate.not_valid_before_utc), _time(certificate.not_valid_after_utc)
        if not begins <= now < ends:
            raise Problem(CERTIFICATE_EXPIRED, f"it is good from {format_time(begins)} to {format_time(ends)}")
        self._require_not_revoked(certificate, now)
        holder = self._leads_to(certificate, der)
        if holder.suspended:
            raise Problem(SUSPENDED)
        return holder

    def require_still(self, der: bytes, holder: KeyHolder) -> None:
        """Of a certificate that was heard: raise Problem once it would not be, or would be another key's."""
        if self.holder(der).key != holder.key:
            raise Problem(UNKNOWN_KEY, "the certificate is bound to another key by now")

    def _require_not_revoked(self, certificate: x509.Certificate, now: Timestamp) -> None:
        if self.files.lists is None:
            return
        of_issuer = [one for one in self.files.lists if one.issuer == certificate.issuer]
        if not of_issuer:
            raise Problem(CERTIFICATE_UNJUDGED, "of its issuer there is no list of what it revoked")
        if any(one.next_update_utc is None or _time(one.next_update_utc) <= now for one in of_issuer):
            raise Problem(CERTIFICATE_UNJUDGED, "the list of what its issuer revoked is out of date")
        if any(one.get_revoked_certificate_by_serial_number(certificate.serial_number) for one in of_issuer):
            raise Problem(CERTIFICATE_REVOKED)

    def _leads_to(self, certificate: x509.Certificate, der: bytes) -> KeyHolder:
        fingerprint = digest(der).hex()
        keyid = self.files.bound.get(fingerprint) or _own_key(certificate)
        holder = None if keyid is None else self.directory(keyid)
        if holder is None:
            detail = f"certificate {fingerprint}: it has no key that is in force on the ledger, and is bound to none"
            raise Problem(UNKNOWN_KEY, detail)
        return holder


def read_bound(text: str, where: str) -> dict[str, KeyId]:
    """A file that binds certificates to keys, a line each: SHA-256 and identifier of the key. InputError."""
    bound: dict[str, KeyId] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip().lower().replace(":", "")
        if not said:
            continue
        found = _BOUND.fullmatch(said)
        if found is None or bound.get(found[1], found[2]) != found[2]:
            remedy = "write SHA-256 of the certificate and identifier of the key, each once, in hex"
            raise InputError(f"line {number} binds no certificate", where=where, remedy=remedy)
        bound[found[1]] = KeyId(found[2])
    return bound


def read_lists(data: bytes, authorities: bytes, where: str) -> list[x509.CertificateRevocationList]:
    """Lists of what was revoked, in PEM, each signed by one of these authorities; raises InputError."""
    try:
        lists = [x509.load_pem_x509_crl(one) for one in _LIST.findall(data)]
        issuers = x509.load_pem_x509_certificates(authorities)
    except ValueError as error:
        raise InputError(f"it cannot be read: {error}", where=where, remedy="lists of revocation in PEM") from error
    if not lists:
        raise InputError("it holds no list of revocation", where=where, remedy="one or more, in PEM")
    for one in lists:
        if not any(_issued(one, issuer) for issuer in issuers):
            said = one.issuer.rfc4514_string()
            remedy = "name its issuer's certificate in --client-ca"
            raise InputError(f"no authority signed the list of {said}", where=where, remedy=remedy)
    return lists


def _issued(listed: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return listed.issuer == issuer.subject and listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False


def _own_key(certificate: x509.Certificate) -> KeyId | None:
    """The identifier of its public key, where that is of a kind that a ledger knows."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    return PublicKey(key=key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(), scheme=ED25519).keyid


def _time(at: datetime) -> Timestamp:
    return Timestamp(int(at.astimezone(UTC).timestamp()) * 1_000)
