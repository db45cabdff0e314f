# SPDX-License-Identifier: Apache-2.0
"""How many lots are opened in a day: of a contract, a product, a client, a group; by hand and beside a twin."""

from collections import Counter
from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.bilateral_calls import AffirmTrade
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.openings import OPENINGS
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome as Refusal
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import OpenedLots, OpeningLimit
from counterfoil.node.collect import Collector
from counterfoil.node.futures.held_together import together as shown_together
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_between import moved, propose, register, side, taken
from support.futures_control import apart, control
from support.futures_large import fixed
from support.futures_market import AT, MULTIPLIER, TODAY, account, balance, book, fill
from support.futures_opened import ACCOUNTS, CONTRACTS, LIMIT, opened_floor, opened_today, opening
from support.futures_opened_breaches import opened_world
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return opened_today(Ledger())


def answered(ledger: Ledger, name: str, lots: int, contract: str = "O1", side: str = "bought") -> str:
    """On a chain of its own."""
    call = opening(name, lots, 90, contract, side)
    return ledger.twin().submit(call, signed_by="venue").outcome.name


def counted(ledger: Ledger, whose: Whose, name: str) -> dict[str, int]:
    found = ledger.state.read(OPENINGS, whose, name, "capped")
    return {} if found is None else found.on(TODAY)


def test_bought_and_sold_count_together_and_closing_gives_nothing_back(ledger: Ledger) -> None:
    """Four of five: one more of either side; after all are closed still one more."""
    assert [answered(ledger, "m-dan", lots) for lots in (1, 2)] == ["ok", "opened_too_many"]
    assert answered(ledger, "m-dan", 2, side="sold") == "opened_too_many"
    ledger.do(book("m-dan", fill(20, "sold", "closes", lots=4), contract="O1"), signed_by="venue")
    assert [answered(ledger, "m-dan", lots) for lots in (1, 2)] == ["ok", "opened_too_many"]


def test_within_a_batch_all_that_is_opened_counts(ledger: Ledger) -> None:
    """One is opened, closed, and opened again: two more of five, where one may be."""
    fills = fill(20, "bought", "opens"), fill(21, "sold", "closes"), fill(22, "bought", "opens")
    call = book("m-dan", *fills, contract="O1")
    assert ledger.submit(call, signed_by="venue").outcome is Refusal.opened_too_many


def test_a_contract_may_have_its_own_number_and_the_product_one_for_all(ledger: Ledger) -> None:
    """Three of the second contract, and eight of all: Dan, with four of the first, has four left of any."""
    assert [answered(ledger, "m-dan", lots, "O2") for lots in (3, 4)] == ["ok", "opened_too_many"]
    ledger.do(opening("m-dan", 2, 20, "O2"), signed_by="venue")
    assert [answered(ledger, "m-dan", lots, "O3") for lots in (2, 3)] == ["ok", "opened_too_many"]
    assert LIMIT.exceeded_by("O3", 3, 9) == "all contracts: 9 of 8 in the day"
    assert OpeningLimit(contracts=(OpenedLots("O1", 1),)).of("O2") is None


def test_a_clients_accounts_open_together(ledger: Ledger) -> None:
    """Two with alpha and two with beta; of the product, too."""
    assert [answered(ledger, "b-ann", lots) for lots in (1, 2)] == ["ok", "client_opened_too_many"]
    ledger.do(opening("m-ann", 3, 20, "O3"), signed_by="venue")
    assert [answered(ledger, "b-ann", lots, "O2") for lots in (1, 2)] == ["ok", "client_opened_too_many"]


def test_accounts_under_one_control_open_as_one(ledger: Ledger) -> None:
    """Bob bought two and Cat sold two: one more; once Cat is apart, three each, and again with what both opened."""
    assert [answered(ledger, "m-cat", lots) for lots in (1, 2)] == ["ok", "control_opened_too_many"]
    ledger.do(apart("cat"), signed_by="ccp")
    assert counted(ledger, Whose.of_control, "family") == {"O1": 2}
    assert [answered(ledger, name, 3) for name in ("m-bob", "m-cat")] == ["ok", "ok"]
    ledger.do(control("cat"), signed_by="ccp")
    assert counted(ledger, Whose.of_control, "family") == {"O1": 4}
    assert answered(ledger, "m-bob", 2) == "control_opened_too_many"


