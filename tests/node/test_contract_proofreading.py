# SPDX-License-Identifier: Apache-2.0
"""What keeps a source out of the dialect: all of it is told at once, and what to write instead."""

import pytest

from counterfoil.node.contracts.beginning import SOURCE
from counterfoil.node.contracts.proofreading import FRACTION, INSTEAD, LEXED, problems_of
from support.harmful_sources import entry

ROWS = {
    "class": ("class Box:\n    pass\n" + entry("return 1"), 1, "class, which the dialect has not", "a dict for what"),
    "try": (entry("try:", "    pass", "except KeyError:", "    pass"), 3, "try, which", "nothing is caught"),
    "import": ("import math\n" + entry("return 1"), 1, "import, which the dialect has not", "nothing is imported"),
    "from": ("from math import pi\n" + entry("return 1"), 1, "from … import, which", "nothing is imported"),
    "while": (entry("while True:", "    pass"), 3, "while, which the dialect has not", "for … in range(most)"),
    "raise": (entry('raise ValueError("no")'), 3, "raise, which the dialect has not", 'fail("why")'),
    "assert": (entry("assert 1 < 2"), 3, "assert, which the dialect has not", "require(condition"),
    "a type": (entry("a: int = 1", "return a"), 3, "a type after a name, which", "the assignment without it"),
    "f-string": (entry('a = 1', 'return f"paid {a}"'), 4, "the prefix f of a string", "a text and str(…), joined by +"),
    "float": (entry("return 1.5"), 3, "the number 1.5", "whole numbers: of the smallest unit"),
    "print": (entry('print("paid")'), 3, "print, which is no function", "emit(name, fields)"),
    "unknown": (entry("quantity = 1", "return quantty"), 4, "quantty, which nothing has set", "did you mean quantity?"),
    "unknown function": (entry('requires(True, "no")'), 3, "requires, which is no function", "did you mean require?"),
    "unknown method": (entry('return "".strips()'), 3, "the method strips", "did you mean strip?"),
    "state": (entry("for one in state():", "    return one"), 3, "state, which is no function", "get(key) and put(key"),
    "kept in a dict": (entry('storage["a"] = 1'), 3, "storage, which nothing has set", "get(key) and put(key"),
    "put of storage": (entry('storage.put("a", 1)'), 3, "the method put", "with nothing before it"),
    "sender": (entry("return msg.sender"), 3, "msg.sender, which the dialect has not", "caller()"),
    "timestamp": (entry("return block.timestamp"), 3, "block.timestamp, which", "now()"),
    "units that come in": (entry("return msg.value"), 3, "msg.value, which", "take(hold, account, quantity)"),
    "who signed": (entry("return tx.origin"), 3, "tx.origin, which the dialect has not", "consents(party)"),
    "the time": (entry("return time.time()"), 3, "the method time", "now()"),
    "what hangs on a known name": (entry("return msg.data"), 3, "msg.data, which the dialect has not", "something"),
    "to wait": (entry("time.wait(1)"), 3, "the method wait", "one of append"),
    "kept in an attribute": (entry("self.total = 1"), 3, "an assignment to self.total", "get(key) and put(key, value)"),
    "added in one": (entry("self.total += 1"), 3, "an assignment to self.total", "get(key) and put(key, value)"),
    "an attribute of anything": (entry("a = {}", "a.b.c = 1"), 4, "an assignment to a.b.c", "to a name, names, or"),
    "send": (entry('transfer("a", "b", 1)'), 3, "transfer, which is no function", "pay(account, instrument, quantity)"),
    "log": (entry('log("a")'), 3, "log, which is no function", "emit(name, fields)"),
    "far from all": (entry("return tkae_it_all()"), 3, "tkae_it_all, which", "a function of the program"),
    "a host's name": (
        entry("return 1") + 'def release():\n    """Free."""\n', 4,
        "the name release, which a function of the host has", "another name",
    ),
    "a tab": ('def f():\n\t"""Do."""\n\treturn 1\n', 2, "a tab", "indent by spaces"),
    "a Windows line end": (entry("return 1").replace("\n", "\r\n"), 1, "a Windows line end", "a line feed alone"),
    "syntax": (entry("return (1 2)"), 3, "this is no Python", "mend the syntax: "),
    "beyond ASCII before it": (entry('a = "说"', 'return [a, "说", lambda: 1]'), 4, "lambda, which", "a function"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_it_is_said_what_to_write_instead(name: str) -> None:
    """In the words of the case: what stands there, and what does it here."""
    source, line, wrong, right = ROWS[name]
    first = problems_of(source)[0]
    assert first.line == line and first.wrong.startswith(wrong) and right in first.right


def test_all_of_every_kind_is_told_at_once() -> None:
    """Letters, words and statements, each where it stands; not the first of them, and the next when that is mended."""
    source = "import os\n" + entry("a = 1.5", 'b = f"{a}"', "while a / 2 > 0.1:", "    a = a ** 2", "return c")
    told = [(one.line, one.wrong) for one in problems_of(source)]
    assert [line for line, _ in told] == [1, 4, 5, 6, 6, 6, 7, 8]
    assert [one.right for one in problems_of(source)][1:3] == [FRACTION, LEXED["f"]]


def test_after_a_string_that_does_not_end_nothing_is_guessed() -> None:
    """What was found before stands, and the string."""
    told = problems_of(entry("a = 1.5", 'b = "no end', "c = 2.5"))
    assert [one.line for one in told][:2] == [3, 4] and "does not end" in told[1].wrong


def test_a_program_has_no_problems() -> None:
    """Nothing is told of what a chain takes; what it does not take is told however much it is."""
    assert problems_of(SOURCE) == ()
    assert 0 < len(problems_of(entry(*["a = 1.5"] * 2_000))) <= 2_001
    assert problems_of("f(" * 5_000)


def test_what_is_told_instead_is_short() -> None:
    """It stands in a line of a table."""
    assert max(len(right) for _, right in INSTEAD.values()) < 120
