# SPDX-License-Identifier: Apache-2.0
"""Calls of contracts: one a signature beside plain transfers of the same run, a hundred a signature; workers."""

import os
import signal
import time
from typing import Any, Final

from benches.claim import Claim, timed
from benches.world import World, holder_id, world
from counterfoil.law.call import Call
from counterfoil.law.program import Limits
from counterfoil.modules import laws
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives import canonical
from counterfoil.primitives.types import HexHash
from counterfoil.sandbox.pool import Pool

HOLDERS: Final = 200
SINGLE: Final = 2_000
"""Calls, and transfers, of one signature each."""
BATCHES: Final = 40
BATCH: Final = 100
DEPLOYED: Final = 50
ROUNDS: Final = 200_000
SOURCE: Final = '''
"""A count for each caller."""


def step(more: int):
    """Count so many more: two questions to the ledger, and two things told to it."""
    count = get(caller(), 0) + more
    require(get("closed", False) == False, "it is closed")
    put(caller(), count)
    emit("stepped", {"count": count})
    return count


def loops(rounds: int):
    """View: a sum, round by round."""
    total = 0
    for number in range(rounds):
        total += number
    return total
'''


def run() -> list[Claim]:
    """Transfers before and after the calls; the better rate counts."""
    with world(HOLDERS, state_auditors=()) as built:
        code = _reviewed(built)
        deployment = _deployment(built, code)
        _calls(built, 1, 1)  # what a worker costs before it does anything is a figure of its own
        plain = [_transfers(built)]
        single = _calls(built, 1, SINGLE)
        plain.append(_transfers(built))
        many = _calls(built, BATCH, BATCHES)
    asks = "each with two questions about what it keeps and two things told to the ledger"
    limit, limit_name = max(plain), "plain transfers of one signature, in the same run"
    return [
        Claim(
            name="contract calls, one a signature",
            value=single,
            unit="calls/s",
            conditions=f"{SINGLE:,} calls {asks}, by {HOLDERS} parties; the worker runs already; in blocks on disk",
            limit=limit,
            limit_name=limit_name,
        ),
        Claim(
            name="contract calls, a hundred a signature",
            value=many,
            unit="calls/s",
            conditions=f"{BATCHES} transactions of {BATCH} calls {asks}",
            limit=limit,
            limit_name=limit_name,
        ),
        deployment,
        *_workers(),
    ]


def _reviewed(built: World) -> HexHash:
    """The code, proposed by the first holder, approved by the second and a supervisor; its hash."""
    registrar, supervisor = (built.network.keyring.get(name) for name in (DEPOSITORY, SUPERVISOR))
    says: dict[str, Any] = {"name": "count", "licence": "Apache-2.0", "upgrades": Upgrades.never, "source": SOURCE}
    proposed = proposal(by=holder_id(0), **says)
    code = proposed.code
    reviews = {"reviewers": [holder_id(1)], "quorum": 1, "by": DEPOSITORY, "supervisor": SUPERVISOR, "reference": "r"}
    built.do([_call("contracts.set_reviews", **reviews)], registrar, supervisor)
    built.do([proposed], built.keys[0])
    for by, key in ((holder_id(1), built.keys[1]), (SUPERVISOR, supervisor)):
        built.do([_call("contracts.approve", code=code, by=by, reference="read")], key)
    return code


def _deployment(built: World, code: HexHash) -> Claim:
    """So many contracts, each with an account, a signature each."""
    names = [f"count-{number}" for number in range(DEPLOYED)]
    signed = [
        sign_calls(
            built.node,
            [_call("contracts.deploy", contract=name, code=code, account=f"of-{name}", by=holder_id(0))],
            built.keys[0],
            valid_for=1_000,
        )
        for name in names
    ]
    with timed() as watch:
        built.settle(signed)
    conditions = f"{DEPLOYED} contracts of reviewed code, a signature each; it has no init, so that nothing runs"
    return Claim(name="deployment", value=watch.seconds / DEPLOYED * 1_000, unit="ms each", conditions=conditions)


def _calls(built: World, together: int, transactions: int) -> float:
    """Calls a second."""
    signed = []
    for number in range(transactions):
        holder = number % HOLDERS
        call = _call(
            "contracts.call",
            contract=f"count-{number % DEPLOYED}",
            function="step",
            by=[holder_id(holder)],
            arguments=f'{{"more":{together}}}',
        )
        signed.append(sign_calls(built.node, [call] * together, built.keys[holder], valid_for=1_000))
    with timed() as watch:
        built.settle(signed)
    return together * transactions / watch.seconds


def _transfers(built: World) -> float:
    """Transfers a second."""
    signed = [built.transfer(number % HOLDERS, (number + 1) % HOLDERS) for number in range(SINGLE)]
    with timed() as watch:
        built.settle(signed)
    return SINGLE / watch.seconds


def _workers() -> list[Claim]:
    """What a worker costs before it does anything, after it died, and for each step."""
    pool = Pool(HOST_FUNCTIONS)
    begun = time.perf_counter()
    _finished(pool, 1)
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    _finished(pool, 1)
    warm = time.perf_counter() - begun
    os.kill(pool.pids()[0], signal.SIGKILL)
    begun = time.perf_counter()
    _finished(pool, 1)
    again = time.perf_counter() - begun
    begun = time.perf_counter()
    steps = _finished(pool, ROUNDS)
    rate = steps / (time.perf_counter() - begun)
    pool.close()
    return [
        Claim(
            name="contract worker, first call",
            value=first * 1_000,
            unit="ms",
            conditions=f"a process started, a program loaded and called; the next call takes {warm * 1_000:.2f} ms",
        ),
        Claim(
            name="contract worker, after it was killed",
            value=again * 1_000,
            unit="ms",
            conditions="another process started, the program loaded, and the call run again",
        ),
        Claim(
            name="contract steps",
            value=rate,
            unit="steps/s",
            conditions=f"a loop of {ROUNDS:,} rounds that adds up",
        ),
    ]


def _finished(pool: Pool, rounds: int) -> int:
    """Steps of a call that asks nothing."""
    try:
        next(pool.run(SOURCE, "loops", {"rounds": rounds}, Limits()))
    except StopIteration as over:
        return int(over.value.steps)
    raise ValueError("the program of the benchmark asks something")


def _call(name: str, **fields: Any) -> Call:
    call: Call = canonical.convert({"call": name, **fields}, laws().any_call)
    return call
