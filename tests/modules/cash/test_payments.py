# SPDX-License-Identifier: Apache-2.0
"""Requests are paid once; what is prepaid stays the payer's until it is earned."""

from itertools import product

import pytest

from counterfoil.identity.signing import single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash import queries
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, PrepaidStatus, RequestStatus
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Part
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from support.ledger import DOCUMENT, Ledger, key_of
from support.refused_cash import YUAN, circulate, pay
from support.refused_payments import confirm, hold, order, pay_request, prepay, refund, request, withdraw

HOUR_MS = 3_600_000


@pytest.fixture
def ledger() -> Ledger:
    """Lin has 180 of digital yuan free, and may pay 50 more today."""
    ledger = Ledger(features={"cash": 0})
    circulate(ledger)
    return ledger


def began(ledger: Ledger) -> int:
    """A service of two and four that ends in an hour; Lin's free units after it was prepaid."""
    expires = ledger.time + HOUR_MS
    ledger.do(hold("h-it", "prepaid/it", 6, expires), prepay("it"), signed_by="lin shop")
    return ledger.holding("of-lin", YUAN).free


def status_of(ledger: Ledger) -> PrepaidStatus:
    contract = ledger.state.read(PREPAID, "it")
    assert contract is not None
    return contract.status


def test_a_request_is_paid_in_one_transaction(ledger: Ledger) -> None:
    """Hold and payment stand together: the shop is paid, the request says so, and nothing stays reserved."""
    ledger.do(request("bill", expires=ledger.time + HOUR_MS), signed_by="shop")
    before = ledger.holding("of-shop", YUAN).free
    held = hold("h", "request/bill", 5, ledger.time + HOUR_MS)
    ledger.do(held, pay_request("bill", "h"), signed_by="lin")
    bill = ledger.state.read(REQUESTS, "bill")
    assert bill is not None and bill.status is RequestStatus.paid
    assert ledger.holding("of-shop", YUAN).free == before + 5
    assert ledger.holding("of-lin", YUAN).held == 0
    assert queries.usage(ledger.state, "of-lin", YUAN).today == 205


def test_a_hold_of_another_sum_than_asked_for_is_not_made(ledger: Ledger) -> None:
    """It could pay nothing and would be stuck until its expiry; whoever tries is told both sums."""
    expires = ledger.time + HOUR_MS
    ledger.do(request("bill", expires=expires), signed_by="shop")
    before = ledger.holding("of-lin", YUAN)
    for quantity in (4, 6):
        wrong = ledger.submit(hold("h", "request/bill", quantity, expires), signed_by="lin")
        assert wrong.outcome is CashOutcome.hold_not_exact
    assert ledger.holding("of-lin", YUAN) == before


def test_figures_are_told_where_units_are_missing_or_do_not_fit(ledger: Ledger) -> None:
    """What was there, and what is needed."""
    with pytest.raises(Refused) as refused:
        ledger.holding("of-lin", YUAN).less(Part.free, 10**9)
    there = ledger.holding("of-lin", YUAN).free
    has, needed = (f"{number} smallest units of {YUAN}" for number in (there, 10**9))
    assert refused.value.detail == f"of-lin has {has} free, and {needed} are needed"


def test_two_payers_in_one_block_pay_once(ledger: Ledger) -> None:
    """The second finds the request paid, and keeps its money whole."""
    expires = ledger.time + HOUR_MS
    ledger.do(request("bill", expires=expires), signed_by="shop")
    before = ledger.holding("lin-travel", YUAN)
    pays = [
        ledger.transaction(
            hold(f"h-{who}", "request/bill", 5, expires, who), pay_request("bill", f"h-{who}"), signed_by="lin"
        )
        for who in ("of-lin", "lin-travel")
    ]
    first, second = ledger.block(*pays)
    assert (first.outcome, second.outcome) == (MachineOutcome.ok, CashOutcome.request_not_open)
    after = ledger.holding("lin-travel", YUAN)
    assert (after.free, after.held) == (before.free, 0)


def test_a_request_beyond_the_limit_stays_open(ledger: Ledger) -> None:
    """The payer's limit refuses payment and hold together; the request can still be paid by another."""
    expires = ledger.time + HOUR_MS
    ledger.do(request("bill", quantity=51, expires=expires), signed_by="shop")
    held = hold("h", "request/bill", 51, expires)
    assert ledger.submit(held, pay_request("bill", "h"), signed_by="lin").outcome is CashOutcome.beyond_daily
    ledger.do(hold("h", "request/bill", 51, expires, "of-wu"), pay_request("bill", "h"), signed_by="tao")


