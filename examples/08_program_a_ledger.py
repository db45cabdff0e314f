# SPDX-License-Identifier: Apache-2.0
"""A program over a service: acts, a signature from elsewhere, a thousand transfers, what is read and checked."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterfoil import AsyncClient, Client, calls
from counterfoil.client import NotCommitted, RemoteSigner, SignaturesMissing
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from market import CHAIN, key_of, new_market

TRANSFERS = 1_000


@contextmanager
def served() -> Iterator[tuple[str, Path]]:
    """A market of Ann's and Bo's behind an address, as `counterfoil serve` has it, and its trust file."""
    with new_market() as market:
        issuer = market.party("example-corp", Role.issuer)
        shares = market.instrument("shares", issuer, kind=InstrumentKind.equity, unit=Unit(name="share", decimals=0))
        ann = market.account("ann-account", market.party("ann"))
        market.account("bo-account", market.party("bo"))
        market.issue(shares, ann, 10_000, key_of(issuer), key_of("ann"))
        layout = market.network.layout
        market.network.publish()
        market.network.close()
        words = ("-m", "counterfoil", "serve", "--network", str(layout.root), "--port", "0")
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen([sys.executable, *words], stdout=pipe, stderr=nowhere, text=True) as service:
            assert service.stdout is not None
            try:
                yield next(line.split()[-1] for line in service.stdout if "http://" in line), layout.trust
            finally:
                service.terminate()


def act(ledger: Client, url: str) -> None:
    """One transfer, which two sign; then one that cannot be."""
    bo = key_of("bo")
    try:
        ledger.holdings.transfer(sender="ann-account", receiver="bo-account", instrument="shares", quantity=250)
    except SignaturesMissing as error:
        print(error)
        # Bo's key is in a module that signs and never gives it away; here a function stands for it.
        both = error.transaction.sign(RemoteSigner(bo.public, bo.sign))
    print(ledger.submit(both))
    with Client(url, key=[key_of("ann"), bo]) as both_here:
        try:
            both_here.holdings.transfer(
                sender="bo-account", receiver="ann-account", instrument="shares", quantity=10**6
            )
        except NotCommitted as error:
            print(f"{error.name}: {error.sentence} {error.remedy}")


async def act_often(url: str) -> None:
    """A thousand transactions, a hundred in a request, four requests at once."""
    async with AsyncClient(url, key=[key_of("ann"), key_of("bo")]) as ledger:
        one = calls.holdings.transfer(sender="ann-account", receiver="bo-account", instrument="shares", quantity=1)
        answers = [done async for done in ledger.stream([one] * TRANSFERS)]
        committed = sum(done.committed for done in answers)
        print(f"{committed} committed, in blocks {answers[0].height} to {answers[-1].height}")


def read(url: str, trust: Path) -> None:
    """What Bo has, checked down to the seal; and what happened, in order."""
    with Client(url, key=key_of("bo"), trust=trust) as ledger:
        record = ledger.record(HOLDINGS.path("bo-account", "shares"), proof=True)
        print(f"Bo has {record.value.free}, which is under a header with its {record.checked.value}")
        assert record.value.free == 250 + TRANSFERS
        *_, last = ledger.events()
        print(f"last: {last.sentence}; go on at {last.cursor}")


def main() -> None:
    """Serve, act, act often, read."""
    with served() as (url, trust):
        with Client(url, key=key_of("ann")) as ledger:
            print(f"{ledger.status().chain} is {CHAIN}, with {ledger.status().height} blocks")
            act(ledger, url)
        asyncio.run(act_often(url))
        read(url, trust)


if __name__ == "__main__":
    main()
