# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/terms/actus_<type>.json: contracts of our own with the results of the slow twin.

The format is that of the public ACTUS test cases; every number is a string, a result one of 15 significant digits.
Run from the root of the tree as ``PYTHONPATH=tests python vectors/generate_terms.py``.
"""

import json
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from support.terms_twin import cases_combined, cases_holdings, cases_principal
from support.terms_twin.evaluate import evaluate
from support.terms_twin.reading import NotObserved

Case = dict[str, Any]
FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
PARTIES = {"creatorID": "ALDER", "counterpartyID": "BIRCH"}
TYPES = {
    kind: (getattr(module, kind), getattr(module, f"{kind}_CASES"))
    for module in (cases_principal, cases_holdings, cases_combined)
    for kind in (
        "PAM", "LAM", "NAM", "ANN", "LAX", "CLM", "UMP", "CSH", "STK", "COM", "FXOUT", "SWPPV", "SWAPS", "CAPFL",
        "OPTNS", "FUTUR", "CEG", "CEC",
    )
    if hasattr(module, kind)
}  # fmt: skip
MARKET = {
    "KEEL": ("0.0213", "0.00137"),
    "LURE": ("0.0148", "0.00141"),
    "SPAR": ("96.5", "1.75"),
    "TEAL": ("66.2", "0.85"),
    "TEAL_DV": ("3.1", "0.25"),
    "AURUM": ("1850", "12.5"),
    "BOND-1": ("284000", "1150"),
    "LOAN-2": ("51500", "230"),
}
"""What is observed of a market object: the lowest value and the smallest step above it."""
STEPS, STRIDE = 29, 37
"""A day's value lies so many steps higher as its number times the stride leaves over."""
OTHERS = ("0.8125", "0.0125")
"""The same of an exchange rate."""
NAMES = """
CT=contractType CID=contractID CIDENT=contractIdentifier CNTRL=contractRole SD=statusDate CDD=contractDealDate
CUR=currency CUR2=currency2 CURS=settlementCurrency NT=notionalPrincipal NT2=notionalPrincipal2 QT=quantity UT=unit
IED=initialExchangeDate MD=maturityDate AMD=amortizationDate PDIED=premiumDiscountAtIED CLDR=calendar
BDC=businessDayConvention EOMC=endOfMonthConvention IPDC=dayCountConvention IPNR=nominalInterestRate
IPNR2=nominalInterestRate2 IPAC=accruedInterest IPANX=cycleAnchorDateOfInterestPayment IPCL=cycleOfInterestPayment
IPCED=capitalizationEndDate PRANX=cycleAnchorDateOfPrincipalRedemption PRCL=cycleOfPrincipalRedemption
PRNXT=nextPrincipalRedemptionPayment IPCB=interestCalculationBase IPCBA=interestCalculationBaseAmount
IPCBANX=cycleAnchorDateOfInterestCalculationBase IPCBCL=cycleOfInterestCalculationBase
RRANX=cycleAnchorDateOfRateReset RRCL=cycleOfRateReset RRMO=marketObjectCodeOfRateReset RRSP=rateSpread
RRMLT=rateMultiplier RRLC=lifeCap RRLF=lifeFloor RRPC=periodCap RRPF=periodFloor RRNXT=nextResetRate FIXP=fixingPeriod
FER=feeRate FEB=feeBasis FEAC=feeAccrued FEANX=cycleAnchorDateOfFee FECL=cycleOfFee PRD=purchaseDate
PPRD=priceAtPurchaseDate TD=terminationDate PTD=priceAtTerminationDate PPEF=prepaymentEffect PYTP=penaltyType
PYRT=penaltyRate OPANX=cycleAnchorDateOfOptionality OPCL=cycleOfOptionality SCEF=scalingEffect
SCMO=marketObjectCodeOfScalingIndex SCCDD=scalingIndexAtContractDealDate SCANX=cycleAnchorDateOfScalingIndex
SCCL=cycleOfScalingIndex SCNT=notionalScalingMultiplier SCIP=interestScalingMultiplier
ARIPANX=arrayCycleAnchorDateOfInterestPayment ARIPCL=arrayCycleOfInterestPayment
ARPRANX=arrayCycleAnchorDateOfPrincipalRedemption ARPRCL=arrayCycleOfPrincipalRedemption
ARPRNXT=arrayNextPrincipalRedemptionPayment ARINCDEC=arrayIncreaseDecrease ARRRANX=arrayCycleAnchorDateOfRateReset
ARRRCL=arrayCycleOfRateReset ARRATE=arrayRate ARFIXVAR=arrayFixedVariable XDN=xDayNotice
DVMO=marketObjectCodeOfDividends DVANX=cycleAnchorDateOfDividendPayment DVCL=cycleOfDividendPayment
DVNP=nextDividendPaymentAmount DS=deliverySettlement STP=settlementPeriod MOC=marketObjectCode OPTP=optionType
OPXT=optionExerciseType OPS1=optionStrike1 OPS2=optionStrike2 PFUT=futuresPrice XD=exerciseDate XA=exerciseAmount
CECV=coverageOfCreditEnhancement CEGE=guaranteedExposure CETC=creditEventTypeCovered
"""
"""The dictionary's acronyms, with the names that the public cases use."""
ACRONYMS = dict(pair.split("=") for pair in NAMES.split())


