# SPDX-License-Identifier: Apache-2.0
"""Cross-cutting rules that every movement must pass, in the order given here."""

from collections.abc import Sequence

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.ports import Movement, Restriction
from counterfoil.commerce.modules.instruments.handlers import Instruments
from counterfoil.commerce.modules.instruments.state import InstrumentStatus
from counterfoil.commerce.modules.parties.handlers import Parties
from counterfoil.commerce.modules.parties.state import ACCOUNTS, Standing
from counterfoil.commerce.outcome import Outcome


def standard_restrictions(parties: Parties, instruments: Instruments) -> Sequence[Restriction]:
    """Instrument in a status that allows it; accounts open and active; their holders not suspended."""

    def instrument_allows(ctx: Context, movement: Movement) -> Outcome:
        instrument = instruments.instrument(ctx, movement.instrument)
        if instrument is None:
            return Outcome.unknown_instrument
        redeems = movement.receiver is None and instrument.status is InstrumentStatus.matured
        if instrument.status is InstrumentStatus.active or redeems:
            return Outcome.ok
        return Outcome.instrument_not_active

    def accounts_active(ctx: Context, movement: Movement) -> Outcome:
        for account in (movement.sender, movement.receiver):
            if account is None:
                continue
            record = ctx.read(ACCOUNTS, account)
            if record is None:
                return Outcome.unknown_account
            if record.status is not Standing.active:
                return Outcome.account_suspended
            if (outcome := parties.party_status(ctx, record.holder)) is not Outcome.ok:
                return outcome
        return Outcome.ok

    return (instrument_allows, accounts_active)
