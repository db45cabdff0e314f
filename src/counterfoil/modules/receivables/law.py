# SPDX-License-Identifier: Apache-2.0
"""The law of vouchers: programmes, lines, and the way of a voucher from a proposal to a promise."""

from collections.abc import Iterable
from typing import Any, Final

from counterfoil.law.dated import begins, day_of, in_force, scheduled
from counterfoil.law.detail import before_then, from_then, not_so_far, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Issued
from counterfoil.modules.holdings.records import MANDATES, GrantStatus
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import claiming
from counterfoil.modules.receivables import dividing as d
from counterfoil.modules.receivables import events as e
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables import paying as p
from counterfoil.modules.receivables.claim_events import CLAIM_EVENTS
from counterfoil.modules.receivables.claim_outcomes import ClaimsOutcome
from counterfoil.modules.receivables.claim_records import CLAIMS
from counterfoil.modules.receivables.elsewhere import require_room_elsewhere, set_peers
from counterfoil.modules.receivables.elsewhere_outcomes import ElsewhereOutcome
from counterfoil.modules.receivables.invoice_events import INVOICE_EVENTS
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.invoices import INVOICES, LOOSE
from counterfoil.modules.receivables.invoicing import (
    clear_invoice,
    register_invoice,
    require_room,
    require_unalerted,
    withdraw_invoice,
)
from counterfoil.modules.receivables.lot_events import LOT_EVENTS, LotMade
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.making import made
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.payments import PAYMENT_EVENTS
from counterfoil.modules.receivables.records import (
    LINES,
    PROGRAMMES,
    ROOTS,
    STANDINGS,
    UNCONFIRMED,
    Policy,
    Programme,
    Promise,
    Root,
    RootStatus,
    RootTerms,
)
from counterfoil.modules.receivables.registries import REGISTRIES
from counterfoil.modules.receivables.words import WORDS
from counterfoil.primitives.types import InstrumentId, Quantity, Timestamp

RECEIVABLES: Final = "receivables"
"""The feature that lets programmes begin and vouchers be promised."""


def set_programme(call: c.SetProgramme, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, ReceivablesOutcome.programme_backdated, call.programme)
    cash = known(moment, INSTRUMENTS, call.cash).kind is InstrumentKind.cash
    require(cash, ReceivablesOutcome.not_in_cash, call.cash)
    before = moment.read(PROGRAMMES, call.programme)
    said = (call.keeper, call.registry, call.cash, call.offset_min)
    same = before is None or said == (before.keeper, before.registry, before.cash, before.offset_min)
    require(same, ReceivablesOutcome.programme_fixed, call.programme)
    entry = Policy(
        since=since,
        tenor_max_days=call.tenor_max_days,
        examined_beyond_days=call.examined_beyond_days,
        depth_max=call.depth_max,
        registered=call.registered,
        accept_within=call.accept_within,
        grace_days=call.grace_days,
        penalty_ppm=call.penalty_ppm,
    )
    entries = () if before is None else before.entries
    scheduled_now = scheduled(entries, entry, moment.time, ReceivablesOutcome.too_many_policy_changes, call.programme)
    yield e.ProgrammeSet(
        programme=call.programme,
        keeper=call.keeper,
        registry=call.registry,
        cash=call.cash,
        offset_min=call.offset_min,
        entries=scheduled_now,
    )


def set_line(call: c.SetLine, moment: Moment) -> Iterable[EventData]:
    programme = known(moment, PROGRAMMES, call.programme)
    line = moment.read(LINES, call.programme, call.issuer)
    used = 0 if line is None else line.used
    require(call.ceiling >= used, ReceivablesOutcome.line_in_use, units(used, programme.cash))
    yield e.LineSet(programme=call.programme, issuer=call.issuer, cash=programme.cash, ceiling=call.ceiling)


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    terms, programme = call.terms, known(moment, PROGRAMMES, call.terms.programme)
    require(terms.cash == programme.cash, InvoicesOutcome.face_not_invoiced, terms.cash)
    policy = _policy(programme, moment.time)
    _require_tenor(terms, programme, policy, moment.time)
    require(terms.max_depth <= policy.depth_max, ReceivablesOutcome.deeper_than_programme, str(terms.max_depth))
    d.require_holder(moment, terms, programme.keeper, terms.account)
    waits = moment.time < call.until <= moment.time + policy.accept_within
    require(waits, ReceivablesOutcome.until_out_of_reach, call.root)
    require_room(moment, programme.registry, terms)
    yield e.Proposed(
        root=call.root,
        by=call.by,
        terms=terms,
        promise=Promise(
            offset_min=programme.offset_min,
            accept_within=policy.accept_within,
            grace_days=policy.grace_days,
            penalty_ppm=policy.penalty_ppm,
            registered=policy.registered,
        ),
        registry=programme.registry,
        cash=terms.cash,
        face=terms.face,
        issuer=terms.issuer,
        account=terms.account,
        until=call.until,
        time=moment.time,
    )


