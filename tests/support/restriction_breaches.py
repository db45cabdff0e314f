# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of the open half of restrictions: see ``law_breaches``."""

from support.evidence_world import START_MS
from support.law_breaches import IDLE, LATE, Breach
from support.restriction_story import (
    HOLDERS,
    NOTE,
    OLD,
    PREAPPROVED,
    PROPOSED,
    RULES,
    SETTLED,
    call,
    decided,
    declare,
    hold,
    offering,
    preapprove,
    propose,
    set_rules,
)

WORLD = offering
MANY = {"kind": "approval", "parties": [f"party-{number}" for number in range(64)]}
ALLOCATED = [("li", hold(executor=SETTLED))]
PROPOSAL = [("li", hold()), ("li wang", propose())]
LAPSE = call("restrictions.lapse", proposal="p")
BREACHES = {
    "restrictions.set_rules.rules_backdated": Breach(RULES, "acme", set_rules(since=START_MS + 1)),
    "restrictions.RulesSet.touches.fold.too_many_rule_sets": Breach(
        RULES, "acme", set_rules(since=LATE + 8), [("acme", set_rules(since=LATE + number)) for number in range(8)]
    ),
    "restrictions.set_rules.too_many_rule_sets": Breach(RULES, "acme", set_rules(*[MANY] * 9)),
    "restrictions.set_rules.rule_malformed": Breach(RULES, "acme", set_rules({"kind": "attested"})),
    "restrictions.set_rules.not_counted": Breach(
        f"restrictions/rules/{OLD}", "acme", set_rules(HOLDERS, instrument=OLD)
    ),
    "restrictions.Restricted.touches.fold.restricted_already": Breach(
        RULES, "acme", call("restrictions.restrict", instrument=NOTE, by="acme")
    ),
    "restrictions.Declared.touches.fold.declared_already": Breach(
        f"restrictions/declaration/{NOTE}/founded", "acme", declare(), [("acme", declare())]
    ),
    "restrictions.propose.hold_of_another": Breach(
        PROPOSED, "li wang", propose("x"), [("li", hold("x", executor="venue"))]
    ),
    "restrictions.lapse.proposal_over": Breach(
        PROPOSED,
        "venue",
        LAPSE,
        [("li", hold(expires=START_MS + 20_000)), ("li wang", propose()), ("supervisor", decided("reject"))]
        + [IDLE] * 12,
    ),
    "restrictions.lapse.proposal_not_over": Breach(PROPOSED, "venue", LAPSE, PROPOSAL),
    "restrictions._undecided.proposal_over": Breach(
        PROPOSED, "supervisor", decided("reject"), [*PROPOSAL, ("supervisor", decided("reject"))]
    ),
    "restrictions.preapprove.hold_of_another": Breach(
        PREAPPROVED, "supervisor", preapprove(), [("li", hold(executor="venue"))]
    ),
    "restrictions.preapprove.not_an_approver": Breach(
        "restrictions/preapproval/h/acme", "acme", preapprove("acme"), ALLOCATED
    ),
    "restrictions.preapprove.preapproval_misdated": Breach(
        PREAPPROVED, "supervisor", preapprove(expires=LATE + 1), ALLOCATED
    ),
    "restrictions.reject.not_an_approver": Breach(PROPOSED, "acme", decided("reject", "acme"), PROPOSAL),
    "restrictions.approve.not_an_approver": Breach(PROPOSED, "acme", decided("approve", "acme"), PROPOSAL),
}
UNCOVERED = {
    "restrictions.Proposal.grants.consent_missing": "who approves takes both accounts and the units from the record",
}
