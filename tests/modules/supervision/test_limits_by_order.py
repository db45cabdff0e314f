# SPDX-License-Identifier: Apache-2.0
"""Limits that orders set on positions: of an account, of a party over all its accounts, of everybody."""

from collections.abc import Iterator
from random import Random

import pytest

from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.queries import balance_of_party
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import CAPS
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.primitives.types import RecordPath
from support.ledger import Ledger
from support.supervised import UNTIL, give, trading


class _Watched:
    """Committed records, and which of them are looked at."""

    def __init__(self, records: MemoryRecords, seen: list[str]) -> None:
        self._records, self._seen = records, seen

    def get(self, path: RecordPath) -> bytes | None:
        self._seen.append(path)
        return self._records.get(path)

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        for path, data in self._records.scan(prefix):
            self._seen.append(path)
            yield path, data


HOLDERS = {"of-alice": "alice", "second-of-alice": "alice", "of-bob": "bob", "of-carol": "carol"}


@pytest.fixture
def ledger() -> Ledger:
    return trading()


def limit(ledger: Ledger, order: str = "o", **scope: object) -> None:
    """An order of the police, carried out."""
    given = give(order, Kind.limit, "police", instrument="SHARE", **scope)
    ledger.do(given, c.SetLimit(order=order, by="police"), signed_by="police")


def move(ledger: Ledger, sender: str, receiver: str, quantity: int) -> Outcome:
    call = h.Transfer(sender=sender, receiver=receiver, instrument="SHARE", quantity=quantity)
    return ledger.submit(call, signed_by=HOLDERS[sender]).outcome


def test_a_limit_on_an_account(ledger: Ledger) -> None:
    """Nothing comes in beyond it, by whatever call; what is there already stays and may go."""
    limit(ledger, account="of-bob", quantity=60)
    assert move(ledger, "of-alice", "of-bob", 11) is Refusal.beyond_position
    assert move(ledger, "of-alice", "of-bob", 10) is MachineOutcome.ok
    issue = h.Issue(instrument="SHARE", account="of-bob", quantity=1)
    assert ledger.submit(issue, signed_by="issuer").outcome is Refusal.beyond_position
    assert move(ledger, "of-alice", "of-carol", 50) is MachineOutcome.ok


def test_a_limit_on_a_party_counts_all_its_accounts(ledger: Ledger) -> None:
    """A second account is no way round it, and moving between one's own changes nothing."""
    assert move(ledger, "of-alice", "second-of-alice", 30) is MachineOutcome.ok
    limit(ledger, party="alice", quantity=105)
    assert move(ledger, "of-bob", "second-of-alice", 6) is Refusal.beyond_position
    assert move(ledger, "of-bob", "second-of-alice", 5) is MachineOutcome.ok
    assert move(ledger, "of-alice", "second-of-alice", 70) is MachineOutcome.ok
    assert move(ledger, "second-of-alice", "of-bob", 50) is MachineOutcome.ok
    caps = ledger.state.read(CAPS, "SHARE")
    assert caps is not None and caps.caps[0].counted == 55


def test_what_the_same_block_brought_is_counted(ledger: Ledger) -> None:
    """An account that was opened, and units that came, just before the limit in the very same block."""
    opened = OpenAccount(account="third-of-alice", holder="alice", outgoing=Control.holder, incoming=Control.nobody)
    moved = h.Transfer(sender="of-bob", receiver="third-of-alice", instrument="SHARE", quantity=5)
    given = give("o", Kind.limit, "police", instrument="SHARE", party="alice", quantity=110)
    answers = ledger.block(
        ledger.transaction(opened, signed_by="alice"),
        ledger.transaction(moved, signed_by="bob"),
        ledger.transaction(given, c.SetLimit(order="o", by="police"), signed_by="police"),
    )
    assert {answer.outcome for answer in answers} == {MachineOutcome.ok}
    caps = ledger.state.read(CAPS, "SHARE")
    assert caps is not None and caps.caps[0].counted == 105


def test_a_limit_on_a_party_looks_at_its_own_accounts(ledger: Ledger) -> None:
    """However many others there are: what is read to count what a party holds is the same before and after."""

    def read() -> list[str]:
        seen: list[str] = []
        assert balance_of_party(State(_Watched(ledger.records, seen)), "alice", "SHARE") == 100
        return seen

    before = read()
    for number in range(40):
        ledger.account(f"also-{number}", "carol")
        ledger.issue("SHARE", f"also-{number}", 1, issuer="issuer")
    assert read() == before and len(before) == 6


