# SPDX-License-Identifier: Apache-2.0
"""``counterfoil init``: a new network in a folder of its own."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.options import JsonOption, NoEncryptOption, PassphraseOption, ask_for_new_keys, example
from counterfoil.cli.output import write_facts, write_json
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.initialise import NetworkPlan
    from counterfoil.node.layout import Layout

EPILOG: Final = example(
    "counterfoil init trial --no-encrypt",
    "counterfoil init market --chain alliance --chain otc --witness a --witness b --witness c --quorum 2",
)
WITNESSES: Final = ("north", "south", "west")
AUDITOR: Final = "auditor"
CharterOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A charter in JSON, under which each chain begins.")
]


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    chain: Annotated[
        list[str], typer.Option("--chain", metavar="NAME", help="A commercial chain.", show_default="main")
    ] = [],  # noqa: B006
    witness: Annotated[
        list[str], typer.Option("--witness", metavar="NAME", help="A witness.", show_default=", ".join(WITNESSES))
    ] = [],  # noqa: B006
    quorum: Annotated[
        int | None, typer.Option(help="How many witnesses must cosign.", show_default="more than half")
    ] = None,
    entry_auditor: Annotated[
        list[str],
        typer.Option("--entry-auditor", metavar="NAME", help="Who checks the log's rules.", show_default="auditor"),
    ] = [],  # noqa: B006
    state_auditor: Annotated[
        list[str],
        typer.Option("--state-auditor", metavar="NAME", help="Who executes the chains.", show_default="auditor"),
    ] = [],  # noqa: B006
    no_auditors: Annotated[
        bool, typer.Option("--no-auditors", help="None of either: whoever seals is believed about the state.")
    ] = False,
    recovery_delay_h: Annotated[
        int, typer.Option(min=0, max=8_760, metavar="HOURS", help="How long a chain's recovery takes to be in force.")
    ] = 24,
    charter: CharterOption = None,
    origin: Annotated[str, typer.Option(metavar="NAME", help="The custody log's name.")] = "counterfoil.local/custody",
    no_encrypt: NoEncryptOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a network: keys, chains, a custody log, witnesses, auditors and the trust file; then publish once.

    Here all keys lie in one folder, for trials. In earnest, each party makes its own, and network.json names them.
    Each chain begins with a `depository` (registrar, issuer, custodian) and a `supervisor`; with a charter also with
    the firms that it names and their council, which is the registrar then.
    """
    from counterfoil.node.initialise import create_network
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout
    from counterfoil.node.network import Network, clock_ms

    if no_auditors and (entry_auditor or state_auditor):
        raise InputError("auditors are named as well", where="--no-auditors", remedy="leave one or the other out")
    auditors = [] if no_auditors else [AUDITOR]
    plan = _plan(
        origin,
        chain or ["main"],
        witness or list(WITNESSES),
        quorum,
        (entry_auditor or auditors, state_auditor or auditors),
        recovery_delay_h,
        charter,
    )
    ask = cache(ask_for_new_keys(passphrase_file, no_encrypt=no_encrypt))
    create_network(directory, plan, Keyring(Layout(directory).keys, ask), time=clock_ms())
    with Network(directory, ask) as network:
        opened = network.publish()
    _write(Layout(directory), plan, opened.checkpoint.size, as_json=as_json)


def _plan(
    origin: str,
    chains: Sequence[str],
    witnesses: Sequence[str],
    quorum: int | None,
    auditors: tuple[Sequence[str], Sequence[str]],
    recovery_delay_h: int,
    charter: Path | None,
) -> "NetworkPlan":
    from counterfoil.node.founding import read_founding
    from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR, NetworkPlan
    from counterfoil.primitives.types import ChainId

    entry_auditors, state_auditors = auditors
    return NetworkPlan(
        origin=origin,
        chains=[ChainId(name) for name in chains],
        witnesses=witnesses,
        quorum=len(witnesses) // 2 + 1 if quorum is None else quorum,
        entry_auditors=entry_auditors,
        state_auditors=state_auditors,
        recovery_delay_ms=recovery_delay_h * 3_600_000,
        charter=None if charter is None else read_founding(charter, (DEPOSITORY, SUPERVISOR)),
    )


def _write(layout: "Layout", plan: "NetworkPlan", size: int, *, as_json: bool) -> None:
    made = {
        "network": str(layout.root),
        "chains": plan.chains,
        "witnesses": plan.witnesses,
        "quorum": plan.quorum,
        "entry_auditors": plan.entry_auditors,
        "state_auditors": plan.state_auditors,
        **({} if plan.charter is None else {"council": plan.charter.council}),
        "trust_file": str(layout.trust),
        "checkpoint_size": size,
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Network created", made)
