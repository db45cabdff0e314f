# SPDX-License-Identifier: Apache-2.0
"""Insurance: policies bought out of a digital-yuan wallet; one given back in cooling off, one surrendered, one paid."""

from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.cash import calls as cash
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings.calls import GrantMandate, Hold, Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance.records import CLAIMS, POLICIES, PRODUCTS, WALLETS
from counterfoil.modules.insurance.schedule import Rounding, Terms
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    HexHash,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

CENTRAL_BANK, BANK = PartyId("central-bank"), PartyId("bank")
INSURER, CITIZEN = PartyId("insurer"), PartyId("citizen")
VAULT, INSURERS, CITIZENS = AccountId("vault"), AccountId("insurer-wallet"), AccountId("citizen-wallet")
HEALTH: Final = "health-2026"
REGRETTED, KEPT, CLAIMED = InstrumentId("POLICY-1"), InstrumentId("POLICY-2"), InstrumentId("POLICY-3")
WORDING: Final = to_hex(digest(b"the terms of the insurance, which the insurer publishes"))
BILL: Final = to_hex(digest(b"the hospital's bill, which the citizen keeps"))
CHINA_MIN: Final = OffsetMinutes(480)
PREMIUM: Final = Quantity(120_00)
RESERVE: Final = "health-reserve"
PAYS: Final = "monthly"
DAYS: Final = 36
"""Cooling off, and a month."""
TERMS: Final = Terms(
    document=HexHash(WORDING),
    premium=PREMIUM,
    premiums=12,
    interval_months=1,
    grace_days=30,
    term_months=12,
    cover=Quantity(50_000_00),
    claim_days=365,
    cooling_off_days=15,
    surrender_ppm=(Millionths(333_333),),
    rounding=Rounding.down,
    offset_min=CHINA_MIN,
)


def play(stage: Stage) -> None:
    """Offer, purchase, cooling off, premiums, surrender, a claim, and the evidence of them."""
    _found(stage)
    _offer(stage)
    _buy(stage)
    _cool_off(stage)
    _go_on(stage)
    _claim(stage)
    stage.prove(
        product=lambda collector: collector.record(PRODUCTS.path(HEALTH)),
        surrendered_policy=lambda collector: collector.record(POLICIES.path(KEPT)),
        what_it_was_worth=lambda collector: collector.record(WALLETS.path(KEPT)),
        claim=lambda collector: collector.record(CLAIMS.path("claim-1")),
        who_was_insured=lambda collector: collector.control(CITIZENS, CLAIMED),
        citizens_wallet=lambda collector: collector.control(CITIZENS, CASH),
    )


def _found(stage: Stage) -> None:
    """Digital yuan in a citizen's wallet and an insurer's, without limits, which are another scene's."""
    stage.enter(
        Firm(CENTRAL_BANK, "Central bank", (Role.operating_bank,)),
        Firm(BANK, "Operating bank", (Role.operating_bank, Role.custodian)),
        Firm(INSURER, "Example Insurance", (Role.issuer,)),
        Firm(CITIZEN, "A citizen"),
    )
    unit = Unit(name="CNY", decimals=2)
    stage.define(CASH, InstrumentKind.cash, unit, issuer=CENTRAL_BANK, name="数字人民币 Digital yuan")
    classes = ((CITIZENS, Grade.second, WalletKind.personal), (INSURERS, Grade.first, WalletKind.corporate))
    limits = [cash.SetLimits(instrument=CASH, grade=grade, kind=kind) for _, grade, kind in classes]
    stage.set(cash.Adopt(instrument=CASH, offset_min=CHINA_MIN), *limits, by=[CENTRAL_BANK])
    for account, holder in ((VAULT, BANK), (CITIZENS, CITIZEN), (INSURERS, INSURER)):
        stage.open(account, holder, bank=BANK)
    million = Quantity(1_000_000_00)
    backed = cash.Back(account=VAULT, instrument=CASH, quantity=million, document=HexHash(WORDING))
    issued = Issue(instrument=CASH, account=VAULT, quantity=million)
    stage.set(cash.OpenVault(account=VAULT, instrument=CASH), backed, issued, by=[CENTRAL_BANK, BANK])
    opened = [
        cash.OpenWallet(
            account=account, instrument=CASH, vault=VAULT, grade=grade, kind=kind, commitment=HexHash(WORDING)
        )
        for account, grade, kind in classes
    ]
    drawn = [
        Transfer(sender=VAULT, receiver=account, instrument=CASH, quantity=Quantity(amount))
        for account, amount in ((CITIZENS, 2_000_00), (INSURERS, 500_000_00))
    ]
    stage.set(*opened, *drawn, by=[BANK])


