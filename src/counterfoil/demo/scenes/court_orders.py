# SPDX-License-Identifier: Apache-2.0
"""Orders: the police freeze a launderer's shares, a court seizes and sells them, the victims share what they bring."""

from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import ACCOUNTS, Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.order import ORDERS, Scope
from counterfoil.modules.supervision.records import FILES, OrderKind, Power, SubjectKind
from counterfoil.modules.supervision.seized import Victim
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, Duration, InstrumentId, PartyId, Quantity, RecordPath, Timestamp

SHARE: Final = InstrumentId("EXAMPLE-A")
COURT, CLERK, POLICE = PartyId("court"), PartyId("clerk"), PartyId("police")
ISSUER, BANK, BUYER = PartyId("issuer"), PartyId("bank"), PartyId("buyer")
LAUNDERER: Final = PartyId("launderer")
STATES, LAUNDERERS, BUYERS = AccountId("state-account"), AccountId("launderer-account"), AccountId("buyer-account")
VICTIMS: Final = (AccountId("first-victim"), AccountId("second-victim"))
CLAIMS_FEN: Final = (Quantity(70_000_00), Quantity(30_000_01))
"""what is due to each"""
PRICE_FEN: Final = Quantity(50_000_00)
SEIZED: Final = Quantity(600)
JUDGMENT: Final = to_hex(digest(b"the judgment, which the court keeps"))
YEAR_MS: Final = Duration(365 * 24 * 3_600_000)
MONTH_MS: Final = YEAR_MS // 12


def play(stage: Stage) -> None:
    """Freeze, seize, sell, return, prove."""
    _found(stage)
    _freeze(stage)
    _seize(stage)
    _sell(stage)
    _give_back(stage)
    buyers_file = _file(BUYERS)
    opened = c.OpenFile(kind=SubjectKind.account, subject=BUYERS)
    stage.do("the buyer has the file of its account opened: no order is in it", opened, by=[BUYER])
    stage.prove(
        launderers_holding=lambda collector: collector.control(LAUNDERERS, SHARE),
        orders_about_the_launderer=lambda collector: collector.record(_file(LAUNDERERS)),
        no_order_about_the_buyer=lambda collector: collector.record(buyers_file),
    )


def _found(stage: Stage) -> None:
    """Authorities, a launderer, a buyer with money, two victims; and a policy that says who may order what."""
    stage.enter(
        Firm(COURT, "Example Court", (Role.supervisor,)),
        Firm(CLERK, "Clerk of the court"),
        Firm(POLICE, "Example Police", (Role.supervisor,)),
        Firm(ISSUER, "Example Manufacturing", (Role.issuer,)),
        Firm(BANK, "Operating bank", (Role.operating_bank,)),
        Firm(LAUNDERER, "A launderer"),
        Firm(BUYER, "A buyer"),
        Firm(PartyId("treasury"), "State treasury"),
        *(Firm(PartyId(victim), "A victim") for victim in VICTIMS),
    )
    stage.define(SHARE, InstrumentKind.equity, Unit(name="share", decimals=0), issuer=ISSUER, name="Example share")
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="Money at the bank")
    for account, holder in ((STATES, "treasury"), (LAUNDERERS, LAUNDERER), (BUYERS, BUYER)):
        stage.open(account, PartyId(holder))
    for victim in VICTIMS:
        stage.open(victim, PartyId(victim))
    stage.set(Issue(instrument=SHARE, account=LAUNDERERS, quantity=Quantity(1_000)), by=[ISSUER])
    stage.set(Issue(instrument=CASH, account=BUYERS, quantity=Quantity(100_000_00)), by=[BANK])
    powers = [
        Power(kind=kind, authorities=(COURT, POLICE), orders_only=True, duration_max_ms=YEAR_MS)
        for kind in (OrderKind.freeze, OrderKind.thaw)
    ]
    powers += [
        Power(kind=kind, authorities=(COURT,), officers=(CLERK,), four_eyes=True, duration_max_ms=YEAR_MS)
        for kind in (OrderKind.seize, OrderKind.sell, OrderKind.give_back)
    ]
    policy = c.SetPolicy(by=SUPERVISOR, changers=(SUPERVISOR, COURT), state_accounts=(STATES,), powers=tuple(powers))
    stage.do("a policy says who may order what, and where two must", policy, by=[SUPERVISOR])


