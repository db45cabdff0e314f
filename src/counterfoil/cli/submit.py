# SPDX-License-Identifier: Apache-2.0
"""``counterfoil submit``: transactions go to their chain, and what became of each comes back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.calls import is_envelope, parse_calls, parse_envelope, read_document
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    example,
    open_network,
    signing_keys,
)
from counterfoil.cli.output import warn, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.submitting import Answer

EPILOG: Final = example(
    "counterfoil submit tx.json --network trial",
    "counterfoil submit register.json --network trial --key depository",
)


def submit(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Signed envelopes; with --key also calls.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Submit transactions, wait until they are durable, then anchor and publish.

    Every file is read before anything is submitted. Exit code 1: not every transaction was committed.
    """
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import is_committed
    from counterfoil.node.submitting import submit as submit_all

    with open_network(network, passphrase_file) as opened:
        node = opened.chain(require_chain(opened.config, chain))
        envelopes = [_envelope(opened, node, file, key) for file in files]
        answers = submit_all(node, envelopes)
        published = False if no_publish else publish_or_warn(opened)
    committed = all(is_committed(answer) for answer in answers)
    outcomes = [_outcome(file, answer) for file, answer in zip(files, answers, strict=True)]
    if as_json:
        write_json({"transactions": outcomes, "published": published})
    else:
        _write(outcomes, answers)
        write_line("Anchored and published." if published else "Not published yet.")
    raise typer.Exit(ExitCode.ok if committed else ExitCode.negative)


def publish_or_warn(network: "Network") -> bool:
    """Anchor and publish; a custody log that does not is a warning, since what was ordered stays ordered."""
    from counterfoil.primitives.errors import CustodyError, QuorumError

    try:
        network.publish()
    except CustodyError as error:
        remedy = "run counterfoil custody publish later" if isinstance(error, QuorumError) else "see counterfoil audit"
        warn(f"ordered and durable, but not published: {error} ({remedy})")
        return False
    return True


def _envelope(network: "Network", node: "ChainNode", file: Path, names: Sequence[str]) -> bytes:
    from counterfoil.identity.signing import add_signatures
    from counterfoil.node.submitting import sign_calls

    document = read_document(file)
    keys = signing_keys(network, names)
    if is_envelope(document):
        return add_signatures(parse_envelope(document, where=str(file)), *keys).encode()
    if not keys:
        raise InputError(
            "these are calls, not a signed envelope", where=str(file), remedy="add --key, or use counterfoil sign"
        )
    return sign_calls(node, parse_calls(document, where=str(file)), *keys)


def _outcome(file: Path, answer: "Answer") -> dict[str, Any]:
    from counterfoil.application import Refusal
    from counterfoil.commerce.outcome import Outcome

    if isinstance(answer, Refusal):
        detail = {"reason": answer.reason, "detail": answer.detail}
        return {"file": str(file), "status": "refused", "code": answer.code, **detail}
    return {
        "file": str(file),
        "status": "committed" if answer.code == Outcome.ok else "rejected",
        "code": answer.code,
        "reason": answer.outcome,
        "detail": Outcome[answer.outcome].sentence,
        "transaction": answer.id,
        "height": answer.height,
        "call": answer.call,
        "events": answer.events,
    }


def _write(outcomes: Sequence[dict[str, Any]], answers: "Sequence[Answer]") -> None:
    from counterfoil.node.submitting import describe

    rows = [
        (outcome["file"], outcome.get("transaction"), describe(answer), outcome["detail"])
        for outcome, answer in zip(outcomes, answers, strict=True)
    ]
    write_table("", ("file", "transaction", "outcome", ""), rows)