def test_a_second_account_counts_with_what_the_first_opened(ledger: Ledger) -> None:
    """Dan opened four with delta: with gamma one more."""
    ledger.do(account("g-dan", "dan", "gamma"), signed_by="dan gamma")
    ledger.issue("CNY", "g-dan", 10**9, issuer="bank dan")
    assert counted(ledger, Whose.of_client, "dan") == {"O1": 4}
    assert [answered(ledger, "g-dan", lots) for lots in (1, 2)] == ["ok", "client_opened_too_many"]


def test_what_opens_within_a_quota_is_not_counted(ledger: Ledger) -> None:
    """Fifty for hedging beside four of five; a purpose that needs none counts: nobody escapes by calling it so."""
    hedged = replace(opening("m-dan", 50, 20), hedge=HedgeFlag.hedge)
    ledger.do(hedged, signed_by="venue")
    assert [answered(ledger, "m-dan", lots) for lots in (1, 2)] == ["ok", "opened_too_many"]
    arbitrage = replace(opening("m-dan", 2, 21), hedge=HedgeFlag.arbitrage)
    assert ledger.submit(arbitrage, signed_by="venue").outcome is Refusal.opened_too_many


def test_a_trade_that_is_cancelled_was_never_opened(ledger: Ledger) -> None:
    """Of an account, and of what accounts opened together."""
    call = c.Cancel(account="m-bob", contract="O1", trade=4, direction=Direction.bought, reason="a slip")
    ledger.do(call, signed_by="venue bob")
    assert counted(ledger, Whose.of_control, "family") == {"O1": 2}
    assert [answered(ledger, "m-bob", lots) for lots in (3, 4)] == ["ok", "control_opened_too_many"]


def test_a_give_up_between_a_clients_accounts_opens_no_more(ledger: Ledger) -> None:
    """Ann has opened five of five, and one of them is given up from beta to alpha."""
    ledger.do(opening("b-ann", 1, 20), signed_by="venue")
    one = fill(20, "bought", "opens")
    taken(ledger, "over", 20, contract="O1", executed_in=Held(account="b-ann"), fill=one)
    moved(ledger, "over")
    assert counted(ledger, Whose.of_client, "ann") == {"O1": 5}


def flat_and_settled(ledger: Ledger, name: str) -> None:
    """It opens and closes five of the first contract, and is settled while others trade the third still."""
    ledger.do(opening("m-ann", 1, 3, "O3"), opening("m-eve", 1, 3, "O3", side="sold"), signed_by="venue")
    opened, closed = (("m-eve", "sold", "bought"), (name, "bought", "sold"))
    ledger.do(*(opening(who, 5, 1, side=side) for who, side, _ in (opened, closed)), signed_by="venue")
    closing = (book(who, fill(2, side, "closes_today", lots=5), contract="O1") for who, _, side in (opened, closed))
    ledger.do(*closing, balance("O1", 10, 10 * AT * MULTIPLIER, 0), signed_by="venue")
    fixed(ledger, "O1")
    ledger.do(c.Settle(account=name), signed_by="ccp")


def test_a_second_account_counts_with_what_the_first_opened_and_was_settled_out_of() -> None:
    """Dan has nothing open any more, and opened five of eight all the same."""
    ledger = opened_floor(Ledger())
    flat_and_settled(ledger, "m-dan")
    ledger.do(account("g-dan", "dan", "gamma"), signed_by="dan gamma")
    ledger.issue("CNY", "g-dan", 10**9, issuer="bank dan")
    assert counted(ledger, Whose.of_client, "dan") == {"O1": 5}
    assert [answered(ledger, "g-dan", lots, "O3") for lots in (3, 4)] == ["ok", "client_opened_too_many"]


def test_control_begins_and_ends_with_what_a_settled_account_opened() -> None:
    """Bob's five go with him, and come back with him."""
    ledger = opened_floor(Ledger())
    flat_and_settled(ledger, "m-bob")
    assert counted(ledger, Whose.of_control, "family") == {"O1": 5}
    ledger.do(apart("bob"), signed_by="ccp")
    assert counted(ledger, Whose.of_control, "family") == {"O1": 0}
    assert answered(ledger, "m-cat", 4, "O3") == "ok"
    ledger.do(control("bob"), signed_by="ccp")
    assert [answered(ledger, "m-cat", lots, "O3") for lots in (3, 4)] == ["ok", "control_opened_too_many"]


