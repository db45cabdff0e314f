# SPDX-License-Identifier: Apache-2.0
"""How large amounts of market types may be: stated or observed; and what rounding makes of one beyond that."""

import decimal
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import rounded
from counterfoil.terms.kernel.calendars import STANDARD, TradingDays
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.values import too_large
from counterfoil.terms.types.contract import Contract

D = Decimal
CALENDARS = STANDARD | {"X": TradingDays.from_holidays("X", [], first=date(2024, 1, 1), last=date(2024, 3, 1))}
BASIC = {"contractID": "one", "contractRole": "RPA", "statusDate": "2024-01-01", "currency": "CNY"}
LIFE = {"initialExchangeDate": "2024-01-02", "maturityDate": "2025-01-02"}
TERMS: dict[str, dict[str, Any]] = {
    "EQUITY": {"marketObjectCode": "P"},
    "BONDCN": {**LIFE, "marketObjectCode": "P", "nominalInterestRate": "0.03"},
    "CONVB": {
        **LIFE,
        "notionalPrincipal": "100",
        "couponRates": ["0.01"],
        "redemptionPrice": "101",
        "conversionPrice": "10",
        "conversionStart": "2024-01-03",
    },
    "REPO": {
        **LIFE,
        "repoType": "CLASSIC",
        "purchasePrice": "1000",
        "nominalInterestRate": "0.02",
        "dayCountConvention": "A365",
        "collateral": [{"collateralID": "B", "quantity": "1", "marketObjectCode": "P"}],
    },
    "EXFUT": {
        "contractRole": "BUY",
        "calendar": "X",
        "instrumentID": "F",
        "volumeMultiple": "5",
        "priceTick": "1",
        "marketObjectCodeOfSettlementPrice": "P",
        "deliverySettlement": "S",
        "lastTradingDay": "2024-01-15",
        "openDate": "2024-01-08",
        "openPrice": "100",
        "volume": "1",
    },
}
SPLIT = {"type": "SPLIT", "exDate": "2024-02-01", "shares": "1e20"}


def contract(kind: str, **changed: object) -> Contract[Any, Any]:
    """A contract of a market type, but for what is changed."""
    return Contract.from_terms({"contractType": kind, **BASIC, **TERMS[kind], **changed}, calendars=CALENDARS)


@pytest.mark.parametrize(
    ("kind", "changed", "place"),
    [
        ("BONDCN", {"notionalPrincipal": "1e99"}, "terms.notionalPrincipal"),
        ("BONDCN", {"nominalInterestRate": "1e20"}, "terms.nominalInterestRate"),
        ("CONVB", {"notionalPrincipal": "1e99"}, "terms.notionalPrincipal"),
        ("CONVB", {"couponRates": ["1e20"]}, "terms.couponRates"),
        ("CONVB", {"shareActions": [{"exDate": "2024-02-01", "rights": "1e20"}]}, "terms.shareActions[0].rights"),
        ("EQUITY", {"quantity": "1e99"}, "terms.quantity"),
        ("EQUITY", {"corporateActions": [SPLIT]}, "terms.corporateActions[0].shares"),
        ("REPO", {"purchasePrice": "1e20"}, "terms.purchasePrice"),
        ("REPO", {"nominalInterestRate": "-1e20"}, "terms.nominalInterestRate"),
        ("EXFUT", {"openPrice": "1e20"}, "terms.openPrice"),
    ],
)
def test_terms_too_large_are_refused(kind: str, changed: dict[str, object], place: str) -> None:
    """Each amount of each market type, also within lists, is below 1e20 in size."""
    with pytest.raises(TermError, match=r"is too large an amount .*less than 1e20") as refused:
        contract(kind, **changed)
    assert refused.value.where == place


@pytest.mark.parametrize(("amount", "large"), [("1e20", True), ("-1e20", True), ("99999999999999999999.99", False)])
def test_the_limit_is_the_same_in_a_hostile_context(amount: str, large: bool) -> None:
    """Six digits, rounded up, in the context of the thread make no amount larger than it is."""
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert too_large(D(amount)) is large


@pytest.mark.parametrize(("value", "decimals"), [("1e32", 2), ("-1e34", 0), ("1e99", 12)])
def test_rounding_beyond_34_digits_is_an_input_error(value: str, decimals: int) -> None:
    """The largest amount to the cent has 32 digits before the point."""
    with pytest.raises(InputError, match=f"more than 34 digits when rounded to {decimals} decimals"):
        rounded(D(value), decimals)
    assert rounded(D("99999999999999999999999999999999.99"), 2) == D("99999999999999999999999999999999.99")
