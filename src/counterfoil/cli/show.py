# SPDX-License-Identifier: Apache-2.0
"""``counterfoil show``: what is on a chain. Reader only, and needs no key."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli import show_records, show_register
from counterfoil.cli.options import (
    AskKeyOption,
    CaOption,
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
    open_network,
)
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    import msgspec

    from counterfoil.custody.chain_state import ChainState
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import ChainId

app = typer.Typer(help="Show what is on a chain.", no_args_is_help=True)

app.command("record", epilog=show_records.RECORD_EPILOG)(show_records.record)
app.command("records", epilog=show_records.RECORDS_EPILOG)(show_records.records)
app.command("register", epilog=show_register.EPILOG)(show_register.register)

PARTS = ("free", "held", "pledged", "frozen")
STATEMENT_COLUMNS = ("time", "instrument", "change", "balance", "unit", "what happened")


@app.command("party", epilog=example("counterfoil show party depository --network trial"))
def party(
    party: Annotated[str, typer.Argument(metavar="PARTY")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a party: kind, name or commitment, roles, keys, standing, accounts."""
    from counterfoil.modules.parties import queries
    from counterfoil.node.named_parties import require_parties
    from counterfoil.primitives.types import PartyId

    with read_chain(network, chain, key, ca) as node:
        require_parties(node.ledger.view, [party], where="PARTY")
        facts = _found(queries.party(node.ledger.view, PartyId(party)), f"party {party!r}")
        opened = queries.accounts_of(node.ledger.view, PartyId(party))
    facts["accounts"] = [account.account for account in opened]
    _write(f"Party {party}", facts, as_json=as_json)


