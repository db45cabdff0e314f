# SPDX-License-Identifier: Apache-2.0
"""The bridge between a bank and a ledger: what becomes of notices and payments."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from counterfoil.demo.simulated_bank import Faults, SimulatedBank
from counterfoil.modules.cash.calls import Retire
from counterfoil.modules.cash.records import VAULTS, Vault
from counterfoil.modules.holdings.calls import Redeem, Transfer
from counterfoil.modules.parties.calls import ChangeAccountControl, ReinstateParty, SuspendParty
from counterfoil.modules.parties.records import Control
from counterfoil.node.bank.journal import BridgeJournal
from counterfoil.node.bank.messages import CreditDebit
from counterfoil.node.bank.port import BankUnavailable, LawBroken
from counterfoil.node.bank.reconciling import bank_differences
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.node.network import Network
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Quantity
from support.bank_world import (
    EXCHANGE,
    INTO_LIN,
    INTO_NONE,
    INTO_SHOP,
    LIMIT,
    LIN,
    OF_LIN,
    OF_SHOP,
    OWN,
    RESERVE,
    SHOP,
    VAULT,
    YUAN,
    bank_of,
    bridge_over,
    notice_of,
    open_sub_wallet,
    pay_back,
    settled,
    states,
    units,
)
from support.network import CHAIN, run


def test_money_that_arrived_is_backed_and_issued(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """The bank's own into the vault against backing; a customer's out of the vault into the wallet."""
    bank.arrive(INTO_LIN, 700, "E-1", payer=OF_LIN)
    bridge = settled(network, bank, tmp_path)
    assert states(bridge) == {"backing-1": "issued", "E-1": "issued"}
    assert (units(bridge.node, VAULT), units(bridge.node, LIN)) == (8_300, 700)
    data = bridge.node.ledger.record(VAULTS.path(VAULT, YUAN))
    assert data is not None and canonical.decode(data, Vault).backed == 9_000


def test_what_stands_on_the_chain_opens_by_salt_and_notice(
    network: Network, bank: SimulatedBank, tmp_path: Path
) -> None:
    """Nothing that the bank wrote is on the chain: neither account numbers nor the identification."""
    bridge = settled(network, bank, tmp_path)
    [notice] = bridge.journal.notices()
    document = to_hex(tagged("bank-notice", bridge.salt(notice.entry) + notice.entry.plain))
    events = b"".join(b"".join(bridge.node.reader.events(height)) for height in range(bridge.node.height + 1))
    assert document.encode() in events
    assert not any(word.encode() in events for word in ("backing-1", RESERVE, OWN))


def test_units_that_come_back_are_paid_out(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """A customer's to the customer, retired backing to the bank; each is booked once, however often it is asked."""
    bank.arrive(INTO_SHOP, 700, "E-1", payer=OF_SHOP)
    bank.arrive(EXCHANGE, 700, "funding", payer=OWN)
    bridge = settled(network, bank, tmp_path)
    pay_back(network, SHOP, 300)
    redeemed = Redeem(instrument=YUAN, account=VAULT, quantity=Quantity(1_000))
    retired = Retire(account=VAULT, instrument=YUAN, quantity=Quantity(1_000), document=HexHash("ab" * 32))
    run(bridge.node, [redeemed, retired], network.keyring.get("pboc"), network.keyring.get("icbc"))
    assert bridge.run_until_settled(5) and bridge.run_until_settled(5)
    paid = [(one.order.creditor_account, one.order.amount, one.state) for one in bridge.journal.payments()]
    assert (OF_SHOP, 300, "settled") in paid and (OWN, 1_000, "settled") in paid
    assert bank.statement(RESERVE).closing == 8_000
    assert [one.amount for one in bank.statement(EXCHANGE).entries if one.side is CreditDebit.debit] == [300]


