# SPDX-License-Identifier: Apache-2.0
"""What was a defaulter's goes to whom bids best, at the day's settlement price: open interest and every fen stay."""

from collections import Counter
from hashlib import sha256
from random import Random
from typing import Any

import msgspec
import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.modules.futures import auction_calls as a
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import listing
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.auction_records import (
    AUCTION_CYCLE,
    AUCTIONS,
    Auction,
    AuctionEnd,
    AuctionStatus,
    seal_of,
)
from counterfoil.modules.futures.defaults import DEFAULTS
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.option_queries import draws
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.holdings.calls import Freeze
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.types import DayNumber, PartyId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.futures_auction_story import LAYERS, MONEY, OWN, bid_for, failed
from support.futures_auctioned import SALT, award, both, call_off, give, on_the_floor, put_up, release, reveal, seal
from support.futures_breaches import Floor
from support.futures_market import AT, MULTIPLIER, TODAY, account, book, fill
from support.futures_options import begin, option, optioned, traded
from support.ledger import Ledger
from support.statements import add_up, as_node

FALLEN = 45_000
"""Two lots long lose 30,000,000 on the day."""


def cash(ledger: Any, name: str) -> int:
    found = ledger.state.read(HOLDINGS, name, "CNY")
    return 0 if found is None else int(found.balance)


def all_cash(ledger: Ledger) -> int:
    return sum(int(one.balance) for _, one in ledger.state.rows(HOLDINGS))


def auction(ledger: Any, name: str = "a") -> Auction:
    found = ledger.state.read(AUCTIONS, "CC", str(TODAY), name)
    assert isinstance(found, Auction)
    return found


def price(ledger: Any, contract: str = "AU", at: int = FALLEN) -> None:
    ledger.do(c.FixSettlement(contract=contract, price=at, reason="a notice"), signed_by="ccp")


def borne(ledger: Ledger) -> dict[str, int]:
    default = ledger.state.read(DEFAULTS, "CC", "gamma")
    assert default is not None
    return {one.layer.value: int(one.amount) for one in default.borne}


@pytest.mark.parametrize(
    ("bids", "winner", "bid"),
    [
        ({"beta": -1_000_000, "delta": -3_000_000}, "beta", -1_000_000),
        ({"beta": 2_000_000, "delta": 1_999_999}, "beta", 2_000_000),
        ({"delta": 0, "beta": 0}, "delta", 0),
    ],
)
def test_the_lots_go_to_the_best_bid_by_hand(bids: dict[str, int], winner: str, bid: int) -> None:
    """Two lots lose (50,000 - 45,000) x 3,000 each; who wins has them at 45,000, and its bid, or has paid it."""
    ledger = failed(Ledger())
    assert cash(ledger, "m-gamma") == MONEY - 7_590
    before = all_cash(ledger)
    bid_for(ledger, bids)
    price(ledger)
    done = Counter(type(one).__name__ for one in ledger.drive("eve", "futures"))
    assert [done[name] for name in ("AwardAuction", "GiveLots", "TakeLots")] == [1, 1, 1]
    assert (done["ChargeBid"], done["CloseDay"], done["Absorb"]) == (2 if bid else 0, 1, 0)
    found = auction(ledger)
    assert (found.status, found.winner, found.price) == (AuctionStatus.awarded, winner, bid)
    assert cash(ledger, "m-gamma") == MONEY - 7_590 - 30_000_000 + bid
    assert cash(ledger, f"m-{winner}") == OWN[winner] - bid
    assert cash(ledger, "m-ann") == 10**9 + 30_000_000 - 7_590
    assert all_cash(ledger) == before and cash(ledger, "CC-settlement") == 0
    gave, took = (ledger.state.read(POSITIONS, name, "AU", "speculation") for name in ("m-gamma", f"m-{winner}"))
    assert gave is not None and took is not None
    assert gave.flat and [(one.lots, one.price, one.day) for one in took.long] == [(2, FALLEN, TODAY)]
    trading, day = ledger.state.read(TRADINGS, "AU"), ledger.state.read(DAYS, "CC", str(TODAY))
    assert trading is not None and (trading.long, trading.short) == (2, 2)
    assert day is not None and (day.variation, day.fees, day.auctions) == (0, 0, 1)
    assert list(MODULE.invariants(ledger.state)) == []