def _freeze(stage: Stage) -> None:
    """The police freeze at once; what they may not do, the ledger refuses."""
    order = _order(stage, "freeze-1", OrderKind.freeze, _of_launderer(), by=POLICE, checker=None)
    stage.do("the police freeze all that the launderer has", order, c.Freeze(order="freeze-1", by=POLICE), by=[POLICE])
    sale = Transfer(sender=LAUNDERERS, receiver=BUYERS, instrument=SHARE, quantity=Quantity(1))
    stage.refuse("the launderer sells a share", sale, by=[LAUNDERER], outcome="insufficient_free_quantity")
    seizure = _of_launderer(quantity=SEIZED, receiver=STATES)
    alone = _order(stage, "seizure-1", OrderKind.seize, seizure, checker=None)
    stage.refuse("the court orders a seizure, alone", alone, by=[COURT], outcome="second_needed")
    ordered = _order(stage, "seizure-1", OrderKind.seize, seizure)
    stage.do("the court orders a seizure of 600 shares, and its clerk checks it", ordered, by=[COURT, CLERK])


def _seize(stage: Stage) -> None:
    """The police let go, and of what is free no more moves than was ordered."""
    thaw = _order(
        stage, "thaw-1", OrderKind.thaw, _of_launderer(freeze="supervision/freeze-1"), by=POLICE, checker=None
    )
    stage.do("the police let go", thaw, c.Thaw(order="thaw-1", by=POLICE), by=[POLICE])
    beyond = c.Seize(order="seizure-1", by=COURT, free=Quantity(SEIZED + 1))
    stage.refuse("one share more than was ordered", beyond, by=[COURT], outcome="beyond_order")
    stage.do("600 shares are seized", c.Seize(order="seizure-1", by=COURT, free=SEIZED), by=[COURT])
    stage.show("the state account", f"{stage.holding(STATES, SHARE).free} shares")


def _sell(stage: Stage) -> None:
    """Units against money, at once: the buyer's hold is for this sale alone."""
    scope = Scope(seizure="seizure-1", quantity=SEIZED, cash=CASH, price=PRICE_FEN)
    stage.do("the court orders their sale", _order(stage, "sale-1", OrderKind.sell, scope), by=[COURT, CLERK])
    bid = Hold(
        hold="bid-1",
        account=BUYERS,
        instrument=CASH,
        quantity=PRICE_FEN,
        executor=ORDERS.path("sale-1"),
        expires=Timestamp(stage.now + MONTH_MS),
    )
    stage.do("a buyer reserves 50,000 yuan for it", bid, by=[BUYER])
    sold = c.Sell(order="sale-1", by=COURT, hold="bid-1", receiver=BUYERS)
    stage.do("600 shares are sold, delivery versus payment", sold, by=[COURT])


def _give_back(stage: Stage) -> None:
    """Less is there than is due: each victim gets the same part of the claim, to the last fen."""
    victims = tuple(Victim(account=account, claim=claim) for account, claim in zip(VICTIMS, CLAIMS_FEN, strict=True))
    scope = Scope(seizure="seizure-1", instrument=CASH, quantity=PRICE_FEN, victims=victims)
    ordered = _order(stage, "return-1", OrderKind.give_back, scope)
    returned = c.Return(order="return-1", by=COURT)
    stage.do("the court has it shared out among the victims", ordered, returned, by=[COURT, CLERK])
    shares = " and ".join(f"{stage.holding(account, CASH).free:,} fen" for account in VICTIMS)
    stage.show("the victims have", shares)


def _order(
    stage: Stage, name: str, kind: OrderKind, scope: Scope, *, by: PartyId = COURT, checker: PartyId | None = CLERK
) -> c.Give:
    """An order with its ground, in force for a month."""
    return c.Give(
        order=name,
        kind=kind,
        authority=by,
        checker=checker,
        reference="(2026) Example No. 1",
        document=JUDGMENT,
        scope=scope,
        expires=Timestamp(stage.now + MONTH_MS),
    )


def _of_launderer(
    *, quantity: Quantity | None = None, receiver: AccountId | None = None, freeze: str | None = None
) -> Scope:
    return Scope(account=LAUNDERERS, instrument=SHARE, quantity=quantity, receiver=receiver, freeze=freeze)


def _file(account: AccountId) -> RecordPath:
    """What is recorded of every order that touched the account."""
    return FILES.path(*ACCOUNTS.path(account).split("/"))


SCENE: Final = Scene(
    number=30, name="court-orders", title="Orders of police and court 冻结、扣划、变价与返还", play=play
)
