# SPDX-License-Identifier: Apache-2.0
"""The law of governance: which events each call causes, and for whom a decision speaks."""

from typing import Final

from counterfoil.law.module import Law, Rule, under
from counterfoil.modules.governance import application_events
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance.admission import (
    accept,
    apply_for,
    reject,
    spoken_for_admission,
    withdraw_application,
)
from counterfoil.modules.governance.charter import adopt, amend_charter, set_power
from counterfoil.modules.governance.deciding import (
    carried,
    cast_vote,
    close,
    declare_ready,
    execute,
    lapse,
    propose,
    spoken_by_decision,
    veto,
    withdraw,
)
from counterfoil.modules.governance.events import EVENTS
from counterfoil.modules.governance.motion import MOTIONS
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.pausing import pause, settle_pause
from counterfoil.modules.governance.records import APPLICATIONS, CHARTERS, PAUSES, READINESS
from counterfoil.modules.governance.words import WORDS
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE

LAW: Final = Law(
    noun="governance",
    calls={
        **under(
            GOVERNANCE_FEATURE,
            {
                c.Adopt: adopt,
                c.AmendCharter: amend_charter,
                c.SetPower: set_power,
                c.Propose: propose,
                c.Withdraw: withdraw,
                c.CastVote: cast_vote,
                c.Close: close,
                c.Veto: veto,
            },
        ),
        c.Execute: Rule(execute, GOVERNANCE_FEATURE, speaks=spoken_by_decision, carries=carried),
        **under(
            GOVERNANCE_FEATURE,
            {
                c.Lapse: lapse,
                c.DeclareReady: declare_ready,
                c.PauseCalls: pause,
                c.SettlePause: settle_pause,
                c.Apply: apply_for,
            },
        ),
        c.Accept: Rule(accept, GOVERNANCE_FEATURE, speaks=spoken_for_admission),
        **under(GOVERNANCE_FEATURE, {c.Reject: reject, c.WithdrawApplication: withdraw_application}),
    },
    events=(*EVENTS, *application_events.EVENTS),
    tables=(CHARTERS, MOTIONS, READINESS, PAUSES, APPLICATIONS),
    outcomes=GovernanceOutcome,
    words=WORDS,
)
