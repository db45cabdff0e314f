# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract deploy`` to ``retire``: what is done with a contract on a chain."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.acts import carry_out
from counterfoil.cli.contract_arguments import (
    ArgumentsOption,
    ByOption,
    CodeOption,
    ContractArgument,
    FolderOption,
    ShowsOption,
    call_of,
    chosen_code,
    entry_of,
    written_arguments,
)
from counterfoil.cli.options import example
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import warn
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.node.chain import ChainNode

DEPLOY: Final = example(
    "counterfoil contract deploy box --folder box --arg instrument=SSE.600000 --by alice --key alice -n trial",
    "counterfoil contract deploy till --code box --arg instrument=SSE.600000 --by alice --key alice -n trial",
)
UPGRADE: Final = example("counterfoil contract upgrade box --folder box --by alice --key alice --network trial")
CALL: Final = example(
    "counterfoil contract call box take_out --arg to=alice-1 --arg quantity=5 --by alice --key alice -n trial"
)
OPEN: Final = example("counterfoil contract open box --by alice --key alice --network trial")
PAUSE: Final = example("counterfoil contract pause box --by alice --reason 'a fault' --key alice --network trial")
RESUME: Final = example("counterfoil contract resume box --by alice --reason mended --key alice --network trial")
RETIRE: Final = example("counterfoil contract retire box --by alice --reason 'not needed' --key alice --network trial")
DeployerOption = Annotated[
    list[str],
    typer.Option(
        "--by", metavar="PARTY", help="In whose name: who deployed it; otherwise whose the keys are.", show_default=""
    ),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stands on the chain.")]


@ordering
def deploy(
    given: Given,
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="What it is called from now on.")],
    by: ByOption,
    folder: FolderOption = None,
    code: CodeOption = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="Its account; otherwise of-CONTRACT.")
    ] = None,
    arg: ArgumentsOption = [],  # noqa: B006
    shows: ShowsOption = [],  # noqa: B006
    trial: Annotated[
        list[str], typer.Option("--trial", metavar="PARTY", help="Who may call it at first.", show_default=False)
    ] = [],  # noqa: B006
) -> None:
    """Let code that passed its review run on a chain, under an account that it alone moves; its init runs."""

    def calls(_opened: Any, node: "ChainNode") -> "list[Call]":
        found = chosen_code(node, folder, code)
        named = _free_account(node.ledger.view, contract, account)
        fields = {"contract": contract, "code": found.code, "account": named, "by": by}
        arguments = written_arguments(arg, found.entries.get("init"))
        return [call_of("contracts.deploy", {**fields, "arguments": arguments, "shows": shows, "trial": trial})]

    carry_out(calls, given)


def _free_account(view: "View", contract: str, account: str | None) -> str:
    """The account of a new contract; InputError where somebody has one of that name: anybody may have opened it."""
    from counterfoil.modules.contracts.records import CONTRACTS
    from counterfoil.modules.parties.records import ACCOUNTS

    named = account or f"of-{contract}"
    found = view.read(ACCOUNTS, named)
    if found is not None and view.read(CONTRACTS, contract) is None:
        remedy = f"its account may have any name that is free: --account {_free_name(view, named)}"
        raise InputError(f"the account {named} is {found.holder}'s already", where="--account", remedy=remedy)
    return named


def _free_name(view: "View", taken: str) -> str:
    from itertools import count

    from counterfoil.modules.parties.records import ACCOUNTS

    names = (f"{taken[:56]}-{number}" for number in count(2))
    return next(name for name in names if view.read(ACCOUNTS, name) is None)


@ordering
def upgrade(
    given: Given,
    contract: ContractArgument,
    folder: FolderOption = None,
    code: CodeOption = None,
    shows: ShowsOption = [],  # noqa: B006
    by: DeployerOption = [],  # noqa: B006
) -> None:
    """Let other code that passed its review take a contract's place; its migrate runs, which takes no arguments.

    By whoever deployed it, if the code that runs says that it can be upgraded.
    """

    def calls(_opened: Any, node: "ChainNode") -> "list[Call]":
        found = chosen_code(node, folder, code)
        return [call_of("contracts.upgrade", {"contract": contract, "code": found.code, "shows": shows})]

    carry_out(calls, given._replace(by=by))


@ordering
def call(
    given: Given,
    contract: ContractArgument,
    function: Annotated[str, typer.Argument(metavar="FUNCTION", help="Which of its functions.")],
    by: Annotated[list[str], typer.Option("--by", metavar="PARTY", help="In whose names; the first calls.")],
    arg: ArgumentsOption = [],  # noqa: B006
    shows: ShowsOption = [],  # noqa: B006
) -> None:
    """Call a function of a contract. With --dry-run what it would do is said, and nothing is done."""

    def calls(_opened: Any, node: "ChainNode") -> "list[Call]":
        from counterfoil.node.contracts.viewing import code_of

        code_of(node, contract)
        entry = entry_of(node.ledger.view, contract, function)
        if entry is not None and entry.view:
            warn(f"{function} changes nothing: counterfoil contract read asks it without a key, and makes no block")
        arguments = written_arguments(arg, entry)
        fields = {"contract": contract, "function": function, "by": by, "arguments": arguments, "shows": shows}
        return [call_of("contracts.call", fields)]

    carry_out(calls, given)


@ordering
def open_(given: Given, contract: ContractArgument, by: DeployerOption = []) -> None:  # noqa: B006
    """End a contract's trial: everybody may call it. By whoever deployed it."""
    _order("contracts.open", {"contract": contract}, given._replace(by=by))


@ordering
def pause(given: Given, contract: ContractArgument, by: ByOption, reason: ReasonOption) -> None:
    """Stop a contract: nothing of it runs but its views. By whoever deployed it, or a supervisor."""
    _order("contracts.pause", {"contract": contract, "by": by, "reason": reason}, given)


@ordering
def resume(given: Given, contract: ContractArgument, by: ByOption, reason: ReasonOption) -> None:
    """Let a paused contract run on. By whoever paused it, or a supervisor."""
    _order("contracts.resume", {"contract": contract, "by": by, "reason": reason}, given)


@ordering
def retire(
    given: Given,
    contract: ContractArgument,
    reason: ReasonOption,
    by: DeployerOption = [],  # noqa: B006
    supervisor: Annotated[
        str | None, typer.Option("--supervisor", metavar="PARTY", help="Agrees, where its account holds units.")
    ] = None,
) -> None:
    """End a contract for good, and close its account to what would come in. By whoever deployed it.

    What its account holds then an order alone moves: so a supervisor agrees, if there is something. Whoever held units
    for it, pledged them or gave a mandate takes that back: `holdings release-hold | release-pledge | revoke-mandate`.
    """
    fields = {"contract": contract, "reason": reason, "supervisor": supervisor}

    def calls(_opened: Any, node: "ChainNode") -> "list[Call]":
        from counterfoil.node.contracts.stranded import stranded

        for words in stranded(node.ledger.view, contract):
            warn(words)
        return [call_of("contracts.retire", fields)]

    carry_out(calls, given._replace(by=by))


def _order(name: str, fields: dict[str, Any], given: Given) -> None:
    carry_out(lambda _opened, _node: [call_of(name, fields)], given)
