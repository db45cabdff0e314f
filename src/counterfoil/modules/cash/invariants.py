# SPDX-License-Identifier: Apache-2.0
"""What is always true of digital currencies: backing covers circulation, and what wallets hold is counted."""

from collections import Counter
from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.cash.payments import PREPAID, PrepaidStatus
from counterfoil.modules.cash.records import CURRENCIES, USAGES, VAULTS, WALLETS
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, GrantStatus


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    yield from _circulation(view)
    yield from _prepaid(view)


def _circulation(view: View) -> Iterator[str]:
    issued: Counter[str] = Counter()
    balances: Counter[tuple[str, str]] = Counter()
    for path, vault in view.rows(VAULTS):
        issued[vault.instrument] += vault.issued
        if not 0 <= vault.issued <= vault.backed:
            yield f"{path}: {vault.issued} issued against backing of {vault.backed}"
    for path, currency in view.rows(CURRENCIES):
        supply = outstanding(view, currency.instrument)
        if issued[currency.instrument] != supply:
            yield f"{path}: {issued[currency.instrument]} issued through banks, {supply} outstanding"
    currencies = {currency.instrument for _, currency in view.rows(CURRENCIES)}
    for path, holding in view.rows(HOLDINGS):
        if holding.instrument not in currencies or not holding.balance:
            continue
        wallet = view.read(WALLETS, holding.account, holding.instrument)
        if wallet is not None:
            balances[wallet.family, wallet.instrument] += holding.balance
        elif view.read(VAULTS, holding.account, holding.instrument) is None:
            yield f"{path}: digital currency in neither wallet nor vault"
    for path, wallet in view.rows(WALLETS):
        parent = None if wallet.parent is None else view.read(WALLETS, wallet.parent, wallet.instrument)
        if wallet.parent is not None and (parent is None or parent.parent is not None):
            yield f"{path}: its parent {wallet.parent} is no wallet that may have sub-wallets"
        if (wallet.parent is None) != (wallet.grade is not None and wallet.kind is not None):
            yield f"{path}: class {wallet.grade} with parent {wallet.parent}"
    for path, usage in view.rows(USAGES):
        held = balances.pop((usage.account, usage.instrument), 0)
        if usage.balance != held:
            yield f"{path}: counts {usage.balance}, and {held} is held"
    for account, instrument in balances:
        yield f"wallet {account} holds {instrument} that is not counted"


def _prepaid(view: View) -> Iterator[str]:
    """No more is held for a running service than what no instalment took; for one that is over nothing is."""
    for path, contract in view.rows(PREPAID):
        hold = view.read(ENCUMBRANCES, contract.hold)
        held = 0 if hold is None or hold.status is not GrantStatus.active else hold.quantity
        due = contract.rest if contract.status is PrepaidStatus.running else 0
        if held > due:
            yield f"{path}: {held} is held, and {due} not yet delivered"
        if (contract.status is PrepaidStatus.performed) != (contract.confirmed == len(contract.instalments)):
            yield f"{path}: {contract.status} with {contract.confirmed} instalments confirmed"
