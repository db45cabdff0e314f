# SPDX-License-Identifier: Apache-2.0
"""``counterfoil serve``: a network's folder in one process, which orders, publishes and answers over HTTP."""

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.databases import PasswordOption, database_option
from counterfoil.cli.interrupt import end_in_order, take_time
from counterfoil.cli.options import AcceptClockOption, JsonOption, NetworkOption, PassphraseOption, example
from counterfoil.cli.output import warn, write_facts, write_json
from counterfoil.cli.services import (
    CertificateOption,
    HostOption,
    NamesOption,
    PortOption,
    PrivateKeyOption,
    PublishEveryOption,
    PublishSoonOption,
    authorities,
    failed,
    log,
    now,
    tls_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.rows_feed import RowsFeed

EPILOG: Final = example(
    "counterfoil serve --network trial",
    "counterfoil serve --network trial --publish-every 300 --name ledger.example --host 0.0.0.0",
)

DatabaseOption = Annotated[str | None, database_option("COUNTERFOIL_ROWS_DATABASE")]
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
    database: DatabaseOption = None,
    password_file: PasswordOption = None,
    no_rows: NoRowsOption = False,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a network until interrupted: transactions are ordered, published on a schedule, and told over HTTP.

    Requests are signed (RFC 9421) by keys that parties have on the ledger. A supervisor sees all, others what is their
    own. Commands in the same folder go on as ever: what they order, the service orders. A line about every request goes
    to the standard error output, without queries and bodies. Tables are fed, in its folder or in a database.
    """
    from counterfoil.api.ledger.folder_door import folder_door
    from counterfoil.api.ledger.running import RunningNetwork
    from counterfoil.api.ledger.service import create_node_service
    from counterfoil.api.replays import Replays
    from counterfoil.cli.options import open_network
    from counterfoil.transport.serving import serve as serve_until_interrupted

    tls = tls_of(certificate, private_key)
    names = {one.lower() for one in name}

    def announce(url: str) -> None:
        names.update(authorities(url))
        said = {"url": url, "network": str(network), "chains": list(running.chains)}
        if as_json:
            write_json(said)
        else:
            write_facts("Listening, until Ctrl-C", said)
        sys.stdout.flush()

    end_in_order()
    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        running = RunningNetwork(
            opened,
            publish_every_s=publish_every,
            publish_soon_every_s=publish_soon_every,
            notice=warn,
            failed=failed,
            rows=None if no_rows else _feeding(opened, database, password_file),
        )
        application = create_node_service(
            running,
            names=names,
            clock=now,
            request_ids=lambda: secrets.token_hex(8),
            replays=Replays(since_s=now() // 1_000),
            log=log,
            failed=failed,
        )
        with running, folder_door(running, opened.layout.root, notice=warn, failed=failed):
            try:
                serve_until_interrupted(application, host=host, port=port, announce=announce, tls=tls)
            finally:
                take_time()


def _feeding(network: "Network", database: str | None, password_file: Path | None) -> "Callable[[ChainNode], RowsFeed]":
    """What feeds the tables of a chain, once that is open."""
    from counterfoil.node.rows_feed import RowsFeed, rows_address

    def feed(node: "ChainNode") -> RowsFeed:
        address = rows_address(network.layout, network.config, node.chain, database, password_file)
        return RowsFeed(node, network.layout, address, notice=warn, failed=failed)

    return feed
