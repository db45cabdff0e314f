# SPDX-License-Identifier: Apache-2.0
"""``counterfoil serve``: a network's folder in one process, which orders, publishes and answers over HTTP."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.databases import PasswordOption, database_option
from counterfoil.cli.interrupt import EndOnLoss, end_in_order, take_time
from counterfoil.cli.notifying import READY, STOPPING, notify
from counterfoil.cli.operations import (
    BoundOption,
    ClientAuthorityOption,
    ClientOptions,
    ListsOption,
    MetricsOption,
    RequestsOption,
    RequireClientOption,
    StrangersOption,
    TransactionsOption,
    limits,
    metrics_address,
)
from counterfoil.cli.options import (
    AcceptClockOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
)
from counterfoil.cli.output import write_facts, write_json
from counterfoil.cli.served_node import NodeOptions, TableOptions, served_node
from counterfoil.cli.service_log import LogForm, LogOption, ServiceLog
from counterfoil.cli.services import (
    CertificateOption,
    HostOption,
    NamesOption,
    PortOption,
    PrivateKeyOption,
    PublishEveryOption,
    PublishSoonOption,
    authorities,
    tls_of,
)
from counterfoil.cli.times import now

if TYPE_CHECKING:
    from counterfoil.node.network import Network

EPILOG: Final = example(
    "counterfoil serve --network trial",
    "counterfoil serve --network trial --publish-every 300 --name ledger.example --host 0.0.0.0",
    "counterfoil serve --network trial --metrics 127.0.0.1:9403 --log json",
)
DatabaseOption = Annotated[str | None, database_option("COUNTERFOIL_ROWS_DATABASE")]
NoteKeyOption = Annotated[
    str | None,
    typer.Option(
        "--note-key", metavar="KEY", help="Who looked at what is noted with this key, where a policy says so."
    ),
]
NoRowsOption = Annotated[bool, typer.Option("--no-rows", help="Keep no tables, from which lists are told.")]


def serve(
    network: NetworkOption = Path(),
    publish_every: PublishEveryOption = 60,
    publish_soon_every: PublishSoonOption = 5,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8403,
    name: NamesOption = [],  # noqa: B006
    certificate: CertificateOption = None,
    private_key: PrivateKeyOption = None,
    client_ca: ClientAuthorityOption = None,
    require_client_certificate: RequireClientOption = False,
    client_certificates: BoundOption = None,
    client_crl: ListsOption = None,
    database: DatabaseOption = None,
    password_file: PasswordOption = None,
    no_rows: NoRowsOption = False,
    note_key: NoteKeyOption = None,
    metrics: MetricsOption = None,
    log: LogOption = LogForm.text,
    limit_requests: RequestsOption = 200,
    limit_transactions: TransactionsOption = 20_000,
    limit_strangers: StrangersOption = 20,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a network until interrupted: transactions are ordered, published on a schedule, and told over HTTP.

    Requests are signed (RFC 9421) by keys that parties have on the ledger, or bring a token that such a key signed, or
    a certificate. A supervisor sees all, others what is their own. Commands in the same folder go on as ever: what they
    order, the service orders. A line about every request goes to the standard error output, without queries and
    bodies. Tables are fed, in its folder or in a database. What a chain's policy has noted (access.set_policy) is
    answered only with --note-key. On SIGHUP certificates and lists of what was revoked are read anew.
    """
    from counterfoil.transport.tls import TlsContext

    clients = ClientOptions(client_ca, require_client_certificate, client_certificates, client_crl)
    files = clients.tls(tls_of(certificate, private_key))
    options = NodeOptions(
        names={one.lower() for one in name},
        clients=clients,
        tls=None if files is None else TlsContext(files),
        tables=TableOptions(database, password_file, kept=not no_rows),
        note_key=note_key,
        metrics_at=None if metrics is None else metrics_address(metrics),
        limits=limits(limit_requests, limit_transactions, limit_strangers),
        publish_every_s=publish_every,
        publish_soon_every_s=publish_soon_every,
        log=ServiceLog(log, now),
    )
    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        _serve(opened, options, (host, port), as_json=as_json)


def _serve(network: "Network", options: NodeOptions, at: tuple[str, int], *, as_json: bool) -> None:
    """Until interrupted; who started the process is told when it hears requests, and when it begins to end."""
    from counterfoil.api.ledger.folder_door import folder_door
    from counterfoil.transport.serving import serve as serve_until_interrupted

    end_in_order()
    node, log = served_node(network, options), options.log

    def announce(url: str) -> None:
        options.names.update(authorities(url))
        said = {"url": url, "network": str(network.layout.root), **node.said}
        if as_json:
            write_json(said)
        else:
            write_facts("Listening, until Ctrl-C", said)
        sys.stdout.flush()
        notify(READY)

    door = folder_door(node.running, network.layout.root, notice=log.notice, failed=log.failed)
    loss = EndOnLoss()
    with log.of_libraries(), node.running, node.noting, node.beside, door:
        try:
            for chain in node.running.chains.values():
                chain.when_lost(loss.tell)
            serve_until_interrupted(node.application, host=at[0], port=at[1], announce=announce, tls=options.tls)
        except KeyboardInterrupt:
            loss.raise_if_told()
            raise
        finally:
            notify(STOPPING)
            take_time()
