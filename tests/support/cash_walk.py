# SPDX-License-Identifier: Apache-2.0
"""Random business with digital yuan, for ``laws_walk``: calls that are often right and sometimes wrong."""

from collections.abc import Callable
from random import Random
from typing import Any

from counterfoil.law.call import Call
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, PrepaidStatus, RequestStatus
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import ACCOUNTS, Control
from support.ledger import DOCUMENT, Ledger
from support.refused_cash import YUAN, back, correction, interest, issue_yuan, pay, redeem_yuan, retire, tomorrow

WALLETS = ("of-lin", "lin-travel", "of-shop", "of-wu", "of-tao", "lin-more", "purse-of-first-bank")
VAULTS = ("vault-of-first-bank", "vault-of-first-bank", "vault-of-other-bank")
BANKS = ("first-bank", "other-bank")


class CashWalk:
    """Makes calls about digital yuan, from what the ledger has."""

    def __init__(self, ledger: Ledger, random: Random, fresh: Callable[[], str]) -> None:
        self.ledger = ledger
        self.random = random
        self.fresh = fresh
        self.makers: list[tuple[int, Callable[[], Call]]] = [
            *((1, maker) for maker in (self.adopt, self.set_day, self.open_vault, self.control, self.correct)),
            *((2, maker) for maker in (self.set_limits, self.set_rate, self.back, self.retire, self.redeem)),
            *((2, maker) for maker in (self.open_wallet, self.open_sub_wallet, self.reclassify, self.keep)),
            *(
                (2, maker)
                for maker in (self.withdraw, self.refund, self.order, self.release, self.grant, self.give_back)
            ),
            *((4, maker) for maker in (self.issue, self.interest, self.hold, self.request)),
            *((6, maker) for maker in (self.confirm, self.pay_request, self.prepay)),
            (12, self.pay),
        ]

    # What there is to choose from.

    def one_of(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def account(self) -> str:
        if self.random.random() < 0.9:
            return self.one_of(*WALLETS, *VAULTS)
        return self.one_of("no-wallet", "elsewhere", *(one.account for _, one in self.ledger.state.rows(ACCOUNTS)))

    def wallet(self) -> str:
        return self.one_of(*WALLETS) if self.random.random() < 0.95 else self.account()

    def instrument(self) -> str:
        return self.one_of(*[YUAN] * 12, "no-units", "plain-cash", "SHARE", "NONE")

    def classed(self) -> dict[str, Any]:
        return {"grade": self.one_of(*Grade), "kind": self.one_of(*WalletKind)}

    def since(self) -> int | None:
        return self.one_of(None, None, None, self.ledger.time, self.ledger.time + 10**7)

    def most(self) -> int | None:
        return self.one_of(None, None, None, 60, 500, 900)

    def request_name(self) -> str:
        found = [one for _, one in self.ledger.state.rows(REQUESTS)]
        still = [one.request for one in found if one.status is RequestStatus.requested]
        return self.one_of(*still * 4, *(one.request for one in found), "none")

    def contract_name(self) -> str:
        found = [one for _, one in self.ledger.state.rows(PREPAID)]
        still = [one.contract for one in found if one.status is PrepaidStatus.running]
        return self.one_of(*still * 4, *(one.contract for one in found), "none")

    def hold_for(self, path: str) -> str:
        """An active hold for a record, most often."""
        found = [one for _, one in self.ledger.state.rows(ENCUMBRANCES) if one.status is GrantStatus.active]
        meant = [one.encumbrance for one in found if one.executor == path]
        return self.one_of(*(meant * 9 or ["none"]), *(one.encumbrance for one in found[:1]))

    # One call of each kind.

    def grant(self) -> Call:
        return h.GrantMandate(
            mandate=self.fresh(),
            account=self.one_of(*VAULTS),
            executor=f"cash/currency/{YUAN}",
            instrument=self.one_of(None, YUAN),
            quantity=self.one_of(None, 3),
        )

    def adopt(self) -> Call:
        return c.Adopt(instrument=self.instrument(), offset_min=self.one_of(480, 0, -300))

    def set_day(self) -> Call:
        return c.SetDay(instrument=self.instrument(), offset_min=self.one_of(480, 480, 0, 840), since=self.since())

    def set_limits(self) -> Call:
        caps = {name: self.most() for name in ("balance", "single", "daily", "annual")}
        return c.SetLimits(instrument=self.instrument(), since=self.since(), **self.classed(), **caps)

    def set_rate(self) -> Call:
        day = tomorrow(self.ledger) + self.one_of(-1, 0, 0, 0, 1, 2)
        rate = self.one_of(0, 35_000, 10**6)
        return c.SetRate(instrument=self.instrument(), day=day, rate_ppm=rate, **self.classed())

    def open_vault(self) -> Call:
        account = self.one_of("purse-of-other-bank", self.account())
        return c.OpenVault(account=account, instrument=self.instrument())

    def back(self) -> Call:
        return back(self.one_of(1, 500, 2**53 - 1), account=self.one_of(*VAULTS, "of-lin"))

    def retire(self) -> Call:
        return retire(self.one_of(1, 400, 3_000), account=self.one_of(*VAULTS, "of-lin"))

    def issue(self) -> Call:
        return issue_yuan(self.one_of(1, 300, 2_500), self.one_of(*VAULTS, *VAULTS, "of-lin"))

    def redeem(self) -> Call:
        return redeem_yuan(self.one_of(1, 60, 10_000), self.one_of(*VAULTS, *VAULTS, "of-lin"))

    def correct(self) -> Call:
        return correction()

    def open_wallet(self) -> Call:
        account = self.one_of("no-wallet", "lin-more", "elsewhere", "purse-of-other-bank", self.fresh(), self.account())
        vault = self.one_of(*VAULTS, "of-lin")
        return c.OpenWallet(
            account=account, instrument=self.instrument(), vault=vault, commitment=DOCUMENT, **self.classed()
        )

    def open_sub_wallet(self) -> Call:
        account = self.one_of("lin-more", "no-wallet", "elsewhere", self.account())
        return c.OpenSubWallet(account=account, instrument=YUAN, parent=self.wallet())

    def reclassify(self) -> Call:
        grade = self.one_of(*Grade)
        return c.Reclassify(account=self.wallet(), instrument=YUAN, grade=grade, commitment=DOCUMENT)

    def control(self) -> Call:
        rules = {"outgoing": self.one_of(*Control), "incoming": self.one_of(*Control)}
        custodian = self.one_of("first-bank", "first-bank", "other-bank", None)
        return p.ChangeAccountControl(account=self.wallet(), custodian=custodian, **rules)

    def keep(self) -> Call:
        """A new account at a bank, which may become a wallet."""
        holder, bank = self.one_of("lin", "tao", "shop"), self.one_of(*BANKS)
        rules = {"outgoing": Control.holder, "incoming": self.one_of(Control.nobody, Control.both)}
        return p.OpenAccount(account=self.fresh(), holder=holder, custodian=bank, **rules)

    def pay(self) -> Call:
        return pay(self.account(), self.account(), self.one_of(1, 1, 2, 5, 20, 60, 120, 400))

    def hold(self) -> Call:
        """For a request that is asked, or for a contract to come."""
        name = self.request_name()
        asked = self.ledger.state.read(REQUESTS, name)
        contract = self.fresh()
        executor, quantity = self.one_of(
            (f"request/{name}", asked.quantity if asked else 3), (f"prepaid/{contract}", 6)
        )
        return h.Hold(
            hold=self.fresh(),
            account=self.wallet(),
            instrument=YUAN,
            quantity=quantity,
            executor=f"cash/{executor}",
            expires=self.ledger.time + self.one_of(5_000, 10**7, 10**8),
        )

    def request(self) -> Call:
        return c.RequestPayment(
            request=self.fresh(),
            account=self.wallet(),
            instrument=self.instrument(),
            quantity=self.one_of(1, 3, 3, 90),
            expires=self.ledger.time + self.one_of(0, 10**7, 10**8),
            payer=self.one_of(None, None, "of-lin"),
        )

    def pay_request(self) -> Call:
        name = self.request_name()
        return c.Pay(request=name, hold=self.hold_for(f"cash/request/{name}"))

    def withdraw(self) -> Call:
        return c.WithdrawRequest(request=self.request_name())

    def give_back(self) -> Call:
        name = self.request_name()
        return c.GiveBack(request=name, hold=self.hold_for(f"cash/request/{name}"))

    def prepay(self) -> Call:
        waiting = [
            one.executor.removeprefix("cash/prepaid/")
            for _, one in self.ledger.state.rows(ENCUMBRANCES)
            if one.executor.startswith("cash/prepaid/") and one.status is GrantStatus.active
        ]
        name = self.one_of(*waiting, self.fresh())
        return c.Prepay(
            contract=name,
            hold=self.hold_for(f"cash/prepaid/{name}"),
            merchant=self.one_of("of-shop", "of-shop", self.account()),
            instalments=self.one_of((2, 4), (2, 4), (1, 2, 3), (7,)),
            confirmer=self.one_of(None, "supervisor", "bob", "ghost"),
        )

    def confirm(self) -> Call:
        name = self.contract_name()
        contract = self.ledger.state.read(PREPAID, name)
        following = 1 if contract is None else contract.confirmed + 1
        number = self.one_of(following, following, following, 1)
        return c.Confirm(contract=name, instalment=number, by=self.one_of(None, None, "supervisor", "shop"))

    def refund(self) -> Call:
        return c.Refund(contract=self.contract_name())

    def order(self) -> Call:
        supervisor = self.one_of("supervisor", "supervisor", "bob")
        return c.OrderRefund(contract=self.contract_name(), supervisor=supervisor, reference="r", document=DOCUMENT)

    def release(self) -> Call:
        return h.ReleaseHold(hold=self.hold_for(f"cash/prepaid/{self.contract_name()}"))

    def interest(self) -> Call:
        return interest(
            self.one_of("of-wu", "of-wu", self.wallet()), self.one_of("interest", "interest", "free", "none")
        )
