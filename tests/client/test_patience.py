# SPDX-License-Identifier: Apache-2.0
"""Lost answers, overload and waiting: what is asked again is the same bytes, and nothing is ever done twice."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from counterfoil.client import NoAnswer, NotAllowed, NotCommitted, Overloaded, ServiceFailed, calls
from counterfoil.client.patience import ATTEMPTS_MAX, FIRST_WAIT_MS, WAIT_MAX_MS
from counterfoil.client.transactions import SignedTransaction
from counterfoil.law.outcome import MachineOutcome
from support.fake_node import CHAIN, TRANSFER, FakeNode, Said, handed, json_answer, problem

TRANSACTIONS = f"/chains/{CHAIN}/transactions"


def lost_after(fake: FakeNode) -> Any:
    """The node does what it was asked, and its answer is lost on the way."""

    def handler(request: httpx.Request) -> Said:
        fake.handed_in(request)
        raise httpx.ReadError("connection reset")

    return handler


@pytest.mark.parametrize(
    "failure",
    [
        *(httpx.ConnectError("refused"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut off")),
        *(problem(503, "unavailable"), problem(429, "too-many"), Said(502), Said(504)),
    ],
    ids=lambda one: f"{one.status}" if isinstance(one, Said) else type(one).__name__,
)
def test_a_lost_answer_is_asked_again_with_the_same_bytes(ask: Any, fake: FakeNode, failure: Any) -> None:
    """Whatever was lost, the transaction is the same to the byte, under a request that is signed anew."""
    fake.first[TRANSACTIONS] = [failure, lost_after(fake)]
    done = ask().holdings.transfer(**TRANSFER)
    first, second, third = fake.bodies(TRANSACTIONS)
    assert first == second == third
    assert fake.committed == {done.transaction: 2}
    signatures = [one.headers["signature-input"] for one in fake.asked if one.url.path == TRANSACTIONS]
    assert len(set(signatures)) == 3


def test_a_service_says_how_long_one_waits(ask: Any, fake: FakeNode) -> None:
    """Retry-After is kept to; without it one waits longer each time, within bounds."""
    fake.first["/chains"] = [problem(503, "unavailable", retry_after=7), *[problem(503, "unavailable")] * 9]
    ask(patience_s=600).status()
    told, *grown = fake.around.waited_s
    assert told == 7
    assert grown == sorted(grown)
    assert all(FIRST_WAIT_MS / 2_000 <= one <= WAIT_MAX_MS / 1_000 for one in grown)


def test_chance_lets_nobody_come_back_together(ask: Any, fake: FakeNode) -> None:
    """Between half and the whole of the time: by what is drawn."""
    drawn: list[int] = []

    def chance(most: int) -> int:
        drawn.append(most)
        return most - 1

    around = fake.around.surroundings()
    fake.first["/chains"] = [problem(503, "unavailable")]
    ask(surroundings=replace(around, chance=chance)).status()
    assert drawn == [FIRST_WAIT_MS // 2 + 1]
    assert fake.around.waited_s == [FIRST_WAIT_MS / 1_000]


def test_patience_ends_with_the_transaction_in_hand(ask: Any, fake: FakeNode) -> None:
    """What has no answer comes with the error, and handed in again it has the answer that it had: once committed."""
    fake.always[TRANSACTIONS] = lost_after(fake)
    ledger = ask(patience_s=30)
    with pytest.raises(NoAnswer, match="connection reset") as lost:
        ledger.holdings.transfer(**TRANSFER)
    transaction = lost.value.transaction
    assert transaction is not None and set(fake.committed) == {transaction.id}
    assert sum(fake.around.waited_s) <= 30
    del fake.always[TRANSACTIONS]
    assert ledger.submit(transaction).transaction == transaction.id
    assert set(fake.committed) == {transaction.id}


def test_an_overloaded_service_is_told_apart(ask: Any, fake: FakeNode) -> None:
    """One that asks for more time than there is patience is not waited for; the error says how long it wanted."""
    fake.always["/chains"] = lambda _: problem(503, "unavailable", retry_after=120)
    with pytest.raises(Overloaded) as told:
        ask(patience_s=60).status()
    assert (told.value.retry_after_s, fake.around.waited_s, len(fake.asked)) == (120, [], 1)


def test_asking_comes_to_an_end_by_its_number_too(ask: Any, fake: FakeNode) -> None:
    """A service that always says `at once` is not asked for ever."""
    fake.always["/chains"] = lambda _: problem(503, "unavailable", retry_after=0)
    with pytest.raises(Overloaded):
        ask().status()
    assert len(fake.asked) == ATTEMPTS_MAX


@pytest.mark.parametrize("status", [500, 501, 400, 404, 405, 413, 422])
def test_what_would_be_the_same_again_is_asked_once(ask: Any, fake: FakeNode, status: int) -> None:
    """A fault of the service or of the question is told at once."""
    fake.always["/chains"] = lambda _: problem(status, "internal" if status >= 500 else "malformed")
    with pytest.raises(Exception, match=str(status)) as told:
        ask().status()
    assert isinstance(told.value, ServiceFailed) == (status >= 500)
    assert len(fake.asked) == 1


def test_a_service_started_anew_is_waited_for(ask: Any, fake: FakeNode) -> None:
    """In its first seconds it hears nobody: the request is signed again when it says."""
    fake.first["/chains"] = [problem(401, "signature-before-start", retry_after=6)] * 2
    assert ask().status().height == fake.height
    assert fake.around.waited_s == [6, 6]


def test_whoever_is_not_known_is_told_at_once(ask: Any, fake: FakeNode) -> None:
    """A key that is nobody's will not be somebody's in a moment."""
    fake.always["/chains"] = lambda _: problem(401, "unknown-key", detail="keyid is the hex SHA-256")
    with pytest.raises(NotAllowed, match="keyid is the hex") as told:
        ask().status()
    assert (told.value.status, told.value.kind, told.value.request) == (
        401,
        "urn:counterfoil:problem:unknown-key",
        "r1",
    )


def test_what_came_too_late_is_signed_anew_as_the_same_intent(ask: Any, fake: FakeNode) -> None:
    """After its last height it stands in no block: the identifier is the same, the last height is later."""
    late = MachineOutcome.expired_transaction

    def refuse(request: httpx.Request) -> Said:
        (one,) = handed(request)
        fake.height += 490
        said = {"outcome": late.value, "name": late.name, "sentence": late.sentence, "remedy": late.remedy}
        told = fake.done(SignedTransaction(one), status="refused", height=None, **said)
        return json_answer({"at": fake.at(), "transactions": [told], **said}, 422)

    fake.first[TRANSACTIONS] = [refuse]
    ledger = ask()
    done = ledger.holdings.transfer(**TRANSFER)
    before, after = (SignedTransaction(handed(one)[0]) for one in fake.asked if one.url.path == TRANSACTIONS)
    assert before.id == after.id == done.transaction
    assert (before.payload.valid_until, after.payload.valid_until) == (110, 600)
    fake.first[TRANSACTIONS] = [refuse]
    assert [one.committed for one in ledger.stream([calls.holdings.transfer(**TRANSFER)] * 1)] == [True]


def test_what_is_rejected_is_rejected(ask: Any, fake: FakeNode) -> None:
    """An outcome of the ledger is no failure of the service, and is not asked for again."""
    outcome = MachineOutcome.over_budget

    def reject(request: httpx.Request) -> Said:
        (one,) = handed(request)
        said = {"outcome": outcome.value, "name": outcome.name, "sentence": outcome.sentence, "zh": outcome.chinese}
        told = fake.done(SignedTransaction(one), status="rejected", call=0, remedy="Ask for less.", **said)
        return problem(422, "not-committed", at=fake.at(), transactions=[told], **said)

    fake.always[TRANSACTIONS] = reject
    with pytest.raises(NotCommitted, match=r"Ask for less\.") as told:
        ask().holdings.transfer(**TRANSFER)
    error = told.value
    assert (error.outcome, error.name, error.sentence, error.zh) == (
        *(outcome.value, outcome.name, outcome.sentence, outcome.chinese),
    )
    assert (error.remedy, error.done.height, error.done.call) == ("Ask for less.", 7, 0)
    assert len(fake.bodies(TRANSACTIONS)) == 1
