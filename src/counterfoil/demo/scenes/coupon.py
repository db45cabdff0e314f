# SPDX-License-Identifier: Apache-2.0
"""A bond pays its coupon from its terms: to who was on the register at the record time, to the fen, and once."""

from datetime import UTC, datetime, timedelta
from json import dumps
from typing import Any, Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.evidence.text import format_quantity
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ACTIONS, ENTITLEMENTS, Action
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, Duration, InstrumentId, OffsetMinutes, PartyId, Quantity, Timestamp
from counterfoil.terms.kernel.arithmetic import Rounding

ISSUER: Final = PartyId("issuer")
BANK: Final = PartyId("bank")
BOND: Final = InstrumentId("BOND-2031")
TILL: Final = AccountId("issuer-cash")
HOLDERS: Final = range(1, 13)
BUYER: Final = 13
CHINA_MIN: Final = OffsetMinutes(480)
UNTIL_COUPON: Final = 4
"""Days from now."""
COUPON: Final = "_due-1"
WHERE: Final[dict[str, Any]] = {"instrument": BOND, "action": COUPON}


def play(stage: Stage) -> None:
    """Terms, a coupon that anybody proposes, a sale after the record time, payment, and the evidence of it."""
    _found(stage)
    stage.do(
        "anybody proposes the next payment: which, when and how much follows from the terms",
        c.Propose(instrument=BOND),
        by=[BANK],
    )
    stage.wait((UNTIL_COUPON - 1) * DAY_MS)
    _sell(stage)
    _divide(stage)
    _pay(stage)
    action = _action(stage)
    stage.prove(
        coupon=lambda collector: collector.record(action.path),
        entitlement=lambda collector: collector.record(
            ENTITLEMENTS.path(BOND, COUPON, action.division or "", _account(1))
        ),
        paid=lambda collector: collector.control(_account(1), CASH),
    )


def _found(stage: Stage) -> None:
    """An issuer, its money, and a bond whose terms are registered, held by twelve investors in odd lots."""
    stage.enter(Firm(ISSUER, "Example Issuer", (Role.issuer,)), Firm(BANK, "Example Bank", (Role.operating_bank,)))
    yuan = Unit(name="CNY", decimals=2)
    stage.define(CASH, InstrumentKind.cash, yuan, issuer=BANK, name="数字人民币 Digital yuan")
    stage.open(TILL, ISSUER)
    stage.set(Issue(instrument=CASH, account=TILL, quantity=Quantity(10_000_000)), by=[BANK])
    text = _terms(stage.now)
    document = TermsDocument(uri="https://example.org/bond-2031.json", hash=to_hex(digest(text.encode())))
    bond = DefineInstrument(
        instrument=BOND,
        kind=InstrumentKind.bond,
        issuer=ISSUER,
        name="示例公司债 Example bond",
        unit=Unit(name="bond", decimals=0),
        terms=document,
    )
    active = ChangeStatus(instrument=BOND, status=InstrumentStatus.active, by=ISSUER)
    stage.set(bond, active, by=[ISSUER])
    registered = c.RegisterTerms(
        instrument=BOND,
        text=text,
        per=Quantity(7),
        cash=CASH,
        rounding=Rounding.HALF_UP,
        offset_min=CHINA_MIN,
        record_before=Duration(2 * DAY_MS),
    )
    stage.do("the issuer registers the terms, whose hash the bond has had from the start", registered, by=[ISSUER])
    for number in (*HOLDERS, BUYER):
        stage.set(*_entered(number), by=[DEPOSITORY])
    lots = [Issue(instrument=BOND, account=_account(one), quantity=Quantity(11 + 37 * one)) for one in HOLDERS]
    stage.set(*lots, by=[ISSUER])


def _terms(now: Timestamp) -> str:
    """4.1 % a year, so that hardly any share is whole; the first coupon soon."""
    today = datetime.fromtimestamp(now / 1_000, UTC).replace(tzinfo=None)
    coupon = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=UNTIL_COUPON + 1)
    return bond_terms(coupon, "0.041")


