# SPDX-License-Identifier: Apache-2.0
"""A test of a contract that fails says where, and the values that it compared."""

from pathlib import Path

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.trials import try_out
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


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    """Both ends are shown."""
    (tmp_path / "test_long.py").write_text(f"def test_long(chain):\n    assert {LONG} == 'y'\n")
    (trial,) = try_out(tmp_path, InProcess(HOST_FUNCTIONS))
    assert "xxx...xxx" in trial.words and trial.words.endswith("x' == 'y'") and len(trial.words) < 300
