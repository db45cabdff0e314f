# SPDX-License-Identifier: Apache-2.0
"""Who must have consented to what: one literal table, by the kind of call that was signed.

A table by type of event would be weaker: the same ``holdings.transferred`` may be a transfer, an executed hold or a
leg of a settlement, and each needs other people. The call says which, and the call is what was signed.
"""

from typing import Final

from counterfoil.verify import calls as c
from counterfoil.verify import rules_holdings as h
from counterfoil.verify import rules_settlement as s
from counterfoil.verify import rules_subjects as p
from counterfoil.verify.rule import Rule

RULES: Final[dict[type[c.Call], Rule]] = {
    c.RegisterParty: Rule(p.registered, p.may_register),
    c.SuspendParty: Rule(p.party_suspended, p.may_suspend_party),
    c.ReinstateParty: Rule(p.party_reinstated, p.may_reinstate_party),
    c.AssignRoles: Rule(p.roles_assigned, p.may_assign_roles),
    c.RotateKeys: Rule(p.keys_rotated, p.may_rotate_keys),
    c.OpenAccount: Rule(p.account_opened, p.may_open_account),
    c.ChangeAccountControl: Rule(p.control_changed, p.may_change_control),
    c.SuspendAccount: Rule(p.account_suspended, p.may_suspend_account),
    c.ReinstateAccount: Rule(p.account_reinstated, p.may_reinstate_account),
    c.DefineInstrument: Rule(p.defined, p.may_define),
    c.AmendInstrument: Rule(p.amended, p.may_amend),
    c.ChangeStatus: Rule(p.status_changed, p.may_change_status),
    c.Issue: Rule(h.issued, h.may_issue),
    c.IssueBatch: Rule(h.issued_in_batch, h.may_issue),
    c.Redeem: Rule(h.redeemed, h.may_redeem),
    c.Transfer: Rule(h.transferred, h.may_transfer),
    c.TransferBatch: Rule(h.transferred_in_batch, h.may_transfer_in_batch),
    c.Hold: Rule(h.held, h.may_hold),
    c.ExecuteHold: Rule(h.hold_executed, h.may_execute_hold),
    c.ReleaseHold: Rule(h.hold_released, h.may_release_hold),
    c.Pledge: Rule(h.pledged, h.may_hold),
    c.ReleasePledge: Rule(h.pledge_released, h.may_release_pledge),
    c.Freeze: Rule(h.frozen, h.may_freeze),
    c.Unfreeze: Rule(h.unfrozen, h.may_freeze),
    c.Instruct: Rule(s.instructed, s.may_instruct),
    c.Affirm: Rule(s.affirmed, s.may_affirm),
    c.Allocate: Rule(s.allocated, s.may_allocate),
    c.Settle: Rule(s.settled, s.may_settle),
    c.SettleNow: Rule(s.settled_now, s.may_settle_now),
    c.Cancel: Rule(s.cancelled, s.may_cancel),
    c.Expire: Rule(s.expired, s.may_expire),
    c.Fail: Rule(s.failed, s.may_fail),
}
