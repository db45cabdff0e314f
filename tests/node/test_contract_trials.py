# SPDX-License-Identifier: Apache-2.0
"""A test of a contract that fails says where, and the values that it compared."""

from pathlib import Path

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.trials import try_out
from counterfoil.primitives.errors import InputError
from counterfoil.sandbox.in_process import InProcess

LONG = repr("x" * 1_000)
FAILING = {
    "equal": ("assert len(chain.names) == 3, 'three'", "AssertionError: three (2 == 3)"),
    "within": ("assert 'ann' not in {'ann': 1}", "AssertionError: 'ann' not in {'ann': 1}"),
    "a_word": ("assert 'not' == 'in'", "AssertionError: 'not' == 'in'"),
    "nothing": ("assert []", "AssertionError: []"),
    "something": ("assert not [1]", "AssertionError: not [1]"),
    "the_second_of_two": ("assert chain.names.append(1) is None and len(chain.names) == 4", "AssertionError: 3 == 4"),
    "a_row": ("assert 1 < 2 < 2", "AssertionError: False"),
    "another_error": ("raise KeyError('none')", "KeyError: 'none'"),
}


def test_values_are_told_as_they_were_compared(tmp_path: Path) -> None:
    """Once computed, so that a call in an assertion is made once; with the line, and what stands there."""
    tests = [f"def test_{name}(chain):\n    chain.names = [1, 2]\n    {line}\n" for name, (line, _) in FAILING.items()]
    (tmp_path / "test_all.py").write_text("".join(tests))
    found = list(try_out(tmp_path, InProcess(HOST_FUNCTIONS)))
    for number, (trial, (line, words)) in enumerate(zip(found, FAILING.values(), strict=True)):
        assert (trial.words, trial.source) == (f"test_all.py, line {3 * number + 3}: {words}", line)
        assert not trial.passed
    assert not list(tmp_path.rglob("*.pyc"))  # another reader of the file would take it for its own


LEFT_OUT = {
    "a class": ("class TestZ:\n    def test_a(self, chain):\n        assert False\n", "class TestZ would not run"),
    "a class of another name": ("class Of:\n    def test_a(self, chain):\n        pass\n", "class Of would not run"),
    "two of a name": (
        "def test_a(chain):\n    assert False\n\n\ndef test_a(chain):\n    pass\n", "a second test_a"
    ),
    "async": ("async def test_a(chain):\n    assert False\n", "test_a is no plain function, and would not run"),
    "a generator": ("def test_a(chain):\n    assert False\n    yield\n", "test_a is no plain function"),
    "a partial": (
        "from functools import partial\ntest_a = partial(print, 1)\n", "test_a is no plain function"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_would_not_run_is_said_to(tmp_path: Path, name: str) -> None:
    """`class TestZ` and its like are not passed over: whoever wrote them believes that they hold."""
    source, told = LEFT_OUT[name]
    (tmp_path / "test_all.py").write_text(f"def test_b(chain):\n    pass\n\n\n{source}")
    with pytest.raises(InputError, match=told):
        list(try_out(tmp_path, InProcess(HOST_FUNCTIONS)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('chain.balance("of-bix", "S")', "there is no account 'of-bix' (open it: chain.account)"),
        ('chain.balance("of-ann", "T")', "there is no instrument 'T' (make it: chain.instrument)"),
        ('chain.free("of-bix", "S")', "there is no account 'of-bix'"),
        ('chain.state("bix")', "there is no contract 'bix'"),
        ('chain.last("contracts.ran")', "the last transaction has no event 'contracts.ran' (it has: holdings.issued"),
    ],
)
def test_what_is_not_there_is_not_nothing(tmp_path: Path, asked: str, said: str) -> None:
    """`assert chain.balance("of-bix", "S") == 0` proves nothing of a name that nobody has."""
    lines = ('chain.instrument("S")', 'chain.account("of-ann", "ann")', 'chain.issue("S", "of-ann", 1)', asked)
    (tmp_path / "test_all.py").write_text("def test_a(chain):\n" + "".join(f"    {line}\n" for line in lines))
    (trial,) = try_out(tmp_path, InProcess(HOST_FUNCTIONS))
    assert said in trial.words and not trial.passed


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    """Both ends are shown."""
    (tmp_path / "test_long.py").write_text(f"def test_long(chain):\n    assert {LONG} == 'y'\n")
    (trial,) = try_out(tmp_path, InProcess(HOST_FUNCTIONS))
    assert "xxx...xxx" in trial.words and trial.words.endswith("x' == 'y'") and len(trial.words) < 300
