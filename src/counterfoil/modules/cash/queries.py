# SPDX-License-Identifier: Apache-2.0
"""Typed reading of currencies, vaults and wallets."""

from counterfoil.law.module import View
from counterfoil.modules.cash.records import USAGES, VAULTS, WALLETS, Usage, Vault, Wallet
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.primitives.types import AccountId, InstrumentId


def wallet(view: View, account: AccountId, instrument: InstrumentId) -> Wallet | None:
    """The wallet, or None."""
    return view.read(WALLETS, account, instrument)


def usage(view: View, account: AccountId, instrument: InstrumentId) -> Usage:
    """What a wallet and its sub-wallets hold and have paid; nothing when it was never used."""
    return view.read(USAGES, account, instrument) or Usage(account=account, instrument=instrument)


def vaults_of(view: View, instrument: InstrumentId) -> list[Vault]:
    """The vaults of a currency, in order of accounts. Reader every vault of the chain."""
    return [vault for _, vault in view.rows(VAULTS) if vault.instrument == instrument]


def in_circulation(view: View, vault: Vault) -> int:
    """What a bank put into circulation and did not take back; below zero when it took back what others put there."""
    return vault.issued - balance_of(view, vault.account, vault.instrument)