def documents() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    return {f"terms/actus_{kind.lower()}.json": _encoded(_cases(kind)) for kind in TYPES}


def _encoded(document: dict[str, Case]) -> bytes:
    """One line for each result, so that a difference can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=True)
    return (re.sub(r"\{\n\s+(\"(?:eventDate|timestamp)\"[^{}]*?)\n\s+\}", _on_one_line, text) + "\n").encode()


def _on_one_line(match: re.Match[str]) -> str:
    return "{" + re.sub(r"\n\s+", " ", match[1]) + "}"


def _cases(kind: str) -> dict[str, Case]:
    shared, cases = TYPES[kind]
    return {
        f"{kind.lower()}-{name}": _case(f"{kind.lower()}-{name}", kind, f"{shared} {own}")
        for name, own in cases.items()
    }


def _case(name: str, kind: str, words: str) -> Case:
    """One case with its results and with what had to be observed for them."""
    terms, horizon, observed, events = _read(words, kind, name)
    case: Case = {
        "identifier": name, "terms": PARTIES | terms, "to": horizon, "dataObserved": {}, "eventsObserved": events,
        "results": [],
    }  # fmt: skip
    while True:
        case["dataObserved"] = _series(observed)
        try:
            results = evaluate(case)
        except NotObserved as missing:
            observed[missing.code, missing.time] = _value(missing.code, missing.time)
        else:
            return case | {"results": [_row(row) for row in results]}


def _read(words: str, kind: str, name: str) -> tuple[Case, str, dict[tuple[str, datetime], str], list[Case]]:
    """The words of a case; a later word for the same term replaces an earlier one."""
    terms: Case = {"contractType": kind, "contractID": name}
    horizon, structure, events = "", [], []
    observed: dict[tuple[str, datetime], str] = {}
    for word in words.split():
        if word[0] == "@":
            events.append(_event(word[1:]))
        elif word[0] == "#":
            code, day, value = word[1:].split(":")
            observed[code, datetime.fromisoformat(day)] = value
        elif word[0] == "+":
            structure.append(_member(*word[1:].split(":")))
        elif word.startswith("to="):
            horizon = _written(word[3:])
        else:
            key, value = word.split("=")
            terms[ACRONYMS[key]] = _list(value)
    if structure:
        terms["contractStructure"] = structure
    return {key: value for key, value in terms.items() if value}, horizon, observed, events


def _list(text: str) -> Any:
    values = [_written(value) for value in text.split(",")]
    return values if len(values) > 1 else values[0]


def _written(text: str) -> str:
    """A day begins at midnight."""
    return f"{text}T00:00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _event(text: str) -> Case:
    """``time:type:value``, for a credit event also ``contract:performance``."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?):(\w+):([^:]+)(?::([^:]+):(\w+))?", text)
    assert match is not None, text
    event: Case = {"time": _written(match[1]), "type": match[2], "value": match[3]}
    if match[4]:
        event |= {"contractId": match[4], "states": {"contractPerformance": match[5]}}
    return event


def _member(role: str, name: str) -> Case:
    """A whole contract, a market object or an identifier, as the words of the child have it."""
    child = {
        ACRONYMS[key]: _written(value)
        for key, value in (word.split("=") for word in cases_combined.CHILDREN[name].split())
    }
    reference = "CNT" if "contractType" in child else "CID" if "contractIdentifier" in child else "MOC"
    return {"object": child, "referenceType": reference, "referenceRole": role}


def _series(observed: dict[tuple[str, datetime], str]) -> Case:
    series: Case = {}
    for (code, time), value in sorted(observed.items()):
        data = series.setdefault(code, {"identifier": code, "data": []})["data"]
        data.append({"timestamp": time.isoformat(timespec="seconds"), "value": value})
    return series


def _value(code: str, time: datetime) -> str:
    lowest, step = MARKET.get(code, OTHERS)
    return _number(Fraction(lowest) + time.toordinal() * STRIDE % STEPS * Fraction(step))


def _row(row: Case) -> Case:
    return {name: _number(value) if isinstance(value, Fraction) else value for name, value in row.items()}


def _number(value: Fraction) -> str:
    """Rounded once, after the exact calculation."""
    rounded = FIFTEEN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(rounded.normalize() if rounded else Decimal(0), "f")


def main() -> None:
    """Write them."""
    folder = Path(__file__).parent
    for path, content in documents().items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)


if __name__ == "__main__":
    main()
