# SPDX-License-Identifier: Apache-2.0
"""Feeds end with what they were opened by: a token that is taken back, a certificate that is revoked."""

import secrets
import ssl
from itertools import islice
from pathlib import Path

import httpx

from counterfoil.api.client_certificates import CertificateFiles, ClientCertificates, read_lists
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.node.network import clock_ms
from support.authority import Authority, write_pair
from support.bearing import bearing
from support.certified import certified
from support.listening import listening
from support.node_service import Served, paid, served


def ordered(service: Served, quantity: int) -> None:
    sent = paid(service.node, service.key("alice"), quantity)
    for one in service.running.submit(service.node, [sent]):
        one.result()


def all_told(service: Served, client: httpx.Client) -> int:
    """How many events a feed of this client begins with."""
    service.running.publish_soon().result(60)
    return len(client.get("/chains/main/events", params={"limit": 1_000}).json()["events"])


def test_a_token_that_is_taken_back_ends_its_feeds(service: Served) -> None:
    """In order, before the next event is told; one of another token goes on."""
    identifier = secrets.token_hex(16)
    with (
        bearing(service, service.key("bob"), identifier=identifier) as client,
        bearing(service, service.key("bob")) as other,
        listening(client) as feed,
        listening(other) as going,
    ):
        count = all_told(service, client)
        assert len(list(islice(feed.messages, count))) == len(list(islice(going.messages, count))) == count
        with service.client("bob") as signing:
            assert signing.delete(f"/tokens/{identifier}").status_code == 204
        ordered(service, 17)
        assert list(feed.messages) == []
        assert next(going.messages).event["data"]["quantity"] == 17


def test_a_certificate_that_is_revoked_ends_its_feeds(root: Path, tmp_path: Path) -> None:
    """Once the service has read the list of its authority: in order, before the next event is told."""
    authority = Authority("authority", clock_ms())
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    files = certified(tmp_path)._replace(client_authority=tmp_path / "ca.pem")
    made: list[ClientCertificates] = []

    def by_certificate(running: RunningNetwork) -> ClientCertificates:
        made.append(ClientCertificates(NeedToKnow(running.chains).holder, clock_ms))
        return made[0]

    with served(root, tls=files, certificates=by_certificate) as service:
        key = service.key("bob")
        certificate = authority.issue(key)
        context = ssl.create_default_context(cafile=str(files.certificate))
        context.load_cert_chain(*write_pair(tmp_path, certificate, key))
        with (
            httpx.Client(base_url=service.url, verify=context, trust_env=False, timeout=60) as client,
            listening(client) as feed,
        ):
            count = all_told(service, client)
            assert len(list(islice(feed.messages, count))) == count
            ordered(service, 5)
            assert next(feed.messages).event["data"]["quantity"] == 5
            listed = read_lists(authority.revoked(certificate), authority.pem, "lists")
            made[0].files = CertificateFiles(lists=listed)
            ordered(service, 6)
            assert list(feed.messages) == []