def prepare(call: c.Prepare, moment: Moment) -> Iterable[EventData]:
    root = _waiting(moment, call.root, RootStatus.draft)
    yield e.Prepared(root=call.root, issuer=root.terms.issuer, keys=moment.signed(root.terms.issuer))


def confirm(call: c.Confirm, moment: Moment) -> Iterable[EventData]:
    root = _waiting(moment, call.root, RootStatus.prepared)
    terms = root.terms
    standing = moment.read(STANDINGS, terms.issuer)
    require(standing is None or not standing.overdue, ReceivablesOutcome.issuer_blocked, terms.issuer)
    line = known(moment, LINES, terms.programme, terms.issuer)
    told = f"{units(line.used + terms.face, terms.cash)} of {units(line.ceiling, terms.cash)}"
    require(line.used + terms.face <= line.ceiling, ReceivablesOutcome.line_exceeded, told)
    _require_bound(moment, call.root, terms, call.mandate)
    require_unalerted(moment, root)
    require_room_elsewhere(moment, root)
    accepted = bool(root.accepted_by)
    yield e.Confirmed(
        root=call.root,
        programme=terms.programme,
        issuer=terms.issuer,
        mandate=call.mandate,
        cash=terms.cash,
        face=terms.face,
        registry=root.registry,
        invoices=terms.invoices,
        accepted=accepted,
        until=Timestamp(moment.time + root.promise.accept_within),
    )
    if accepted:
        yield from _first_lot(root, InstrumentId(call.lot))


def accept(call: c.AcceptVoucher, moment: Moment) -> Iterable[EventData]:
    root = _waiting(moment, call.root, RootStatus.issued)
    terms = root.terms
    yield e.Accepted(root=call.root, account=terms.account, cash=terms.cash, face=terms.face)
    yield from _first_lot(root, InstrumentId(call.lot))


def refuse(call: c.Refuse, moment: Moment) -> Iterable[EventData]:
    root = _unconfirmed(moment, call.root)
    yield e.Refused(**_dropping(root), reason=call.reason)


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    root = _unconfirmed(moment, call.root)
    yield e.Withdrawn(**_dropping(root))


def lapse(call: c.Lapse, moment: Moment) -> Iterable[EventData]:
    root = known(moment, ROOTS, call.root)
    waits = root.status in UNCONFIRMED or root.status is RootStatus.issued
    require(waits, ReceivablesOutcome.voucher_not_waiting, f"{call.root} is {root.status}")
    over = moment.time >= root.until
    require(over, ReceivablesOutcome.voucher_still_waits, from_then(call.root, root.until, moment.time))
    yield e.Lapsed(**_dropping(root))


def _policy(programme: Programme, time: Timestamp) -> Policy:
    """What is in force; the first entry was from the block on that has it, or is what is to come first."""
    return in_force(programme.entries, time) or programme.entries[0]


def _require_tenor(terms: RootTerms, programme: Programme, policy: Policy, time: Timestamp) -> None:
    days = terms.matures - day_of(time, programme.offset_min)
    within = 0 < days <= policy.tenor_max_days
    told = f"{days} days, and at most {policy.tenor_max_days}"
    require(within, ReceivablesOutcome.tenor_too_long, told)
    examined = days <= policy.examined_beyond_days or terms.examined_by is not None
    told = f"{days} days, and beyond {policy.examined_beyond_days} a bank examines it"
    require(examined, ReceivablesOutcome.tenor_not_examined, told)


