# SPDX-License-Identifier: Apache-2.0
"""A market with digital yuan, and what the cash module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, MINUTE_MS, SCHEDULED_MAX
from counterfoil.law.event import Changes
from counterfoil.law.moment import known
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.outcomes import CashOutcome as Outcome
from counterfoil.modules.cash.reasons import wallet_of
from counterfoil.modules.cash.records import (
    RATE_PPM_MAX,
    USAGES,
    Grade,
    Usage,
    WalletKind,
)
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.events import AccountControlChanged
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Control, Role
from counterfoil.primitives.types import QUANTITY_MAX, AccountId, InstrumentId, PartyId
from support.ledger import DOCUMENT, Ledger
from support.market import FAR, LONG, SOON, Row, build_market
from support.refused_by_records import Act

CHINA_MIN: Final = 480
YUAN: Final = "e-CNY"
CAPS: Final = {"balance": 500, "single": 100, "daily": 250, "annual": 400}


def cash_market(market: Ledger | None = None) -> Ledger:
    """The market of all rules, or another, with digital yuan in circulation besides."""
    market = build_market() if market is None else market
    circulate(market)
    market.wait(60_000)
    return market


def circulate(market: Ledger, since: int | None = None) -> None:
    """A central bank, two banks with a vault each, wallets of several classes, and units in some of them."""
    for name in ("pboc", "first-bank", "other-bank"):
        market.party(name, Role.operating_bank)
    for name in ("lin", "shop", "tao"):
        market.party(name)
    for name in (YUAN, "plain-cash", "no-units"):
        market.instrument(name, "pboc", kind=InstrumentKind.cash)
    for bank in ("first-bank", "other-bank"):
        market.account(f"vault-of-{bank}", bank, custodian=bank)
        market.account(f"purse-of-{bank}", bank, custodian=bank)
    for name, holder in (
        ("of-lin", "lin"),
        ("lin-travel", "lin"),
        ("lin-more", "lin"),
        ("of-shop", "shop"),
        ("of-tao", "tao"),
        ("of-wu", "tao"),
        ("no-wallet", "tao"),
    ):
        market.account(name, holder, custodian="first-bank")
    market.account("elsewhere", "lin", custodian="other-bank")
    market.do(c.Adopt(instrument=YUAN, offset_min=CHINA_MIN), signed_by="pboc")
    market.do(adopt("no-units"), signed_by="pboc")
    now = market.time + 1_000
    in_force = [limits(since=now, **CAPS), limits(since=now, kind=WalletKind.corporate)]
    in_force.append(limits(since=now, grade=Grade.third, annual=100))
    to_come = [limits(since=FAR + number, grade=Grade.third) for number in range(SCHEDULED_MAX)]
    market.do(*in_force, *to_come, signed_by="pboc")
    for bank in ("first-bank", "other-bank"):
        market.do(c.OpenVault(account=f"vault-of-{bank}", instrument=YUAN), signed_by=f"pboc {bank}")
    market.do(back(), issue_yuan(8_000), signed_by="pboc first-bank")
    wallets: list[Call] = [
        wallet("of-lin"),
        wallet("of-shop", kind=WalletKind.corporate),
        wallet("of-tao", grade=Grade.fourth),
        wallet("of-wu", grade=Grade.third),
        wallet("purse-of-first-bank", kind=WalletKind.corporate),
        c.OpenSubWallet(account="lin-travel", instrument=YUAN, parent="of-lin"),
    ]
    market.do(*wallets, signed_by="first-bank lin")
    market.do(rate(tomorrow(market)), signed_by="pboc")
    spread = {"of-lin": 500, "of-shop": 100, "of-wu": 400, "vault-of-other-bank": 50}
    market.do(*(pay("vault-of-first-bank", *one) for one in spread.items()), signed_by="first-bank")
    market.do(interest_mandate("interest", "first-bank"), signed_by="first-bank")
    market.do(interest_mandate("of-the-other", "other-bank"), signed_by="other-bank")
    market.wait(2 * DAY_MS)
    market.do(pay(), pay(), pay(receiver="lin-travel", quantity=120), signed_by="lin")


def limits(**changes: Any) -> c.SetLimits:
    """Limits of personal wallets of class II, changed."""
    described = {"instrument": YUAN, "since": LONG, "grade": Grade.second, "kind": WalletKind.personal}
    return c.SetLimits(**(described | changes))


def tomorrow(market: Ledger) -> int:
    """The day after this one, in China."""
    return (market.time + CHINA_MIN * MINUTE_MS) // DAY_MS + 1


def rate(day: int = 10**6, **changes: Any) -> c.SetRate:
    """Personal wallets of class III earn their balance once more in a year, changed."""
    described = {"instrument": YUAN, "grade": Grade.third, "kind": WalletKind.personal, "rate_ppm": RATE_PPM_MAX}
    return c.SetRate(day=day, **(described | changes))


def interest_mandate(name: str, bank: str, account: str | None = None) -> h.GrantMandate:
    """The bank lets the currency take out of its vault what wallets earn."""
    vault = account or f"vault-of-{bank}"
    return h.GrantMandate(mandate=name, account=vault, executor=f"cash/currency/{YUAN}", instrument=YUAN)


def interest(account: str = "of-wu", mandate: str = "interest") -> c.PayInterest:
    """Interest is paid."""
    return c.PayInterest(account=account, instrument=YUAN, mandate=mandate)


def wallet(account: str, **changes: Any) -> c.OpenWallet:
    """A personal wallet of class II, changed."""
    described = {"instrument": YUAN, "vault": "vault-of-first-bank", "grade": Grade.second}
    return c.OpenWallet(
        account=account, **(described | {"kind": WalletKind.personal, "commitment": DOCUMENT} | changes)
    )


def sub_wallet(account: str = "lin-more", parent: str = "of-lin") -> c.OpenSubWallet:
    """A sub-wallet."""
    return c.OpenSubWallet(account=account, instrument=YUAN, parent=parent)


def back(quantity: int = 10_000, **changes: Any) -> c.Back:
    """Backing of the first bank's vault, changed."""
    return c.Back(
        **({"account": "vault-of-first-bank", "instrument": YUAN, "document": DOCUMENT} | changes), quantity=quantity
    )


