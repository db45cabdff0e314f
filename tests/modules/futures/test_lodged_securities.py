# SPDX-License-Identifier: Apache-2.0
"""Securities as margin, worked by hand: what counts, what stays cash, what goes back, and what is taken over."""

import msgspec
import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.delivery_calls import WithdrawGoods
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.lodging import Accepted
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome as Lodging
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.futures.stress_calls import Leave
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from support.futures_ending import AT, START, at, close, fix, listing, open_day, product, receipt, trade
from support.futures_lodged import (
    CASH,
    MARGIN,
    MOVED,
    PRICE,
    firm,
    give_back,
    lodge,
    lodged,
    on_the_counter,
    pledged,
    policy,
    price,
    realise,
    taking,
)
from support.ledger import DOCUMENT, Ledger


def account(ledger: Ledger, name: str = "lia") -> MarginAccount:
    found = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
    assert found is not None
    return found


def settled(ledger: Ledger, name: str = "lia") -> Settled:
    """Its last statement."""
    told = [one.data for one in ledger.decoded_events() if one.type == Settled.type]
    return msgspec.convert(next(one for one in reversed(told) if one["account"] == f"m-{name}"), Settled)


@pytest.fixture
def ledger() -> Ledger:
    """Lia has three million, a thousand bonds lodged that count nine million, and sold four lots: 10.8 million."""
    ledger: Ledger = taking(Ledger())
    open_day(ledger, START)
    ledger.do(price(), signed_by="ccp")
    lodged(ledger, "lia", "l-1")
    trade(ledger, "CU", START, ("ann", "lia", AT, 4))
    return ledger


def withdraw(amount: int) -> c.Withdraw:
    return c.Withdraw(account="m-lia", amount=amount)


