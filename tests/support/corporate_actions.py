# SPDX-License-Identifier: Apache-2.0
"""An issuer with a bond that pays by its terms and a share, its holders, and whoever drives what is due."""

import json
from hashlib import sha256
from typing import Any, Final

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ACTIONS, ENTITLEMENTS, Action, ActionKind, Entitlement
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.lifecycle.records import TERMS, Terms
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, InstrumentId
from counterfoil.terms.kernel.arithmetic import Rounding
from support.ledger import GENESIS_TIME, Ledger

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
"""GENESIS_TIME is 2023-11-14T22:13:20Z, in China the 15th."""
CHINA_MIN: Final = 480
BOND, SHARE, CASH = InstrumentId("BOND"), InstrumentId("SHARE"), InstrumentId("CNY")
TERMS_OF_IT: Final[dict[str, Any]] = {
    "contractType": "BONDCN",
    "contractID": "BOND",
    "contractRole": "RPA",
    "statusDate": "2023-11-01T00:00:00",
    "initialExchangeDate": "2023-11-02T00:00:00",
    "maturityDate": "2024-11-20T00:00:00",
    "currency": "CNY",
    "notionalPrincipal": "100",
    "nominalInterestRate": "0.0333",
    "couponFrequency": 2,
    "cycleAnchorDateOfInterestPayment": "2023-11-20T00:00:00",
}
"""A first coupon of an odd period on 20 November, then 20 May, and 20 November with the face."""
FLOATING: Final[dict[str, Any]] = {
    "contractType": "PAM",
    "contractID": "FLOATS",
    "contractRole": "RPA",
    "statusDate": "2023-11-01T00:00:00",
    "initialExchangeDate": "2023-11-02T00:00:00",
    "maturityDate": "2024-11-02T00:00:00",
    "currency": "CNY",
    "notionalPrincipal": "100",
    "nominalInterestRate": "0.03",
    "dayCountConvention": "A365",
    "cycleOfInterestPayment": "P6ML1",
    "marketObjectCodeOfRateReset": "SHIBOR3M",
    "cycleAnchorDateOfRateReset": "2024-02-02T00:00:00",
    "cycleOfRateReset": "P3ML1",
    "lifeFloor": "0",
}
"""Three per cent for three months, then what SHIBOR3M is on 2 February, May and August; paid in May and November."""
LATER: Final = GENESIS_TIME + 4 * 365 * DAY_MS


def written(terms: dict[str, Any]) -> str:
    """Terms as the text that is hashed."""
    return json.dumps(terms, sort_keys=True, separators=(",", ":"))


def document(text: str) -> TermsDocument:
    """The terms document that an instrument names."""
    return TermsDocument(uri="https://example.org/terms.json", hash=sha256(text.encode()).hexdigest())


def bond(ledger: Ledger, name: str = BOND, terms: dict[str, Any] | None = None) -> str:
    """A bond of the issuer, in units of 100 yuan, whose record has the hash of its terms; the text of these."""
    text = written(TERMS_OF_IT if terms is None else terms)
    call = i.DefineInstrument(
        instrument=name,
        kind=InstrumentKind.bond,
        issuer="issuer",
        name=name,
        unit=Unit(name="bond", decimals=0),
        terms=document(text),
    )
    active = i.ChangeStatus(instrument=name, status=InstrumentStatus.active, by="issuer")
    ledger.do(call, active, signed_by="issuer")
    return text


def registered(text: str, instrument: str = BOND, **changed: Any) -> c.RegisterTerms:
    """The call that registers terms by which one bond pays, its register recorded a day before."""
    fields = {"per": 1, "cash": CASH, "rounding": Rounding.HALF_UP, "offset_min": CHINA_MIN, "record_before": DAY_MS}
    return c.RegisterTerms(instrument=instrument, text=text, **(fields | changed))


def money(ledger: Ledger) -> None:
    """Yuan, in fen."""
    unit = Unit(name="CNY", decimals=2)
    call = i.DefineInstrument(instrument=CASH, kind=InstrumentKind.cash, issuer="bank", name="yuan", unit=unit)
    ledger.do(call, i.ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by="bank"), signed_by="bank")


