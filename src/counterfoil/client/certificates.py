# SPDX-License-Identifier: Apache-2.0
"""Whose certificates are believed over TLS; and of a connection that failed, what would have to be otherwise."""

import ssl
from pathlib import Path
from typing import Final

from counterfoil.primitives.errors import InputError

BELIEVE: Final = (
    "say whose are: a file in PEM, as --ca of a command, as verify= of a client; or the service mends its own"
)
PLAIN: Final = "begin the address with http://, or mend the service"
_NO_TLS: Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")
"""What OpenSSL says when the other side answers in clear."""


def believing(authorities: Path | str | None) -> ssl.SSLContext:
    """Believes those whose certificates are in a file, in PEM; None: those that the system does. Raises InputError."""
    try:
        return ssl.create_default_context(cafile=None if authorities is None else str(authorities))
    except (ssl.SSLError, OSError) as error:
        raise InputError(f"no certificates in PEM: {error.strerror or error}", where=str(authorities)) from error


def refusal(error: BaseException, url: str) -> InputError | None:
    """Why no connection was made that none will be made again; None where it may be another time."""
    cause = _cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return InputError(f"its certificate is not believed: {cause.verify_message}", where=url, remedy=BELIEVE)
    if cause is not None and cause.reason in _NO_TLS:
        return InputError("it does not speak TLS", where=url, remedy=PLAIN)
    return None


def _cause(error: BaseException | None) -> ssl.SSLError | None:
    """What TLS said, below what httpx made of it."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error
