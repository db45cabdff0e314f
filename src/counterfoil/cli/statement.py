# SPDX-License-Identifier: Apache-2.0
"""An account's statement: the trails of its holdings, merged into one list with running balances."""

from collections.abc import Iterator

import msgspec

from counterfoil.cli import freezes
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import DisplayUnit
from counterfoil.modules import laws
from counterfoil.modules.holdings.queries import holdings_of
from counterfoil.modules.holdings.records import HOLDINGS, FreezeOrder, Holding
from counterfoil.node.chain import ChainNode
from counterfoil.node.history import history
from counterfoil.node.units import ChainUnits
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, HexHash, RecordPath, Timestamp


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
    frozen: int
    """what of the balance is frozen after it"""
    waiting: int | None
    """what freezes in line order beyond that, and take as it becomes free; null: all that becomes free"""
    unit: str
    decimals: int
    en: str
    zh: str


def read_statement(node: ChainNode, account: str, instrument: str | None) -> list[StatementLine]:
    """Every event of the account's holdings, in the order of the chain; of one instrument if it is named.

    Raises InputError for an instrument that the chain does not know.
    """
    view = node.ledger.view
    units = ChainUnits(view)
    if instrument is not None and instrument not in units:
        remedy = "identifiers are case-sensitive"
        raise InputError(f"there is no instrument {instrument!r} on this chain", where="--instrument", remedy=remedy)
    lines: list[StatementLine] = []
    for holding in holdings_of(view, AccountId(account)):
        if instrument is None or holding.instrument == instrument:
            path = HOLDINGS.path(account, holding.instrument)
            lines += _holding_lines(node, path, holding.instrument, units[holding.instrument])
    return sorted(lines, key=lambda line: (line.height, line.index))


def _holding_lines(node: ChainNode, path: RecordPath, instrument: str, unit: DisplayUnit) -> Iterator[StatementLine]:
    vocabulary, balance = laws().vocabulary, 0
    line: tuple[FreezeOrder, ...] = ()
    for event, record in history(node.reader, node.ledger.view, path):
        assert isinstance(record, Holding)
        change, balance = record.balance - balance, record.balance
        words = vocabulary.describe(event.type, event.data, units={instrument: unit})
        if record.line or line:
            words = _with_freezes(words, freezes.in_words(record, unit))
        line = record.line
        yield StatementLine(
            height=event.height,
            index=event.index,
            time=node.reader.header(event.height).time,
            transaction=event.transaction,
            type=event.type,
            instrument=instrument,
            change=change,
            balance=balance,
            frozen=record.frozen,
            waiting=freezes.waiting(record.line),
            unit=unit.name,
            decimals=unit.decimals,
            en=words.en,
            zh=words.zh,
        )


def _with_freezes(event: Words, frozen: Words) -> Words:
    """What happened, and what is frozen and waits after it."""
    return Words(f"{event.en}; {frozen.en}", f"{event.zh}；{frozen.zh}")