def test_what_was_opened_is_shown_though_the_account_was_settled_out_of_it() -> None:
    """Dan is out of five, and has one for hedging: the house sees five before he is settled, and after."""
    ledger = opened_floor(Ledger())
    hedged = replace(opening("m-dan", 1, 2), hedge=HedgeFlag.hedge)
    ledger.do(opening("m-ann", 1, 2, side="sold"), hedged, signed_by="venue")
    ledger.do(opening("m-eve", 5, 3, side="sold"), opening("m-dan", 5, 3), signed_by="venue")
    closing = (("m-eve", "bought"), ("m-dan", "sold"))
    ledger.do(*(book(who, fill(4, side, "closes", lots=5), contract="O1") for who, side in closing), signed_by="venue")
    ledger.do(balance("O1", 11, 11 * AT * MULTIPLIER, 1), signed_by="venue")
    fixed(ledger, "O1")
    (before,) = shown_together(ledger.state, "O1", (Whose.of_client, "dan"))
    ledger.do(c.Settle(account="m-dan"), signed_by="ccp")
    (after,) = shown_together(ledger.state, "O1", (Whose.of_client, "dan"))
    assert before["opened"] == after["opened"] == 5


def test_a_new_day_begins_with_nothing_opened(ledger: Ledger) -> None:
    """What is counted is of its day."""
    assert counted(ledger, Whose.of_client, "ann") == {"O1": 4}
    found = ledger.state.read(OPENINGS, Whose.of_client, "ann", "capped")
    assert found is not None and found.on(TODAY + 1) == {}


class Twin:
    """What each account opened of each contract today, by the trades that came in."""

    def __init__(self) -> None:
        self.opened: Counter[tuple[str, str]] = Counter()
        self.group = {"bob": "family", "cat": "family"}
        self.holder = {name: holder for name, holder, _ in ACCOUNTS}

    def together(self, name: str) -> list[list[str]]:
        """Accounts with which one counts: alone, its client's, its group's."""
        holder = self.holder[name]
        group = self.group.get(holder)
        of_group = [one for one, other in self.holder.items() if group is not None and self.group.get(other) == group]
        return [[name], [one for one, other in self.holder.items() if other == holder], of_group]

    def takes(self, name: str, contract: str, lots: int) -> bool:
        for accounts in self.together(name):
            one = sum(self.opened[account, contract] for account in accounts)
            every = sum(self.opened[account, other] for account in accounts for other in CONTRACTS)
            if accounts and (one + lots > (3 if contract == "O2" else 5) or every + lots > 8):
                return False
        return True


@pytest.mark.parametrize("seed", range(4))
def test_random_trades_and_findings_are_what_a_twin_says(seed: int) -> None:
    """Trades of any size, findings of control in between; after each the ledger's invariants hold besides."""
    dice, ledger, twin = Random(seed), opened_floor(Ledger()), Twin()
    answers: Counter[str] = Counter()
    for number in range(1, 60):
        if dice.random() < 0.2:
            holder = dice.choice(("ann", "bob", "cat", "dan"))
            there = twin.group.pop(holder, None)
            if there is None:
                twin.group[holder] = "family"
            ledger.do(control(holder) if there is None else apart(holder), signed_by="ccp")
            continue
        name, contract = dice.choice(ACCOUNTS)[0], dice.choice(CONTRACTS)
        lots, side = dice.randrange(1, 3), dice.choice(("bought", "sold"))
        wanted = twin.takes(name, contract, lots)
        outcome = ledger.submit(opening(name, lots, number, contract, side), signed_by="venue").outcome.name
        assert (outcome == "ok") is wanted, (number, name, contract, lots, outcome)
        answers[outcome] += 1
        if wanted:
            twin.opened[name, contract] += lots
    assert answers["ok"] and answers["opened_too_many"]


PATHS = ("futures/position/m-dan/O1/speculation", "futures/position/m-dan/O1/hedge", "futures/product/capped")
SWAPS = ((b'"product_lots":8', b'"product_lots":9'), (b'"lots":4', b'"lots":5'))


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """A position within the limit, and one within a quota."""
    world = opened_world()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_what_was_opened_is_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline; a position shows what else its account opened of the product, and no other account."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())
    shown = b"".join(one.event for one in packages[path].events)
    assert not any(one in shown for one in (b"m-ann", b"b-ann", b"m-bob", b"m-cat", b"openings_counted"))


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_a_block_trade_opens_as_any(ledger: Ledger) -> None:
    """Two lots with Eve, of which Dan may open one more; of one lot it is registered."""
    for lots, outcome in ((2, "opened_too_many"), (1, "ok")):
        name = f"block-{lots}"
        sides = {"buyer": side("dan"), "seller": side("eve")}
        ledger.do(propose(name, contract="O1", lots=lots, by="dan", **sides), signed_by="dan")
        ledger.do(AffirmTrade(trade=name), signed_by="eve")
        assert ledger.submit(register(name, number=70 + lots), signed_by="venue").outcome.name == outcome
