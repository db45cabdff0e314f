# SPDX-License-Identifier: Apache-2.0
"""How much of one security counts, what it pays its owner meanwhile, and how many lots a receipt stands for."""

from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.lodging import Accepted
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome as Lodging
from counterfoil.modules.futures.queries import realisable_of
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, House, MarginAccount
from counterfoil.modules.futures.securing import secured_by, spared_lots
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.lifecycle import calls as a
from counterfoil.modules.lifecycle.actions import ACTIONS, Action
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Timestamp
from support.corporate_actions import CHINA_MIN, TERMS_OF_IT, bond, registered
from support.futures_desk import announced, paid, recorded
from support.futures_ending import AT, IN_GOODS, START, close, fix, listing, open_day, product, receipt, trade
from support.futures_lodged import firm, give_back, lodge, lodged, pledged, policy, price, realise, taking
from support.ledger import Ledger


def account(ledger: Ledger, name: str = "lia") -> MarginAccount:
    found = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
    assert found is not None
    return found


def house(ledger: Ledger) -> House:
    found = ledger.state.read(HOUSES, "CC")
    assert found is not None
    return found


def capped(units_max: int | None, all_units_max: int | None = None) -> tuple[Accepted, ...]:
    return (Accepted("BOND", 100_000, units_max, all_units_max),)


def answer(ledger: Ledger, *calls: object, signed_by: str = "lia") -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome  # type: ignore[arg-type]


def worth(ledger: Ledger) -> list[int]:
    return [int(one.value) for one in secured_by(ledger.state, account(ledger), house(ledger)).lines]


def opened(securities: tuple[Accepted, ...]) -> Ledger:
    """A house with such a policy, and its first day."""
    ledger: Ledger = taking(Ledger(), policies=False)
    ledger.do(policy(securities=securities), signed_by="ccp")
    open_day(ledger, START)
    ledger.do(price(), signed_by="ccp")
    return ledger


def test_no_more_of_one_security_is_lodged_than_counts() -> None:
    """Six hundred of a thousand: four hundred and two hundred, and not one more; what goes back makes room."""
    ledger = opened(capped(600))
    lodged(ledger, "lia", "l-1", 400)
    more = (pledged("lia", "l-2", 201), lodge("lia", "l-2"))
    assert answer(ledger, *more) is Lodging.too_much_of_one
    lodged(ledger, "lia", "l-2", 200)
    assert worth(ledger) == [3_600_000, 1_800_000]
    ledger.do(give_back("lia", "l-1", 1), signed_by="lia")
    lodged(ledger, "lia", "l-3", 1)
    assert worth(ledger) == [3_591_000, 1_800_000, 9_000]


def test_a_cap_that_is_lowered_lets_what_is_beyond_count_for_nothing() -> None:
    """From the day after: of four hundred and two hundred three hundred count, those that were lodged first."""
    ledger = opened(capped(None))
    lodged(ledger, "lia", "l-1", 400)
    lodged(ledger, "lia", "l-2", 200)
    close(ledger)
    ledger.do(policy(securities=capped(450)), signed_by="ccp")
    open_day(ledger, START + 1)
    ledger.do(price(), signed_by="ccp")
    assert worth(ledger) == [3_600_000, 450_000]
    ledger.do(give_back("lia", "l-1", 400), signed_by="lia")
    assert worth(ledger) == [1_800_000]


def test_a_cap_for_all_accounts_together() -> None:
    """A thousand in all: Lia has six hundred lodged, and Moe four hundred, and no fifth."""
    ledger = opened(capped(None, 1_000))
    firm(ledger, "moe")
    lodged(ledger, "lia", "l-1", 600)
    assert answer(ledger, pledged("moe", "m-1", 401), lodge("moe", "m-1"), signed_by="moe") is Lodging.too_much_of_all
    lodged(ledger, "moe", "m-1", 400)
    assert list(broken_invariants(ledger.state)) == []


def test_a_receipt_stands_for_as_many_lots_as_was_said_when_the_contract_was_listed() -> None:
    """Five of what is listed already, ten of what is listed since: a receipt spares five, or ten, or a part of both."""
    ledger: Ledger = taking(Ledger())
    rules = c.SetRules(product="metal", rules=c.RulesGiven(**said_of_metal()))
    ledger.do(rules, signed_by="ccp")
    ledger.do(listing("NEW", "metal"), signed_by="venue")
    for name in ("R1", "R2"):
        receipt(ledger, name, "lia")
    open_day(ledger, START)
    lodged(ledger, "lia", "l-r", 1, "R1", product="metal")
    trade(ledger, "CU", START, ("ann", "lia", AT, 2))
    trade(ledger, "NEW", START, ("ann", "lia", AT, 9))
    # Two of five lots of the first are two fifths of the receipt: the rest stands for six of ten of the other.
    assert dict(spared_lots(ledger.state, account(ledger), house(ledger))) == {
        "CU/speculation": 2,
        "NEW/speculation": 6,
    }
    lodged(ledger, "lia", "l-s", 1, "R2", product="metal")
    spared = spared_lots(ledger.state, account(ledger), house(ledger))
    assert (spared["CU/speculation"], spared["NEW/speculation"]) == (2, 9)


