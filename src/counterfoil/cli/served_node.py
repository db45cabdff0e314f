# SPDX-License-Identifier: Apache-2.0
"""A node as ``counterfoil serve`` has it: the folder in hand, its application, and what is served and heard beside."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfoil.cli.operations import (
    ClientOptions,
    DailyWarning,
    add_certificate,
    certificate_warning,
    guarded,
    monotonic_us,
    operated,
)
from counterfoil.cli.service_log import ServiceLog
from counterfoil.cli.times import now

if TYPE_CHECKING:
    from counterfoil.api.client_certificates import CertificateFiles
    from counterfoil.api.doorway import Doorway, RequestLine
    from counterfoil.api.ledger.running import RunningNetwork
    from counterfoil.api.limits import Limits
    from counterfoil.api.tokens import Revoked
    from counterfoil.node.access.noting import AccessNoting
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.rows_feed import RowsFeed
    from counterfoil.transport.tls import TlsContext


@dataclass(frozen=True)
class TableOptions:
    """In which database tables are kept; in the network's folder where none is named."""

    database: str | None
    password_file: Path | None
    kept: bool

    def feeding(self, network: "Network", log: ServiceLog) -> "Callable[[ChainNode], RowsFeed] | None":
        """What feeds the tables of a chain, once that is open; None where none are kept."""
        from counterfoil.node.rows_feed import RowsFeed, rows_address

        def feed(node: "ChainNode") -> RowsFeed:
            address = rows_address(network.layout, network.config, node.chain, self.database, self.password_file)
            return RowsFeed(node, network.layout, address, notice=log.notice, failed=log.failed)

        return feed if self.kept else None


@dataclass(frozen=True)
class NodeOptions:
    """What is said of the service; ``names`` are the hosts by which it is asked."""

    names: set[str]
    clients: ClientOptions
    tls: "TlsContext | None"
    tables: TableOptions
    note_key: str | None
    metrics_at: tuple[str, int] | None
    limits: "Limits"
    publish_every_s: int
    publish_soon_every_s: int
    log: ServiceLog


@dataclass(frozen=True)
class ServedNode:
    """Made of a network; ``beside`` is entered while ``application`` is served, and ``running`` around all.

    ``noting`` is entered within ``running``: so the last batch is noted before the last publication.
    """

    running: "RunningNetwork"
    noting: "AccessNoting"
    application: "Doorway"
    beside: AbstractContextManager[None]
    said: dict[str, Any]
    """what the operator is told of it"""


def served_node(network: "Network", options: NodeOptions) -> ServedNode:
    """The node of a network that was opened; raises InputError, LockedError."""
    from counterfoil.api.ledger.health_pages import operators_detail
    from counterfoil.api.ledger.running import RunningNetwork
    from counterfoil.api.metrics import Metrics

    log, tls = options.log, options.tls
    revoked, certificates = _revoked(network), options.clients.files()
    ending = (lambda: "") if tls is None else (lambda: certificate_warning(tls))
    daily = DailyWarning(ending, log)
    running = RunningNetwork(
        network,
        publish_every_s=options.publish_every_s,
        publish_soon_every_s=options.publish_soon_every_s,
        notice=log.notice,
        failed=log.failed,
        rows=options.tables.feeding(network, log),
        each_round=daily,
    )
    running.warnings.append(ending)
    if tls is not None:
        add_certificate(running.gauges, tls)
    metrics = Metrics(running.gauges, log.failed)

    def answered(line: "RequestLine") -> None:
        metrics.observe(line)
        log.request(line)

    noting = _noting(network, running, options)
    application, renew = _application(running, options, noting, revoked, certificates, answered)
    said: dict[str, Any] = {"chains": list(running.chains)}
    work = [guarded("revoked tokens", revoked.reload, log), guarded("clients' certificates", renew, log)]
    if tls is not None:
        work.append(guarded("certificate", tls.reload, log))
    pages = [operators_detail(running)]
    beside = operated(
        options.metrics_at,
        metrics,
        pages,
        work,
        well=lambda: running.well,
        stopped=lambda: running.stopped,
        said=said,
    )
    return ServedNode(running, noting, application, beside, said)


def _application(
    running: "RunningNetwork",
    options: NodeOptions,
    noting: "AccessNoting",
    revoked: "Revoked",
    files: "CertificateFiles | None",
    answered: "Callable[[RequestLine], None]",
) -> "tuple[Doorway, Callable[[], None]]":
    """The application, and what reads clients' certificates anew."""
    from counterfoil.api.client_certificates import ClientCertificates
    from counterfoil.api.ledger.need_to_know import NeedToKnow
    from counterfoil.api.ledger.service import create_node_service
    from counterfoil.api.replays import Replays

    certificates = None
    if files is not None:
        certificates = ClientCertificates(NeedToKnow(running.chains).holder, now, files)

    def renew() -> None:
        if certificates is not None and (read := options.clients.files()) is not None:
            certificates.files = read

    application = create_node_service(
        running,
        names=options.names,
        clock=now,
        request_ids=lambda: secrets.token_hex(8),
        replays=Replays(since_s=now() // 1_000),
        log=answered,
        failed=options.log.failed,
        stopwatch=monotonic_us,
        limits=options.limits,
        revoked=revoked,
        certificates=certificates,
        noting=noting,
    )
    return application, renew


def _noting(network: "Network", running: "RunningNetwork", options: NodeOptions) -> "AccessNoting":
    """Who notes what is asked, with the key of that name."""
    from counterfoil.cli.options import signing_keys
    from counterfoil.node.access.noting import AccessNoting

    return AccessNoting(
        running.chains,
        network.layout.root,
        None if options.note_key is None else signing_keys(network, [options.note_key])[0],
        clock=now,
        salts=lambda: secrets.token_bytes(32),
        notice=options.log.notice,
        failed=options.log.failed,
    )


def _revoked(network: "Network") -> "Revoked":
    """Tokens that were taken back, in the network's folder."""
    from counterfoil.api.tokens import Revoked, kept_in
    from counterfoil.custody.files import write_durably

    file = network.layout.revoked_tokens
    return Revoked(now, kept=kept_in(file), keep=lambda data: write_durably(file, data))
