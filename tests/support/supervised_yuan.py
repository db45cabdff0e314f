# SPDX-License-Identifier: Apache-2.0
"""The small market under a policy of supervision, with digital yuan in wallets."""

from typing import Final

from counterfoil.modules.cash import calls as k
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from support.ledger import DOCUMENT, Ledger
from support.supervised import set_policy, trading

YUAN: Final = "e-CNY"
LIMITS: Final = {"balance": 400, "single": 50, "daily": 80}
STATE_ACCOUNTS: Final = ("states", "no-wallet", "state")


def trading_yuan() -> Ledger:
    """Alice has a wallet with 300 yuan of 1,000 issued, and an empty one; Bob and the state have wallets, too."""
    ledger = trading()
    for bank in ("pboc", "icbc"):
        ledger.party(bank, Role.operating_bank)
    ledger.instrument(YUAN, "pboc", kind=InstrumentKind.cash)
    for name, holder in (
        ("vault", "icbc"),
        ("wallet", "alice"),
        ("new-wallet", "alice"),
        ("bobs", "bob"),
        ("states", "treasury"),
        ("no-wallet", "treasury"),
    ):
        ledger.account(name, holder, custodian="icbc")
    limits = k.SetLimits(instrument=YUAN, grade=Grade.first, kind=WalletKind.personal, **LIMITS)
    ledger.do(k.Adopt(instrument=YUAN, offset_min=480), limits, signed_by="pboc")
    backed = k.Back(account="vault", instrument=YUAN, quantity=1_000, document=DOCUMENT, reference="reserves")
    issued = h.Issue(instrument=YUAN, account="vault", quantity=1_000)
    ledger.do(k.OpenVault(account="vault", instrument=YUAN), backed, issued, signed_by="pboc icbc")
    for name in ("wallet", "new-wallet", "bobs", "states"):
        ledger.do(wallet(name), signed_by="icbc")
    ledger.do(h.Transfer(sender="vault", receiver="wallet", instrument=YUAN, quantity=300), signed_by="icbc")
    policy = set_policy(second="ministry", state_accounts=STATE_ACCOUNTS)
    ledger.do(policy, signed_by="supervisor ministry")
    return ledger


def wallet(account: str) -> k.OpenWallet:
    """A personal wallet of class I: it holds 400, pays 50 at once and 80 in a day."""
    return k.OpenWallet(
        vault="vault",
        account=account,
        instrument=YUAN,
        grade=Grade.first,
        kind=WalletKind.personal,
        commitment=DOCUMENT,
    )
