# SPDX-License-Identifier: Apache-2.0
"""``counterfoil token``: tokens by which a program asks a service for a party, without the party's key."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    CaOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    ask_passphrase,
    example,
    is_key_file,
    require_new_file,
)
from counterfoil.cli.output import write_facts, write_json, write_new_file
from counterfoil.cli.times import now, time_from
from counterfoil.evidence.text import format_time
from counterfoil.identity.signing import PrivateKey
from counterfoil.transport.access_tokens import AccessToken, Reach, make_token, read_token

app = typer.Typer(
    help="Tokens by which a program asks a service for a party. The party's key makes them, and never leaves.",
    no_args_is_help=True,
)

KeyOption = Annotated[
    str, typer.Option("--key", "-k", metavar="NAME", help="The party's key: a name in the network, or a key file.")
]


@app.command(
    "make",
    epilog=example(
        "counterfoil token make --key alice --network trial --for 127.0.0.1:8403 --expires +30d",
        "counterfoil token make --key alice --for ledger.example --expires +7d --may submit --out alice-submits.token",
    ),
)
def make(
    key: KeyOption,
    audience: Annotated[
        list[str],
        typer.Option("--for", metavar="HOST", help="The service, as it is called, with its port; may be repeated."),
    ],
    expires: Annotated[
        str, typer.Option(metavar="TIME", help="Until when it is good, 90 days at most: +30d, or a time.")
    ] = "+30d",
    may: Annotated[
        Reach, typer.Option(help="What it is good for; each of them is what those before it are.")
    ] = Reach.read,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it here, for its owner alone, and nowhere else.")
    ] = None,
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token. It is shown once: no service and no folder keeps it.

    Whoever has it asks for the party, over TLS or on the service's own machine, until it ends or is revoked, or the key
    is rotated on the ledger. It signs nothing: with --may submit it hands in what the party's keys have signed.
    """
    require_new_file(out)
    issued = now()
    token = make_token(
        _private_key(key, network, passphrase_file),
        audience=audience,
        issued=issued,
        life_ms=time_from(expires, lambda: issued, "--expires") - issued,
        identifier=secrets.token_hex(16),
        may=may,
    )
    if out is not None:
        write_new_file(out, token + "\n", private=True)
    told = _told(read_token(token)[0])
    shown = {"token": token} if out is None else {"file": str(out)}
    if as_json:
        write_json({**shown, **told})
        return
    write_facts("Token made", told | ({} if out is None else shown), to_stderr=out is None)
    if out is None:
        typer.echo(token)


@app.command("show", epilog=example("counterfoil token show alice.token"))
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the token is; - is the standard input.")],
    as_json: JsonOption = False,
) -> None:
    """Say what a token is good for. Whether it is still heard, a service alone can say."""
    from counterfoil.primitives.input_files import read_input_file

    token, _ = read_token(read_input_file(file).decode("ascii", "replace").strip())
    if as_json:
        write_json(_told(token))
    else:
        write_facts("Token", _told(token))


@app.command(
    "revoke",
    epilog=example("counterfoil token revoke 0123456789abcdef0123456789abcdef https://ledger.example --key alice.key"),
)
def revoke(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="As `make` and `show` say it.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Of the service, such as https://ledger.example.")],
    key: KeyOption,
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a token back at a service, with a key of the party; a retry is the same. Each service is told by itself."""
    from counterfoil.client.asking import ask
    from counterfoil.client.signing import SigningAuth

    signing = SigningAuth(_private_key(key, network, passphrase_file), clock=now, nonces=lambda: secrets.token_hex(16))
    ask(url, f"/tokens/{identifier}", auth=signing, method="DELETE", ca=ca)
    told = {"id": identifier, "service": url}
    if as_json:
        write_json(told)
    else:
        write_facts("Revoked", told)


def _private_key(name: str, network: Path, passphrase_file: Path | None) -> PrivateKey:
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout

    ring = Keyring(Layout(network).keys, ask_passphrase(passphrase_file))
    return ring.read(Path(name)) if is_key_file(name) else ring.get(name)


def _told(token: AccessToken) -> dict[str, object]:
    """What it says, as a person reads it."""
    return {
        "id": token.id,
        "key": token.key,
        "for": ", ".join(token.audience),
        "may": token.may.value,
        "issued": format_time(token.issued),
        "expires": format_time(token.expires),
    }