def test_a_limit_on_everybody_is_on_each_account(ledger: Ledger) -> None:
    """Of an instrument alone: no account comes to have more."""
    limit(ledger, quantity=60)
    assert move(ledger, "of-alice", "of-carol", 61) is Refusal.beyond_position
    assert move(ledger, "of-alice", "of-carol", 60) is MachineOutcome.ok
    assert move(ledger, "of-carol", "of-alice", 60) is Refusal.beyond_position


def test_concentration_is_a_share_of_what_is_outstanding(ledger: Ledger) -> None:
    """Two fifths of 150 are 60; after another 50 are issued, 80."""
    limit(ledger, account="of-carol", share_ppm=400_000)
    assert move(ledger, "of-alice", "of-carol", 61) is Refusal.beyond_concentration
    assert move(ledger, "of-alice", "of-carol", 60) is MachineOutcome.ok
    ledger.issue("SHARE", "of-bob", 50, issuer="issuer")
    assert move(ledger, "of-alice", "of-carol", 20) is MachineOutcome.ok
    assert move(ledger, "of-alice", "of-carol", 1) is Refusal.beyond_concentration


def test_the_strictest_limit_binds_until_it_ends(ledger: Ledger) -> None:
    """One is lifted, the other runs out; an order's time ends a limit even before anybody says so."""
    limit(ledger, "wide", account="of-bob", quantity=60)
    limit(ledger, "narrow", account="of-bob", quantity=50)
    assert move(ledger, "of-alice", "of-bob", 1) is Refusal.beyond_position
    ledger.do(c.Lift(order="narrow", by="police"), signed_by="police")
    assert move(ledger, "of-alice", "of-bob", 10) is MachineOutcome.ok
    assert move(ledger, "of-alice", "of-bob", 1) is Refusal.beyond_position
    ledger.wait(UNTIL - ledger.time)
    assert move(ledger, "of-alice", "of-bob", 1) is MachineOutcome.ok
    ledger.do(c.Expire(order="wide"), signed_by="carol")
    caps = ledger.state.read(CAPS, "SHARE")
    assert caps is not None and caps.caps == ()


@pytest.mark.parametrize("seed", range(4))
def test_limits_and_a_slow_twin_agree(seed: int) -> None:
    """Random movements under random limits, against sums over plain dicts."""
    random, ledger = Random(seed), trading()
    balances = {"of-alice": 100, "second-of-alice": 0, "of-bob": 50, "of-carol": 0}
    limits: list[tuple[dict[str, str], int | None, int | None]] = []
    answers = set()
    for number in range(120):
        if number % 12 == 0:
            whose = random.choice(({}, {"account": random.choice(sorted(HOLDERS))}, {"party": "alice"}))
            most = random.choice((None, 70, 110))
            share = random.choice((500_000, 800_000)) if most is None else None
            limit(ledger, f"o{number}", **whose, quantity=most, share_ppm=share)
            limits = [*limits, (whose, most, share)][-2:]
            if number >= 24:
                ledger.do(c.Lift(order=f"o{number - 24}", by="police"), signed_by="police")
        sender, receiver = random.sample(sorted(HOLDERS), 2)
        quantity = random.choice((1, 5, 20, 60))
        expected = _judged(balances, limits, sender, receiver, quantity)
        found = move(ledger, sender, receiver, quantity).name
        assert found == expected, (number, sender, receiver, quantity, balances, limits)
        if found == "ok":
            balances[sender] -= quantity
            balances[receiver] += quantity
        answers.add(found)
    assert answers >= {"ok", "insufficient_free_quantity"}


def _judged(
    balances: dict[str, int],
    limits: list[tuple[dict[str, str], int | None, int | None]],
    sender: str,
    receiver: str,
    quantity: int,
) -> str:
    """What is to be answered, said slowly."""
    if balances[sender] < quantity:
        return "insufficient_free_quantity"
    after = {**balances, sender: balances[sender] - quantity, receiver: balances[receiver] + quantity}
    for whose, most, share in limits:
        party, account = whose.get("party"), whose.get("account")
        if party is not None:
            if HOLDERS[receiver] != party or HOLDERS[sender] == party:
                continue
            position = sum(units for name, units in after.items() if HOLDERS[name] == party)
        elif account in (None, receiver):
            position = after[receiver]
        else:
            continue
        if most is not None and position > most:
            return "beyond_position"
        if share is not None and position * 1_000_000 > share * sum(after.values()):
            return "beyond_concentration"
    return "ok"
