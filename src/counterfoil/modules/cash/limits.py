# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that nothing is outstanding yet, and that an account is not two things."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.cash.events import Adopted, SubWalletOpened, VaultOpened, WalletOpened
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import VAULTS, WALLETS
from counterfoil.modules.holdings.queries import outstanding


def nothing_outstanding(event: Adopted, moment: Whole) -> None:
    """All units of a digital currency come into the world against backing."""
    none = outstanding(moment, event.instrument) == 0
    require(none, CashOutcome.currency_outstanding, event.instrument)


def no_wallet(event: VaultOpened, moment: Whole) -> None:
    """A vault is no wallet."""
    apart = moment.read(WALLETS, event.account, event.instrument) is None
    require(apart, CashOutcome.vault_or_wallet, event.account)


def no_vault(event: WalletOpened | SubWalletOpened, moment: Whole) -> None:
    """A wallet is no vault."""
    apart = moment.read(VAULTS, event.account, event.instrument) is None
    require(apart, CashOutcome.vault_or_wallet, event.account)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Adopted: nothing_outstanding,
    VaultOpened: no_wallet,
    WalletOpened: no_vault,
    SubWalletOpened: no_vault,
}
