# SPDX-License-Identifier: Apache-2.0
"""Tick files: read exactly, and refused with line and column where they do not fit together."""

from decimal import Decimal

import pytest

from counterfoil.node.futures.facts import KNOWN, facts_of
from counterfoil.node.futures.ticks import read_ticks
from counterfoil.primitives.errors import InputError
from support.tick_files import Traded, small_day, tick_rows, write_ticks

IF = facts_of("IF")


@pytest.mark.parametrize("name", ["ticks.csv", "ticks.csv.gz"])
def test_a_day_is_read_exactly(tmp_path, name):
    """Every tick with trades, at the two prices that its turnover allows; packed or not."""
    day = small_day()
    found = read_ticks(write_ticks(tmp_path / name, tick_rows(day)), IF)
    assert [(one.lots, one.price, one.higher, one.opened) for one in found.ticks] == [
        one[1:] for one in day if one.lots
    ]
    assert (found.contract, found.settlement, found.settled_before) == ("IF2101", 26_154, 26_081)
    assert found.volume == sum(one.lots for one in day)
    assert found.interest == found.interest_before + sum(one.opened for one in day)


def test_prices_may_be_binary_numbers_written_out(tmp_path):
    """5278.600000000001 is meant as 5278.6; half a tick is no price."""
    rows = tick_rows(small_day())
    for row in rows:
        row |= {column: f"{float(row[column]) + 1e-9:.12f}" for column in ("settle", "pre_settle") if row[column]}
    found = read_ticks(write_ticks(tmp_path / "ticks.csv", rows), IF)
    assert found == read_ticks(write_ticks(tmp_path / "plain.csv", tick_rows(small_day())), IF)
    rows[-1]["settle"] = "5230.9"
    with pytest.raises(InputError, match="no multiple of the tick"):
        read_ticks(write_ticks(tmp_path / "ticks.csv", rows), IF)


WRONG = [
    ({"volume": "-3"}, "line 3, volume: '-3' is negative"),
    ({"volume": "x"}, "line 3, volume: 'x' is no number"),
    ({"volume": "1.5"}, "line 3, volume: '1.5' is no whole number"),
    ({"turnover": "6000000"}, "line 3, turnover: '6000000' does not match 7 lots"),
    ({"turnover": "10982101"}, "line 3, turnover: '10982101' is not what 7 lots can come to"),
    ({"diff_interest": "8"}, "line 3, diff_interest: '8' is more than the 7 lots"),
    ({"action_time": "092800000"}, "line 3, action_time: '092800000' is before the line above"),
    ({"action_time": "096100000"}, "line 3, action_time: '096100000' is no time"),
    ({"total_volume": "20"}, "line 3, total_volume: '20' does not follow: 19 do"),
    ({"open_interest": "40"}, "line 3, open_interest: '40' does not follow: 41 do"),
    ({"instrument": "IF2102"}, "line 3, instrument: 'IF2102' is not 'IF2101'"),
    ({"trading_date": "20210105"}, "line 3, trading_date"),
]


@pytest.mark.parametrize(("change", "told"), WRONG)
def test_what_does_not_fit_together_is_refused(tmp_path, change, told):
    """The line and the column are named, in the order in which they are judged."""
    rows = tick_rows(small_day())
    rows[1] |= change
    with pytest.raises(InputError) as error:
        read_ticks(write_ticks(tmp_path / "ticks.csv", rows), IF)
    assert told in f"{error.value.where}: {error.value.problem}"
    assert error.value.remedy


def test_a_missing_column_an_empty_and_a_damaged_file_are_refused(tmp_path):
    """Each says what is lacking."""
    rows = [{name: value for name, value in row.items() if name != "turnover"} for row in tick_rows(small_day())]
    for made, told in (
        (write_ticks(tmp_path / "a.csv", rows), "no column turnover"),
        (write_ticks(tmp_path / "b.csv", []), "there is no tick in it"),
        (write_ticks(tmp_path / "c.csv", tick_rows([Traded("093000000", 0, 0, 0, 0)])), "nothing was traded"),
    ):
        with pytest.raises(InputError, match=told):
            read_ticks(made, IF)
    damaged = write_ticks(tmp_path / "d.csv.gz", tick_rows(small_day()))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with pytest.raises(InputError, match="not a gzip file"):
        read_ticks(damaged, IF)


def test_facts_of_products():
    """The units of the ledger follow from the exchange's; what is not known must be described."""
    assert (IF.decimals, IF.ledger_tick, IF.ledger_multiplier) == (1, 2, 3_000)
    assert (facts_of("T").decimals, facts_of("T").ledger_tick, facts_of("T").ledger_multiplier) == (3, 5, 1_000)
    assert facts_of("cu").ledger_multiplier == 500
    assert facts_of("XX", multiplier=Decimal(10), tick=Decimal("0.5")).ledger_multiplier == 100
    assert all(one.ledger_multiplier and one.ledger_tick for one in KNOWN.values())
    with pytest.raises(InputError, match="no product 'XX'"):
        facts_of("XX", tick=Decimal(1))
