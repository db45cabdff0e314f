# SPDX-License-Identifier: Apache-2.0
"""All statements of all margin accounts, one after the other: each begins where the one before ended."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from counterfoil.evidence.event import decode_event
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.node.futures.statement import Statement, read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.node.futures.statement_days import days_told
from counterfoil.node.futures.statement_json import ctp_fields
from support.ledger import CHAIN, Ledger

ADDED = ("PreBalance", "Deposit", "CloseProfit", "PositionProfit", "CashIn", "OtherCash")
TAKEN = ("Withdraw", "Commission")
MOVING = {"expired", "taken", "credited", "failed", "compensated", "bid_charged", "covered", "absorbed"}
"""Types of events, after their noun, which bring an account something beside a settlement."""


def as_node(ledger: Ledger) -> Any:
    """A chain in memory as one that can be read."""
    events, trails = {}, defaultdict(list)
    for data in ledger.events:
        event = decode_event(data)
        events[event.height, event.index] = data
        for link in event.trails:
            trails[link.record].append((event.height, event.index))
    reader = SimpleNamespace(
        chain=CHAIN,
        trail=lambda path: trails[path],
        event=lambda height, index: events[height, index],
        header=lambda height: SimpleNamespace(time=ledger.time_of(height)),
    )
    return SimpleNamespace(reader=reader, ledger=SimpleNamespace(view=ledger.state))


def statements_of(node: Any, account: str) -> list[Statement]:
    """One for each day of which its trail tells anything that a statement may say, or on which cash moved alone."""
    days, path = set(), MARGIN_ACCOUNTS.path(account)
    for height, index in node.reader.trail(path):
        event = decode_event(node.reader.event(height, index))
        kind = event.type.removeprefix("futures.")
        if event.type == f"futures.{kind}" and kind in {*MOVING, "settled"}:
            days.add(event.data["day"])
    told = {one.day for one in days_told(node, node.ledger.view.read(MARGIN_ACCOUNTS, account))}
    assert days <= told, account
    return [read_statement(node, account, day) for day in sorted(told)]


def add_up(node: Any) -> int:
    """Each statement of every account by itself, and all together: what they brought is what the account has.

    How many movements they tell beside settlements: each event that is one, once.
    """
    told = 0
    for _, account in node.ledger.view.rows(MARGIN_ACCOUNTS):
        ended, moved, brought, uncounted = 0, 0, 0, 0
        for one in statements_of(node, account.account):
            assert broken(one) == [], (account.account, one.settled.day)
            said = {name: _fen(value) for name, value in ctp_fields(one).items() if name in {*ADDED, *TAKEN, "Balance"}}
            assert said["PreBalance"] == ended, (account.account, one.settled.day)
            ended = said["Balance"]
            came = sum(said[name] for name in ADDED) - sum(said[name] for name in TAKEN)
            assert came == ended, (account.account, one.settled.day)
            brought += came - said["PreBalance"]
            moved += len(one.movements)
            paid = said["Deposit"] - said["Withdraw"]  # of a day that was not settled the ledger's balance lacks it
            uncounted = uncounted + paid if one.delivers_only else 0
        assert brought == ended == account.balance + uncounted, account.account
        assert moved == _movements(node, account), account.account
        told += moved
    return told


def _movements(node: Any, account: MarginAccount) -> int:
    found = 0
    for height, index in node.reader.trail(MARGIN_ACCOUNTS.path(account.account)):
        noun, _, kind = decode_event(node.reader.event(height, index)).type.partition(".")
        found += noun == "futures" and kind in MOVING
    return found


def _fen(value: Any) -> int:
    return int(bytes(value).decode().replace(".", ""))