def _require_bound(moment: Moment, root: str, terms: RootTerms, name: str) -> None:
    """Money goes from the issuer's own account straight to whoever has a lot, and the issuer cannot take that back."""
    mandate = known(moment, MANDATES, name)
    own = known(moment, ACCOUNTS, mandate.account).holder == terms.issuer
    stands = mandate.status is GrantStatus.active and mandate.executor == ROOTS.path(root) and not mandate.takes
    free = (mandate.quantity, mandate.receivers, mandate.expires) == (None, None, None) and not mandate.revocable
    bound = own and stands and free and mandate.instrument in (None, terms.cash)
    require(bound, ReceivablesOutcome.payment_not_bound, name)


def _waiting(moment: Moment, name: str, status: RootStatus) -> Root:
    """A voucher that waits for this, and not too long."""
    root = known(moment, ROOTS, name)
    require(root.status is status, ReceivablesOutcome.voucher_not_waiting, not_so_far(name, root.status, status))
    late = before_then(name, root.until, moment.time)
    require(moment.time < root.until, ReceivablesOutcome.voucher_too_late, late)
    return root


def _unconfirmed(moment: Moment, name: str) -> Root:
    root = known(moment, ROOTS, name)
    require(root.status in UNCONFIRMED, ReceivablesOutcome.voucher_not_waiting, f"{name} is {root.status}")
    return root


def _dropping(root: Root) -> dict[str, Any]:
    terms = root.terms
    return {
        "root": root.root,
        "programme": terms.programme,
        "issuer": terms.issuer,
        "registry": root.registry,
        "invoices": terms.invoices,
        "cash": terms.cash,
        "face": terms.face,
        "confirmed": root.status is RootStatus.issued,
    }


def _first_lot(root: Root, lot: InstrumentId) -> Iterable[EventData]:
    """The whole voucher, in the account of its first holder."""
    terms, path = root.terms, ROOTS.path(root.root)
    yield LotMade(
        lot=lot,
        root=root.root,
        cash=terms.cash,
        start=Quantity(0),
        value=terms.face,
        depth=0,
        parent=None,
        account=terms.account,
        passed_on=(),
        claimed_with=(),
    )
    yield made(lot, root)
    yield Issued(instrument=lot, account=terms.account, quantity=Quantity(1), issuing=path, taking=path, cause=path)


LAW: Final = Law(
    noun="receivables",
    calls=under(
        RECEIVABLES,
        {
            c.SetProgramme: set_programme,
            c.SetPeers: set_peers,
            c.SetLine: set_line,
            c.RegisterInvoice: register_invoice,
            c.WithdrawInvoice: withdraw_invoice,
            c.ClearInvoice: clear_invoice,
            c.Propose: propose,
            c.Prepare: prepare,
            c.Confirm: confirm,
            c.AcceptVoucher: accept,
            c.Refuse: refuse,
            c.Withdraw: withdraw,
            c.Lapse: lapse,
            lc.Split: d.split,
            lc.OfferLot: d.offer,
            lc.Take: d.take,
            lc.Reject: d.reject,
            lc.LapseOffer: d.lapse_offer,
            lc.NamePayee: d.name_payee,
            c.Provide: p.provide,
            lc.RedeemLot: p.redeem,
            c.RecordOverdue: p.record_overdue,
            c.RecordDefault: p.record_default,
            lc.CancelLot: p.cancel,
            lc.Demand: p.demand,
            lc.Indemnify: p.indemnify,
            lc.ClaimLot: claiming.claim,
            lc.AcknowledgeNotice: claiming.acknowledge_notice,
            lc.ConfirmClaim: claiming.confirm_claim,
            lc.WithdrawClaim: claiming.withdraw_claim,
            lc.StrikeClaim: claiming.strike_claim,
            lc.Rank: claiming.rank,
        },
    ),
    events=(*e.EVENTS, *LOT_EVENTS, *CLAIM_EVENTS, *PAYMENT_EVENTS, *INVOICE_EVENTS),
    tables=(PROGRAMMES, REGISTRIES, LINES, STANDINGS, ROOTS, LOTS, CLAIMS, INVOICES, LOOSE),
    outcomes=ReceivablesOutcome,
    more_outcomes=(InvoicesOutcome, ElsewhereOutcome, ClaimsOutcome),
    words=WORDS,
)