def retire(quantity: int = 1, **changes: Any) -> c.Retire:
    """Backing given back to the first bank, changed."""
    return c.Retire(
        **({"account": "vault-of-first-bank", "instrument": YUAN, "document": DOCUMENT} | changes), quantity=quantity
    )


def issue_yuan(quantity: int, account: str = "vault-of-first-bank") -> h.Issue:
    """An issue of digital yuan."""
    return h.Issue(instrument=YUAN, account=account, quantity=quantity)


def redeem_yuan(quantity: int, account: str = "vault-of-first-bank") -> h.Redeem:
    """Digital yuan goes out of the world."""
    return h.Redeem(instrument=YUAN, account=account, quantity=quantity)


def pay(sender: str = "of-lin", receiver: str = "of-shop", quantity: int = 100) -> h.Transfer:
    """A transfer of digital yuan."""
    return h.Transfer(sender=sender, receiver=receiver, instrument=YUAN, quantity=quantity)


def reclassify(account: str = "of-lin", grade: Grade = Grade.first, instrument: str = YUAN) -> c.Reclassify:
    """Another class for a wallet."""
    return c.Reclassify(account=account, instrument=instrument, grade=grade, commitment=DOCUMENT)


def adopt(instrument: str = "plain-cash") -> c.Adopt:
    """An adoption."""
    return c.Adopt(instrument=instrument, offset_min=CHINA_MIN)


def day(since: int | None = LONG, instrument: str = YUAN) -> c.SetDay:
    """A change of when the day begins."""
    return c.SetDay(instrument=instrument, since=since, offset_min=0)


def vault(account: str = "vault-of-other-bank", instrument: str = YUAN) -> c.OpenVault:
    """A vault."""
    return c.OpenVault(account=account, instrument=instrument)


def correction() -> h.Correct:
    """A correction of digital yuan."""
    return h.Correct(
        instrument=YUAN,
        account="of-lin",
        quantity=1,
        change=Change.adds,
        maker="registrar",
        checker="pboc",
        reason="a line of the register",
        document=DOCUMENT,
    )


_OF_LIN: Final = Usage(account="of-lin", instrument=YUAN)
CONTROL: Final = p.ChangeAccountControl(account="of-lin", outgoing=Control.holder, incoming=Control.nobody)

