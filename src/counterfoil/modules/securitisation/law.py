# SPDX-License-Identifier: Apache-2.0
"""The law of securitisation: ``pooling``, notes in ``placing``, payment days in ``paying``, ``handing_out``."""

from typing import Final

from counterfoil.law.module import Law, under
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation import handing_out as hand
from counterfoil.modules.securitisation import paying as pay
from counterfoil.modules.securitisation import placing as place
from counterfoil.modules.securitisation import pooling as pool
from counterfoil.modules.securitisation.events import EVENTS
from counterfoil.modules.securitisation.handing_out_events import HANDING_OUT_EVENTS
from counterfoil.modules.securitisation.notes import DAYS, INVESTORS, NOTES, POOLED_LOTS, SHARES
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome
from counterfoil.modules.securitisation.payment_events import PAYMENT_EVENTS
from counterfoil.modules.securitisation.records import ACCOUNTS_OF_POOLS, EXPOSURES, POOLS
from counterfoil.modules.securitisation.words import WORDS

SECURITISATION: Final = "securitisation"
"""The feature that lets pools be opened."""
LAW: Final = Law(
    noun="securitisation",
    calls=under(
        SECURITISATION,
        {
            c.OpenPool: pool.open_pool,
            c.Admit: pool.admit,
            c.ClosePool: pool.close,
            c.CallOff: pool.call_off,
            c.Subscribe: place.subscribe,
            c.Withdraw: place.withdraw,
            c.TurnAway: place.turn_away,
            c.IssueNotes: place.issue,
            c.AgreeToBePaid: place.agree,
            c.NoteDebt: pay.note_debt,
            c.CountDay: pay.count_day,
            c.PayOut: hand.pay_out,
            c.PayHolders: hand.pay,
            c.SetAside: hand.set_aside,
            c.CleanUp: pay.clean_up,
            c.BuyBack: pay.buy_back,
            c.WindUp: pay.wind_up,
            c.Retire: pay.retire,
            c.Liquidate: pay.liquidate,
        },
    ),
    events=(*EVENTS, *PAYMENT_EVENTS, *HANDING_OUT_EVENTS),
    tables=(POOLS, ACCOUNTS_OF_POOLS, EXPOSURES, POOLED_LOTS, NOTES, INVESTORS, DAYS, SHARES),
    outcomes=SecuritisationOutcome,
    words=WORDS,
)