def bond_terms(coupon: datetime, rate: str) -> str:
    """A bond's terms: so much a year on 100 yuan, twice a year from a first coupon on, for five years."""
    terms = {
        "contractType": "PAM",
        "contractID": BOND,
        "contractRole": "RPA",
        "statusDate": (coupon - timedelta(days=200)).isoformat(),
        "initialExchangeDate": (coupon - timedelta(days=182)).isoformat(),
        "maturityDate": coupon.replace(year=coupon.year + 5, day=1).isoformat(),
        "currency": "CNY",
        "notionalPrincipal": "100",
        "nominalInterestRate": rate,
        "dayCountConvention": "A365",
        "cycleAnchorDateOfInterestPayment": coupon.isoformat(),
        "cycleOfInterestPayment": "P6ML1",
    }
    return dumps(terms, sort_keys=True, separators=(",", ":"))


def _sell(stage: Stage) -> None:
    """After the record time investor 1 sells everything: the coupon stays behind."""
    sold = Transfer(sender=_account(1), receiver=_account(BUYER), instrument=BOND, quantity=Quantity(48))
    stage.do("investor 1 sells its 48 bonds, a day after the record time", sold, by=[DEPOSITORY])


def _divide(stage: Stage) -> None:
    """The register is counted, and the whole divided; a false division is refused."""
    while _action(stage).whole is None:
        _step(stage)
    action = _action(stage)
    stage.show("bonds on the register at the record time", str(action.units))
    stage.show("the coupon in all, from the terms", f"{format_quantity(action.whole or 0, 2)} CNY")
    parts = [c.Entitle(division="false", account=_account(one), **WHERE) for one in HOLDERS]
    stage.set(c.Divide(division="false", **WHERE), *parts, by=[ISSUER])
    said = "the issuer rounds everybody down"
    stage.refuse(said, c.Fix(division="false", **WHERE), by=[ISSUER], outcome="sum_not_the_whole")
    while _action(stage).division is None:
        _step(stage)
    stage.show("divided by the largest remainders, nothing left over", f"{format_quantity(action.whole or 0, 2)} CNY")
    for_it = Hold(
        hold="coupon-1",
        account=TILL,
        instrument=CASH,
        quantity=Quantity(action.whole or 0),
        executor=action.path,
        expires=Timestamp(stage.now + 30 * DAY_MS),
    )
    fund = c.Fund(hold="coupon-1", **WHERE)
    stage.do("the issuer sets the money aside", for_it, fund, by=[ISSUER])


def _pay(stage: Stage) -> None:
    stage.wait(3 * DAY_MS)
    _step(stage)
    paid = sum(stage.holding(_account(one), CASH).balance for one in HOLDERS)
    stage.show("paid to twelve investors", f"{format_quantity(paid, 2)} CNY")
    buyer = c.Pay(account=_account(BUYER), **WHERE)
    stage.refuse("the buyer asks for the coupon", buyer, by=[DEPOSITORY], outcome="not_entitled")
    again = c.Pay(account=_account(1), **WHERE)
    stage.refuse("a program that forgot where it stood pays again", again, by=[BANK], outcome="paid_already")
    _step(stage)
    stage.show("the coupon", str(_action(stage).status))


def _step(stage: Stage) -> bool:
    """What anybody may do next, done by the bank; whether there was anything."""
    calls = list(next_steps(stage.node.ledger.view, BOND, COUPON, stage.clock()))
    if calls:
        stage.set(*calls, by=[BANK])
    return bool(calls)


def _action(stage: Stage) -> Action:
    found = stage.node.ledger.view.read(ACTIONS, BOND, COUPON)
    if found is None:
        raise InvariantBroken("the coupon was proposed, and is not there")
    return found


def _entered(number: int) -> tuple[RegisterParty, OpenAccount]:
    party, account = PartyId(f"investor-{number}"), _account(number)
    registered = RegisterParty(
        party=party, registrar=DEPOSITORY, kind=PartyKind.organisation, name=f"Example Investor {number}"
    )
    opened = OpenAccount(
        account=account, holder=party, custodian=DEPOSITORY, outgoing=Control.custodian, incoming=Control.nobody
    )
    return registered, opened


def _account(number: int) -> AccountId:
    return AccountId(f"investor-{number}")


SCENE: Final = Scene(number=50, name="coupon", title="A coupon from the terms of a bond 债券付息", play=play, days=8)