@pytest.mark.parametrize(("bid", "layers"), [(-1_000_000, (4_000_000, 6_000_000)), (2_000_000, (4_000_000, 3_000_000))])
def test_what_lacks_goes_down_the_waterfall_by_hand(bid: int, layers: tuple[int, int]) -> None:
    """21,000,000 free, 30,000,000 lost: the bid adds to what lacks, or bears of it before any layer."""
    ledger = failed(Ledger(), money=36_007_590)
    taken = 15_000_000
    ledger.do(freeze("m-gamma", taken), signed_by="supervisor")
    bid_for(ledger, {"beta": bid})
    price(ledger)
    ledger.drive("eve", "futures")
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and house.day is None
    assert borne(ledger) == {"skin": layers[0], "own_funds": layers[1]}
    assert sum(LAYERS.values()) - cash(ledger, "skin") - cash(ledger, "own") == sum(layers)
    assert cash(ledger, "m-gamma") == taken and cash(ledger, "m-ann") == 10**9 + 30_000_000 - 7_590
    assert add_up(as_node(ledger)) > 0


def freeze(account: str, units: int) -> Any:

    said = {"supervisor": "supervisor", "reference": "order 9", "document": "d" * 64}
    return Freeze(freeze="f", account=account, instrument="CNY", quantity=units, **said)


def test_who_buys_nothing_leaves_it_to_forced_closings() -> None:
    """Below the least nobody wins; the lots stay, and the venue closes them because the member failed, with fees."""
    ledger = failed(Ledger())
    bid_for(ledger, {"beta": -9_000_000}, least=-5_000_000)
    ledger.do(award("a"), release("a"), signed_by="eve")
    assert auction(ledger).status is AuctionStatus.unsold
    sold = fill(2, "sold", "forced", FALLEN, 2)
    bought = fill(2, "bought", "closes", FALLEN, 2)
    reason = ForceCloseReason.member_default
    ledger.do(
        c.Book(account="m-gamma", contract="AU", fills=(sold,), forced_for=reason),
        book("m-ann", bought, contract="AU"),
        c.Balance(contract="AU", lots=2, turnover=2 * FALLEN * MULTIPLIER, open_interest=0),
        signed_by="venue",
    )
    price(ledger)
    ledger.drive("eve", "futures")
    assert cash(ledger, "m-gamma") == MONEY - 7_590 - 30_000_000 - 6_831
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and house.day is None


def test_options_are_not_put_up_on_their_last_day() -> None:
    """Their lots end that day by themselves, exercised or not, whoever failed; what is left is settled as any."""
    ledger = begin(optioned(Ledger()))
    ledger.do(option("LAST", "call", 62_000, first=TODAY, last=TODAY), signed_by="venue")
    ledger.do(account("o-alpha", "alpha", "alpha", own=True), signed_by="alpha")
    ledger.issue("CNY", "o-alpha", 10**9, issuer="bank alpha")
    sides = {"o-alpha": "bought", "m-dan": "sold"}
    for name, side in sides.items():
        ledger.do(book(name, fill(7, side, "opens", 1_000, 1), contract="LAST"), signed_by="venue")
    ledger.do(c.Balance(contract="LAST", lots=1, turnover=1_000 * 500, open_interest=1), signed_by="venue")
    ledger.do(d.FoundFund(house="CC", account="f", skin="s", reserve="r", own_funds="w"), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="alpha", reason="it did not pay"), signed_by="ccp")
    times = {"sealed_until": ledger.time + 60_000, "opened_until": ledger.time + 120_000}
    puts = both("a", "o-alpha", put_up("LAST", 1), member="alpha", **times)
    assert ledger.submit(*puts, signed_by="ccp").outcome is AuctionOutcome.ends_by_itself
    for contract, at in (("CU", 63_000), ("LAST", 1_000)):
        price(ledger, contract, at)
    ledger.do(*draws(ledger.state, "CC", DayNumber(TODAY)), signed_by="ccp")
    ledger.drive("eve", "futures")
    position = ledger.state.read(POSITIONS, "o-alpha", "LAST", "speculation")
    assert position is not None and position.flat
    assert list(MODULE.invariants(ledger.state)) == []