def said_of_metal() -> dict[str, object]:
    said = product("metal", replace(IN_GOODS, unit=10)).rules
    return {name: getattr(said, name) for name in said.__struct_fields__}


def test_what_lodged_securities_pay_is_their_owners_and_nothing_of_it_is_withheld() -> None:
    """A dividend comes into the account where the bonds are pledged, whole; the house has none of it."""
    ledger = opened(capped(None))
    ledger.account("till", "depot")
    ledger.issue("CNY", "till", 10**9, issuer="bank depot")
    lodged(ledger, "lia", "l-1", 1_000)
    announced(ledger, "gift", by="depot", cash="CNY", amount=100, per=1)
    recorded(ledger, "gift")
    before = ledger.holding("of-lia", "CNY").free
    paid(ledger, "gift", by="depot")
    assert ledger.holding("of-lia", "CNY").free == before + 100_000
    assert ledger.holding("of-lia", "BOND").pledged == 1_000 and list(broken_invariants(ledger.state)) == []


def test_what_matured_keeps_neither_a_member_nor_a_layer_from_paying() -> None:
    """Its units move no more, so the house cannot take them over; its owner is paid once they are given back."""
    ledger: Ledger = taking(Ledger(), policies=False)
    ledger.party("issuer", Role.issuer)
    text = bond(ledger, "TERM", TERMS_OF_IT | {"contractID": "TERM"})
    ledger.do(registered(text, "TERM", offset_min=CHINA_MIN), signed_by="issuer")
    ledger.account("till", "issuer")
    ledger.issue("CNY", "till", 10**9, issuer="bank issuer")
    ledger.issue("TERM", "of-lia", 1_000, issuer="issuer")
    ledger.do(policy(securities=(Accepted("TERM", 100_000),)), signed_by="ccp")
    own = c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True)
    ledger.do(own, signed_by="alpha")
    ledger.issue("CNY", "m-alpha", 10**9, issuer="bank alpha")
    open_day(ledger, START)
    ledger.do(price(instrument="TERM"), signed_by="ccp")
    lodged(ledger, "lia", "l-1", 1_000, "TERM")
    trade(ledger, "CU", START, ("ann", "lia", AT, 4))
    fix(ledger, {"CU": AT + 2_000})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    for action in ("_due-1", "_due-2"):
        ends(ledger, action)
    covers = c.Cover(account="m-lia", amount=1_000_000)
    ledger.do(a.Propose(instrument="TERM"), signed_by="venue")
    assert answer(ledger, covers, signed_by="ann") is Lodging.securities_come_first
    last = recorded_of(ledger, "_due-3")
    assert answer(ledger, realise("lia", "l-1"), signed_by="ccp") is LifecycleOutcome.register_closed
    assert realisable_of(ledger.state, "m-lia", Timestamp(ledger.time)) == []
    ledger.do(covers, signed_by="ann")
    hold = {"account": "till", "instrument": "CNY", "quantity": last.whole, "executor": last.path}
    ledger.do(h.Hold(hold="face", expires=last.pay_time + 10**10, **hold), signed_by="issuer")
    ledger.do(a.Fund(instrument="TERM", action="_due-3", hold="face"), signed_by="issuer")
    ledger.wait(max(0, last.pay_time - ledger.time))
    pays = a.Pay(instrument="TERM", action="_due-3", account="of-lia")
    assert answer(ledger, pays) is HoldingsOutcome.insufficient_free_quantity
    ledger.issue("CNY", "m-lia", 10**9, issuer="bank lia")
    ledger.do(give_back("lia", "l-1"), signed_by="lia")
    ledger.do(pays, signed_by="ann")
    assert ledger.holding("of-lia", "TERM").balance == 0 and list(broken_invariants(ledger.state)) == []


def recorded_of(ledger: Ledger, action: str) -> Action:
    """With its register recorded, and divided."""
    found = ledger.state.read(ACTIONS, "TERM", action)
    assert found is not None
    ledger.wait(max(0, found.record_time - ledger.time))
    ledger.drive("ann", "lifecycle")
    found = ledger.state.read(ACTIONS, "TERM", action)
    assert found is not None
    return found


def ends(ledger: Ledger, action: str) -> None:
    """Proposed, recorded, and paid."""
    ledger.do(a.Propose(instrument="TERM"), signed_by="venue")
    found = recorded_of(ledger, action)
    about = {"account": "till", "instrument": "CNY", "quantity": found.whole, "executor": found.path}
    ledger.do(h.Hold(hold=f"for{action}", expires=found.pay_time + 10**10, **about), signed_by="issuer")
    ledger.do(a.Fund(instrument="TERM", action=action, hold=f"for{action}"), signed_by="issuer")
    ledger.wait(max(0, found.pay_time - ledger.time))
    ledger.drive("ann", "lifecycle")
