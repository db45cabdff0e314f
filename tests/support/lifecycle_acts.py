# SPDX-License-Identifier: Apache-2.0
"""What no call of today asks of registers and corporate actions, and is refused."""

from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.modules.holdings.events import Issued
from counterfoil.modules.lifecycle.actions import ACTIONS
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome as Outcome
from counterfoil.modules.lifecycle.records import DIVISION_TALLIES, PAYOUTS, REGISTERS, TALLIES, WITHHOLDINGS
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath
from support.corporate_actions import BOND, SHARE
from support.refused_by_records import Act, creating, on_record

NO_TALLY: Final = Outcome.unknown_division_tally


def _issued(instrument: str, action: str, cause: str = "") -> Any:
    """Units that come by an action."""

    def act(ctx: Context) -> Any:
        path = ACTIONS.path(instrument, action)
        event = Issued(
            instrument=InstrumentId(instrument),
            account=AccountId("ann"),
            quantity=Quantity(1),
            issuing=path,
            taking=path,
            cause=RecordPath(cause) if cause else path,
        )
        return event.permit(ctx)

    return act


LIFECYCLE_ACTS = [
    Act("units by another's doing", _issued(SHARE, "bonus", "lifecycle/action/SHARE/paid"), Outcome.action_not_so_far),
    Act("more of a bond by its coupon", _issued(BOND, "_due-1"), Outcome.action_not_so_far),
    Act("units by what is not divided", _issued(SHARE, "recorded"), Outcome.action_not_so_far),
    Act("no record times of what has none", on_record(REGISTERS, "FRESH"), Outcome.unknown_register),
    Act("record times are kept once", creating(REGISTERS, SHARE), Outcome.register_exists),
    Act("no count of what was not counted", on_record(TALLIES, SHARE, "none"), Outcome.unknown_tally),
    Act("a count is begun once", creating(TALLIES, SHARE, "paid"), Outcome.tally_exists),
    Act("nothing reckoned where nothing is divided", on_record(DIVISION_TALLIES, SHARE, "paid", "d"), NO_TALLY),
    Act("a division is reckoned once", creating(DIVISION_TALLIES, SHARE, "paid", "d1"), Outcome.division_tally_exists),
    Act("an action is made once", creating(ACTIONS, SHARE, "paid"), Outcome.action_exists),
    Act("no rates of what has none", on_record(WITHHOLDINGS, "interest"), Outcome.unknown_withholding),
    Act("rates have one record", creating(WITHHOLDINGS, "dividend"), Outcome.withholding_exists),
    Act("no say where it is paid", on_record(PAYOUTS, "ben"), Outcome.unknown_payout),
    Act("one say where it is paid", creating(PAYOUTS, "ann"), Outcome.payout_exists),
]
