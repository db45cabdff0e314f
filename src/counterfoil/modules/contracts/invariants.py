# SPDX-License-Identifier: Apache-2.0
"""What is always true of code and contracts."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.contracts.records import (
    CODES,
    CONTRACTS,
    ENTRIES,
    ENTRIES_MAX,
    CodeStatus,
    Contract,
    ContractStatus,
)
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus, Control


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, code in view.rows(CODES):
        if (code.status is CodeStatus.proposed) != (code.decided is None):
            yield f"{path}: {code.status}, decided at {code.decided}"
        if code.status is CodeStatus.cleared and not code.approved_by:
            yield f"{path}: approved by nobody"
    accounts: dict[str, str] = {}
    for path, contract in view.rows(CONTRACTS):
        yield from (f"{path}: {problem}" for problem in _of(view, contract))
        if (other := accounts.setdefault(contract.account, contract.contract)) != contract.contract:
            yield f"{path}: {other} moves the same account"


def _of(view: View, contract: Contract) -> Iterator[str]:
    account = view.read(ACCOUNTS, contract.account)
    moved_by = CONTRACTS.path(contract.contract)
    if account is None or (account.moved_by, account.outgoing, account.holder) != (
        moved_by,
        Control.record,
        contract.by,
    ):
        yield f"its account {contract.account} is not moved by it alone"
    elif (contract.status is ContractStatus.retired) != (account.status is AccountStatus.closed):
        yield f"{contract.status}, and its account is {account.status}"
    if (contract.status is ContractStatus.paused) != (contract.paused_by is not None):
        yield f"{contract.status}, paused by {contract.paused_by}"
    if contract.status is ContractStatus.trial and not contract.trial:
        yield "on trial with nobody"
    entries = sum(1 for _ in view.rows(ENTRIES, contract.contract))
    if entries != contract.entries or entries > ENTRIES_MAX:
        yield f"{entries} entries, and it says {contract.entries}"
