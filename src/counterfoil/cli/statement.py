# SPDX-License-Identifier: Apache-2.0
"""An account's statement: the trails of its holdings, merged into one list with running balances."""

from collections.abc import Iterator

import msgspec

from counterfoil.commerce.modules.holdings.queries import holdings_of
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.commerce.modules.instruments.queries import instrument as find_instrument
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.words import DisplayUnit, describe_event
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import AccountId, HexHash, RecordPath, Timestamp
from counterfoil.verify.replay import CHANGES


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One movement; ``change`` and ``balance`` count smallest units, and the balance is that of all four parts."""

    height: int
    index: int
    time: Timestamp
    transaction: HexHash
    type: str
    instrument: str
    change: int
    balance: int
    decimals: int
    en: str
    zh: str


def read_statement(node: ChainNode, account: str, instrument: str | None) -> list[StatementLine]:
    """Every event of the account's holdings, in the order of the chain."""
    view = node.ledger.view
    lines: list[StatementLine] = []
    for holding in holdings_of(view, AccountId(account)):
        if instrument is None or holding.instrument == instrument:
            facts = find_instrument(view, holding.instrument)
            unit = DisplayUnit("", 0) if facts is None else DisplayUnit(facts.unit.name, facts.unit.decimals)
            path = HOLDINGS.path(account, holding.instrument)
            lines += _holding_lines(node, path, account, holding.instrument, unit)
    return sorted(lines, key=lambda line: (line.height, line.index))


def _holding_lines(
    node: ChainNode, path: RecordPath, account: str, instrument: str, unit: DisplayUnit
) -> Iterator[StatementLine]:
    balance = 0
    for height, index in node.reader.trail(path):
        event = decode_event(node.reader.event(height, index))
        change = change_of_balance(event, account)
        balance += change
        words = describe_event(event.type, event.data, units={instrument: unit})
        yield StatementLine(
            height=height,
            index=index,
            time=node.reader.sealed_header(height).header.time,
            transaction=event.transaction,
            type=event.type,
            instrument=instrument,
            change=change,
            balance=balance,
            decimals=unit.decimals,
            en=words.en,
            zh=words.zh,
        )


def change_of_balance(event: Event, account: str) -> int:
    """What an event of a holding adds to its balance, by the verifier's own table; reservations only move parts."""
    return sum(change for _, change in CHANGES[event.type](event.data, account))
