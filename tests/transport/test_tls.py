# SPDX-License-Identifier: Apache-2.0
"""TLS with certificates of clients, and certificates that are read anew while a service serves."""

import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest
from counterfoil.transport.serving import serving
from counterfoil.transport.tls import CLIENT_CERTIFICATE, Tls, TlsContext
from support.authority import Authority, write_pair
from support.certified import certified

KEY: Final = ec.generate_private_key(ec.SECP256R1())


async def whose(scope: Any, receive: Any, send: Any) -> None:
    """Says whose certificate it sees."""
    await receive()
    shown = scope["state"][CLIENT_CERTIFICATE]
    body = b"nobody's" if shown is None else digest(shown).hex().encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def authority() -> Authority:
    return Authority("authority", time.time_ns() // 1_000_000)


@pytest.fixture
def files(tmp_path: Path, authority: Authority) -> Iterator[Tls]:
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    yield certified(tmp_path)._replace(client_authority=tmp_path / "ca.pem")


def asked(url: str, files: Tls, folder: Path, shown: x509.Certificate | None = None) -> str:
    """What a client is told that brings a certificate, on a connection of its own."""
    context = ssl.create_default_context(cafile=str(files.certificate))
    if shown is not None:
        context.load_cert_chain(*write_pair(folder, shown, KEY))
    return httpx.get(url, verify=context, trust_env=False).text


def fingerprint(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return digest(certificate.public_bytes(Encoding.DER)).hex()


def test_an_application_sees_whose_certificate_it_is(tmp_path: Path, files: Tls, authority: Authority) -> None:
    """Each connection's own; who brings none is nobody, where none is required."""
    one, other = authority.issue(KEY), authority.issue(KEY)
    with serving(whose, tls=files) as url:
        assert asked(url, files, tmp_path, one) == fingerprint(one)
        assert asked(url, files, tmp_path, other) == fingerprint(other)
        assert asked(url, files, tmp_path) == "nobody's"


def test_certificates_that_are_not_good_get_no_connection(tmp_path: Path, files: Tls, authority: Authority) -> None:
    """Another authority's, of the same name or of none; and none, where one is required."""
    now_ms = time.time_ns() // 1_000_000
    with serving(whose, tls=files) as url:
        for other in (Authority("authority", now_ms), Authority("other", now_ms)):
            with pytest.raises(httpx.TransportError):
                asked(url, files, tmp_path, other.issue(KEY))
    with serving(whose, tls=files._replace(require_client=True)) as url:
        with pytest.raises(httpx.TransportError):
            asked(url, files, tmp_path)
        assert asked(url, files, tmp_path, one := authority.issue(KEY)) == fingerprint(one)


def test_a_certificate_of_another_time_is_told_so_by_the_application(
    tmp_path: Path, files: Tls, authority: Authority
) -> None:
    """It is connected, and seen: a connection that is not made could not say why."""
    with serving(whose, tls=files) as url:
        for certificate in (authority.issue(KEY, ends_days=0), authority.issue(KEY, begins_days=1)):
            assert asked(url, files, tmp_path, certificate) == fingerprint(certificate)


def test_certificates_are_read_anew_without_losing_a_connection(
    tmp_path: Path, files: Tls, authority: Authority
) -> None:
    """Who is connected goes on; who comes then sees the new certificate, and the new authority counts."""
    (tmp_path / "new").mkdir()
    context = TlsContext(files)
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    successor = Authority("successor", time.time_ns() // 1_000_000)
    with serving(whose, tls=context) as url, httpx.Client(verify=trusting, trust_env=False) as connected:
        assert connected.get(url).text == "nobody's"
        new = certified(tmp_path / "new")
        files.certificate.write_bytes(new.certificate.read_bytes())
        files.key.write_bytes(new.key.read_bytes())
        (tmp_path / "ca.pem").write_bytes(successor.pem)
        context.reload()
        assert connected.get(url).text == "nobody's", "on the connection that it has"
        with pytest.raises(httpx.ConnectError, match="verify failed"):
            httpx.get(url, verify=trusting, trust_env=False)
        assert asked(url, new, tmp_path, one := successor.issue(KEY)) == fingerprint(one)
        with pytest.raises(httpx.TransportError):
            asked(url, new, tmp_path, authority.issue(KEY))


def test_what_cannot_be_served_by_changes_nothing(tmp_path: Path, files: Tls) -> None:
    """A file that is half written: the service goes on with what it had."""
    context = TlsContext(files)
    good = files.certificate.read_bytes()
    with serving(whose, tls=context) as url:
        files.certificate.write_bytes(good[: len(good) // 2])
        with pytest.raises(InputError, match="nothing can be served by it"):
            context.reload()
        files.certificate.write_bytes(good)
        assert asked(url, files, tmp_path) == "nobody's"


def test_it_knows_when_the_certificate_ends(files: Tls) -> None:
    """To the second."""
    assert files.client_authority is not None
    assert TlsContext(files).expires == 4_731_436_800_000


def test_an_authority_that_is_none_is_refused(tmp_path: Path, files: Tls) -> None:
    """Before anything listens."""
    (tmp_path / "none.pem").write_text("none")
    for wrong in ("none.pem", "missing.pem"):
        with pytest.raises(InputError, match="nothing can be served by it"):
            TlsContext(files._replace(client_authority=tmp_path / wrong))
