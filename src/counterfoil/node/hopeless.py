# SPDX-License-Identifier: Apache-2.0
"""Refusals of what was decided that nothing mends: such a decision is never carried out, and only lapses.

What is not listed may be mended before it does: a party registered, a role given, a contract resumed.
"""

from collections.abc import Mapping
from typing import Final

from counterfoil.law.module import View
from counterfoil.law.outcome import Outcome
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.governance.queries import council
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.supervision.outcomes import SupervisionOutcome

_TAKEN: Final = "what has that name has it for ever"
_OWN: Final = "what the call itself says is refused, whatever the ledger holds"
_PAST: Final = "the time that it names is over"
_ANOTHERS: Final = "a decision speaks for {council} alone, and it needs the word of {others}"
_BACKDATED: Final = "backdated"
"""What outcomes are called that refuse a time which was to come: it is over for good."""
_LARGE: Final = "at most "
"""How it is said that arguments are too large, which may be those that a contract makes of what it holds by then."""
WHY: Final[Mapping[Outcome, str]] = {
    **dict.fromkeys(
        (
            PartiesOutcome.party_exists,
            PartiesOutcome.account_exists,
            InstrumentsOutcome.instrument_exists,
            ContractsOutcome.contract_deployed,
        ),
        _TAKEN,
    ),
    **dict.fromkeys(
        (
            ContractsOutcome.wrong_hash,
            ContractsOutcome.not_in_dialect,
            ContractsOutcome.quorum_out_of_reach,
            ContractsOutcome.migration_takes_arguments,
        ),
        _OWN,
    ),
    SupervisionOutcome.policy_in_the_past: _PAST,
}


def why_never(view: View, outcome: Outcome, detail: str) -> str:
    """Why calls that are refused so, as a decision's, always will be; nothing where that may change."""
    if outcome is PartiesOutcome.not_authorised:
        speaks = council(view)
        others = [one for one in detail.split(" and ") if one != speaks]
        return _ANOTHERS.format(council=speaks, others=" and ".join(others)) if others else ""
    if _BACKDATED in outcome.name:
        return _PAST
    if outcome is ContractsOutcome.not_arguments and not detail.startswith(_LARGE):
        return _OWN  # a contract that calls another gives it no other text than a canonical one
    return WHY.get(outcome, "")