def announced(
    action: str = "dividend", kind: ActionKind = ActionKind.dividend, now: int = GENESIS_TIME, **changed: Any
) -> c.Announce:
    """A dividend of 7 fen per 10 shares; recorded in an hour, ex a moment later, paid two hours later."""
    fields: dict[str, Any] = {
        "record_time": now + HOUR_MS,
        "ex_time": now + HOUR_MS + 1,
        "pay_time": now + 3 * HOUR_MS,
        "amount": 7,
        "per": 10,
        "rounding": Rounding.HALF_UP,
        "reference": "meeting of 2023",
    }
    fields |= {"cash": CASH} if kind in (ActionKind.dividend, ActionKind.rights) else {}
    return c.Announce(instrument=SHARE, action=action, kind=kind, **(fields | changed))


def small_market(holders: dict[str, int] | None = None) -> Ledger:
    """The issuer, its bank, three holders of a bond and of a share, and cash with the issuer."""
    ledger = Ledger()
    for name, role in (("issuer", Role.issuer), ("bank", Role.operating_bank), ("venue", Role.venue)):
        ledger.party(name, role)
    money(ledger)
    ledger.instrument(SHARE, "issuer")
    ledger.do(registered(bond(ledger)), signed_by="issuer")
    ledger.account("till", "issuer")
    ledger.account("tax", "supervisor")
    ledger.issue(CASH, "till", 100_000_000, issuer="bank")
    for name, quantity in (holders or {"ann": 333, "ben": 333, "cat": 335}).items():
        ledger.party(name)
        ledger.account(name, name)
        for instrument in (BOND, SHARE):
            ledger.issue(instrument, name, quantity, issuer="issuer")
    return ledger


def action_of(ledger: Ledger, instrument: str, name: str) -> Action:
    """The action's record."""
    found = ledger.state.read(ACTIONS, instrument, name)
    assert found is not None, name
    return found


def entitlement_of(ledger: Ledger, instrument: str, name: str, account: str) -> Entitlement:
    """What an account gets, in the division that was taken."""
    division = action_of(ledger, instrument, name).division or ""
    found = ledger.state.read(ENTITLEMENTS, instrument, name, division, account)
    assert found is not None, account
    return found


def terms_of(ledger: Ledger, instrument: str = BOND) -> Terms:
    """The registered terms."""
    found = ledger.state.read(TERMS, instrument)
    assert found is not None
    return found


def until(ledger: Ledger, time: int) -> None:
    """Let it be later than a time in the next block."""
    ledger.wait(max(0, time - ledger.time))


def step(ledger: Ledger, instrument: str, name: str, *, at_most: int = 100) -> bool:
    """Do the next steps of one kind, whoever signs; whether there were any."""
    calls = list(next_steps(ledger.state, InstrumentId(instrument), name, ledger.time + 1_000))
    if calls:
        ledger.do(*calls[:at_most], signed_by="venue")
    return bool(calls)


def fixed(ledger: Ledger, instrument: str, name: str) -> Action:
    """The action with its register recorded and its whole divided."""
    until(ledger, action_of(ledger, instrument, name).record_time)
    while action_of(ledger, instrument, name).division is None:
        assert step(ledger, instrument, name)
    return action_of(ledger, instrument, name)


def funded(ledger: Ledger, instrument: str, name: str, hold: str = "", quantity: int | None = None) -> str:
    """The issuer's hold for an action, which it names; its name."""
    action = action_of(ledger, instrument, name)
    hold = hold or f"{instrument}-{name}".replace("/", "-")
    reserved = h.Hold(
        hold=hold,
        account="till",
        instrument=CASH,
        quantity=(action.whole or 0) if quantity is None else quantity,
        executor=action.path,
        expires=LATER,
    )
    ledger.do(reserved, c.Fund(instrument=instrument, action=name, hold=hold), signed_by="issuer")
    return hold


def paid(ledger: Ledger, instrument: str, name: str) -> None:
    """Everything that anybody may do for an action, until it is over; the issuer funds what is paid in cash."""
    action = fixed(ledger, instrument, name)
    if action.pays == CASH:
        funded(ledger, instrument, name)
    until(ledger, action.pay_time)
    while step(ledger, instrument, name):
        pass


def cash(ledger: Ledger, *accounts: str) -> list[int]:
    """What accounts hold of cash."""
    return [ledger.holding(AccountId(account), CASH).balance for account in accounts]
