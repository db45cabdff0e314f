# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: an account that is empty, parties that are there."""

from typing import Final

from msgspec import UNSET

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.contracts.events import Deployed, Retired
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CONTRACTS, ContractStatus
from counterfoil.modules.contracts.review_events import ReviewsSet
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.holdings.reservations import Held, MandateGranted, Pledged, Reserved
from counterfoil.modules.parties.authority import is_council, require_registered
from counterfoil.modules.parties.events import AccountOpened


def leaves_nothing(event: Retired, moment: Whole) -> None:
    """A contract ends with nothing in its account, or a supervisor or council agrees: afterwards an order moves it.

    So no author leaves others' units behind, and nobody keeps a contract from ending by a unit that he sends in.
    """
    contract = known(moment, CONTRACTS, event.contract)
    if event.supervisor is not None or is_council(moment, contract.by):
        return
    account = contract.account
    for _, holding in moment.rows(HOLDINGS, account):
        told = f"{account}: {units(holding.balance, holding.instrument)}"
        require(holding.balance == 0, ContractsOutcome.holds_units, told)


def reviewers_are_there(event: ReviewsSet, moment: Whole) -> None:
    """Whoever reviews is registered."""
    require_registered(moment, *event.policy.reviewers)


def trial_parties_are_there(event: Deployed, moment: Whole) -> None:
    """Whoever tries a contract is registered."""
    require_registered(moment, *event.trial)


def name_is_free(event: AccountOpened, moment: Whole) -> None:
    """No contract has the name of which an account is to be: said before its account is found to be there."""
    moved_by = event.moved_by if event.moved_by is not UNSET else ""
    if moved_by.startswith(f"{CONTRACTS.prefix}/"):
        name = moved_by.removeprefix(f"{CONTRACTS.prefix}/")
        require(moment.read(CONTRACTS, name) is None, CONTRACTS.exists, name)


def executor_runs(event: Reserved | MandateGranted, moment: Whole) -> None:
    """Units are set aside for a contract that is there, and has not ended.

    One that ended takes nothing; and whoever deploys one of that name first would have what is meant for another.
    """
    prefix = f"{CONTRACTS.prefix}/"
    if event.executor.startswith(prefix):
        contract = known(moment, CONTRACTS, event.executor.removeprefix(prefix))
        over = contract.status is ContractStatus.retired
        require(not over, ContractsOutcome.contract_stands_still, contract.told)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Retired: leaves_nothing,
    ReviewsSet: reviewers_are_there,
    Deployed: trial_parties_are_there,
    AccountOpened: name_is_free,
    Held: executor_runs,
    Pledged: executor_runs,
    MandateGranted: executor_runs,
}
