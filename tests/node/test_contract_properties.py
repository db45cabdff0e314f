# SPDX-License-Identifier: Apache-2.0
"""What a contract's author says holds whatever is called: random walks find where it does not, and shorten the way."""

import re
import sys
from pathlib import Path

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.beginning import SOURCE, begin
from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from counterfoil.node.contracts.properties import StepsFailed, walked
from counterfoil.node.contracts.trials import Trial, try_out
from counterfoil.primitives.errors import InputError
from counterfoil.sandbox.in_process import InProcess
from support import tree

GUIDE = tree.ROOT / "docs" / "guides" / "contracts.md"
EXAMPLE = re.compile(r"^```python no-run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COUNTER = '''
def add(number: int, word: str, really: bool, many: list, more: dict):
    """Count, and keep the last."""
    require(number > 2, "more than two")
    put("count", get("count", 0) + 1)
    put("last", [number, word, really, many, more])
'''


@pytest.fixture
def chain() -> LocalChain:
    return LocalChain(InProcess(HOST_FUNCTIONS))


def counter(chain: LocalChain) -> None:
    chain.account("of-ann", "ann")
    chain.deploy("counter", COUNTER)


def count(chain: LocalChain) -> int:
    return int(str(chain.state("counter").get("count", 0)))


def told(chain: LocalChain, most: int) -> str:
    """What is said of a walk on which the counter must not go beyond a number."""

    @walked(counter, "counter", by=["ann"], waits=[0], steps=6)
    def least(chain: LocalChain) -> None:
        if count(chain) > most:
            raise ValueError("more")

    with pytest.raises(StepsFailed) as failed:
        least(chain)
    return str(failed.value)


def test_the_shortest_way_is_told(chain: LocalChain) -> None:
    """Two calls, each with the least arguments that are not refused; refused ones are left out."""
    said = told(chain, 1)
    step = r"add\('ann', number=3, word='[\w-]+', really=False, many=\[\], more=\{\}\)"
    assert re.fullmatch(rf"with seed 0, after {step}; {step}: ValueError: more", said), said


def test_a_seed_gives_the_same_again() -> None:
    """To the letter."""
    first, again = (told(LocalChain(InProcess(HOST_FUNCTIONS), seed=9), 0) for _ in range(2))
    assert first == again and first.startswith("with seed 9, after add(")


def test_arguments_are_of_their_types_or_of_those_that_are_named(chain: LocalChain) -> None:
    """Every type of the dialect, within it; a parameter that the author names has no other values."""
    seen = set[str]()

    @walked(counter, "counter", waits=[0], number=[3, 4])
    def kept(chain: LocalChain) -> None:
        last = chain.state("counter").get("last")
        if isinstance(last, list):
            assert last[0] in (3, 4)
            assert [type(one) for one in last] == [int, str, bool, list, dict]
            seen.add(str(last[1]))

    kept(chain)
    assert {"ann", "of-ann", "count"} <= seen


def test_what_is_done_beside_calls(chain: LocalChain) -> None:
    """By functions of the author's, with arguments made alike; and at the end, which must not be refused."""
    ended = list[int]()

    def twice(chain: LocalChain, number: int) -> None:
        for _ in range(2):
            chain.call("counter", "add", "ann", number=number, word="", really=True, many=[], more={})

    def ends(chain: LocalChain) -> None:
        ended.append(count(chain))
        twice(chain, 5)

    @walked(counter, "counter", twice, ends=ends, number=[3], walks=5)
    def holds(chain: LocalChain) -> None:
        assert count(chain) >= 0

    holds(chain)
    assert any(ended) and count(chain) == 0
    chain = chain.another()

    @walked(counter, "counter", ends=lambda chain: twice(chain, 1))
    def refused(chain: LocalChain) -> None:
        assert count(chain) >= 0

    with pytest.raises(StepsFailed, match=r"^with seed 0, after nothing: CallRefused: .*more than two"):
        refused(chain)


def test_a_copy_goes_its_own_way(chain: LocalChain) -> None:
    """In state and in time."""
    counter(chain)
    other = chain.copy()
    other.call("counter", "add", "ann", number=3, word="", really=True, many=[], more={})
    assert (count(other), count(chain)) == (1, 0) and other.time > chain.time
    with pytest.raises(InputError, match="no contract"):
        chain.program_of("none")


def test_the_guides_example(tmp_path: Path) -> None:
    """It holds of the box; and of one whose units nobody takes out of the book it fails, as the guide says."""
    guide = GUIDE.read_text(encoding="utf-8")
    example, _, _ = EXAMPLE.findall(guide)
    said, _ = re.findall(r"^with seed .*$", guide, re.MULTILINE)
    box = tmp_path / "box"
    begin(box)
    tests = box / "test_contract.py"
    tests.write_text(tests.read_text() + "\n\n" + example)
    assert tried(box) == ""
    (box / "contract.star").write_text(SOURCE.replace('put("of." + caller(), mine - quantity)', "pass"))
    assert tried(box) == f"test_contract.py, line {line_of(tests, 'sum(held)')}: StepsFailed: {said}"


def test_the_guides_example_of_what_must_always_be_possible(tmp_path: Path) -> None:
    """`waits` and `ends`: it holds of the box, where holds expire; and fails of one that locks a unit in, as told."""
    guide = GUIDE.read_text(encoding="utf-8")
    first, example, _ = EXAMPLE.findall(guide)
    _, said = re.findall(r"^with seed .*$", guide, re.MULTILINE)
    box = tmp_path / "box"
    begin(box)
    tests = box / "test_contract.py"
    tests.write_text(tests.read_text() + "\n\n" + first.split("@walked")[0] + example)
    assert tried(box, "locked") == ""
    (box / "contract.star").write_text(SOURCE.replace("quantity <= mine", "quantity < mine"))
    assert tried(box, "locked").endswith(f"StepsFailed: {said}")


def test_the_guides_upgrade(tmp_path: Path) -> None:
    """It holds of the box; and fails of code whose ``migrate`` says something else."""
    *_, example = EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
    box = tmp_path / "box"
    begin(box)
    tests, begun = box / "test_contract.py", (box / "test_contract.py").read_text()
    tests.write_text(begun + "\n\n" + example)
    assert tried(box, "upgrade") == ""
    tests.write_text(begun + "\n\n" + example.replace("def migrate():", "def migrate(much: int = 9):"))
    assert "let whoever upgrades choose terms" in tried(box, "upgrade")


def tried(folder: Path, only: str = "lost") -> str:
    (trial,) = try_out(folder, InProcess(HOST_FUNCTIONS), only)
    assert isinstance(trial, Trial)
    return trial.words


def line_of(file: Path, words: str) -> int:
    return next(number for number, line in enumerate(file.read_text().split("\n"), start=1) if words in line)


def test_without_hypothesis_it_says_how_to_get_it(chain: LocalChain, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what cannot be made from a type is to be named."""
    with pytest.raises(InputError, match="name what it may be"):
        walked(counter, "counter", untyped)(lambda chain: None)(chain.another())
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(InputError, match=r"counterfoil\[contracts\]"):
        walked(counter, "counter")(lambda chain: None)(chain)


def test_a_parameter_that_nothing_takes_is_told(chain: LocalChain) -> None:
    """A walk that is given nothing of what was meant would hold of a contract that is never used."""
    with pytest.raises(InputError, match=r"takes numbr \(did you mean number\?\)"):
        walked(counter, "counter", numbr=[1])(lambda chain: None)(chain)


def boxed(chain: LocalChain) -> None:
    chain.account("of-ann", "ann")
    chain.instrument("SHARE")
    chain.issue("SHARE", "of-ann", 100)
    chain.deploy("box", SOURCE, instrument="SHARE")
    chain.hold("h", "of-ann", "SHARE", 30, "box")


def test_a_text_in_place_of_a_list_is_refused(chain: LocalChain) -> None:
    """`by="ann"` would be a, n and n, whom nobody knows: each call refused, and the test passed."""
    with pytest.raises(InputError, match=r'^walked: by is a list of names, such as \["ann"\]'):
        walked(boxed, "box", by="ann")(lambda chain: None)(chain)
    with pytest.raises(InputError, match=r'^walked: hold is a list of what it may be, such as \["h"\]'):
        walked(boxed, "box", by=["ann"], hold="h")(lambda chain: None)(chain)


def test_a_hold_that_does_not_exist_is_refused(chain: LocalChain) -> None:
    """`hold=["hh"]` would never be put in; what is done beside calls may bring it."""
    with pytest.raises(InputError, match=r"^walked: there is no hold 'hh' \(there are: h\)"):
        walked(boxed, "box", by=["ann"], hold=["hh"])(lambda chain: None)(chain.another())

    def holds(chain: LocalChain) -> None:
        chain.hold("hh", "of-ann", "SHARE", 1, "box")

    walked(boxed, "box", holds, by=["ann"], hold=["hh"], walks=1)(lambda chain: None)(chain)


def test_what_never_got_through_is_noted(chain: LocalChain) -> None:
    """Bob has nothing in the box, and no hold is his: the test passes, and says nothing of it."""
    walked(boxed, "box", by=["bob"], hold=["h"], to=["of-ann"], walks=3)(lambda chain: None)(chain)
    assert chain.notes == ["put_in was refused in every walk", "take_out was refused in every walk"]


def untyped(chain: LocalChain, what: object) -> None:
    raise CallRefused.__new__(CallRefused)