@app.command("instrument", epilog=example("counterfoil show instrument SSE.600000 --network trial"))
def instrument(
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an instrument: its current version, the earlier ones, and how much of it is outstanding."""
    from counterfoil.evidence.text import format_quantity
    from counterfoil.identity.identifiers import describe_cfi
    from counterfoil.modules.holdings.queries import outstanding
    from counterfoil.modules.instruments import queries
    from counterfoil.primitives.types import InstrumentId

    with read_chain(network, chain, key, ca) as node:
        view = node.ledger.view
        facts = _found(queries.instrument(view, InstrumentId(instrument)), f"instrument {instrument!r}")
        facts["earlier_versions"] = queries.earlier_versions(view, InstrumentId(instrument))
        facts["outstanding"] = outstanding(view, InstrumentId(instrument))
    if not as_json:
        decimals = facts["unit"]["decimals"]
        for name in ("outstanding", "supply_limit"):
            if facts[name] is not None:
                facts[name] = f"{format_quantity(facts[name], decimals)} {facts['unit']['name']}"
    if (meaning := describe_cfi(facts["identifiers"].get("cfi") or "")) is not None:
        facts["cfi_meaning"] = f"{meaning.category}: {meaning.group}"
    _write(f"Instrument {instrument}", facts, as_json=as_json)


@app.command("account", epilog=example("counterfoil show account alice-1 --network trial"))
def account(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an account: holder, custodian, who authorises movements, what it holds, and freezes in line.

    With --json in smallest units.
    """
    from counterfoil.cli import freezes
    from counterfoil.evidence.text import format_quantity
    from counterfoil.modules.holdings.queries import holdings_of
    from counterfoil.modules.parties import queries
    from counterfoil.node.units import ChainUnits
    from counterfoil.primitives.types import AccountId

    with read_chain(network, chain, key, ca) as node:
        facts = _found(queries.account(node.ledger.view, AccountId(account)), f"account {account!r}")
        held = holdings_of(node.ledger.view, AccountId(account))
        units = ChainUnits(node.ledger.view)
        shown = {holding.instrument: units[holding.instrument] for holding in held}
    if as_json:
        write_json(facts | {"holdings": [freezes.plain(holding) for holding in held]})
        return
    write_facts(f"Account {account}", facts)
    rows = []
    for holding in held:
        unit = shown[holding.instrument]
        parts = [format_quantity(getattr(holding, part), unit.decimals) for part in PARTS]
        rows.append((holding.instrument, *parts, unit.name))
    write_table("Holdings", ("instrument", *PARTS, "unit"), rows)
    frozen = [holding for holding in held if holding.line]
    for holding in frozen:
        words = freezes.in_words(holding, shown[holding.instrument])
        write_line(f"{holding.instrument}: {words.en}. {words.zh}。")
    if frozen:
        in_line = [row for holding in frozen for row in freezes.rows(holding, shown[holding.instrument])]
        write_table("Freezes in line 轮候冻结", freezes.COLUMNS, in_line)


@app.command("statement", epilog=example("counterfoil show statement alice-1 --network trial"))
def statement(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    instrument: Annotated[str | None, typer.Option(metavar="NAME", help="Only this instrument.")] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every movement of an account, in order, with the balance after each, and what freezes in line wait for.

    With --json in smallest units.
    """
    from counterfoil.cli.statement import read_statement
    from counterfoil.evidence.text import format_quantity, format_time
    from counterfoil.modules import laws
    from counterfoil.modules.parties import queries
    from counterfoil.primitives.types import AccountId

    with read_chain(network, chain) as node:
        facts = _found(queries.account(node.ledger.view, AccountId(account)), f"account {account!r}")
        lines = read_statement(node, account, instrument)
    if as_json:
        write_json(lines)
        return
    rows = [
        (
            format_time(line.time),
            line.instrument,
            format_quantity(line.change, line.decimals, signed=True) if line.change else "",
            format_quantity(line.balance, line.decimals),
            line.unit,
            f"{line.en} · {line.zh}" if line.frozen or line.waiting else line.en,
        )
        for line in lines
    ]
    write_table(f"Statement of {account}", STATEMENT_COLUMNS, rows)
    if facts["status"] != "active":
        status = laws().vocabulary.value(facts["status"])
        write_line(f"The account is {status.en}. 账户状态：{status.zh}。")


@app.command("transaction", epilog=example("counterfoil show transaction $(cat transaction.id) --network trial --json"))
def transaction(
    transaction: Annotated[str, typer.Argument(metavar="ID", help="64 hex digits, or the first 8 or more.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Local time beside UTC, such as Asia/Shanghai.", show_default="this machine's"
        ),
    ] = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a transaction: where it stands, who consented and signed, its calls as executed, and what they caused.

    Names beside identifiers are those of the register as it stands now. With --json quantities count smallest units,
    as in the calls, and `names` and `units` say what identifiers and quantities mean.
    """
    from counterfoil.cli import transaction_facts
    from counterfoil.cli.times import local_times

    times = local_times(timezone)
    with read_chain(network, chain, key, ca) as node:
        found = transaction_facts.read(node, transaction, times)
    if as_json:
        write_json(found.plain)
        return
    write_facts("Transaction", found.facts)
    write_table("Calls", ("call", "fields"), found.calls)
    write_table("Events", ("type", "in words"), found.events)


@app.command("envelope", epilog=example("counterfoil show envelope tx.json"))
def envelope(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A transaction that counterfoil sign wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Show a signed transaction before it is submitted, decoded; the network is not opened, no signature is checked."""
    from counterfoil.cli import envelopes
    from counterfoil.cli.calls import is_transaction, parse_transaction, read_input

    data = read_input(file)
    if not is_transaction(data):
        raise InputError("not a signed transaction", where=str(file), remedy="make one with counterfoil sign")
    described = envelopes.describe(parse_transaction(data, where=str(file)))
    if as_json:
        write_json(described)
    else:
        envelopes.write(described, f"Transaction in {file}")


@app.command("block", epilog=example("counterfoil show block 1 --network trial"))
def block(
    height: Annotated[int, typer.Argument(metavar="HEIGHT", min=0)],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a block: its header, its seal, its transactions."""
    import msgspec

    from counterfoil.evidence.header import header_hash
    from counterfoil.evidence.text import format_time
    from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
    from counterfoil.primitives.hashing import to_hex
    from counterfoil.primitives.types import Height

    with read_chain(network, chain) as node:
        sealed = node.reader.sealed_header(Height(height))
        received = [split_transaction(data).envelope for data in node.reader.transactions(Height(height))]
        events = len(node.reader.events(Height(height)))
    transactions = [intent_id(decode_envelope(envelope)[1]) for envelope in received]
    facts: dict[str, Any] = {
        "header": msgspec.to_builtins(sealed.header),
        "hash": to_hex(header_hash(sealed.header.encode())),
        "sealed_by": [signature.keyid for signature in sealed.seal.signatures],
        "event_count": events,
        "transaction_ids": transactions,
    }
    if as_json:
        write_json(facts)
        return
    header = facts.pop("header")
    header["time"] = format_time(header["time"])
    write_facts(f"Block {height}", header | facts | {"transaction_ids": len(transactions)})
    write_table("Transactions", ("position", "identifier"), enumerate(transactions))


@app.command("chain", epilog=example("counterfoil show chain --network trial"))
def chain(network: NetworkOption = Path(), chain: ChainOption = None, as_json: JsonOption = False) -> None:
    """Show how far each chain is, and how far the published custody log follows."""
    from counterfoil.evidence.text import format_time
    from counterfoil.node.layout import require_chain
    from counterfoil.primitives.hashing import to_hex

    found: list[dict[str, Any]] = []
    with open_network(network) as opened:
        names = [require_chain(opened.config, chain)] if chain is not None else list(opened.config.chains)
        anchored = _published_chains(opened)
        for name in names:
            node = opened.chain(name, writable=False)
            sealed = node.reader.sealed_header(node.height)
            state = anchored.get(name)
            found.append(
                {
                    "chain": name,
                    "height": node.height,
                    "time": format_time(sealed.header.time),
                    "last_hash": to_hex(sealed.hash),
                    "anchored_height": None if state is None else state.height,
                    "halted_at": None if state is None else state.halted,
                }
            )
    if as_json:
        write_json(found)
    else:
        write_table(
            "",
            ("chain", "height", "time", "last header", "anchored", "halted at"),
            [tuple(row.values()) for row in found],
        )


def _published_chains(network: "Network") -> "Mapping[ChainId, ChainState]":
    """What the published log says of each chain; nothing, with a warning, when it cannot be read."""
    from counterfoil.primitives.errors import CounterfoilError

    if not network.layout.trust.exists() and not network.layout.custody.exists():
        return {}  # Nothing was ever published.
    try:
        return network.published().chains
    except (CounterfoilError, OSError) as error:
        warn(f"what is anchored cannot be said: {error}")
        return {}


def _found(record: "msgspec.Struct | None", what: str) -> dict[str, Any]:
    import msgspec

    if record is None:
        raise InputError(f"there is no {what} on this chain", remedy="identifiers are case-sensitive")
    return dict(msgspec.to_builtins(record))


def _write(title: str, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_json(facts)
    else:
        write_facts(title, facts)
