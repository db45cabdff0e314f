# SPDX-License-Identifier: Apache-2.0
"""What importing a file ends with, as a clearing house does: its calls rehearsed, ordered, published, and told of."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import public_key
from counterfoil.cli.ordering import Given
from counterfoil.cli.output import progress_bars, write_facts, write_json
from counterfoil.cli.submit import publish_or_warn

if TYPE_CHECKING:
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.rehearsing import Foretold


LISTED: Final = 20
"""Names of a list that are shown to people; JSON has all."""
_ADD_KEY: Final = "add --key; nothing was sent"


def order_file(
    opened: "Network",
    node: "ChainNode",
    calls: "Sequence[Call]",
    keys: "Sequence[PrivateKey]",
    given: Given,
    place: "Callable[[Call, str], str] | None" = None,
    *,
    apart: bool = False,
) -> dict[str, Any]:
    """What became of a file's calls; an error, and nothing is sent, where the ledger would refuse one.

    RefusalForeseen says why it would, and where the call that is refused for a detail came from, if ``place`` says it;
    InputError whose signature is missing. ``apart``: no call rests on another, and there may be more of them than one
    transaction could cause.
    """
    from counterfoil.node.futures.booking_calls import packed
    from counterfoil.node.futures.importing import require_taken, send
    from counterfoil.node.submitting import describe, is_committed

    lacking, looked, answers = "", 0, []
    with progress_bars(quiet=given.as_json) as progress:
        for part in packed(calls) if apart else filter(None, [calls]):
            told, lacking = _rehearsed(opened, node, part, given)
            require_taken(node.ledger.view, told, part, place)
            looked += len(part)
            progress("rehearsed", looked, len(calls))
        if not given.dry_run and calls:
            answers = send(node, calls, keys, progress)
    done = sum(map(is_committed, answers))
    return {
        "transactions": done,
        "refused": [f"{describe(one)}: {one.detail}" for one in answers if not is_committed(one)],
        "published": bool(done) and not given.no_publish and publish_or_warn(opened),
        "dry_run": given.dry_run,
        "lacking": lacking,
    }


def _rehearsed(opened: "Network", node: "ChainNode", calls: "Sequence[Call]", given: Given) -> "tuple[Foretold, str]":
    """What they would do, and whose signatures are still missing: an error where keys are named, without passphrase."""
    from counterfoil.cli.foretelling import key_names, lacking, require_complete
    from counterfoil.node.futures.importing import rehearse

    public = [public_key(opened.keyring, name) for name in dict.fromkeys(given.key)]
    told, names = rehearse(node, calls, public, opened.now_ms()), key_names(opened.keyring)
    if public:
        require_complete(told, names, _ADD_KEY)
    return told, lacking(told, names)


def tell_of_file(title: str, facts: dict[str, Any], given: Given) -> NoReturn:
    """Ends the command."""
    if given.as_json:
        write_json(facts)
    else:
        shown = {name: _bounded(value) for name, value in facts.items()}
        write_facts("What an import would do" if given.dry_run else title, shown)
    raise typer.Exit(ExitCode.negative if facts["refused"] else ExitCode.ok)


def _bounded(value: Any) -> Any:
    """A list as far as somebody reads it."""
    if not isinstance(value, list) or len(value) <= LISTED:
        return value
    return [*value[:LISTED], f"and {len(value) - LISTED:,} more"]