CASH: Final = [
    Row("adopting nothing known", adopt("NONE"), "pboc", Instruments.unknown_instrument),
    Row("adopting a share", adopt("SHARE"), "issuer", Outcome.not_cash),
    Row("adopting in the issuer's name", adopt(), "first-bank", Parties.not_authorised),
    Row("adopting what is outstanding", adopt("CNY"), "bank", Outcome.currency_outstanding),
    Row("adopting again", adopt("no-units"), "pboc", Outcome.currency_exists),
    Row("the day of what is no currency", day(instrument="plain-cash"), "pboc", Outcome.unknown_currency),
    Row("the day from yesterday on", day(SOON), "pboc", Outcome.policy_backdated),
    Row("the day by a bank", day(), "first-bank", Parties.not_authorised),
    Row("limits of what is no currency", limits(instrument="plain-cash"), "pboc", Outcome.unknown_currency),
    Row("limits from yesterday on", limits(since=SOON), "pboc", Outcome.policy_backdated),
    Row("one change more", limits(grade=Grade.third), "pboc", Outcome.too_much_scheduled),
    Row("limits by a bank", limits(), "first-bank", Parties.not_authorised),
    Row("a rate of what is no currency", rate(instrument="plain-cash"), "pboc", Outcome.unknown_currency),
    Row("a rate from today on", rate(19_000), "pboc", Outcome.policy_backdated),
    Row("a rate by a bank", rate(), "first-bank", Parties.not_authorised),
    Row("a vault of what is no currency", vault(instrument="plain-cash"), "pboc other-bank", Outcome.unknown_currency),
    Row("a vault in no account", vault("none"), "pboc other-bank", Parties.unknown_account),
    Row("a vault without the issuer", vault(), "other-bank", Parties.not_authorised),
    Row("a vault without the bank", vault(), "pboc", Parties.not_authorised),
    Row("a vault of no bank", vault("of-bob"), "pboc bob", Parties.role_missing),
    Row("a vault in a wallet", vault("purse-of-first-bank"), "pboc first-bank", Outcome.vault_or_wallet),
    Row("a vault again", vault(), "pboc other-bank", Outcome.vault_exists),
    Row("backing of no vault", back(account="of-lin"), "pboc", Outcome.unknown_vault),
    Row("backing by the bank itself", back(), "first-bank", Parties.not_authorised),
    Row("backing beyond all numbers", back(QUANTITY_MAX), "pboc", Holdings.quantity_overflow),
    Row("giving back of no vault", retire(account="of-lin"), "pboc", Outcome.unknown_vault),
    Row("giving back without the issuer", retire(), "first-bank", Parties.not_authorised),
    Row("giving back what is in use", retire(2_001), "pboc", Outcome.backing_in_use),
    Row("a wallet at no vault", wallet("lin-more", vault="of-lin"), "first-bank", Outcome.unknown_vault),
    Row("a wallet in no account", wallet("none"), "first-bank", Parties.unknown_account),
    Row("a wallet kept elsewhere", wallet("elsewhere"), "first-bank", Outcome.another_bank),
    Row("a wallet without the bank", wallet("lin-more"), "lin", Parties.not_authorised),
    Row("a wallet in a vault", wallet("vault-of-first-bank"), "first-bank", Outcome.vault_or_wallet),
    Row("a wallet again", wallet("of-lin"), "first-bank", Outcome.wallet_exists),
    Row("a sub-wallet of none", sub_wallet(parent="no-wallet"), "first-bank", Outcome.unknown_wallet),
    Row("a sub-wallet of a sub-wallet", sub_wallet(parent="lin-travel"), "first-bank", Outcome.nested_wallet),
    Row("a sub-wallet kept elsewhere", sub_wallet("elsewhere"), "first-bank", Outcome.another_bank),
    Row("a sub-wallet without the bank", sub_wallet(), "lin", Parties.not_authorised),
    Row("a sub-wallet of another", sub_wallet("no-wallet"), "first-bank", Outcome.another_holder),
    Row("a sub-wallet without the account", sub_wallet(), "first-bank", Parties.not_authorised),
    Row("a sub-wallet again", sub_wallet("lin-travel"), "first-bank lin", Outcome.wallet_exists),
    Row("a class for no wallet", reclassify("no-wallet"), "first-bank", Outcome.unknown_wallet),
    Row("a class for a sub-wallet", reclassify("lin-travel"), "first-bank", Outcome.class_of_parent),
    Row("a class by another bank", reclassify(), "other-bank", Parties.not_authorised),
    Row("interest for no wallet", interest("no-wallet"), "first-bank", Outcome.unknown_wallet),
    Row("interest for a sub-wallet", interest("lin-travel"), "first-bank", Outcome.class_of_parent),
    Row("interest that is not earned", interest("of-lin"), "first-bank", Outcome.nothing_earned),
    Row("interest under no mandate", interest(mandate="none"), "first-bank", Holdings.unknown_mandate),
    Row("interest out of no vault", interest(mandate="free"), "first-bank", Outcome.unknown_vault),
    Row("interest out of another's vault", interest(mandate="of-the-other"), "first-bank", Outcome.another_bank),
    Row("interest without the bank", interest(), "tao", Parties.not_authorised),
]