def test_options_go_with_their_premium_by_hand() -> None:
    """One call of copper, bought at 1,000, goes at 1,200: the winner pays 600,000 fen as premium, and what it bid."""
    ledger = begin(optioned(Ledger()))
    traded(ledger, "C62", "m-ann", {"m-bob": 1})
    for name in ("alpha", "beta"):
        ledger.do(account(f"o-{name}", name, name, own=True), signed_by=name)
        ledger.issue("CNY", f"o-{name}", 10**9, issuer=f"bank {name}")
    one = fill(7, "bought", "opens", 1_000, 1)
    other = fill(7, "sold", "opens", 1_000, 1)
    ledger.do(book("o-alpha", one, contract="C62"), book("m-dan", other, contract="C62"), signed_by="venue")
    ledger.do(c.Balance(contract="C62", lots=2, turnover=2 * 1_000 * 500, open_interest=2), signed_by="venue")
    ledger.do(d.FoundFund(house="CC", account="f", skin="s", reserve="r", own_funds="w"), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="alpha", reason="it did not pay"), signed_by="ccp")
    begun = ledger.time
    times = {"sealed_until": begun + 60_000, "opened_until": begun + 120_000}
    ledger.do(*both("a", "o-alpha", put_up("C62", 1), member="alpha", **times), signed_by="ccp")
    ledger.do(seal("a", "beta", 5_000), signed_by="beta")
    ledger.wait(60_000)
    ledger.do(reveal("a", "beta", 5_000), signed_by="beta")
    ledger.wait(60_000)
    for contract, at in (("CU", 60_000), ("C62", 1_200)):
        price(ledger, contract, at)
    ledger.drive("eve", "futures")
    # 1,000 paid and 1,200 had, at 500 fen; the opening fee of 500 fen; the bid.
    assert cash(ledger, "o-alpha") == 10**9 - 500_000 + 600_000 - 500 + 5_000
    assert cash(ledger, "o-beta") == 10**9 - 600_000 - 5_000
    assert list(MODULE.invariants(ledger.state)) == []


def test_a_seal_is_of_one_bidder_in_one_auction() -> None:
    """So that nobody hands in another's as its own: every part of it changes the hash."""
    said = ("CC", "a", PartyId("beta"), 7, SALT)
    others = [
        ("DD", *said[1:]),
        ("CC", "b", *said[2:]),
        ("CC", "a", PartyId("eve"), 7, SALT),
        (*said[:3], 8, SALT),
        (*said[:4], f"{SALT}."),
    ]
    assert len({seal_of(*one) for one in (said, *others)}) == 6
    text = b'{"auction":"a","bidder":"beta","house":"CC","price":7,"salt":"a salt of its own"}'
    assert seal_of(*said) == sha256(text).hexdigest()


@pytest.mark.parametrize("seed", range(6))
def test_whoever_bids_most_first_wins_and_nothing_is_lost(seed: int) -> None:
    """Random lots of two contracts, bids, prices: beside a rule of one line, all cash and all lots are as before."""
    random = Random(seed)
    ledger = failed(Ledger(), money=200_000_000, lots=4, contracts=("AU", "AV"))
    before, bids = all_cash(ledger), {}
    for name in random.sample(sorted(OWN), random.randrange(1, 4)):
        bids[name] = random.choice((-2, -1, 0, 1)) * 1_000_000
    lots = [put_up(name, random.randrange(1, 5)) for name in ("AU", "AV")]
    bid_for(ledger, bids, *lots, least=-1_000_000)
    for contract in ("AU", "AV"):
        price(ledger, contract, AT + 2 * random.randrange(-1_000, 1_000))
    ledger.drive("eve", "futures")
    taken = {name: one for name, one in bids.items() if one >= -1_000_000}
    best = max(taken, key=lambda name: taken[name]) if taken else None
    assert (auction(ledger).winner, auction(ledger).price) == (best, None if best is None else bids[best])
    assert all_cash(ledger) == before and cash(ledger, "CC-settlement") == 0
    for one in lots:
        trading = ledger.state.read(TRADINGS, one.contract)
        position = ledger.state.read(POSITIONS, "m-gamma", one.contract, HedgeFlag.speculation)
        assert trading is not None and (trading.long, trading.short) == (4, 4)
        assert position is not None and position.long_lots == (4 if best is None else 4 - one.lots)
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and house.day is None
    add_up(as_node(ledger))


def test_an_auction_takes_the_steps_of_its_table() -> None:
    """Announced, then awarded, unsold or called off; what is awarded can be called off until something moves."""
    ledger = on_the_floor(Ledger())
    seen: dict[AuctionStatus, set[AuctionStatus]] = {status: set() for status in AuctionStatus}
    for name, call, by in (
        ("ended", award("ended", "beta"), "eve"),
        ("late", award("late"), "eve"),
        ("held", call_off("held"), "ccp"),
        ("won", call_off("won"), "ccp"),
        ("unsold", call_off("unsold"), "ccp"),
        ("off", award("off"), "eve"),
        ("moved", award("moved"), "eve"),
    ):
        before = auction(ledger, name).status
        if ledger.submit(call, signed_by=by).outcome.name == "ok":
            seen[before].add(auction(ledger, name).status)
    assert seen == {status: set(following) for status, following in AUCTION_CYCLE.items()}


