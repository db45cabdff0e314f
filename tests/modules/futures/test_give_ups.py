# SPDX-License-Identifier: Apache-2.0
"""A trade that one member executed and another carries: position and fees whole, and what each end is shown."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.give_ups import GIVE_UPS, Held
from counterfoil.modules.futures.give_ups_law import CALLS, leaves
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.outstanding import outstanding
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Offset, Turned
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_between import agreeing, give_up, moved, taken
from support.futures_between_breaches import between
from support.futures_market import AT, MULTIPLIER, balance, book, fill
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """Ann bought two lots, one of them through beta, and Bob sold both."""
    ledger = Ledger()
    agreeing(ledger)
    ledger.do(
        book("m-ann", fill(2, "bought", "opens", AT + 10), contract="BL"),
        book("b-ann", fill(1, "bought", "opens"), contract="BL"),
        book("m-bob", fill(1, "sold", "opens"), fill(2, "sold", "opens", AT + 10), contract="BL"),
        signed_by="venue",
    )
    return ledger


def test_position_and_fees_move_whole(ledger: Ledger) -> None:
    """One lot at 50,000 leaves beta's account of Ann for alpha's: nothing of it stays, no fee either."""
    before = ledger.state.read(TRADINGS, "BL")
    taken(ledger, "one", 1)
    moved(ledger, "one")
    left, held = (ledger.state.read(POSITIONS, name, "BL", "speculation") for name in ("b-ann", "m-ann"))
    assert left is not None and held is not None and before is not None
    assert (left.flat, left.fills, left.turned) == (True, (), (Turned(), Turned(), Turned()))
    assert [(one.trade, one.price, one.given_up) for one in held.fills] == [(2, AT + 10, False), (1, AT, True)]
    assert held.opened == Turned(2, (2 * AT + 10) * MULTIPLIER)
    after = ledger.state.read(TRADINGS, "BL")
    assert after is not None and (after.bought, after.sold, after.long) == (before.bought, before.sold, before.long)
    ledger.do(balance("BL", 2, (2 * AT + 10) * MULTIPLIER, 2), signed_by="venue")
    ledger.do(c.FixSettlement(contract="BL", price=AT, reason="a notice"), signed_by="ccp")
    ledger.drive("cat", "futures")
    accounts = [ledger.state.read(MARGIN_ACCOUNTS, name) for name in ("b-ann", "m-ann", "m-bob")]
    # 25.3 millionths of (50,000 + 50,010) × 3,000 are 7,590.8; the price fell by 10 for one lot.
    assert [one.balance - 500_000_000 for one in accounts if one is not None] == [0, -7_591 - 30_000, 30_000 - 7_591]


def test_an_offer_with_another_figure_is_told_which(ledger: Ledger) -> None:
    """ "1 is otherwise" said neither in what, nor what stands there: the price was mistyped by a unit."""
    taken(ledger, "slip", 1, fill=fill(1, "bought", "opens", AT + 1, lots=2))
    answer = ledger.submit(g.Carry(give_up="slip"), g.LetGo(give_up="slip"), signed_by="cat")
    assert answer.outcome is Refusal.no_such_fill
    given = ledger.state.read(GIVE_UPS, "slip")
    assert given is not None
    with pytest.raises(Refused) as refused:
        leaves(ledger.state, given)
    assert refused.value.detail == f"b-ann: of trade 1 the price {AT}, not {AT + 1} and the lots 1, not 2"


def test_what_has_moved_is_told_to_have_moved(ledger: Ledger) -> None:
    """Moved twice it was `no_such_fill`: where it was executed there is none any more."""
    taken(ledger, "one", 1)
    moved(ledger, "one")
    for again in (g.Carry(give_up="one"), g.LetGo(give_up="one")):
        assert ledger.submit(again, signed_by="cat").outcome is Refusal.moved_already


@pytest.mark.parametrize("in_own", [False, True])
def test_whose_turn_it_is_to_take_it_up_is_told(ledger: Ledger, in_own: bool) -> None:
    """ "Its status says what is" named nobody, and nothing was due."""
    ledger.do(book("m-beta", fill(5, "bought", "opens"), contract="BL"), signed_by="venue")
    where = Held(account="m-beta") if in_own else Held(account="b-ann")
    ledger.do(give_up("one", 5 if in_own else 1, executed_in=where, in_own=in_own), signed_by="beta")
    told = ledger.submit(g.Carry(give_up="one"), signed_by="cat")
    assert told.outcome is Refusal.agreement_elsewhere
    waits = [(one.party, one.of, one.told) for one in outstanding(ledger.state, ledger.time) if "give-up" in one.what]
    said = f"BL, trade {5 if in_own else 1}, 1 lots, of beta"
    assert waits == [(party, "one", said) for party in (("alpha", "ann") if in_own else ("alpha",))]
    with pytest.raises(Refused) as refused:
        list(CALLS[g.Carry](g.Carry(give_up="one"), ledger.state))  # type: ignore[arg-type]
    assert refused.value.detail == f"one: offered, until {'alpha and ann take' if in_own else 'alpha takes'} it up"
    ledger.do(g.TakeUp(give_up="one"), signed_by="alpha ann" if in_own else "alpha")
    assert not [one for one in outstanding(ledger.state, ledger.time) if "give-up" in one.what]


def test_the_carrying_member_says_what_it_does_there(ledger: Ledger) -> None:
    """A lot that was opened with the one closes a short one with the other, of another purpose."""
    ledger.do(book("m-ann", fill(3, "sold", "opens"), contract="BL", hedge=HedgeFlag.hedge), signed_by="venue")
    ledger.do(give_up("one", 1), signed_by="beta")
    ledger.do(g.TakeUp(give_up="one", offset=Offset.closes, hedge=HedgeFlag.hedge), signed_by="alpha")
    moved(ledger, "one")
    position = ledger.state.read(POSITIONS, "m-ann", "BL", "hedge")
    assert position is not None and position.flat
    trading = ledger.state.read(TRADINGS, "BL")
    assert trading is not None and (trading.long, trading.short) == (1, 2)


def test_one_end_alone_is_never_balanced(ledger: Ledger) -> None:
    """Carried and not let go yet, it stands there twice; anybody ends that."""
    taken(ledger, "one", 1)
    ledger.do(g.Carry(give_up="one"), signed_by="cat")
    even = balance("BL", 2, (2 * AT + 10) * MULTIPLIER, 2)
    assert ledger.submit(even, signed_by="venue").outcome is Refusal.not_balanced
    ledger.drive("cat", "futures")
    ledger.do(even, signed_by="venue")


def test_out_of_the_executing_members_own_account(ledger: Ledger) -> None:
    """It executed in its own name what the client ordered, who says so."""
    ledger.do(book("m-beta", fill(5, "bought", "opens"), contract="BL"), signed_by="venue")
    taken(ledger, "own", 5, executed_in=Held(account="m-beta"), in_own=True)
    moved(ledger, "own")
    position = ledger.state.read(POSITIONS, "m-beta", "BL", "speculation")
    assert position is not None and position.flat


@pytest.mark.parametrize("in_own", [False, True])
def test_two_members_put_no_loss_into_a_clients_account(ledger: Ledger, in_own: bool) -> None:
    """Beta bought for itself, and the price fell; alpha would take that into Ann's account, and Ann signed nothing."""
    ledger.do(book("m-beta", fill(5, "bought", "opens"), contract="BL"), signed_by="venue")
    ledger.do(give_up("own", 5, executed_in=Held(account="m-beta"), in_own=in_own), signed_by="beta")
    told = ledger.submit(g.TakeUp(give_up="own"), signed_by="alpha").outcome
    assert told is (Parties.not_authorised if in_own else MachineOutcome.ok)
    moves = ledger.submit(g.Carry(give_up="own"), g.LetGo(give_up="own"), signed_by="beta alpha")
    assert moves.outcome is (Refusal.agreement_elsewhere if in_own else Refusal.not_its_side)
    held = ledger.state.read(POSITIONS, "m-ann", "BL", "speculation")
    assert held is not None and held.long_lots == 1