def _offer(stage: Stage) -> None:
    blanks: list[Call] = []
    for policy in (REGRETTED, KEPT, CLAIMED):
        blanks += [
            DefineInstrument(
                instrument=policy,
                kind=InstrumentKind.insurance_policy,
                issuer=INSURER,
                name=f"示例健康险保单 Health policy {policy}",
                unit=Unit(name="policy", decimals=0),
                terms=TermsDocument(uri="https://insurer.example/health-2026", hash=HexHash(WORDING)),
                supply_limit=Quantity(1),
                unique=True,
            ),
            ChangeStatus(instrument=policy, status=InstrumentStatus.active, by=INSURER),
        ]
    stage.set(*blanks, by=[INSURER])
    offer = c.Offer(product=HEALTH, insurer=INSURER, instrument=CASH, account=INSURERS, mandate=RESERVE, terms=TERMS)
    loose, bound = (
        GrantMandate(
            mandate=RESERVE, account=INSURERS, executor=PRODUCTS.path(HEALTH), instrument=CASH, revocable=revocable
        )
        for revocable in (True, False)
    )
    said = "the insurer offers a product, and could take back what refunds are paid under"
    stage.refuse(said, loose, offer, by=[INSURER], outcome="reserve_not_bound")
    stage.do("it offers the product under a mandate that it cannot take back", bound, offer, by=[INSURER])


def _buy(stage: Stage) -> None:
    for policy in (REGRETTED, KEPT, CLAIMED):
        applied = c.Apply(policy=policy, product=HEALTH, version=1, account=CITIZENS, wallet=CITIZENS)
        held = Hold(
            hold=f"first-{policy}",
            account=CITIZENS,
            instrument=CASH,
            quantity=PREMIUM,
            executor=POLICIES.path(policy),
            expires=Timestamp(stage.now + DAY_MS),
        )
        paid = c.Buy(policy=policy, hold=f"first-{policy}")
        said = f"the citizen buys {policy}: premium, policy and cover in one transaction"
        stage.do(said, applied, held, paid, by=[CITIZEN])
    stage.show("the citizen's wallet", _told(stage))


def _cool_off(stage: Stage) -> None:
    stage.wait(14 * DAY_MS)
    cancelled = (c.Cancel(policy=REGRETTED), c.PayOut(policy=REGRETTED))
    stage.do(f"{REGRETTED} is given back in the days of cooling off, and all is refunded", *cancelled, by=[CITIZEN])
    stage.show("the citizen's wallet", _told(stage))
    stage.wait(3 * DAY_MS)
    late = c.Cancel(policy=KEPT)
    stage.refuse(f"{KEPT} is given back after them", late, by=[CITIZEN], outcome="cooling_off_over")


def _go_on(stage: Stage) -> None:
    mandate = GrantMandate(mandate=PAYS, account=CITIZENS, executor=POLICIES.path(KEPT), instrument=CASH)
    stage.do("the citizen lets later premiums be taken out of the wallet", mandate, by=[CITIZEN])
    second = c.PayPremium(policy=KEPT, premium=2, mandate=PAYS)
    stage.refuse("the second premium is taken before its day", second, by=[INSURER], outcome="premium_not_due")
    stage.wait(15 * DAY_MS)
    stage.do("the second premium is taken", second, by=[INSURER])
    stage.refuse("the second premium is taken twice", second, by=[INSURER], outcome="premium_not_next")
    given_back = (c.Surrender(policy=KEPT), c.PayOut(policy=KEPT))
    stage.do(f"{KEPT} is surrendered, and paid for at once", *given_back, by=[CITIZEN])
    stage.show("the citizen's wallet", _told(stage))


def _claim(stage: Stage) -> None:
    """One is refused after a surrender; one is admitted, and no surrender is paid after it."""
    after, made = (
        c.MakeClaim(claim=claim, policy=policy, quantity=Quantity(8_000_00), occurred=stage.now, document=HexHash(BILL))
        for claim, policy in (("claim-0", KEPT), ("claim-1", CLAIMED))
    )
    stage.refuse("a claim on the policy that was surrendered", after, by=[CITIZEN], outcome="policy_over")
    stage.do(f"the citizen claims 8,000 yuan on {CLAIMED}", made, by=[CITIZEN])
    admitted = c.Admit(claim="claim-1", quantity=Quantity(6_500_00))
    stage.do("the insurer admits 6,500 yuan, which are paid", admitted, c.PayOut(policy=CLAIMED), by=[INSURER])
    beside = c.Surrender(policy=CLAIMED)
    stage.refuse("a surrender after the claim", beside, by=[CITIZEN], outcome="policy_over")
    stage.show("the citizen's wallet", _told(stage))


def _told(stage: Stage) -> str:
    yuan, fen = divmod(stage.holding(CITIZENS, CASH).free, 100)
    return f"{yuan:,}.{fen:02} yuan"


SCENE: Final = Scene(
    number=60,
    name="insurance",
    title="Insurance out of a wallet 数字人民币购买保险: cooling off, premiums, surrender, a claim",
    play=play,
    days=DAYS,
)
