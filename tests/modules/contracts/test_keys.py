# SPDX-License-Identifier: Apache-2.0
"""Keys that are no ASCII text: a call that would let one out of the program fails by the program's fault."""

import pytest

from counterfoil.node.contracts.local_chain import LocalChain
from support.programs import programs

SOURCE = '''
"""Words of whoever calls, as keys and as values."""


def returns(word: str):
    """Return it as a key."""
    return {word: 1}


def emits(word: str):
    """Say it as a key."""
    emit("x", {word: 1})


def keeps(word: str):
    """Keep it as a key, deep in."""
    put("k", {"a": [{word: 1}]})


def asks(word: str):
    """Give it to another as a key."""
    return call("other", "returns", {word: 1})


def values(word: str):
    """Keep it as a value, and say and return it."""
    put("k", {"a": word})
    emit("x", {"a": word})
    return {"a": word}
'''


@pytest.fixture(scope="module")
def chain() -> LocalChain:
    chain = LocalChain(programs())
    chain.deploy("words", SOURCE)
    return chain


@pytest.mark.parametrize(("function", "line"), [("returns", 5), ("emits", 12), ("keeps", 17), ("asks", 22)])
def test_it_is_the_programs_fault(chain: LocalChain, function: str, line: int) -> None:
    """With its line (of what is returned, that of the function), and not a fault of the law."""
    with chain.refuses("contract_at_fault", f"a key that is no ASCII text is told to the host, line {line}"):
        chain.call("words", function, "ann", word="说")


def test_as_a_value_it_crosses(chain: LocalChain) -> None:
    """As any text does."""
    assert chain.call("words", "values", "ann", word="说") == {"a": "说"} == chain.state("words")["k"]
