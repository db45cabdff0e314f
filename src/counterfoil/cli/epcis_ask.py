# SPDX-License-Identifier: Apache-2.0
"""``counterfoil epcis ask``: one request to a repository of events, signed, and its answer."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.options import CaOption, JsonOption, PassphraseOption, ask_passphrase
from counterfoil.cli.output import write_facts, write_json, write_json_text, write_line
from counterfoil.cli.supply_documents import document_bytes
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.client.asking import Answered
    from counterfoil.client.signing import SigningAuth


def ask(
    url: Annotated[str, typer.Argument(metavar="URL", help="Of the repository, such as http://127.0.0.1:8402.")],
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="What is asked for, with its query: /events?EQ_bizStep=shipping.")
    ],
    key: Annotated[
        Path | None, typer.Option("--key", "-k", metavar="FILE", help="The key file of the party that asks.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Send this document by POST, in JSON or XML, in place of a question."),
    ] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Take away what the path names.")] = False,
    header: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=VALUE", help="Say this too, such as GS1-EPC-Format=Always_EPC_URN; may be repeated."
        ),
    ] = [],  # noqa: B006
    passphrase_file: PassphraseOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a repository of events, or have it capture a document, with a party's signature; write what it answers.

    Without --key nothing is signed, which a demonstration takes. Where a document was taken in, PATH of its Location
    says what became of it. Exit code 2 for an answer of 4xx, with the reason that it gives, and 3 for one of 5xx.
    """
    from counterfoil.client import asking

    if data is not None and delete:
        raise InputError("one of the two", where="--data, --delete", remedy="leave one of them out")
    answered = asking.ask(
        url,
        path,
        auth=None if key is None else _signing(key, passphrase_file),
        method="DELETE" if delete else "GET" if data is None else "POST",
        body=None if data is None else document_bytes(data),
        headers=dict(_header(one) for one in header),
        ca=ca,
    )
    _write(answered, as_json=as_json)


def _signing(file: Path, passphrase_file: Path | None) -> "SigningAuth":
    from counterfoil.api.epcis.repository import READ_HEADERS
    from counterfoil.cli.times import now
    from counterfoil.client.signing import SigningAuth
    from counterfoil.identity.keyfile import describe_key, read_key

    secret = ask_passphrase(passphrase_file)() if describe_key(file).encrypted else None
    return SigningAuth(read_key(file, secret), clock=now, nonces=lambda: secrets.token_hex(16), also=READ_HEADERS)


def _header(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    plain = text.isascii() and text.isprintable()
    if not (equals and plain and name.strip()):
        raise InputError(f"{text!r} is no header", where="--header", remedy="write NAME=VALUE")
    return name.strip(), value.strip()


def _write(answered: "Answered", *, as_json: bool) -> None:
    """The body, JSON made readable; where there is none, what the answer says beside."""
    import msgspec

    beside = {"location": answered.headers.get("location", ""), "next": answered.next_page}
    said: dict[str, Any] = {"status": answered.status, **{name: text for name, text in beside.items() if text}}
    if as_json:
        body: Any = msgspec.Raw(answered.body) if answered.is_json else answered.body.decode(errors="replace")
        write_json(said | ({"body": body} if answered.body else {}))
        return
    if not answered.body:
        write_facts("Done", said)
    elif answered.is_json:
        write_json_text(msgspec.json.format(answered.body, indent=2).decode())
    else:
        write_line(answered.body.decode(errors="replace").rstrip("\n"))
    if answered.next_page and answered.body:
        typer.echo(f"next page: {answered.next_page}", err=True)
