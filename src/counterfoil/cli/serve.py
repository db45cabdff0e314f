# SPDX-License-Identifier: Apache-2.0
"""``counterfoil serve``: a network's folder in one process, which orders, publishes and answers over HTTP."""

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.interrupt import end_in_order, take_time
from counterfoil.cli.options import AcceptClockOption, JsonOption, NetworkOption, PassphraseOption, example
from counterfoil.cli.output import warn, write_facts, write_json
from counterfoil.cli.services import (
    CertificateOption,
    HostOption,
    NamesOption,
    PortOption,
    PrivateKeyOption,
    authorities,
    failed,
    log,
    now,
    tls_of,
)

if TYPE_CHECKING:
    from counterfoil.api.ledger.running import RunningNetwork
    from counterfoil.node.access.noting import AccessNoting
    from counterfoil.node.network import Network

EPILOG: Final = example(
    "counterfoil serve --network trial",
    "counterfoil serve --network trial --publish-every 300 --name ledger.example --host 0.0.0.0",
)
NoteKeyOption = Annotated[
    str | None,
    typer.Option(
        "--note-key", metavar="KEY", help="Who looked at what is noted with this key, where a policy says so."
    ),
]


def serve(
    network: NetworkOption = Path(),
    publish_every: Annotated[
        int,
        typer.Option("--publish-every", min=1, max=86_400, metavar="SECONDS", help="Anchor and publish so often."),
    ] = 60,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8403,
    name: NamesOption = [],  # noqa: B006
    certificate: CertificateOption = None,
    private_key: PrivateKeyOption = None,
    note_key: NoteKeyOption = None,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a network until interrupted: transactions are ordered, published on a schedule, and told over HTTP.

    Requests are signed (RFC 9421) by keys that parties have on the ledger. A supervisor sees all, others what is their
    own. No other process can write to the folder meanwhile; reading it goes on. A line about every request goes to the
    standard error output, without queries and bodies. What a chain's policy has noted (access.set_policy) is answered
    only with --note-key, the key of the party that notes.
    """
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
        running = RunningNetwork(opened, publish_every_s=publish_every, notice=warn, failed=failed)
        noting = _noting(opened, running, note_key)
        application = create_node_service(
            running,
            names=names,
            clock=now,
            request_ids=lambda: secrets.token_hex(8),
            replays=Replays(since_s=now() // 1_000),
            log=log,
            failed=failed,
            noting=noting,
        )
        with running, noting:
            try:
                serve_until_interrupted(application, host=host, port=port, announce=announce, tls=tls)
            finally:
                take_time()


def _noting(opened: "Network", running: "RunningNetwork", name: str | None) -> "AccessNoting":
    """Who notes what is asked, with the key of that name."""
    from counterfoil.cli.options import signing_keys
    from counterfoil.node.access.noting import AccessNoting

    return AccessNoting(
        running.chains,
        opened.layout.root,
        None if name is None else signing_keys(opened, [name])[0],
        clock=now,
        salts=lambda: secrets.token_bytes(32),
        notice=warn,
        failed=failed,
    )
