# SPDX-License-Identifier: Apache-2.0
"""The law over the counter: which events each call causes."""

from typing import Final

from counterfoil.law.module import Law, under
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter import collateral_law as m
from counterfoil.modules.over_the_counter import deals_law as d
from counterfoil.modules.over_the_counter import placements_law as p
from counterfoil.modules.over_the_counter.collateral import VALUATIONS
from counterfoil.modules.over_the_counter.deals import DEALS
from counterfoil.modules.over_the_counter.events import EVENTS
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome
from counterfoil.modules.over_the_counter.placements import OFFERINGS, PLACEMENTS, SUBSCRIPTIONS
from counterfoil.modules.over_the_counter.records import AGREEMENT_VERSIONS, AGREEMENTS, POLICIES, QUOTES
from counterfoil.modules.over_the_counter.reports import REPORTS
from counterfoil.modules.over_the_counter.words import WORDS

OVER_THE_COUNTER: Final = "over_the_counter"
"""The feature that lets business be done over the counter."""

LAW: Final = Law(
    noun="over_the_counter",
    calls=under(
        OVER_THE_COUNTER,
        {
            c.Agree: d.agree,
            c.Amend: d.amend,
            c.Terminate: d.terminate,
            c.GiveQuote: d.give_quote,
            c.WithdrawQuote: d.withdraw_quote,
            c.Take: d.take,
            c.Propose: d.propose,
            c.Affirm: d.affirm,
            c.Confirm: d.confirm,
            c.Settle: d.settle,
            c.Cancel: d.cancel,
            c.Lapse: d.lapse,
            c.Fail: d.fail,
            c.GiveBack: d.give_back,
            c.SetReporting: d.set_reporting,
            c.ReportDeal: d.report,
            c.RecordLate: d.record_late,
            c.Place: p.place,
            c.Subscribe: p.subscribe,
            c.CallOff: p.call_off,
            c.Allot: p.allot,
            c.Complete: p.complete,
            c.Value: m.value,
            c.Accept: m.accept,
            c.Dispute: m.dispute,
            c.Resolve: m.resolve,
            c.Deliver: m.deliver,
            c.RecordDefault: m.record_default,
        },
    ),
    events=EVENTS,
    tables=(
        AGREEMENTS,
        AGREEMENT_VERSIONS,
        QUOTES,
        DEALS,
        POLICIES,
        REPORTS,
        PLACEMENTS,
        SUBSCRIPTIONS,
        OFFERINGS,
        VALUATIONS,
    ),
    outcomes=OverTheCounterOutcome,
    words=WORDS,
)
