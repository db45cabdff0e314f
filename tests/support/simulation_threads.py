# SPDX-License-Identifier: Apache-2.0
"""Programs for a process of their own, since what they provoke is a crash: ``simulation_threads.py NAME DIRECTORY``.

Threads change places every few bytecodes, so that whatever is built lazily is built by several of them at once.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event, Thread

sys.setswitchinterval(1e-5)

THREADS = 12


def together(*tasks: Callable[[], None]) -> None:
    """Run every task in a thread, all at once; the first exception of any is raised."""
    barrier, failures = Barrier(len(tasks)), []

    def run(task: Callable[[], None]) -> None:
        barrier.wait()
        try:
            task()
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def first_checks(_directory: Path) -> None:
    """The very first transactions of a process are checked by many threads, while others read the same calls."""
    from random import Random

    import msgspec

    from counterfoil.commerce.admission import Prepared
    from counterfoil.commerce.ledger import Ledger
    from counterfoil.storage.state import MemoryStateStore
    from support.simulation_genesis import genesis_of
    from support.simulation_market import Market

    ledger = Ledger("c", MemoryStateStore())  # type: ignore[arg-type]
    ledger.execute_genesis(genesis_of("c"))
    ledger.commit()
    market = Market("c", ledger.genesis_hash, Random(1))
    transactions = [market.sign(act, height=0).data for act in market.founding()]
    calls = [(type(call), msgspec.to_builtins(call)) for act in market.founding() for call in act.calls]

    def check() -> None:
        for data in transactions:
            assert isinstance(ledger.prepare(data), Prepared)

    def convert() -> None:
        for kind, plain in calls:
            msgspec.convert(plain, kind)

    together(*[check] * THREADS, *[convert] * THREADS)


def store(directory: Path) -> None:
    """Many readers of every kind beside the writer: each call sees whole blocks."""
    from counterfoil.primitives.errors import InputError
    from counterfoil.primitives.types import Height
    from counterfoil.storage.rocks import RocksStateStore
    from counterfoil.storage.state import KeySpace

    opened = RocksStateStore.open(directory / "state")
    keys, blocks, done, answered = [b"a", b"b", b"c"], 400, Event(), Event()

    def write() -> None:
        try:
            for height in range(blocks):
                value = b"%d" % height
                opened.commit(
                    Height(height), {KeySpace.RECORDS: dict.fromkeys(keys, value), KeySpace.EVENTS: {value: value}}
                )
                if height == blocks // 2:  # However busy the machine: somebody reads before the rest is written.
                    assert answered.wait(30)
        finally:
            done.set()

    def same(values: Sequence[bytes | None]) -> None:
        assert len(set(values)) <= 1, values

    def read() -> None:
        while not done.is_set():
            same(opened.get_many(KeySpace.RECORDS, keys))
            same([value for _, value in opened.scan(KeySpace.RECORDS)])
            height = opened.height
            assert int(opened.get(KeySpace.RECORDS, b"a") or b"-1") >= height
            for asked in (Height(max(0, height)), Height(max(0, height - 40))):
                with suppress(InputError):  # A thread that slept through 128 blocks is told so.
                    assert opened.get_at(KeySpace.RECORDS, b"b", asked) == b"%d" % asked
                    answered.set()

    together(write, *[read] * 6)
    opened.close()


def closing(directory: Path) -> None:
    """A store that is closed under its readers gives them an error of ours, and no crash."""
    from counterfoil.primitives.errors import StorageError
    from counterfoil.primitives.types import Height
    from counterfoil.storage.rocks import RocksStateStore
    from counterfoil.storage.state import KeySpace

    opened = RocksStateStore.open(directory / "state")
    opened.commit(Height(0), {KeySpace.RECORDS: {b"%d" % number: b"value" for number in range(200)}})
    reading = Event()

    def read() -> None:
        try:
            while True:
                opened.get(KeySpace.RECORDS, b"7")
                opened.get_many(KeySpace.RECORDS, [b"1", b"2"])
                list(opened.scan(KeySpace.RECORDS))
                reading.set()
        except StorageError:
            return

    def close() -> None:
        reading.wait()
        opened.close()

    together(close, *[read] * 6)
    RocksStateStore.open(directory / "state").close()


def submitters(directory: Path) -> None:
    """Many submitters, each transaction sent by two of them, while others prove and tick: once each, and in order."""
    from counterfoil.application import TransactionResult
    from counterfoil.modules.holdings.calls import Transfer
    from counterfoil.node.submitting import sign_calls
    from counterfoil.primitives.types import Height, RecordPath
    from support.network import CHAIN, SHARES, make_trading_network, open_network

    root = make_trading_network(directory / "network")
    with open_network(root) as network:
        node, key = network.chain(CHAIN), network.keyring.get("alice")
        assert node.engine is not None
        engine = node.engine
        call = Transfer(sender="alice-1", receiver="bob-1", instrument=SHARES, quantity=1)  # type: ignore[arg-type]
        shares = [[sign_calls(node, [call], key) for _ in range(25)] for _ in range(8)]
        answers: list[TransactionResult] = []
        left = [len(shares) * 2]

        def submit(transactions: list[bytes]) -> None:
            try:
                tickets = [engine.submit(data) for data in transactions]
                found = [ticket.result(60) for ticket in tickets]
                answers.extend(one for one in found if isinstance(one, TransactionResult))
            finally:
                left[0] -= 1

        def look() -> None:
            holding = RecordPath(f"holdings/holding/alice-1/{SHARES}")
            while left[0] > 0:
                height = node.reader.height
                assert node.reader.record_proof(holding, height)
                assert node.reader.event_proof(Height(3), 0)
                assert len(node.reader.trail(holding)) >= 2

        def tick() -> None:
            for _ in range(20):  # Not without end: readers may see the last 128 blocks.
                assert engine.tick().result(60) > 0

        tasks = [lambda share=share: submit(share) for share in shares for _ in range(2)]
        together(*tasks, look, look, tick)
        assert len(answers) == len({answer.id for answer in answers}) == 200
        assert {answer.code for answer in answers} == {0}
        for answer in answers:
            assert node.reader.transaction_position(answer.id) == (answer.height, answer.index)
        network.publish()


def calls_of_contracts(directory: Path) -> None:
    """Many submitters of calls, beside readers that execute the same blocks: one pool, and what it says is the same."""
    from counterfoil.application import TransactionResult
    from counterfoil.node.chain import ChainNode
    from counterfoil.primitives.types import Height
    from support import contract_victim as victim
    from support.simulation_auditing import check_contracts, replayed

    folder, answers = victim.begun(directory / "chain"), list[TransactionResult]()
    with victim.opened(folder) as node:
        engine = node.engine
        assert engine is not None
        market, founding = victim.founded(node.ledger.genesis_hash)
        for act in founding:
            engine.submit(market.sign(act, height=node.height).data).result(60)
        calls = [market.sign(act, height=node.height).data for _ in range(8) for act in victim.round_of(market)]

        def submit(share: Sequence[bytes]) -> None:
            found = [ticket.result(60) for ticket in [engine.submit(data) for data in share]]
            answers.extend(one for one in found if isinstance(one, TransactionResult))

        def read() -> None:
            for _ in range(2):
                with ChainNode.open_to_read(folder, victim.CHAIN) as beside:
                    header = beside.reader.sealed_header(beside.height)
                    assert header == node.reader.sealed_header(beside.height)

        together(*[lambda share=calls[first::4]: submit(share) for first in range(4)], read, read)
        assert len(answers) == len(calls)
        outcomes = {answer.outcome for answer in answers}
        assert outcomes == {"ok", "out_of_steps", "contract_failed"}, outcomes
        check_contracts(node)
        again = replayed(victim.CHAIN, node.block_log)
        assert again.header(Height(node.height)) == node.ledger.header(Height(node.height))


def local_chains(_directory: Path) -> None:
    """Chains in memory share who runs their contracts: each comes to what it comes to alone."""
    from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
    from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
    from counterfoil.sandbox.in_process import InProcess
    from counterfoil.sandbox.pool import Pool
    from support.simulated_firms import SAFE

    def played(programs: Pool | InProcess, rounds: int) -> list[object]:
        chain, came = LocalChain(programs), list[object]()
        chain.instrument("SHARE")
        chain.account("of-ann", "ann")
        for name in ("a", "b"):
            chain.deploy(name, SAFE)
            chain.issue("SHARE", f"of-{name}", 100)
        for number in range(rounds):
            first, second = ("a", "b") if number % 2 else ("b", "a")
            came.append(chain.call(first, "pass_on", "ann", chain=[second], to="of-ann", quantity=number + 1))
            with suppress(CallRefused):
                came.append(chain.call(first, "pays_and_looks", "ann", to="of-ann"))
        return [*came, chain.state("a"), chain.state("b"), [event.data for event in chain.events()]]

    alone = [played(InProcess(HOST_FUNCTIONS), rounds) for rounds in range(1, 7)]
    for programs in (InProcess(HOST_FUNCTIONS), Pool(HOST_FUNCTIONS, workers=2)):
        came: dict[int, list[object]] = {}

        def play(rounds: int, programs: Pool | InProcess = programs, came: dict[int, list[object]] = came) -> None:
            came[rounds] = played(programs, rounds)

        together(*[lambda rounds=rounds: play(rounds) for rounds in range(1, 7)])
        assert [came[rounds] for rounds in range(1, 7)] == alone


PROGRAMS = (first_checks, store, closing, submitters, calls_of_contracts, local_chains)

if __name__ == "__main__":
    {program.__name__: program for program in PROGRAMS}[sys.argv[1]](Path(sys.argv[2]))