def test_a_service_is_paid_as_it_is_performed(ledger: Ledger) -> None:
    """Nothing moves until a confirmation; each moves its instalment; the confirmer's is as good as the payer's."""
    free, before = began(ledger), ledger.holding("of-shop", YUAN).free
    assert ledger.holding("of-lin", YUAN).held == 6 and before == ledger.holding("of-shop", YUAN).free
    ledger.do(confirm("it", 1), signed_by="lin")
    assert ledger.holding("of-shop", YUAN).free == before + 2
    ledger.do(confirm("it", 2, by="supervisor"), signed_by="supervisor")
    assert (ledger.holding("of-shop", YUAN).free, ledger.holding("of-lin", YUAN).held) == (before + 6, 0)
    assert status_of(ledger) is PrepaidStatus.performed
    assert ledger.holding("of-lin", YUAN).free == free


def test_one_key_is_not_payer_and_merchant(ledger: Ledger) -> None:
    """A merchant whose only key is the payer's too does not agree to a contract with that payer."""
    shared = single_key_policy(key_of("lin"))
    ledger.do(p.RotateKeys(party="shop", keys=shared), signed_by="shop")
    held = hold("h-it", "prepaid/it", 6, ledger.time + HOUR_MS)
    both = ledger.submit(held, prepay("it"), signed_by="lin", by="lin shop")
    assert (both.outcome, both.call) == (PartiesOutcome.not_authorised, 1)


def test_one_key_is_not_issuer_and_bank(ledger: Ledger) -> None:
    """Nor is a vault opened by one key in two names."""
    ledger.do(p.RotateKeys(party="first-bank", keys=single_key_policy(key_of("pboc"))), signed_by="first-bank")
    ledger.do(
        p.OpenAccount(account="second", holder="first-bank", custodian="first-bank", outgoing=Control.holder),
        signed_by="pboc",
        by="first-bank",
    )
    opened = ledger.submit(c.OpenVault(account="second", instrument=YUAN), signed_by="pboc", by="first-bank pboc")
    assert opened.outcome is PartiesOutcome.not_authorised


def test_an_instalment_is_confirmed_once(ledger: Ledger) -> None:
    """Two confirmations of the first in one block deliver it once."""
    began(ledger)
    answers = ledger.block(*(ledger.transaction(confirm("it", 1), signed_by="lin") for _ in range(2)))
    assert [one.outcome for one in answers] == [MachineOutcome.ok, CashOutcome.not_the_next_instalment]
    assert ledger.holding("of-lin", YUAN).held == 4


def test_a_failed_merchant_gives_nothing_to_its_creditors(ledger: Ledger) -> None:
    """Suspended merchant, one instalment performed: no more can be confirmed, and the order frees the rest."""
    free = began(ledger)
    ledger.do(confirm("it", 1), signed_by="lin")
    stop = p.SuspendParty(party="shop", by="supervisor", reference="insolvency", document=DOCUMENT)
    ledger.do(stop, signed_by="supervisor")
    assert ledger.submit(confirm("it", 2), signed_by="lin").outcome.name == "party_suspended"
    ledger.do(order("it"), signed_by="supervisor")
    held = ledger.holding("of-lin", YUAN)
    assert (held.free, held.held) == (free + 4, 0)


def test_when_the_time_is_over_anybody_has_it_refunded(ledger: Ledger) -> None:
    """A stranger may ask, who gains nothing; before that only the merchant may."""
    free = began(ledger)
    assert ledger.submit(refund("it"), signed_by="lin").outcome.name == "not_authorised"
    ledger.wait(HOUR_MS)
    assert ledger.submit(confirm("it", 1), signed_by="lin").outcome is HoldingsOutcome.hold_expired
    assert ledger.submit(h.ReleaseHold(hold="h-it"), signed_by="lin").outcome is HoldingsOutcome.hold_reserved
    ledger.do(refund("it"), signed_by="tao")
    assert ledger.holding("of-lin", YUAN).free == free + 6


def test_what_no_contract_uses_is_released_as_any_hold(ledger: Ledger) -> None:
    """A hold for a contract that was never made is given up after its expiry."""
    ledger.do(hold("h-it", "prepaid/it", 6, ledger.time + HOUR_MS), signed_by="lin")
    ledger.wait(HOUR_MS)
    ledger.do(h.ReleaseHold(hold="h-it"), signed_by="lin")


def test_prepaid_money_is_counted_when_it_is_paid(ledger: Ledger) -> None:
    """A confirmation beyond the day's limit waits for tomorrow; the money stays reserved."""
    expires = ledger.time + 48 * HOUR_MS
    ledger.do(hold("h-it", "prepaid/it", 90, expires), prepay("it", instalments=(30, 60)), signed_by="lin shop")
    assert queries.usage(ledger.state, "of-lin", YUAN).today == 200
    ledger.do(confirm("it", 1), signed_by="lin")
    assert ledger.submit(confirm("it", 2), signed_by="lin").outcome is CashOutcome.beyond_daily
    ledger.wait(24 * HOUR_MS)
    ledger.do(confirm("it", 2), signed_by="lin")


def contract_at(status: str) -> Ledger:
    """A ledger with one service, at a status."""
    ledger = Ledger(features={"cash": 0}, checked=False)
    circulate(ledger)
    began(ledger)
    steps: dict[str, list[Call]] = {"performed": [confirm("it", 1), confirm("it", 2)], "refunded": [refund("it")]}
    for step in steps.get(status, []):
        ledger.do(step, signed_by="lin shop")
    return ledger