FOLLOWED: Final = [
    Row("issuing beyond the backing", issue_yuan(2_001), "pboc first-bank", Outcome.beyond_backing),
    Row("issuing to a wallet", issue_yuan(1, "of-lin"), "pboc lin", Outcome.issue_outside_vault),
    Row("redeeming out of a wallet", redeem_yuan(1, "of-lin"), "pboc lin", Outcome.issue_outside_vault),
    Row(
        "redeeming what came through another bank",
        redeem_yuan(1, "vault-of-other-bank"),
        "pboc other-bank",
        Outcome.not_issued_there,
    ),
    Row("correcting a currency", correction(), "registrar pboc lin", Outcome.currency_not_corrected),
    Row("paying into no wallet", pay(receiver="no-wallet"), "lin", Outcome.not_a_wallet),
    Row("paying too much at once", pay(quantity=101), "lin", Outcome.beyond_single),
    Row("a sub-wallet pays too much", pay("lin-travel", quantity=101), "lin", Outcome.beyond_single),
    Row("paying too much in a day", pay(quantity=51), "lin", Outcome.beyond_daily),
    Row("with the sub-wallet too much in a day", pay("lin-travel", quantity=51), "lin", Outcome.beyond_daily),
    Row("paying too much in a year", pay("of-wu", quantity=101), "tao", Outcome.beyond_annual),
    Row("receiving too much", pay("vault-of-first-bank", "of-lin", 208), "first-bank", Outcome.beyond_balance),
    Row("into the sub-wallet", pay("vault-of-first-bank", "lin-travel", 208), "first-bank", Outcome.beyond_balance),
    Row("into a class without limits", pay(receiver="of-tao", quantity=1), "lin", Outcome.class_without_limits),
    Row("leaving the bank", CONTROL, "lin first-bank", Outcome.another_bank),
]
"""What the module refuses to others' calls, because of what it notes."""


def _left_its_bank(ctx: Context) -> None:
    """Another bank keeps the account of Tao's empty wallet now; then something is to come into it."""
    account, bank = AccountId("of-tao"), PartyId("other-bank")
    ctx.happen(AccountControlChanged(account=account, custodian=bank, incoming=Control.nobody, outgoing=Control.holder))
    wallet_of(ctx, account, InstrumentId(YUAN))


CASH_ACTS: Final = [
    Act("coming into a wallet that left its bank", _left_its_bank, Outcome.another_bank),
    Act(
        "taking into a wallet what is no interest",
        lambda ctx: ctx.cause(
            Transferred(
                sender="vault-of-first-bank",
                receiver="of-wu",
                instrument=YUAN,
                quantity=1,
                giving="holdings/mandate/interest",
                taking=f"cash/wallet/of-lin/{YUAN}",
                cause=f"cash/currency/{YUAN}",
            )
        ),
        Holdings.consent_missing,
    ),
    Act("use of a wallet nobody has", lambda ctx: known(ctx, USAGES, "none", YUAN), Outcome.unknown_usage),
    Act(
        "use of a wallet counted twice",
        lambda ctx: Changes(USAGES).create(_OF_LIN, "of-lin", YUAN).fold(_OF_LIN),
        Outcome.usage_exists,
    ),
]