def test_who_lists_as_many_as_may_be_seals_no_bid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can refuse an award, so there is room for it when the bid is made, or none is."""
    ledger = failed(Ledger())
    times = {"sealed_until": ledger.time + 60_000, "opened_until": ledger.time + 120_000}
    ledger.do(*both("a", "m-gamma", put_up(), **times), signed_by="ccp")
    monkeypatch.setattr(listing, "POSITIONS_MAX", 0)
    assert ledger.submit(seal("a", "delta", 5), signed_by="delta").outcome.name == "too_many_listed"
    monkeypatch.setattr(listing, "POSITIONS_MAX", 1)
    ledger.do(seal("a", "delta", 5), signed_by="delta")


def test_the_first_of_two_equal_bids_wins_though_it_was_opened_last() -> None:
    """What counts is when it was sealed; of one block the first by name."""
    ledger = failed(Ledger())
    begun = ledger.time
    times = {"sealed_until": begun + 60_000, "opened_until": begun + 120_000}
    ledger.do(*both("a", "m-gamma", put_up(), **times), signed_by="ccp")
    ledger.do(seal("a", "delta", 5), signed_by="delta")
    together = [ledger.transaction(seal("a", name, 5), signed_by=name) for name in ("beta", "alpha")]
    ledger.block(*together)
    ledger.wait(begun + 60_000 - ledger.time)
    for name in ("alpha", "beta", "delta"):
        ledger.do(reveal("a", name, 5), signed_by=name)
    ledger.wait(begun + 120_000 - ledger.time)
    assert ledger.submit(award("a", "alpha"), signed_by="eve").outcome.name == "not_the_best"
    assert ledger.submit(award("a", "beta"), signed_by="eve").outcome.name == "not_the_best"
    ledger.do(award("a", "delta"), signed_by="eve")


def test_who_may_win_is_not_settled_before_and_can_be_then() -> None:
    """Else whoever had the best bidder settled early would decide who wins."""
    ledger = failed(Ledger())
    bid_for(ledger, {"beta": 7})
    price(ledger)
    early = c.Settle(account="m-gamma")
    assert ledger.submit(early, signed_by="eve").outcome.name == "auction_under_way"
    ledger.do(award("a", "beta"), give("a"), signed_by="eve")
    assert ledger.submit(early, signed_by="eve").outcome.name == "auction_first"
    ledger.drive("eve", "futures")
    account = ledger.state.read(MARGIN_ACCOUNTS, "m-gamma")
    assert account is not None and account.auction is None and account.settled == TODAY


@pytest.fixture(scope="module")
def world() -> World:
    """The story by hand, at -1,000,000."""
    stage = Floor(World(features=(FUTURES_FEATURE,)))
    failed(stage)  # type: ignore[arg-type]
    bid_for(stage, {"beta": -1_000_000, "delta": -3_000_000})  # type: ignore[arg-type]
    price(stage)
    stage.do(award("a", "beta"), signed_by="eve")
    for wanted in ("GiveLots TakeLots", "Settle", "ChargeBid"):
        for call in list(MODULE.steps(stage.state, stage.time)):
            if type(call).__name__ in wanted.split():
                stage.do(call, signed_by="eve")
    stage.world.block()
    return stage.world


NAMED = f"CC/{TODAY}/a"
SHOWN = {
    f"futures/auction/{NAMED}": (b"m-beta", b"m-gamma"),
    f"futures/auctioned/{NAMED}": (b"m-gamma", b"m-delta"),
    f"futures/bid/{NAMED}/delta": (b"m-delta", b"m-gamma"),
    f"futures/moving/{NAMED}/{AuctionEnd.given}": (b"m-gamma", b"m-delta"),
    f"futures/moving/{NAMED}/{AuctionEnd.taken}": (b"m-beta", b"m-gamma"),
    "futures/position/m-gamma/AU/speculation": (b"m-gamma", b"m-ann"),
    "futures/position/m-beta/AU/speculation": (b"m-beta", b"m-gamma"),
    "futures/account/m-beta": (b"m-beta", b"m-gamma"),
    "futures/account/m-gamma": (b"m-gamma", b"m-ann"),
}
"""Record → what its package shows, and what it does not."""


@pytest.mark.parametrize("path", SHOWN)
def test_each_end_proves_its_own_offline(world: World, path: str) -> None:
    """Lots, price and seal are worked out again; no bidder sees whose lots they were, nor what others traded."""
    package = Collector(world, world.publish()).record(RecordPath(path))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    told = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    shown, hidden = SHOWN[path]
    assert shown in told and hidden not in told


def test_a_salt_that_can_be_guessed_seals_nothing() -> None:
    """Prices are few: with a short salt, whoever sees the seal tries them all."""
    given = {"call": "futures.open_bid", "house": "CC", "auction": "a", "bidder": "beta", "price": 7}
    assert isinstance(canonical.convert(given | {"salt": "0123456789abcdef"}, a.OpenBid), a.OpenBid)
    with pytest.raises(msgspec.ValidationError, match="salt"):
        canonical.convert(given | {"salt": "0123456789abcde"}, a.OpenBid)
