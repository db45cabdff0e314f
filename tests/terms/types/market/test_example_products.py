# SPDX-License-Identifier: Apache-2.0
"""The example products of futures exchanges: each makes a contract, and says what was verified."""

import json
from datetime import date
from decimal import Decimal

import pytest

from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.types.contract import Contract
from shared_data import shared_data
from support.products import DOCUMENT, PRODUCTS, product_terms

D = Decimal
EXCHANGE = TradingDays.from_holidays("CN", [], first=date(2024, 1, 1), last=date(2024, 12, 31))


@pytest.mark.parametrize("code", PRODUCTS)
def test_every_product_of_the_examples_makes_a_contract(code: str) -> None:
    """With the terms of a position added to what the product fixes, its contract reads back what it writes."""
    terms = product_terms(code) | {
        "contractRole": "BUY",
        "calendar": "CN",
        "statusDate": "2024-08-01",
        "instrumentID": f"{code}2409",
        "deliveryYear": 2024,
        "deliveryMonth": 9,
        "marketObjectCodeOfSettlementPrice": "S",
        "openDate": "2024-08-02",
        "openPrice": "3000",
        "volume": 1,
    }
    contract = Contract.from_terms(terms, calendars={"CN": EXCHANGE})
    assert contract.to_terms()["productID"] == code
    assert Contract.from_terms(contract.to_terms(), calendars={"CN": EXCHANGE}).terms == contract.terms


def test_the_examples_say_what_was_verified_and_when() -> None:
    """No fact stands on both sides, each product has the same facts, and the table has its month."""
    date.fromisoformat(f"{DOCUMENT['asOf']}-01")
    common = {"exchangeID", "productID", "volumeMultiple", "priceTick", "priceLimitRatio", "lastTradingDayRule"}
    for facts in PRODUCTS.values():
        assert not facts["verified"].keys() & facts["unverified"].keys()
        assert common <= facts["verified"].keys() | facts["unverified"].keys()


@pytest.mark.real_data
def test_multiples_and_ticks_agree_with_a_public_list() -> None:
    """Every product that the public list of wondertrader has too; TS had another tick when it was listed."""
    exchanges = json.loads(shared_data("market/wondertrader/commodities.json").read_text(), parse_float=D)
    compared = []
    for code in PRODUCTS:
        terms = product_terms(code)
        listed = exchanges[terms["exchangeID"]]
        found = listed.get(code) or listed.get(code.lower())
        if found is not None:
            compared.append(code)
            assert D(terms["volumeMultiple"]) == found["volscale"], code
            assert code == "TS" or D(terms["priceTick"]) == found["pricetick"], code
    assert len(compared) >= 12
