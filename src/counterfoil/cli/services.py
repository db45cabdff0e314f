# SPDX-License-Identifier: Apache-2.0
"""What commands share that serve over HTTP: certificate and names."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.transport.tls import Tls

HostOption = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes a free one.")]
NamesOption = Annotated[
    list[str],
    typer.Option(
        "--name", metavar="HOST", help="What clients call it, with the port if there is one; may be repeated."
    ),
]
CertificateOption = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="Serve over TLS: a certificate in PEM, with its chain."),
]
PrivateKeyOption = Annotated[
    Path | None, typer.Option("--private-key", metavar="FILE", help="The certificate's key, in PEM.")
]

PublishEveryOption = Annotated[
    int, typer.Option("--publish-every", min=1, max=86_400, metavar="SECONDS", help="Anchor and publish so often.")
]
PublishSoonOption = Annotated[
    int,
    typer.Option("--publish-soon-every", min=1, max=86_400, metavar="SECONDS", help="On demand no more often than so."),
]


def tls_of(certificate: Path | None, key: Path | None) -> "Tls | None":
    """Both files or neither; InputError otherwise."""
    from counterfoil.transport.tls import Tls

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        problem = "a certificate and its key are named together"
        raise InputError(problem, where="--certificate, --private-key", remedy="name both files, or neither")
    return Tls(certificate, key)


def authorities(url: str) -> set[str]:
    """What a client on this machine calls the address that is listened at."""
    at = url.partition("://")[2].lower()
    return {at, f"localhost:{at.rpartition(':')[2]}"}
