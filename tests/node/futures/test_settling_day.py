# SPDX-License-Identifier: Apache-2.0
"""A day's settlement step by step: some accounts at a time, and none read in vain."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS
from counterfoil.node.futures import settling_day
from counterfoil.node.futures.scratch import BROKER, HOUSE, Market, account_of
from counterfoil.node.futures.settling_day import STAGES, Work, settle_day
from counterfoil.node.network import clock_ms
from counterfoil.primitives.progress import no_progress
from support import futures_victim as victim

KEYS = [Market.key(BROKER)]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A day of 120 accounts that is ready to be settled."""
    return victim.begun(tmp_path_factory.mktemp("settling") / "begun")


@pytest.fixture(scope="module")
def settled(begun):
    """How it ends, all accounts at once."""
    with victim.opened(victim.copied(begun, begun.parent / "whole")) as node:
        return settle_day(node, KEYS, HOUSE), victim.told(node.ledger.view)


@pytest.mark.parametrize(("batch", "at_once"), [(50, 1), (7, 3)])
def test_it_ends_the_same_however_many_are_taken_at_a_time(begun, settled, tmp_path, monkeypatch, batch, at_once):
    """Accounts are read from what is committed by then, and nobody is left out or asked twice."""
    monkeypatch.setattr(settling_day, "BATCH", batch)
    monkeypatch.setattr(settling_day, "AT_ONCE", at_once)
    with victim.opened(victim.copied(begun, tmp_path / "chain")) as node:
        assert settle_day(node, KEYS, HOUSE) == settled[0]
        assert victim.told(node.ledger.view) == settled[1]
    assert settled[0].closed


def test_calls_are_asked_for_as_they_are_ordered(begun, tmp_path, monkeypatch):
    """A million are never there at once: before the third is asked for, two stand in blocks."""
    monkeypatch.setattr(settling_day, "BATCH", 1)
    monkeypatch.setattr(settling_day, "AT_ONCE", 2)
    stood: list[int] = []
    with victim.opened(victim.copied(begun, tmp_path / "chain")) as node:
        work = Work(node, KEYS, no_progress)

        def calls() -> Iterator[Call]:
            for client in range(5):
                stood.append(sum(work.done.values()))
                yield c.Settle(account=account_of(client))

        work.take("settled", calls())
        assert stood == [0, 0, 2, 2, 4]
        assert sum(work.done.values()) == 5


class Watched:
    """A view that notes which tables are read row by row."""

    def __init__(self, view):
        self._view, self.walked = view, []

    def read(self, table, *parts):
        return self._view.read(table, *parts)

    def find(self, path):
        return self._view.find(path)

    def rows(self, table, *parts):
        self.walked.append(table)
        return self._view.rows(table, *parts)


@pytest.mark.parametrize(
    ("stage", "walks"),
    [
        ("owing", False),
        ("exercised", False),
        ("settled", True),
        ("expired", False),
        ("collected", False),
        ("covered", False),
        ("borne", False),
        ("paid", False),
    ],
)
def test_no_account_is_read_for_what_the_days_record_says_is_not_there(begun, stage, walks):
    """Before anybody is settled nobody owes or is due, no option trades, and nothing expires."""
    with victim.opened(victim.copied(begun, begun.parent / f"stage-{stage}")) as node:
        view = Watched(node.ledger.view)
        day = view.read(DAYS, HOUSE, str(victim.DAY))
        assert (day.owed, day.due) == (0, 0)
        asked = list(STAGES[stage](view, HOUSE, victim.DAY))
    assert (MARGIN_ACCOUNTS in view.walked) is walks
    assert bool(asked) is walks


def test_what_bears_first_is_judged_by_the_time_of_now(begun, monkeypatch):
    """Securities whose register is closed move no more, and keep no layer from bearing: that hangs on the time."""
    asked: list[int] = []
    monkeypatch.setattr(settling_day, "lasts", lambda _view, time: asked.append(time) or ())
    monkeypatch.setattr(settling_day, "_sums_of", lambda _view, _house, _day: SimpleNamespace(owed=1))
    before = clock_ms()
    with victim.opened(victim.copied(begun, begun.parent / "bears")) as node:
        assert list(STAGES["borne"](node.ledger.view, HOUSE, victim.DAY)) == []
    assert [before <= time <= clock_ms() for time in asked] == [True]


def test_who_is_due_is_found_once_all_are_settled(begun, tmp_path):
    """The day's record has what they come to together: so accounts are read, and just those are asked."""
    with victim.opened(victim.copied(begun, tmp_path / "chain")) as node:
        Work(node, KEYS, no_progress).take("settled", STAGES["settled"](node.ledger.view, HOUSE, victim.DAY))
        view = node.ledger.view
        due = [account.account for _, account in view.rows(MARGIN_ACCOUNTS) if account.due]
        paid = [call.account for call in STAGES["paid"](view, HOUSE, victim.DAY)]
    assert paid == due != []