def test_securities_count_beside_the_cash(ledger: Ledger) -> None:
    """A fifth of the margin is cash at four times: 2,160,000; so 840,000 can be paid out, and not one more."""
    # 10.8 million less the nine that bonds count would leave 1.8 in cash; four times the cash beside it asks for 2.16.
    fix(ledger, {"CU": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    told = settled(ledger)
    assert (told.margin, told.balance, told.mortgage, told.called) == (4 * MARGIN, CASH, 9_000_000, 0)
    assert ledger.submit(withdraw(840_001), signed_by="lia").outcome is Refusal.not_available
    ledger.do(withdraw(840_000), signed_by="lia")


def test_what_positions_do_not_need_goes_back(ledger: Ledger) -> None:
    """With three million in cash 7.8 must count: 867 bonds; 133 go back, and their owner has them free."""
    assert ledger.submit(give_back("lia", "l-1", 134), signed_by="lia").outcome is Refusal.not_available
    ledger.do(give_back("lia", "l-1", 133), signed_by="lia")
    assert (ledger.holding("of-lia", "BOND").free, ledger.holding("of-lia", "BOND").pledged) == (133, 867)
    ledger.do(pledged("lia", "l-2", 133), lodge("lia", "l-2"), give_back("lia", "l-1", 133), signed_by="lia")
    assert [one.pledge for one in account(ledger).lodged] == ["l-1", "l-2"]


def test_no_more_counts_than_so_many_times_the_cash(ledger: Ledger) -> None:
    """A million in cash carries four millions of bonds: of nine lots' 24.3 million 4.86 million must be cash."""
    ledger.issue("BOND", "of-lia", 2_000, issuer="depot")
    lodged(ledger, "lia", "l-2", 2_000)
    ledger.do(listing("NX", "metal"), signed_by="venue")
    trade(ledger, "NX", START, ("ann", "lia", AT, 5))
    fix(ledger, {"CU": AT, "NX": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    told = settled(ledger)
    assert (told.margin, told.mortgage) == (9 * MARGIN, 4 * CASH)
    assert told.called == 24_300_000 // 5 - CASH == 1_860_000
    ledger.issue("CNY", "m-lia", 1_859_999, issuer="bank lia")
    assert ledger.submit(c.Answer(account="m-lia"), signed_by="ann").outcome is Refusal.still_called
    ledger.issue("CNY", "m-lia", 1, issuer="bank lia")
    assert c.Answer(account="m-lia") in ledger.drive("ann", "futures")


def test_a_price_that_falls_calls_for_cash_and_more_bonds_answer_too(ledger: Ledger) -> None:
    """At 8,000 a thousand count 7.2 million: 600,000 lack; 67 bonds more bring just that."""
    fix(ledger, {"CU": AT})
    ledger.do(*(c.Settle(account=name) for name in ("m-lia", "m-ann")), signed_by="ann")
    close(ledger)
    open_day(ledger, START + 1)
    fix(ledger, {"CU": AT})
    assert ledger.submit(c.Settle(account="m-lia"), signed_by="ann").outcome is Lodging.security_unpriced
    ledger.do(price(8_000), signed_by="ccp")
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    assert (account(ledger).called, settled(ledger).mortgage) == (600_000, 7_200_000)
    ledger.issue("BOND", "of-lia", 84, issuer="depot")
    lodged(ledger, "lia", "l-2", 83)
    assert ledger.submit(c.Answer(account="m-lia"), signed_by="ann").outcome is Refusal.still_called
    lodged(ledger, "lia", "l-3", 1)
    ledger.do(c.Answer(account="m-lia"), signed_by="ann")


def test_losses_are_paid_in_cash_and_bonds_taken_over_at_the_rule(ledger: Ledger) -> None:
    """Four lots lose four million: three are there, of the fourth 106 bonds at 9,500 pay 1,007,000; the rest stays."""
    fix(ledger, {"CU": AT + 2_000})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    told = settled(ledger)
    assert (told.balance, told.owed, told.mortgage) == (CASH - 4 * MOVED, MOVED, 0)
    before = ledger.holding("kept", "CNY").free
    ledger.do(realise("lia", "l-1"), signed_by="ccp")
    assert ledger.holding("kept", "BOND").free == 106 == -(-MOVED // (PRICE * 95 // 100))
    assert before - ledger.holding("kept", "CNY").free == 106 * 9_500 == 1_007_000
    assert ledger.submit(realise("lia", "l-1"), signed_by="ccp").outcome is Lodging.cash_comes_first
    ledger.drive("ann", "futures")
    assert (account(ledger).owed, ledger.holding("m-lia", "CNY").free) == (0, 7_000)
    assert account(ledger).lodged == (Lodged("l-1", "BOND"),)
    assert ledger.holding("of-lia", "BOND").pledged == 894
    assert ledger.holding("pool", "CNY").free == 0


def test_whose_bonds_do_not_suffice_owes_the_rest(ledger: Ledger) -> None:
    """All ten are taken over for 95,000, the pledge is over, and the member or the layers bear what is left."""
    ledger.do(give_back("lia", "l-1", 133), signed_by="lia")
    firm(ledger, "ned", 500_000, 10)
    lodged(ledger, "ned", "n-1", 10)
    ledger.do(listing("NX", "metal"), signed_by="venue")
    trade(ledger, "NX", START, ("ann", "ned", AT, 1))
    fix(ledger, {"NX": AT + 2_000})
    ledger.do(c.Settle(account="m-ned"), realise("ned", "n-1"), c.Collect(account="m-ned"), signed_by="ccp")
    assert (account(ledger, "ned").owed, account(ledger, "ned").lodged) == (500_000 - 95_000, ())
    assert ledger.submit(realise("ned", "n-1"), signed_by="ccp").outcome is Lodging.not_lodged


def test_a_member_answers_once_its_client_has_nothing_left() -> None:
    """Nobody has it pay before: bonds pay Moe's million, and Ned's half; then nothing is left for it to pay."""
    ledger = on_the_counter(Ledger())
    assert [one for one in ledger.drive("ann", "futures") if isinstance(one, c.Cover)] == []
    ledger.do(realise("moe", "m-1"), signed_by="ccp")
    ledger.drive("ann", "futures")
    assert (account(ledger, "moe").owed, account(ledger, "moe").to_member) == (0, 0)
    assert account(ledger, "ned").owed == 500_000 - 5
    ledger.do(realise("ned", "n-1"), signed_by="ccp")
    ledger.drive("ann", "futures")
    assert (account(ledger, "ned").owed, account(ledger, "ned").to_member) == (0, 0)


def test_who_goes_to_another_member_keeps_what_is_lodged(ledger: Ledger) -> None:
    """It is pledged to the account, whoever answers for it."""
    ledger.party("beta", Role.custodian)
    ledger.do(c.Admit(house="CC", member="beta"), signed_by="ccp beta")
    ledger.do(d.Port(account="m-lia", to="beta"), signed_by="ccp lia alpha beta")
    assert account(ledger).lodged == (Lodged("l-1", "BOND"),)
    assert ledger.submit(give_back("lia", "l-1", 134), signed_by="lia").outcome is Refusal.not_available


def test_receipts_stand_for_short_lots(ledger: Ledger) -> None:
    """One receipt is five lots: the four need nothing; of seven two do. What ends first is spared first."""
    receipt(ledger, "R1", "lia")
    lodged(ledger, "lia", "l-r", 1, "R1", product="metal")
    ledger.do(give_back("lia", "l-1"), withdraw(CASH), signed_by="lia")
    assert account(ledger).lodged == (Lodged("l-r", "R1", "metal"),)
    ledger.issue("CNY", "m-lia", CASH, issuer="bank lia")
    ledger.do(listing("NX", "metal", last=START + 11), signed_by="venue")
    trade(ledger, "NX", START, ("ann", "lia", AT, 3))
    fix(ledger, {"CU": AT, "NX": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    told = settled(ledger)
    lines = {one.contract: (one.short, one.spared, one.margin) for one in told.lines}
    assert lines == {"CU": (4, 4, 0), "NX": (3, 1, 2 * MARGIN)}
    assert (told.margin, told.mortgage, told.called) == (2 * MARGIN, 0, 2 * MARGIN - CASH)


def test_goods_that_are_offered_no_more_stand_for_nothing(ledger: Ledger) -> None:
    """The venue withdraws what a receipt is of: the short lots need their margin again."""
    receipt(ledger, "R1", "lia")
    lodged(ledger, "lia", "l-r", 1, "R1", product="metal")
    ledger.do(WithdrawGoods(instrument="R1", product="metal", reason="it rusts"), signed_by="venue")
    fix(ledger, {"CU": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    assert [(one.short, one.spared, one.margin) for one in settled(ledger).lines] == [(4, 0, 4 * MARGIN)]


def test_receipts_spare_no_long_lots_and_other_products_none(ledger: Ledger) -> None:
    """Lots bought need their margin, and so does what was sold of a product that the receipts are not for."""
    receipt(ledger, "R1", "lia")
    lodged(ledger, "lia", "l-r", 1, "R1", product="metal")
    ledger.do(product("ore", None), signed_by="ccp venue")
    ledger.do(listing("OR", "ore"), listing("NX", "metal"), signed_by="venue")
    trade(ledger, "OR", START, ("ann", "lia", AT, 1))
    trade(ledger, "NX", START, ("lia", "ann", AT, 2))
    fix(ledger, {"CU": AT, "NX": AT, "OR": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    assert (settled(ledger).margin, [one.spared for one in settled(ledger).lines]) == (3 * MARGIN, [4, 0, 0])


def test_coupons_and_orders_find_what_is_lodged_with_its_owner(ledger: Ledger) -> None:
    """It stands in the owner's account; an order that takes some of it makes it count for less."""
    assert ledger.holding("of-lia", "BOND").balance == 1_000
    ledger.do(c.FixSettlement(contract="CU", price=AT, reason="drawn"), signed_by="ccp")
    ledger.do(
        h.Freeze(
            freeze="court",
            account="of-lia",
            instrument="BOND",
            quantity=133,
            supervisor="supervisor",
            reference="1",
            document=DOCUMENT,
        ),
        signed_by="supervisor",
    )
    ledger.do(give_back("lia", "l-1", 133), signed_by="lia")
    assert (ledger.holding("of-lia", "BOND").frozen, ledger.holding("of-lia", "BOND").free) == (133, 0)


def test_what_was_pledged_and_never_lodged_goes_back(ledger: Ledger) -> None:
    """It counted for nothing, and nobody else could release it."""
    ledger.issue("BOND", "of-lia", 5, issuer="depot")
    ledger.do(pledged("lia", "idle", 5), signed_by="lia")
    ledger.do(give_back("lia", "idle"), signed_by="lia")
    assert ledger.holding("of-lia", "BOND").free == 5
    assert ledger.submit(give_back("lia", "idle"), signed_by="lia").outcome is Lodging.not_lodged


def test_a_day_is_judged_by_what_was_in_force_when_it_began() -> None:
    """A haircut of half, said today, calls nobody on days that had begun, and for cash on the first that had not."""
    ledger: Ledger = taking(Ledger())
    ledger.do(listing("NX", "metal", last=START + 28), signed_by="venue")
    open_day(ledger, START)
    ledger.do(price(), signed_by="ccp")
    lodged(ledger, "lia", "l-1")
    trade(ledger, "NX", START, ("ann", "lia", AT, 4))
    ledger.do(policy(securities=(Accepted("BOND", 500_000),)), signed_by="ccp")
    said, counted = ledger.time, {}
    for day in (day for day in range(START, START + 26) if (day + 3) % 7 < 5):
        if day > START:
            open_day(ledger, day)
            ledger.do(price(), signed_by="ccp")
        fix(ledger, {"NX": AT})
        ledger.do(*(c.Settle(account=name) for name in ("m-lia", "m-ann")), signed_by="ann")
        counted[at(0, day) > said] = (settled(ledger).mortgage, account(ledger).called)
        close(ledger)
    assert counted == {False: (9_000_000, 0), True: (5_000_000, 2_800_000)}


@pytest.mark.parametrize("later", [None, 10**12])
def test_the_first_rules_come_no_earlier_than_others(later: int | None) -> None:
    """Set while a day is open, or for later: nothing is taken yet, and nothing is priced."""
    ledger: Ledger = taking(Ledger(), policies=False)
    open_day(ledger, START)
    ledger.do(policy(since=None if later is None else ledger.time + later), signed_by="ccp")
    assert ledger.submit(price(), signed_by="ccp").outcome is Lodging.not_accepted


def test_layers_wait_until_what_the_defaulter_lodged_is_taken_over() -> None:
    """Then they bear the rest, and the day goes on."""
    ledger = on_the_counter(Ledger())
    left = [one for one in ledger.drive("ann", "futures") if isinstance(one, d.Absorb)]
    assert left == [] and account(ledger, "pia").owed == 500_000
    ledger.do(realise("pia", "p-1"), signed_by="ccp")
    assert ledger.holding("kept", "BOND").free == 53
    ledger.drive("ann", "futures")
    assert account(ledger, "pia").owed == 0


def test_nobody_leaves_while_securities_are_lodged_with_it(ledger: Ledger) -> None:
    """A member answers for accounts for which something is lodged."""
    ledger.party("beta", Role.custodian)
    ledger.do(c.Admit(house="CC", member="beta"), signed_by="ccp beta")
    firm(ledger, "ned", 0, 10, member="beta")
    lodged(ledger, "ned", "n-1", 10)
    leaving = Leave(house="CC", member="beta")
    assert ledger.submit(leaving, signed_by="ccp beta").outcome is Refusal.still_in_business
    ledger.do(give_back("ned", "n-1"), signed_by="ned")
    ledger.do(leaving, signed_by="ccp beta")
