# SPDX-License-Identifier: Apache-2.0
"""``counterfoil bank``: digital yuan between a chain and a bank, over a simulated bank alone."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from counterfoil.cli import bank_simulator
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    AcceptClockOption,
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    example,
    open_network,
    require_signers,
    signing_keys,
)
from counterfoil.cli.output import progress_bars, warn, write_facts, write_json, write_line, write_table
from counterfoil.cli.submit import publish_or_warn
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.demo.simulated_bank import SimulatedBank
    from counterfoil.node.bank.bridge_folder import BridgeFolder
    from counterfoil.node.bank.journal import BridgeJournal

app = typer.Typer(
    help="Bridge digital yuan to a bank: notices to issues, redemptions to payments. No bank is connected.",
    no_args_is_help=True,
)
app.add_typer(bank_simulator.app, name="simulator")

STATEMENT_ATTEMPTS: Final = 20
T = TypeVar("T")
NO_BANK: Final = "no bank is connected: this runs over a simulated one alone"

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The bridge's folder.")]
SimulatorOption = Annotated[
    Path | None,
    typer.Option("--simulator", metavar="FILE", help="The simulated bank; no bank is connected, so there is no other."),
]


@app.command("new", epilog=example("counterfoil bank new bridge --plan plan.json --network trial"))
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder; keep it: it has the secret.")],
    plan: Annotated[Path, typer.Option("--plan", metavar="FILE", help="Which accounts stand for which; JSON.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a bridge to one vault of a chain: its plan, a secret, and a journal to come.

    The plan has instrument, currency, vault; backing_account (the bank's own money, for the vault), bank_account (where
    retired backing goes), exchange_account (from which customers are paid); wallets (account of the bank → wallet) and
    payouts (wallet → account of the bank; each of the wallets has one). Both may be added to bridge.json later. The
    bank must be able to deliver into each of the wallets by itself. Sub-wallets are paid as their parents are.
    """
    from counterfoil.node.bank.bridge_folder import BridgeFolder, read_plan
    from counterfoil.node.layout import require_chain

    terms = read_plan(plan)
    with open_network(network) as opened:
        node = opened.chain(require_chain(opened.config, chain), writable=False)
        made = BridgeFolder.create(folder, terms, node)
    facts = {"bridge": str(folder), "chain": made.file.chain, "vault": terms.vault, "wallets": len(terms.wallets)}
    if as_json:
        write_json(facts)
    else:
        write_facts("Bridge made", facts)


