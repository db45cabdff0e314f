# SPDX-License-Identifier: Apache-2.0
"""What a service shows of itself over TLS, and whose certificates it asks for; read anew while it serves."""

import ssl
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp

CLIENT_CERTIFICATE: Final = "client_certificate"
"""Where an application finds the certificate of whoever asks, in the ``state`` of a request's scope: bytes in DER."""


_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, of which Python has no name."""


class Tls(NamedTuple):
    """A certificate with those that it rests on, and its key: files in PEM."""

    certificate: Path
    key: Path
    client_authority: Path | None = None
    """certificates in PEM, one of which must have issued a client's; None: clients are asked for none. Whether now is
    between a client's times is asked by the application, which can say so"""
    require_client: bool = False
    """whether who has no certificate gets no connection"""


class TlsContext:
    """Of one server. New connections are made with what was read last; those that are there stay as they are."""

    def __init__(self, files: Tls) -> None:
        """Read the files; raises InputError for what cannot be served by."""
        self.files = files
        self.expires = Timestamp(0)
        """when the own certificate is worth nothing any more"""
        self._current = self._read()
        self.context = _context(files)
        """what a server is given, once and for all"""
        self.context.sni_callback = self._choose

    def reload(self) -> None:
        """Read the files anew; InputError where they cannot be served by, and then all stays as it was."""
        self._current = self._read()

    def _read(self) -> ssl.SSLContext:
        """Before anything listens: a key that asks for a password would wait for somebody at the terminal."""
        files = self.files
        try:
            made = _context(files)
            own = x509.load_pem_x509_certificates(files.certificate.read_bytes())[0]
        except (OSError, ValueError) as error:
            said = error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
            remedy = "a certificate in PEM with its chain, and its key, without a password"
            named = ", ".join(str(one) for one in files[:3] if one is not None)
            raise InputError(f"nothing can be served by it: {said}", where=named, remedy=remedy) from error
        self.expires = Timestamp(int(own.not_valid_after_utc.timestamp()) * 1_000)
        return made

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        """Asked at the beginning of every connection, whether it names a server or not."""
        connection.context = self._current


def _context(files: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key, password=bytes)
    if files.client_authority is not None:
        context.load_verify_locations(cafile=files.client_authority)
        context.verify_mode = ssl.CERT_REQUIRED if files.require_client else ssl.CERT_OPTIONAL
        # A connection that is not made says nothing of why; the application asks for the times, and tells.
        context.verify_flags |= _NO_CHECK_TIME
        # A connection that goes on where another ended would not be judged anew.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
    return context