def test_what_a_sub_wallet_sends_back_is_paid_to_its_parents_customer(
    network: Network, bank: SimulatedBank, tmp_path: Path
) -> None:
    """The plan has the parent alone; with an account of its own in the plan, that one is paid from then on."""
    bank.arrive(INTO_SHOP, 700, "E-1", payer=OF_SHOP)
    bank.arrive(EXCHANGE, 700, "funding", payer=OWN)
    bridge, till = settled(network, bank, tmp_path), AccountId("shop-till")
    open_sub_wallet(network, till, SHOP, "shop")
    moved = Transfer(sender=SHOP, receiver=till, instrument=YUAN, quantity=Quantity(500))
    run(bridge.node, [moved], network.keyring.get("shop"))
    pay_back(network, till, 300)
    assert bridge.run_until_settled(5)
    assert not bridge.journal.redemptions(), "the customer is known"
    bridge.plan = replace(bridge.plan, payouts={**bridge.plan.payouts, till: "ICBC-TILL"})
    pay_back(network, till, 200)
    assert bridge.run_until_settled(5)
    paid = [(one.order.creditor_account, one.order.amount, one.state) for one in bridge.journal.payments()]
    assert paid == [(OF_SHOP, 300, "settled"), ("ICBC-TILL", 200, "settled")]


def test_a_sub_wallet_of_a_wallet_outside_the_plan_is_owed_until_its_parent_is_in_it(
    network: Network, bank: SimulatedBank, tmp_path: Path
) -> None:
    """Told as open with the sub-wallet that it came from; paid once the plan has an account for the parent."""
    bank.arrive(INTO_SHOP, 700, "E-1", payer=OF_SHOP)
    bank.arrive(EXCHANGE, 700, "funding", payer=OWN)
    bridge, till = settled(network, bank, tmp_path), AccountId("shop-till")
    whole, bridge.plan = bridge.plan, replace(bridge.plan, payouts={LIN: OF_LIN})
    open_sub_wallet(network, till, SHOP, "shop")
    moved = Transfer(sender=SHOP, receiver=till, instrument=YUAN, quantity=Quantity(500))
    run(bridge.node, [moved], network.keyring.get("shop"))
    pay_back(network, till, 300)
    bridge.run_until_settled(5)
    assert [(one.wallet, one.amount) for one in bridge.journal.redemptions()] == [(till, 300)]
    assert not bridge.journal.payments()
    bridge.plan = whole
    assert bridge.run_until_settled(5) and bridge.run_until_settled(5)
    paid = [(one.order.creditor_account, one.order.amount, one.state) for one in bridge.journal.payments()]
    assert paid == [(OF_SHOP, 300, "settled")] and not bridge.journal.redemptions()


