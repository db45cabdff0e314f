# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing fund``: by which scenarios a guarantee fund is sized, its size, and its shares."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, open_network
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts, write_json, write_table

app = typer.Typer(help="The size of a guarantee fund, and its shares.", no_args_is_help=True)
HouseArgument = Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")]


@app.command("policy", epilog=example("counterfoil clearing fund policy stress.toml --key ccp --network trial"))
@ordering
def policy(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="Scenarios, and by what members bear the fund.")],
    given: Given,
) -> None:
    """Set the scenarios by which a house sizes its fund, from now on, from a TOML file; by the house.

    Keys: house, weighing (margin, stress_loss or equal_parts), base (yuan of each member); [[scenario]] scenario,
    shocks such as {IF = "-20%"}, or {IF = {all = "-5%", within_days = {"40" = "-20%"}, contract = {IF2106 = "2%"}}}:
    of contracts that end within so many days, or of one, the shock that says most.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.stress_file import read_stress

    call = read_stress(file)
    carry_out(lambda _network, _node: [call], given)


@app.command(
    "size",
    epilog=example(
        "counterfoil clearing fund size CC --dry-run --network trial",
        "counterfoil clearing fund size CC --key ccp --network trial",
    ),
)
@ordering
def size(house: HouseArgument, given: Given) -> None:
    """Size a house's fund after its last day: what the two largest lose under each scenario, and each member's share.

    The figures are computed from the accounts as they were settled, and the ledger computes them again.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.sizing import sizing_call

    carry_out(lambda network, node: [sizing_call(node.ledger.view, house, network.now_ms())], given)


@app.command("show", epilog=example("counterfoil clearing fund show CC --network trial"))
def show(
    house: HouseArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a house's last report of what its fund must cover, and what each member must have in it, has and owes.

    Amounts are in yuan; with --json in fen.
    """
    import msgspec

    from counterfoil.evidence.text import format_day
    from counterfoil.node.futures.sizing import last_report, shares_of
    from counterfoil.node.futures.statement_json import yuan
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        shares, report = list(shares_of(view, house, opened.now_ms())), last_report(view, house)
    if as_json:
        plain = None if report is None else msgspec.to_builtins(report) | {"day": format_day(report.day)}
        write_json({"house": house, "report": plain, "shares": shares})
        return
    if report is not None:
        told = {name: yuan(getattr(report, name)) for name in ("covers", "required", "paid", "shortfall")}
        under = [f"{one.scenario}: {yuan(one.largest)} and {yuan(one.second)}" for one in report.stressed]
        title = f"Guarantee fund of {house}, sized after {format_day(report.day)}"
        write_facts(title, {"worst": report.worst, **told, "two largest": under})
    rows = [(one["member"], *(yuan(amount) for name, amount in one.items() if name != "member")) for one in shares]
    write_table("Shares", ("member", "required", "paid", "to pay", "beyond", "called"), rows)