def test_until_the_days_price_is_fixed(ledger: Ledger) -> None:
    """Then it stays where it was executed."""
    taken(ledger, "one", 1)
    ledger.do(balance("BL", 2, (2 * AT + 10) * MULTIPLIER, 2), signed_by="venue")
    ledger.do(c.FixSettlement(contract="BL", price=AT, reason="a notice"), signed_by="ccp")
    assert ledger.submit(g.Carry(give_up="one"), signed_by="cat").outcome is Refusal.day_settled


def test_what_is_turned_down_stays(ledger: Ledger) -> None:
    """By either: the one does not take it, the other takes it back."""
    for name, by in (("one", "alpha"), ("two", "beta")):
        ledger.do(give_up(name, 1), signed_by="beta")
        ledger.do(g.RefuseGiveUp(give_up=name, by=by, reason="no"), signed_by=by)
        given = ledger.state.read(GIVE_UPS, name)
        assert given is not None and given.status.value == "turned_down"
    position = ledger.state.read(POSITIONS, "b-ann", "BL", "speculation")
    assert position is not None and position.long_lots == 1


CARRIED, EXECUTED = "futures/position/m-ann/BL/speculation", "futures/position/b-ann/BL/speculation"
PATHS = (CARRIED, EXECUTED, "futures/give_up/moved")
SWAPS = (
    (b'"trade":23', b'"trade":22'),
    (b'"given_up":true', b'"given_up":false'),
    (b'"carrying":"alpha"', b'"carrying":"gamma"'),
    (b'"executing":"beta"', b'"executing":"gamma"'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    world = between()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_both_members_words_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_the_client_is_shown_no_other_trade_of_the_executing_member(told: tuple[World, dict[str, Package]]) -> None:
    """Of the account in which it was executed its package has the give-up alone."""
    package = told[1][CARRIED]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b'"trade":23' in shown and b'"trade":24' not in shown
    assert b"position/b-ann" not in shown and b"account/b-ann" not in shown