def test_money_that_the_ledger_does_not_take_goes_back(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """Beyond the wallet's limit; for an account that no wallet has; in another currency."""
    bank.arrive(INTO_LIN, LIMIT + 1, "too much", payer=OF_LIN)
    bank.arrive(INTO_NONE, 5, "for nobody", payer=OF_SHOP)
    bank.arrive(EXCHANGE, 5, "funding", payer=OWN)
    bridge = settled(network, bank, tmp_path)
    assert states(bridge) == {
        "backing-1": "issued",
        "too much": "returned",
        "for nobody": "ignored",
        "funding": "ignored",
    }
    assert notice_of(bridge, "too much").detail == "beyond_balance"
    back = {one.order.creditor_account: (one.order.amount, one.state) for one in bridge.journal.payments()}
    assert back == {OF_LIN: (LIMIT + 1, "settled"), OF_SHOP: (5, "settled")}
    assert units(bridge.node, LIN) == 0 and bank.statement(INTO_LIN).closing == 0


def test_another_currency_is_not_the_ledgers(network: Network, tmp_path: Path) -> None:
    """It goes back as it came."""
    bank = bank_of(currency="USD")
    bank.arrive(INTO_LIN, 5, "dollars", payer=OF_LIN)
    bridge = settled(network, bank, tmp_path)
    assert states(bridge) == {"dollars": "ignored"}
    assert [(one.order.currency, one.state) for one in bridge.journal.payments()] == [("USD", "settled")]


def test_two_payments_that_are_equal_are_two_payments(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """The same customer pays the same sum twice, under NOTPROVIDED: two bookings, and both are in the wallet."""
    for booking in ("B-1", "B-2"):
        bank.arrive(INTO_LIN, 100, "NOTPROVIDED", payer=OF_LIN, booking=booking)
    bridge = settled(network, bank, tmp_path)
    assert units(bridge.node, LIN) == bank.statement(INTO_LIN).closing == 200
    assert list(bank_differences(bank.statement(INTO_LIN), bridge.journal)) == []
    bridge.journal.close()
    (tmp_path / "anew").mkdir()
    again = settled(network, bank, tmp_path / "anew")
    assert units(again.node, LIN) == 200, "and no more without its journal"


def test_equal_payments_that_go_back_go_back_each(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """Two for an account that no wallet has, equal in all but the bank's reference: two payments."""
    bank.faults = Faults(equal=100)
    bank.arrive(INTO_NONE, 5, "NOTPROVIDED", payer=OF_SHOP)
    bridge = settled(network, bank, tmp_path)
    paid = [(one.order.creditor_account, one.order.amount, one.state) for one in bridge.journal.payments()]
    assert paid == [(OF_SHOP, 5, "settled")] * 2 and bank.statement(INTO_NONE).closing == 0


def test_one_booking_notified_again_is_nothing_new(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """Under another number, with the bank's reference of before: it is in the wallet once."""
    bank.faults = Faults(twice=100)
    bank.arrive(INTO_SHOP, 50, "E-2", payer=OF_SHOP)
    bridge = settled(network, bank, tmp_path)
    assert len(bank.entries(0)) == 3 and units(bridge.node, SHOP) == 50 and not bridge.journal.conflicts()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"amount": 701},
        {"end_to_end": "E-2"},
        {"counterparty_account": OF_SHOP},
        {"account": INTO_SHOP},
        {"booked_at": 1},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_one_reference_of_the_bank_is_one_booking(
    network: Network,
    bank: SimulatedBank,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    otherwise: dict[str, object],
) -> None:
    """A bank that gives it to another breaks the law: that is a conflict, told and never carried out."""
    bank.arrive(INTO_LIN, 700, "E-1", payer=OF_LIN)
    whole = bank.entries(0)
    other = msgspec.structs.replace(whole[-1], number=len(whole) + 1, **otherwise)
    monkeypatch.setattr(bank, "entries", lambda after: [*whole, other][after:])
    bridge = settled(network, bank, tmp_path)
    assert (units(bridge.node, LIN), units(bridge.node, SHOP)) == (700, 0)
    assert bridge.journal.conflicts() == [other]
    told = list(bank_differences(bank.statement(other.account), bridge.journal))
    problem = "notice 3 has the bank's reference of another booking"
    assert (problem, other.end_to_end, other.booking) in told


def test_without_a_journal_the_ledger_itself_refuses_the_second(
    network: Network, bank: SimulatedBank, tmp_path: Path
) -> None:
    """A bridge that forgot everything makes the same intents, to which the ledger has its answers already."""
    bank.arrive(INTO_LIN, 700, "E-1", payer=OF_LIN)
    bank.arrive(INTO_LIN, LIMIT, "too much", payer=OF_LIN)
    bridge = settled(network, bank, tmp_path)
    height = bridge.node.height
    bridge.journal.close()
    (tmp_path / "anew").mkdir()
    again = settled(network, bank, tmp_path / "anew")
    assert states(again) == {"backing-1": "issued", "E-1": "issued", "too much": "returned"}
    assert (units(again.node, VAULT), units(again.node, LIN), again.node.height) == (8_300, 700, height)
    assert bank.statement(INTO_LIN).closing == 700, "returned once"


def test_a_refusal_burns_nothing_and_is_tried_again(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """While the bank is suspended the notice waits, and says why; once it is reinstated it is done."""
    node, ring = network.chain(CHAIN), network.keyring
    by = {"party": PartyId("icbc"), "by": SUPERVISOR, "reference": "order 1", "document": HexHash("ab" * 32)}
    run(node, [SuspendParty(**by)], ring.get(SUPERVISOR))
    bridge = bridge_over(network, bank, tmp_path)
    assert not bridge.run_until_settled(2)
    [notice] = bridge.journal.notices()
    assert (notice.state, notice.detail) == ("received", "refused: incomplete")
    run(node, [ReinstateParty(**by)], ring.get(SUPERVISOR))
    assert bridge.run_until_settled(2) and states(bridge) == {"backing-1": "issued"}


@pytest.mark.parametrize(("here", "away"), [("icbc", "pboc"), ("pboc", "icbc")])
def test_what_a_key_is_missing_for_waits_and_does_not_go_back(
    network: Network, bank: SimulatedBank, tmp_path: Path, here: str, away: str
) -> None:
    """A forgotten key sends no money back: the notice says whose it is, and is done once the key is there."""
    bank.arrive(INTO_LIN, 700, "E-1", payer=OF_LIN)
    bridge = bridge_over(network, bank, tmp_path)
    bridge.plan = replace(bridge.plan, keys=(network.keyring.get(here),))
    assert not bridge.run_until_settled(2)
    waiting = {notice.entry.end_to_end: (notice.state, notice.detail) for notice in bridge.journal.notices()}
    assert waiting == {"backing-1": ("received", f"not signed by {away}"), "E-1": ("received", "")}
    assert not bridge.journal.payments()
    bridge.journal.close()
    bridge = settled(network, bank, tmp_path)
    assert states(bridge) == {"backing-1": "issued", "E-1": "issued"}


def test_a_wallets_money_needs_the_banks_key_alone(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """The issuer's is not asked where nothing is backed; without the bank's the notice waits and says so."""
    bridge = settled(network, bank, tmp_path)
    bank.arrive(INTO_SHOP, 500, "E-9", payer=OF_SHOP)
    bridge.plan = replace(bridge.plan, keys=(network.keyring.get("pboc"),))
    assert not bridge.run_until_settled(2)
    notice = notice_of(bridge, "E-9")
    assert (notice.detail, notice.by) == ("not signed by icbc", ("icbc",))
    bridge.plan = replace(bridge.plan, keys=(network.keyring.get("icbc"),))
    assert bridge.run_until_settled(2) and units(bridge.node, SHOP) == 500


@pytest.mark.parametrize("incoming", [Control.holder, Control.both])
def test_a_customer_who_wants_to_sign_what_comes_in_stops_nobody_else(
    network: Network, bank: SimulatedBank, tmp_path: Path, incoming: Control
) -> None:
    """Lin's wallet takes nothing without Lin: that money goes back, by the ledger's word, and the shop has its own."""
    bridge = settled(network, bank, tmp_path)
    rules = ChangeAccountControl(account=LIN, custodian=PartyId("icbc"), outgoing=Control.holder, incoming=incoming)
    run(bridge.node, [rules], network.keyring.get("lin"), network.keyring.get("icbc"))
    bank.arrive(INTO_LIN, 7, "to-lin", payer=OF_LIN)
    bank.arrive(INTO_SHOP, 50, "to-shop", payer=OF_SHOP)
    assert bridge.run_until_settled(5)
    assert states(bridge) == {"backing-1": "issued", "to-lin": "returned", "to-shop": "issued"}
    assert (units(bridge.node, LIN), units(bridge.node, SHOP)) == (0, 50)
    [back] = bridge.journal.payments()
    assert (back.order.creditor_account, back.order.amount, back.state) == (OF_LIN, 7, "settled")
    assert "not_authorised" in back.cause
    bridge.journal.close()
    (tmp_path / "anew").mkdir()
    rules = ChangeAccountControl(
        account=LIN, custodian=PartyId("icbc"), outgoing=Control.holder, incoming=Control.nobody
    )
    run(bridge.node, [rules], network.keyring.get("lin"), network.keyring.get("icbc"))
    again = settled(network, bank, tmp_path / "anew")
    assert states(again)["to-lin"] == "returned", "that was the answer, whatever rule there is now"
    assert (units(again.node, LIN), bank.statement(INTO_LIN).closing) == (0, 0)


@pytest.mark.parametrize("later", [("icbc",), ("pboc",), ("pboc", "icbc"), ("icbc", "lin", "pboc")])
@pytest.mark.parametrize("without_journal", [False, True])
def test_other_keys_after_a_crash_make_no_other_intent(
    network: Network,
    bank: SimulatedBank,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    later: tuple[str, ...],
    without_journal: bool,
) -> None:
    """It dies between the ledger's answer and the journal, and runs again with other keys: 500 came, 500 are there."""
    bridge = settled(network, bank, tmp_path)
    bank.arrive(INTO_SHOP, 500, "E-9", payer=OF_SHOP)
    bridge.take_notices()

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(bridge.journal, "set_notice", die)
        with pytest.raises(SystemExit):
            bridge.settle_notices()
    assert units(bridge.node, SHOP) == 500 and states(bridge)["E-9"] == "received"
    if without_journal:
        bridge.journal.close()
        (tmp_path / "bridge.sqlite").unlink()
        bridge = bridge_over(network, bank, tmp_path)
    bridge.plan = replace(bridge.plan, keys=tuple(map(network.keyring.get, later)))
    assert bridge.run_until_settled(3)
    assert (units(bridge.node, SHOP), bank.statement(INTO_SHOP).closing) == (500, 500)
    assert states(bridge)["E-9"] == "issued"


def test_what_was_received_does_not_wait_for_the_bank(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """The bank gives no answer any more: what the journal has is brought to the ledger all the same."""
    bridge = bridge_over(network, bank, tmp_path)
    bridge.take_notices()
    bank.faults = Faults(before=100)
    with pytest.raises(BankUnavailable):
        bridge.run()
    assert states(bridge) == {"backing-1": "issued"}


def test_a_gap_in_the_numbers_stops_the_bridge_and_loses_nothing(
    network: Network, bank: SimulatedBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notice 2 is held back: it says so and takes nothing behind it; once the bank gives it, all of it is done."""
    bank.arrive(INTO_LIN, 100, "E-1", payer=OF_LIN)
    bank.arrive(INTO_SHOP, 50, "E-2", payer=OF_SHOP)
    bridge = bridge_over(network, bank, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(bank, "entries", lambda after: [one for one in whole(after) if one.number != 2])
        whole = type(bank).entries.__get__(bank)
        for _ in range(2):
            with pytest.raises(LawBroken, match="the bank gave notice 3 where 2 is next"):
                bridge.run_until_settled(5)
        assert states(bridge) == {"backing-1": "issued"}
    assert bridge.run_until_settled(5)
    assert (units(bridge.node, LIN), units(bridge.node, SHOP)) == (100, 50)


def test_a_notice_given_again_under_its_number_stops_the_bridge(
    network: Network, bank: SimulatedBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked for is what comes after the last one taken: anything else is out of its turn."""
    bridge = settled(network, bank, tmp_path)
    monkeypatch.setattr(bank, "entries", lambda _after: type(bank).entries(bank, 0))
    with pytest.raises(LawBroken, match="the bank gave notice 1 where 2 is next"):
        bridge.run()


def test_a_journal_has_one_bridge(tmp_path: Path) -> None:
    """A second one is refused while the first is open."""
    with BridgeJournal(tmp_path / "journal"), pytest.raises(StorageError, match="in use by another process"):
        BridgeJournal(tmp_path / "journal")
    BridgeJournal(tmp_path / "journal").close()