@app.command(
    "run",
    epilog=example(
        "counterfoil bank run bridge --simulator bank.jsonl --key central --key bank --network trial",
    ),
)
def run(
    folder: FolderArgument,
    simulator: SimulatorOption = None,
    network: NetworkOption = Path(),
    key: KeysOption = [],  # noqa: B006
    attempts: Annotated[
        int, typer.Option(min=1, max=10_000, help="How often to go on when the bank gives no answer, or not yet.")
    ] = 20,
    accept_clock: AcceptClockOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the bank's new notices to the ledger, and the ledger's new blocks to the bank; then publish.

    Run it again whenever there may be something new, and after any crash: each notice and each payment happens once.
    The keys are the issuer's, where it backs units, and the bank's; for one that is missing the notice waits, and all
    behind it. Exit code 1: something is pending still.
    """
    from counterfoil.node.bank.bridge import Bridge
    from counterfoil.node.bank.bridge_folder import BridgeFolder

    require_signers(key)
    bank, opened = _simulated(simulator), BridgeFolder.open(folder)
    with open_network(network, passphrase_file, accept_clock=accept_clock) as net, opened.journal() as journal:
        node = net.chain(opened.file.chain)
        before = node.height
        plan = opened.plan(node, signing_keys(net, key))
        with progress_bars(quiet=as_json) as progress:
            Bridge(node, bank, journal, plan, progress).run_until_settled(attempts)
        told = _told(journal)
        settled = not any(_is_pending(row) for rows in told.values() for row in rows)
        published = node.height > before and not no_publish and publish_or_warn(net)
        facts = {"bank": "simulated", "settled": settled, "height": node.height, "published": published}
    if as_json:
        write_json(facts | told)
    else:
        write_facts("Ledger and bank have answered" if settled else "Something is pending", facts | _counts(told))
        _write_pending(told)
    warn(NO_BANK)
    raise typer.Exit(ExitCode.ok if settled else ExitCode.negative)


@app.command("show", epilog=example("counterfoil bank show bridge", "counterfoil bank show bridge --pending"))
def show(
    folder: FolderArgument,
    pending: Annotated[
        bool, typer.Option("--pending", help="Only what waits for the ledger, the bank, or a person.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show every notice and payment, and what became of it; needs neither network, bank nor key."""
    from counterfoil.node.bank.bridge_folder import BridgeFolder

    with BridgeFolder.open(folder).journal() as journal:
        told = _told(journal)
    if pending:
        told = {name: [one for one in rows if _is_pending(one)] for name, rows in told.items()}
    if as_json:
        write_json(told)
        return
    _write("Notices", told["notices"])
    _write("Payments", told["payments"])
    if not any(told.values()):
        write_line("Nothing is pending." if pending else "Nothing has come yet.")


@app.command(
    "retry",
    epilog=example(
        "counterfoil bank retry bridge --simulator bank.jsonl",
        "counterfoil bank retry bridge --simulator bank.jsonl --payment 5f0c --to V-ALICE-NEW",
    ),
)
def retry(
    folder: FolderArgument,
    simulator: SimulatorOption = None,
    payment: Annotated[
        str | None, typer.Option("--payment", metavar="REF", help="Only this one, by its reference or how it begins.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="ACCOUNT", help="Pay to this account instead.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the bank again for payments that it refused, each under a new reference; needs neither network nor key.

    The bank is asked first whether it still refuses, so that nothing is paid twice. Exit code 1: one is refused again.
    """
    from counterfoil.node.bank.bridge_folder import BridgeFolder
    from counterfoil.node.bank.journal import PaymentState
    from counterfoil.node.bank.messages import IBAN_LENGTH_MAX
    from counterfoil.node.bank.retrying import ask
    from counterfoil.node.bank.retrying import retry as entered

    bank, opened = _simulated(simulator), BridgeFolder.open(folder)
    with opened.journal() as journal:
        refused = journal.payments(PaymentState.rejected)
        chosen = [one for one in refused if payment is None or one.order.end_to_end.startswith(payment)]
        if payment is not None and len(chosen) != 1:
            remedy = "counterfoil bank show DIR --pending has their references"
            raise InputError(f"{len(chosen)} refused payments begin so", where=payment, remedy=remedy)
        if to is not None and (len(chosen) != 1 or not 0 < len(to) <= IBAN_LENGTH_MAX):
            remedy = f"an account of at most {IBAN_LENGTH_MAX} letters, and --payment to name one payment"
            raise InputError("one payment is made to one account", where="--to", remedy=remedy)
        names = [_answered(partial(entered, bank, journal, one, to)) for one in chosen]
        for made in [one for one in journal.payments(PaymentState.due) if one.order.end_to_end in names]:
            _answered(partial(ask, bank, journal, made))
        told = [row for row in _told(journal)["payments"] if row["reference"] in names]
    if as_json:
        write_json({"bank": "simulated", "payments": told})
    elif told:
        _write("Asked for again", told)
    else:
        write_line("The bank refused no payment.")
    warn(NO_BANK)
    raise typer.Exit(ExitCode.negative if any(row["state"] == "rejected" for row in told) else ExitCode.ok)


@app.command(
    "reconcile",
    epilog=example(
        "counterfoil bank reconcile bridge --simulator bank.jsonl",
        "counterfoil bank reconcile bridge --simulator bank.jsonl --network trial",
    ),
)
def reconcile(
    folder: FolderArgument,
    simulator: SimulatorOption = None,
    network: Annotated[
        Path | None, typer.Option("--network", "-n", metavar="DIR", help="Compare what is backed on its ledger, too.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare the bank's statement of every account with the journal, and tell every difference. Exit code 1 if any.

    With --network the account that holds the backing is compared with what the ledger says is backed.
    """
    from counterfoil.node.bank.bridge_folder import BridgeFolder
    from counterfoil.node.bank.reconciling import backing_difference, bank_differences

    bank, opened = _simulated(simulator), BridgeFolder.open(folder)
    plan, backed = opened.file.plan, None if network is None else _backed(opened, network)
    accounts: list[dict[str, Any]] = []
    with opened.journal() as journal:
        noticed = [one.entry.account for one in journal.notices()]
        for account in dict.fromkeys((*plan.watched, *noticed)):
            statement = _answered(partial(bank.statement, account))
            differences = [*bank_differences(statement, journal, plan.exchange_account)]
            if account == plan.backing_account and backed is not None:
                differences += backing_difference(statement, journal, backed)
            found = [one._asdict() for one in differences]
            told = {"account": account, "currency": statement.currency, "closing": statement.closing}
            accounts.append(told | {"differences": found})
    differing = sum(len(one["differences"]) for one in accounts)
    if as_json:
        write_json({"bank": "simulated", "accounts": accounts, "differences": differing, "backed": backed})
    else:
        rows = [(one["account"], _closing(one), len(one["differences"])) for one in accounts]
        write_table("", ("account", "closing", "differences"), rows)
        rows = [(one["account"], *each.values()) for one in accounts for each in one["differences"]]
        if rows:
            write_table("Differences", ("account", "problem", "reference", "booking"), rows)
        else:
            write_line("Statements and journal agree." if backed is None else "Statements, journal and ledger agree.")
    warn(NO_BANK)
    raise typer.Exit(ExitCode.negative if differing else ExitCode.ok)


def _simulated(file: Path | None) -> "SimulatedBank":
    from counterfoil.demo.simulated_bank import SimulatedBank

    if file is None:
        remedy = "--simulator FILE; counterfoil bank simulator new makes one"
        raise InputError("no bank is connected, and none is simulated", where="--simulator", remedy=remedy)
    return SimulatedBank.open(file)


def _backed(opened: "BridgeFolder", network: Path) -> int:
    """What the ledger says is backed in the bridge's vault; raises InputError for another chain."""
    from counterfoil.modules.cash.records import VAULTS

    with open_network(network) as net:
        node = net.chain(opened.file.chain, writable=False)
        plan = opened.plan(node, ())
        vault = node.ledger.view.read(VAULTS, plan.vault, plan.instrument)
    return 0 if vault is None else vault.backed


def _answered(what: Callable[[], T]) -> T:
    """What the bank says, which asking again changes nothing of; raises BankUnavailable when it says nothing at all."""
    from counterfoil.node.bank.port import BankUnavailable

    for _ in range(STATEMENT_ATTEMPTS - 1):
        try:
            return what()
        except BankUnavailable:
            continue
    return what()


def _told(journal: "BridgeJournal") -> dict[str, list[dict[str, Any]]]:
    """Every notice and payment with its state, and what conflicts, as the journal has them."""
    notices = [
        {
            "reference": one.entry.end_to_end,
            "booking": one.entry.booking,
            "account": one.entry.account,
            "amount": one.entry.amount,
            "currency": one.entry.currency,
            "state": one.state.value,
            "detail": one.detail,
        }
        for one in journal.notices()
    ]
    conflicts = [
        {
            "reference": one.end_to_end,
            "booking": one.booking,
            "account": one.account,
            "amount": one.amount,
            "currency": one.currency,
            "state": "conflict",
            "detail": "another booking has this reference of the bank",
        }
        for one in journal.conflicts()
    ]
    payments = [
        {
            "reference": one.order.end_to_end,
            "booking": "",
            "account": one.order.creditor_account,
            "amount": one.order.amount,
            "currency": one.order.currency,
            "state": one.state.value,
            "detail": one.detail or one.cause,
        }
        for one in journal.payments()
    ]
    unplanned = [
        {
            "reference": f"event {one.place} of block {one.height}",
            "booking": "",
            "account": "",
            "amount": one.amount,
            "currency": "",
            "state": "unplanned",
            "detail": f"wallet {one.wallet} has no account in the plan's payouts",
        }
        for one in journal.redemptions()
    ]
    return {"notices": [*notices, *conflicts], "payments": [*payments, *unplanned]}


_WAITING_FOR: Final = {
    "received": "the ledger",
    "due": "the bank",
    "accepted": "the bank",
    "rejected": "a person",
    "conflict": "a person",
    "unplanned": "a person",
}
"""state → who is to act; whatever has another is done"""


def _is_pending(row: dict[str, Any]) -> bool:
    return row["state"] in _WAITING_FOR


def _counts(told: dict[str, list[dict[str, Any]]]) -> dict[str, object]:
    """How many of each state, in words."""
    found = {name: Counter(row["state"] for row in rows) for name, rows in told.items()}
    return {name: ", ".join(f"{state} {count}" for state, count in states.items()) for name, states in found.items()}


def _write_pending(told: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for rows in told.values() for row in rows if _is_pending(row)]
    _write("Pending", [{"waits for": _WAITING_FOR[row["state"]], **row} for row in rows])


def _write(title: str, rows: list[dict[str, Any]]) -> None:
    from counterfoil.node.bank.amounts import format_amount

    if rows:
        shown = [{**row, "amount": format_amount(row["amount"], row["currency"])} for row in rows]
        columns = [name for name in shown[0] if name != "currency"]
        write_table(title, tuple(columns), [tuple(row[name] for name in columns) for row in shown])


def _closing(account: dict[str, Any]) -> str:
    from counterfoil.node.bank.amounts import format_amount

    return format_amount(account["closing"], account["currency"])
