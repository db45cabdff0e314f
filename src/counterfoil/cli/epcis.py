# SPDX-License-Identifier: Apache-2.0
"""``counterfoil epcis``: a repository of events of the supply chain, over HTTP."""

import secrets
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli import epcis_ask
from counterfoil.cli.databases import PasswordOption, database_option
from counterfoil.cli.operations import (
    MetricsOption,
    RequestsOption,
    StrangersOption,
    Watched,
    limits,
    metrics_address,
)
from counterfoil.cli.options import JsonOption, example
from counterfoil.cli.output import write_facts, write_json
from counterfoil.cli.service_log import LogForm, LogOption, ServiceLog
from counterfoil.cli.services import (
    CertificateOption,
    HostOption,
    NamesOption,
    PortOption,
    PrivateKeyOption,
    authorities,
    tls_of,
)
from counterfoil.cli.times import now
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.api.epcis.access import Access
    from counterfoil.api.epcis.repository import Repository
    from counterfoil.readmodel.database import Database
    from counterfoil.transport.tls import Tls

app = typer.Typer(help="A repository of events of the supply chain: capture and query over HTTP.", no_args_is_help=True)

DATABASE_VARIABLE = "COUNTERFOIL_EPCIS_DATABASE"

DatabaseOption = Annotated[str, database_option(DATABASE_VARIABLE)]


@app.command(
    "serve",
    epilog=example(
        "counterfoil epcis serve --parties parties.json",
        "counterfoil epcis serve --parties parties.json --certificate events.pem --private-key events.key",
        "counterfoil epcis serve --demonstration --port 8402",
    ),
)
def serve(
    parties: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Who may ask: parties, their keys, whether they capture, whom they see."),
    ] = None,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Ask nobody for a signature; this machine alone can reach it.")
    ] = False,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8402,
    name: NamesOption = [],  # noqa: B006
    certificate: CertificateOption = None,
    private_key: PrivateKeyOption = None,
    prefix_list: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="GS1's GCP Prefix Format List, in JSON: then every link has its URN."),
    ] = None,
    metrics: MetricsOption = None,
    log: LogOption = LogForm.text,
    limit_requests: RequestsOption = 200,
    limit_strangers: StrangersOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Serve an EPCIS 2.0 repository until interrupted (GS1's REST bindings).

    Requests are signed (RFC 9421), and each party sees its own events and those of parties that its line in FILE names.
    A line about every request goes to the standard error output, without queries and bodies.
    """
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database

    options = _Options(
        access=_access(parties, demonstration=demonstration, host=host, prefix_list=prefix_list),
        names={one.lower() for one in name},
        tls=tls_of(certificate, private_key),
        watched=Watched(ServiceLog(log, now), limits(limit_requests, 0, limit_strangers)),
        metrics_at=None if metrics is None else metrics_address(metrics),
        demonstration=demonstration,
        as_json=as_json,
    )
    address = read_address(database, password_file=password_file)
    with Database(address, *SCHEMAS) as opened:
        _serve(opened, options, host, port)


@dataclass(frozen=True)
class _Options:
    """What is said of the service; ``names`` are the hosts by which it is asked."""

    access: "Access"
    names: set[str]
    tls: "Tls | None"
    watched: Watched
    metrics_at: tuple[str, int] | None
    demonstration: bool
    as_json: bool


def _serve(opened: "Database", options: _Options, host: str, port: int) -> None:
    """Until interrupted."""
    from counterfoil.api.epcis.page_tokens import KEY_BYTES, NONCE_BYTES, PageTokens
    from counterfoil.api.epcis.repository import Repository
    from counterfoil.api.epcis.service import Worker
    from counterfoil.readmodel.epcis.kept_secrets import kept_secret
    from counterfoil.transport.serving import serve as serve_until_interrupted
    from counterfoil.transport.tls import TlsContext

    names, watched = options.names, options.watched
    said: dict[str, Any] = {}

    def announce(url: str) -> None:
        names.update(authorities(url))
        told = {"url": url, "database": str(opened.address)} | said
        if options.as_json:
            write_json(told | {"signed": not options.demonstration})
        else:
            write_facts("Listening, until Ctrl-C", told)
        sys.stdout.flush()

    tls = None if options.tls is None else TlsContext(options.tls)
    key = kept_secret(opened, "page tokens", secrets.token_bytes(KEY_BYTES))
    tokens = PageTokens(key, lambda: secrets.token_bytes(NONCE_BYTES))
    repository = Repository(opened, options.access, now, lambda: secrets.token_hex(16), tokens)
    application = _application(repository, names, watched, demonstration=options.demonstration)
    beside = watched.beside(options.metrics_at, tls, well=opened.is_well, said=said)
    with watched.log.of_libraries(), Worker(repository, failed=watched.log.failed), beside:
        serve_until_interrupted(application, host=host, port=port, announce=announce, websockets=True, tls=tls)


@app.command("rebuild", epilog=example("counterfoil epcis rebuild --database sqlite:///epcis.sqlite"))
def rebuild(
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make what queries compare anew, from the events as they were captured. Until it is done the old rows are read."""
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.epcis.journal import rebuild as make_anew

    with Database(read_address(database, password_file=password_file), *SCHEMAS) as opened:
        count = make_anew(opened)
        said = {"database": str(opened.address), "events": count}
    if as_json:
        write_json(said)
    else:
        write_facts("Made anew", said)


app.command(
    "ask",
    epilog=example(
        "counterfoil epcis ask http://127.0.0.1:8402 '/events?EQ_bizStep=shipping' --key mill.key",
        "counterfoil epcis ask http://127.0.0.1:8402 /capture --data events.jsonld --key mill.key",
    ),
)(epcis_ask.ask)


def _access(parties: Path | None, *, demonstration: bool, host: str, prefix_list: Path | None) -> "Access":
    from counterfoil.api.epcis.prefix_list import read_prefix_list

    access = _parties(parties, demonstration=demonstration, host=host)
    if prefix_list is None:
        return access
    return replace(access, lengths={**read_prefix_list(prefix_list), **access.lengths})


def _parties(parties: Path | None, *, demonstration: bool, host: str) -> "Access":
    from counterfoil.api.application import require_loopback
    from counterfoil.api.epcis.access import Access

    if demonstration:
        if parties is not None:
            problem = "a demonstration knows no parties: everybody there is the same"
            raise InputError(problem, where="--parties", remedy="leave one of the two out")
        require_loopback(host)
        return Access({}, {})
    if parties is None:
        problem = "nobody is known who could ask"
        raise InputError(problem, where="--parties", remedy="name a file of parties, or try it with --demonstration")
    return Access.read(parties)


def _application(repository: "Repository", names: set[str], watched: Watched, *, demonstration: bool) -> Any:
    from counterfoil.api.doorway import Opened
    from counterfoil.api.epcis.repository import READ_HEADERS
    from counterfoil.api.epcis.service import create_repository, repository_service
    from counterfoil.api.replays import Replays
    from counterfoil.api.signed_requests import SignedRequests

    # Of a database that was just made no earlier process can have heard anything.
    replays = Replays(since_s=0 if repository.database.is_new else now() // 1_000)
    signed = SignedRequests(repository.access.holder, now, names, replays, READ_HEADERS)
    service = repository_service(
        entrance=Opened(names=names) if demonstration else signed,
        clock=now,
        request_ids=lambda: secrets.token_hex(8),
        well=repository.database.is_well,
        **watched.given(),
    )
    return create_repository(service, repository)
