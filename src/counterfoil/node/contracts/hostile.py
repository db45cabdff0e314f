# SPDX-License-Identifier: Apache-2.0
"""Integers for the steps of a walk: plain ones, and as often those that an author may not have expected."""

from collections.abc import Iterator, Mapping
from typing import Final

from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.contracts.local_chain import LocalChain

_PLAIN: Final = range(101)
_DAY: Final = 86_400_000
_MOST: Final = 2**53 - 1
"""Of what a call may carry: what is beyond it no program would be given."""
_BELOW: Final = (-1, -2, -10, -100, -(10**6), -_MOST)
_ABOVE: Final = (10**6, _MOST)
_AMOUNTS_MAX: Final = 8
"""Amounts in play of which each has its neighbours, and its like below nothing."""


def drawn_from(chain: LocalChain, contract: str) -> list[int]:
    """The integers of which one is drawn, plain ones first: the others below nothing, at the ends, around amounts."""
    amounts = sorted(_held(chain) | set(_kept(chain.state(contract))))
    # Of many those at both ends: the least are quantities, the greatest are sums and times.
    few = amounts if len(amounts) <= _AMOUNTS_MAX else amounts[: _AMOUNTS_MAX // 2] + amounts[-_AMOUNTS_MAX // 2 :]
    around = [number for one in few for number in (one, -one, one - 1, one + 1) if abs(number) <= _MOST]
    others = [*_BELOW, *_ABOVE, chain.now + _DAY, *around]
    return [*_PLAIN, *others * -(-len(_PLAIN) // len(others))]


def _held(chain: LocalChain) -> set[int]:
    """What accounts hold, each of each instrument."""
    return {chain.balance(*one.split("/")) for one in chain.names(HOLDINGS)}


def _kept(value: object) -> Iterator[int]:
    """Every integer in what a contract keeps."""
    if isinstance(value, int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _kept(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _kept(one)
