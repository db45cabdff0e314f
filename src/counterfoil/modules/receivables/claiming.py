# SPDX-License-Identifier: Apache-2.0
"""The law of claims on lots: who else says to have financed one, what others found of it, and who comes first.

Anybody may say so. It keeps somebody from something only once another than the claimant stands for it: the debtor, who
had the notice, or whoever looked the registration up (the programme's keeper, a registrar or a recorder).
"""

from collections.abc import Iterable

from msgspec.structs import replace

from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.sharing import share_of_interval
from counterfoil.modules.receivables import claim_events as ce
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_outcomes import ClaimsOutcome
from counterfoil.modules.receivables.claim_records import CLAIMS_MAX, Claim, Standing, records_of, standing
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.lots import LOTS, OUT, Financing, Lot
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.priority import ranked, shares, succeeded
from counterfoil.modules.receivables.records import PROGRAMMES, ROOTS
from counterfoil.primitives.types import InstrumentId, PartyId, Quantity


def claim(call: lc.ClaimLot, moment: Moment) -> Iterable[EventData]:
    lot = known(moment, LOTS, call.lot)
    require(lot.status in OUT, ClaimsOutcome.nobody_has_it, f"{call.lot} is {lot.status}")
    sound = (call.registered is None) == (not call.registration)
    sound = sound and (call.registered is None or call.registered <= moment.time)
    require(sound, ReceivablesOutcome.registration_unsound, call.lot)
    claims = [one.claim for one in standing(records_of(moment, lot.claimed_on))]
    again = any(one.claimant == call.claimant for one in claims)
    require(not again, ReceivablesOutcome.claim_exists_already, call.claimant)
    waiting = sum(not one.counts for one in claims)
    require(waiting < CLAIMS_MAX, ReceivablesOutcome.too_many_claims, call.lot)
    yield ce.Claimed(
        lot=call.lot,
        claimant=call.claimant,
        cash=lot.cash,
        amount=call.amount,
        registration=call.registration,
        registered=call.registered,
    )


def acknowledge_notice(call: lc.AcknowledgeNotice, moment: Moment) -> Iterable[EventData]:
    lot, (at, one) = _found(moment, call.lot, call.claimant)
    _require_room(moment, lot, one)
    issuer = known(moment, ROOTS, lot.root).terms.issuer
    yield ce.NoticeAcknowledged(lot=at, claimant=call.claimant, issuer=issuer, time=moment.time)


def confirm_claim(call: lc.ConfirmClaim, moment: Moment) -> Iterable[EventData]:
    lot, (at, one) = _found(moment, call.lot, call.claimant)
    require(one.since is None, ClaimsOutcome.registration_found_before, f"{at}: {call.claimant}")
    # What is signed is what was looked up, and not whatever the claimant says by then.
    same = (call.registration, call.registered) == (one.registration, one.registered)
    require(same, ClaimsOutcome.registration_differs, f"{at}: {one.registration or 'none'}")
    require(call.by != call.claimant, ClaimsOutcome.own_word, call.by)
    _require_room(moment, lot, one)
    yield ce.ClaimConfirmed(
        lot=at,
        claimant=call.claimant,
        by=call.by,
        keeper=_keeper(moment, lot),
        registration=call.registration,
        registered=call.registered,
    )


def withdraw_claim(call: lc.WithdrawClaim, moment: Moment) -> Iterable[EventData]:
    _found(moment, call.lot, call.claimant)
    yield ce.ClaimWithdrawn(lot=call.lot, claimant=call.claimant)


def strike_claim(call: lc.StrikeClaim, moment: Moment) -> Iterable[EventData]:
    lot, (at, one) = _found(moment, call.lot, call.claimant)
    require(not one.taken, ClaimsOutcome.taken_on_record, f"{at}: {call.claimant}")
    yield ce.ClaimStruck(lot=at, claimant=call.claimant, keeper=_keeper(moment, lot), reason=call.reason)


def rank(call: lc.Rank, moment: Moment) -> Iterable[EventData]:
    lot = known(moment, LOTS, call.lot)
    claims = [_of_part(moment, one, lot) for one in _claims(moment, lot)]
    first, rule, order = ranked(claims)
    given = shares(claims, lot.value)
    yield ce.ClaimsRanked(
        lot=call.lot,
        rule=rule,
        first=first,
        in_order=order,
        cash=lot.cash,
        portions=tuple(Quantity(given[name]) for name in order),
    )


def claim_of_taker(
    moment: Moment, lot: Lot, financing: Financing | None, seller: PartyId, funder: PartyId
) -> Claim | None:
    """What the taker has among those who financed the lot. Nobody finances where others would come first.

    None: neither it nor the seller is, or will be, among them.
    """
    claims = [one.claim for one in standing(records_of(moment, lot.claimed_on))]
    registration = "" if financing is None else financing.registration
    registered = moment.time if registration else None
    own = Claim(claimant=funder, amount=lot.value, registered=registered, registration=registration, taken=True)
    own = succeeded(claims, seller, succeeded(claims, funder, own))
    others = [one for one in claims if one.counts and one.claimant not in (funder, seller)]
    if financing is not None and others:
        first, rule, _ = ranked([*others, own])
        told = f"{' and '.join(first)}, by the rule {rule}"
        require(first == (funder,), ReceivablesOutcome.ranks_behind, told)
    passes_on = any(one.claimant == seller for one in claims)
    return own if registration or passes_on else None


def require_unclaimed(moment: Moment, lot: Lot, holder: PartyId) -> None:
    """Nobody but its holder financed a lot, as far as that counts.

    What debtor and creditor undo to the harm of who financed it binds him not (Civil Code, article 765): the invoices
    would be free again of what stands on them, and financed once more.
    """
    claims = (one.claim for one in standing(records_of(moment, lot.claimed_on)))
    others = [one.claimant for one in claims if one.counts and one.claimant != holder]
    require(not others, InvoicesOutcome.claimed_by_others, f"{lot.instrument}: {', '.join(others)}")


def _claims(moment: Moment, lot: Lot) -> list[Standing]:
    found = standing(records_of(moment, lot.claimed_on))
    if not found:
        raise Refused(ReceivablesOutcome.no_claims, lot.instrument)
    return found


def _found(moment: Moment, name: InstrumentId, claimant: PartyId) -> tuple[Lot, Standing]:
    """A claim on a lot, where it was made: it is one claim for all parts that share it."""
    lot = known(moment, LOTS, name)
    found = next((one for one in _claims(moment, lot) if one.claim.claimant == claimant), None)
    if found is None:
        raise Refused(ReceivablesOutcome.unknown_claimant, f"{name}: {claimant}")
    return lot, found


def _require_room(moment: Moment, lot: Lot, one: Claim) -> None:
    """For one more claim that counts."""
    counting = sum(each.claim.counts for each in _claims(moment, lot))
    require(one.counts or counting < CLAIMS_MAX, ReceivablesOutcome.too_many_claims, lot.instrument)


def _keeper(moment: Moment, lot: Lot) -> PartyId:
    programme = known(moment, ROOTS, lot.root).terms.programme
    return known(moment, PROGRAMMES, programme).keeper


def _of_part(moment: Moment, one: Standing, lot: Lot) -> Claim:
    """What of a claim lies on a lot: of an amount on the whole, what the lot's interval covers.

    So the parts' amounts add up to the whole's, to the fen, however it is split.
    """
    if one.at == lot.instrument:
        return one.claim
    whole = known(moment, LOTS, one.at)
    covered = share_of_interval(one.claim.amount, lot.start - whole.start, lot.value, whole.value)
    return replace(one.claim, amount=Quantity(covered))
