# SPDX-License-Identifier: Apache-2.0
"""The list of modules: which message goes to which handler, and how the ports are wired."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from counterfoil.commerce import invariants as invariants_between_modules
from counterfoil.commerce.machine import Call
from counterfoil.commerce.modules.holdings import invariants as holdings_invariants
from counterfoil.commerce.modules.holdings import messages as h
from counterfoil.commerce.modules.holdings.handlers import Holdings
from counterfoil.commerce.modules.holdings.transfers import SupplyBook
from counterfoil.commerce.modules.instruments import invariants as instruments_invariants
from counterfoil.commerce.modules.instruments import messages as i
from counterfoil.commerce.modules.instruments.handlers import Instruments
from counterfoil.commerce.modules.parties import invariants as parties_invariants
from counterfoil.commerce.modules.parties import messages as p
from counterfoil.commerce.modules.parties.account_handlers import Accounts
from counterfoil.commerce.modules.parties.handlers import Parties
from counterfoil.commerce.modules.protocol import invariants as protocol_invariants
from counterfoil.commerce.modules.protocol import messages as r
from counterfoil.commerce.modules.protocol.handlers import ProtocolRules
from counterfoil.commerce.modules.protocol.state import IMMEDIATE_SETTLEMENT
from counterfoil.commerce.modules.settlement import invariants as settlement_invariants
from counterfoil.commerce.modules.settlement import messages as s
from counterfoil.commerce.modules.settlement.handlers import Settlement
from counterfoil.commerce.restrictions import standard_restrictions
from counterfoil.commerce.state import View

parties: Final = Parties()
accounts: Final = Accounts(parties)
rules: Final = ProtocolRules(parties)
instruments: Final = Instruments(parties, SupplyBook())
holdings: Final = Holdings(parties, instruments, standard_restrictions(parties, instruments))
settlement: Final = Settlement(parties, holdings)

CALLS: Final[dict[type[msgspec.Struct], Call]] = {
    r.ScheduleFeature: Call(rules.schedule_feature),
    r.ScheduleVersion: Call(rules.schedule_version),
    p.RegisterParty: Call(parties.register),
    p.SuspendParty: Call(parties.suspend),
    p.ReinstateParty: Call(parties.reinstate),
    p.AssignRoles: Call(parties.assign_roles),
    p.RotateKeys: Call(parties.rotate_keys),
    p.OpenAccount: Call(accounts.open),
    p.ChangeAccountControl: Call(accounts.change_control),
    p.SuspendAccount: Call(accounts.suspend),
    p.ReinstateAccount: Call(accounts.reinstate),
    i.DefineInstrument: Call(instruments.define),
    i.AmendInstrument: Call(instruments.amend),
    i.ChangeStatus: Call(instruments.change_status),
    h.Issue: Call(holdings.transfers.issue),
    h.IssueBatch: Call(holdings.transfers.issue_batch),
    h.Redeem: Call(holdings.transfers.redeem),
    h.Transfer: Call(holdings.transfers.transfer),
    h.TransferBatch: Call(holdings.transfers.transfer_batch),
    h.Hold: Call(holdings.encumbrances.hold),
    h.ExecuteHold: Call(holdings.encumbrances.execute_hold),
    h.ReleaseHold: Call(holdings.encumbrances.release_hold),
    h.Pledge: Call(holdings.encumbrances.pledge),
    h.ReleasePledge: Call(holdings.encumbrances.release_pledge),
    h.Freeze: Call(holdings.encumbrances.freeze),
    h.Unfreeze: Call(holdings.encumbrances.unfreeze),
    s.Instruct: Call(settlement.instruct),
    s.Affirm: Call(settlement.affirm),
    s.Allocate: Call(settlement.allocate),
    s.Settle: Call(settlement.settle),
    s.SettleNow: Call(settlement.settle_now, feature=IMMEDIATE_SETTLEMENT),
    s.Cancel: Call(settlement.cancel),
    s.Expire: Call(settlement.expire),
    s.Fail: Call(settlement.fail),
}

INVARIANTS: Final = (
    protocol_invariants.invariants,
    parties_invariants.invariants,
    instruments_invariants.invariants,
    holdings_invariants.invariants,
    settlement_invariants.invariants,
    invariants_between_modules.invariants,
)


def broken_invariants(view: View) -> Iterator[str]:
    """Every broken invariant of every module, in words."""
    for check in INVARIANTS:
        yield from check(view)


def call_name(message: type[msgspec.Struct]) -> str:
    """The ``call`` that selects a message type, such as ``holdings.transfer``."""
    config: Any = message.__struct_config__
    return str(config.tag)