def test_a_service_ends_once() -> None:
    """Every step, with every signature, at every status, early and late: what is over stays as it is."""
    for status, call, late in product(PrepaidStatus, (confirm("it", 1), refund("it"), order("it")), (False, True)):
        ledger = contract_at(status)
        ledger.wait(2 * HOUR_MS if late else 0)
        allowed = ledger.submit(call, signed_by="lin shop supervisor").outcome is MachineOutcome.ok
        expires = late and isinstance(call, c.Confirm)
        assert allowed == (status is PrepaidStatus.running and not expires), (status, call, late)


def test_a_request_ends_once(ledger: Ledger) -> None:
    """Paid or withdrawn, it is neither once more."""
    expires = ledger.time + HOUR_MS
    for first, second in product(("pay", "withdraw"), repeat=2):
        name = f"{first}-{second}"
        ledger.do(
            request(name, quantity=1, expires=expires), hold(name, f"request/{name}", 1, expires), signed_by="shop lin"
        )
        steps = {"pay": pay_request(name, name), "withdraw": withdraw(name)}
        ledger.do(steps[first], signed_by="shop lin")
        assert ledger.submit(steps[second], signed_by="shop lin").outcome is CashOutcome.request_not_open


def test_the_sum_of_all_wallets_is_what_was_put_into_circulation(ledger: Ledger) -> None:
    """Requests, services and refunds leave the whole as it was."""
    began(ledger)
    ledger.do(confirm("it", 1), pay(quantity=3), signed_by="lin")
    ledger.do(refund("it"), signed_by="shop")
    vaults = queries.vaults_of(ledger.state, YUAN)
    wallets = ("of-lin", "lin-travel", "of-shop", "of-wu")
    assert sum(queries.in_circulation(ledger.state, vault) for vault in vaults) == sum(
        ledger.holding(name, YUAN).balance for name in wallets
    )


def test_a_hold_for_a_request_rests_on_its_terms(ledger: Ledger) -> None:
    """Made before the request, its name alone would pay whoever asks first; afterwards payee and sum stand."""
    held = hold("h", "request/bill", 5, ledger.time + HOUR_MS)
    assert ledger.submit(held, signed_by="lin").outcome is CashOutcome.unknown_request
    ledger.do(request("bill", expires=ledger.time + HOUR_MS), signed_by="shop")
    ledger.do(held, signed_by="lin")
    assert ledger.submit(request("bill", account="of-tao"), signed_by="tao").outcome is CashOutcome.request_exists


def test_money_for_a_request_that_is_over_is_the_payers_again(ledger: Ledger) -> None:
    """Withdrawn, paid by another, or too late: nobody waits for the hold's own expiry, which may be far off."""
    far, soon = ledger.time + 10**11, ledger.time + HOUR_MS
    asked = [request(name, expires=soon if name == "late" else far) for name in ("withdrawn", "paid", "late")]
    ledger.do(*asked, signed_by="shop")
    held = [hold(f"h-{one.request}", f"request/{one.request}", 5, far) for one in asked]
    ledger.do(*held, signed_by="lin")
    before = ledger.holding("of-lin", YUAN)
    for one in asked:
        early = c.GiveBack(request=one.request, hold=f"h-{one.request}")
        assert ledger.submit(early, signed_by="lin").outcome is CashOutcome.request_open
    other = hold("h-other", "request/paid", 5, far, "of-wu")
    ledger.do(withdraw("withdrawn"), other, pay_request("paid", "h-other"), signed_by="shop tao")
    ledger.wait(soon - ledger.time)
    released = ledger.submit(h.ReleaseHold(hold="h-late"), signed_by="lin shop")
    assert released.outcome is HoldingsOutcome.hold_not_expired  # of a request that is open, and can only be late
    for one, free in zip(asked, (5, 10, 15), strict=True):
        ledger.do(c.GiveBack(request=one.request, hold=f"h-{one.request}"), signed_by="tao")
        after = ledger.holding("of-lin", YUAN)
        assert (after.free, after.held) == (before.free + free, before.held - free)
        again = ledger.submit(c.GiveBack(request=one.request, hold=f"h-{one.request}"), signed_by="lin")
        assert again.outcome is HoldingsOutcome.unknown_encumbrance


def test_who_held_money_for_a_request_that_ended_takes_it_back_himself(ledger: Ledger) -> None:
    """It takes nothing any more, so that nobody has to be asked."""
    far = ledger.time + 10**11
    ledger.do(request("withdrawn", expires=far), signed_by="shop")
    ledger.do(hold("h-withdrawn", "request/withdrawn", 5, far), signed_by="lin")
    held = ledger.holding("of-lin", YUAN).held
    ledger.do(withdraw("withdrawn"), signed_by="shop")
    ledger.do(h.ReleaseHold(hold="h-withdrawn"), signed_by="lin")
    assert ledger.holding("of-lin", YUAN).held == held - 5
