# SPDX-License-Identifier: Apache-2.0
"""What a reader of a contract would ask about: each check finds its bad example, at its line and column."""

from typing import Final

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts import patience
from counterfoil.node.contracts.beginning import SOURCE as BOX
from counterfoil.node.contracts.findings import findings
from counterfoil.node.contracts.typing_of import HOST_TYPES
from support.contract_sources import SALE, Bad, assert_found, entry

GONE: Final = '    remove("b:" + caller())'
BAD: Final = {
    # A move without a consent.
    "units for anybody": Bad(entry('«pay("a", "S", 1)'), "f moves units (pay) for anybody who calls it"),
    "units by a function that is called": Bad(
        'def g(to):\n    «release(to)\n    pay(to, "S", 1)\n\n\n' + entry('g("a")'),
        "f moves units (release) for anybody who calls it",
    ),
    "nobody is asked on one branch": Bad(
        entry("if q > 1:", '    require(consents("a"), "a")', '«pay("a", "S", q)', takes="q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "nobody is asked before it returns": Bad(
        entry("if q > 1:", '    «take("h", account(), q)', "    return", 'require(consents("a"), "a")', takes="q: int"),
        "f moves units (take) for anybody who calls it",
    ),
    "who called is told, not asked": Bad(
        entry('emit("paid", {"by": caller()})', '«pay("a", "S", 1)'), "f moves units (pay) for anybody who calls it"
    ),
    "whoever calls is kept": Bad(
        entry('«pay("a", "S", 1)', 'put("last", caller())'), "f moves units (pay) for anybody who calls it"
    ),
    "whoever calls is counted": Bad(
        entry('who = caller()', 'put("n", {who: get("n", {}).get(who, 0) + 1})', '«take("h", account(), 1)'),
        "f moves units (take) for anybody who calls it",
    ),
    "whoever calls is paid": Bad(entry('«pay(caller(), "S", 1)'), "f moves units (pay) for anybody who calls it"),
    "an agreement is kept": Bad(
        entry('put("agreed", consents("a"))', '«pay("a", "S", 1)'), "f moves units (pay) for anybody who calls it"
    ),
    "a branch that changes nothing for who calls": Bad(
        entry('if caller() == "a":', '    put("a", True)', '«pay("a", "S", 1)'),
        "f moves units (pay) for anybody who calls it",
    ),
    "a branch inside a function that goes on either way": Bad(
        'def g():\n    if consents("a"):\n        return\n    put("n", 1)\n\n\n' + entry("g()", '«pay("a", "S", 1)'),
        "f moves units (pay) for anybody who calls it",
    ),
    "a round that is left out for some": Bad(
        entry('for who in ["a", "b"]:', "    if consents(who):", "        continue", '    put("n", who)',
              '«pay("a", "S", 1)'),
        "f moves units (pay) for anybody who calls it",
    ),
    "once for whom it is due to, and then for anybody": Bad(
        entry('if caller() == "a":', '    pay("a", "S", 1)', '«release("h")'),
        "f moves units (release) for anybody who calls it",
    ),
    "anybody but one": Bad(
        entry("who = caller()", 'require(who != "a", "not a")', '«pay("a", "S", 1)'),
        "f moves units (pay) for anybody who calls it",
    ),
    "one needs another's agreement, and the others nobody's": Bad(
        entry('if caller() == "a":', '    require(consents("b"), "b")', '«pay("a", "S", 1)'),
        "f moves units (pay) for anybody who calls it",
    ),
    # Roles.
    "a role without a say": Bad(
        SALE.replace("agent: str", "«agent: str").replace('"agent", "two"', 'agent, "two"'),
        "the role agent has no say: no call needs its word",
    ),
    "a role of the manifest without a say": Bad(
        SALE.replace("buyer: str", "«buyer: str"),
        "the role buyer has no say: no call needs its word",
        ("seller", "buyer"),
    ),
    "a role that nobody can have": Bad(
        SALE.replace('["seller"]', '[«"vendor"]'),
        "nobody can ever be vendor: nothing keeps who that is",
    ),
    "a role that is kept as nobody": Bad(
        SALE.replace('"seller": seller', '"seller": ""').replace('["seller"]', '[«"seller"]'),
        "nobody can ever be seller: nothing keeps who that is",
    ),
    # A state that grows.
    "keys that a caller chooses": Bad(
        entry("«put(name, 1)", takes="name: str"),
        "keeps more with every call, under keys that a caller may choose, and removes nothing",
    ),
    "keys that are counted": Bad(
        entry('n = get("n", 0) + 1', 'put("n", n)', '«put("bid:" + str(n), 1)'),
        'keeps more with every call, under keys that begin with "bid:", and removes nothing',
    ),
    **{
        f"keys that are removed {where}": Bad(
            entry('«put("b:" + caller(), 1)', *lines),
            'keeps more with every call, under keys that begin with "b:", and removes nothing',
        )
        for where, lines in (
            ("never", ("if False:", GONE)),
            ("never, in other words", ("if not True or 0:", GONE)),
            ("otherwise than always", ("if 1:", "    return 0", "else:", GONE)),
            ("after the end", ("return 0", GONE.strip())),
            ("for each of none", ("for one in []:", GONE)),
        )
    },
    "others are removed": Bad(
        entry('remove("a:" + caller())', '«put("b:" + caller(), 1)'),
        'keeps more with every call, under keys that begin with "b:", and removes nothing',
    ),
    "a list that grows": Bad(
        entry('log = get("log", [])', "«log.append(now())", 'put("log", log)'),
        "log grows with every call, and nothing is ever taken out of it",
    ),
    "a dict that grows": Bad(
        entry('book = get("book", {})', "«book[caller()] = 1", 'put("book", book)'),
        "book grows with every call, and nothing is ever taken out of it",
    ),
    # Types of the interface.
    "a text that is reckoned with": Bad(entry("return «q + 1", takes="q: str"), "str + int"),
    "a text as a quantity": Bad(
        entry('require(consents("a"), "a")', 'pay(caller(), "S", «q)', takes="q: str"), "str for argument 3 of pay"
    ),
    "a number as a party": Bad(entry("return consents(«who)", takes="who: int"), "int for argument 1 of consents"),
    "a number as a key": Bad(
        entry("number = len(given)", "return get(«number)", takes="given: list"), "int for argument 1 of get"
    ),
    "never equal": Bad(entry("return «given == 1", takes="given: str"), "str == int"),
    "no order": Bad(entry('return «given < ""', takes="given: list"), "list < str"),
    "a number that is grown by a text": Bad(entry('total = 1', '«total += "1"', "return total"), "int + str"),
    "a list times a text": Bad(entry("return «given * [1]", takes="given: list"), "list * list"),
    "a method of another type": Bad(entry("return «given.keys()", takes="given: list"), "keys of list"),
    "a built-in of another type": Bad(entry("return len(«given)", takes="given: int"), "int for argument 1 of len"),
    "a function that takes another type": Bad(
        "def g(one: int):\n    return one\n\n\n" + entry("return g(«given)", takes="given: str"),
        "str for argument 1 of g",
    ),
    "another type than it says": Bad(
        'def f() -> int:\n    """Do it."""\n    return «str(1)\n', "f returns str, and says int"
    ),
    "left out, of another type": Bad(entry("return a", takes='a: int = «"1"'), "a is int, and str when it is left out"),
    "taken, and not read": Bad(entry("return a", takes="a: int, «b: int"), "f takes b, and reads it nowhere"),
    # Keys that cannot leave the program.
    "a key that is no ASCII text, returned": Bad(
        entry('return {«"说": 1}'), "a key that is no ASCII text (说) leaves the program"
    ),
    "a key that is no ASCII text, emitted": Bad(
        entry('emit("x", {"a": [{«"说": 1}]})'), "a key that is no ASCII text (说) leaves the program"
    ),
    "a key that is no ASCII text, put by a name": Bad(
        entry("kept = {}", 'kept[«"说"] = 1', 'put("k", kept)'), "a key that is no ASCII text (说) leaves the program"
    ),
    # What reviewers do not see.
    "terms of whoever upgrades": Bad(
        'def migrate(«grace: int):\n    """Begin."""\n    put("grace", grace)\n',
        "migrate takes grace, which whoever upgrades would choose alone",
    ),
    # Views.
    "a view that keeps something": Bad(
        'def f():\n    """View: this."""\n    «put("n", 1)\n', "f is a view, and may not put"
    ),
    "a view that says something by another function": Bad(
        'def g():\n    «emit("n", {})\n    return 1\n\n\ndef f():\n    """View: this."""\n    return g()\n',
        "f is a view, and may not emit",
    ),
    # Code.
    "what nothing calls": Bad("«def g():\n    return 1\n\n\n" + entry("return 1"), "nothing calls g"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_example_is_found(name: str) -> None:
    """This alone, at its line and column; with what would settle it."""
    assert_found(BAD[name])


SOUND: Final = {
    "a key that is no ASCII text stays": 'N = {"说": 1}\n\n\n' + entry('return [N["说"], {"a": "说"}]'),
    "whoever calls is asked afterwards": entry(
        'pay("a", "S", 1)', 'require(caller() == get("who"), "who")', 'put("who", "a")'
    ),
    "one of two agrees, and it is told which": entry(
        'by = "a" if consents("a") else "b"', 'require(consents(by), "a or b")', 'pay("a", "S", 1)'
    ),
    "whoever it is not fails": entry('if caller() != "a":', '    fail("a")', 'pay("a", "S", 1)'),
    "whoever it is not goes home": entry('if caller() != "a":', "    return", 'pay("a", "S", 1)'),
    "one is let through, the other must agree": (
        'def g():\n    if caller() == "a":\n        return\n    require(consents("b"), "b")\n\n\n'
        + entry("g()", 'pay("a", "S", 1)')
    ),
    "a function says whether": (
        'def g(who):\n    if consents(who):\n        return True\n    return False\n\n\n'
        + entry('require(g("a"), "a")', 'pay("a", "S", 1)')
    ),
    "as many as must agree": entry(
        "said = 0", 'for who in ["a", "b", "c"]:', "    if consents(who):", "        said += 1",
        'require(said > 1, "two")', 'pay("a", "S", 1)'
    ),
    "as many as must agree, up to the first that does not": entry(
        "said = 0", 'for who in ["a", "b", "c"]:', "    if not consents(who):", "        break", "    said += 1",
        'require(said > 1, "two")', 'pay("a", "S", 1)'
    ),
    "those who agree": entry(
        "said = []", 'for who in ["a", "b", "c"]:', "    if consents(who):", "        said.append(who)",
        'require(len(said) > 1, "two")', 'pay("a", "S", 1)'
    ),
    "each who agrees is paid": entry(
        'for who in ["a", "b"]:', "    if not consents(who):", "        continue", '    pay(who, "S", 1)'
    ),
    "what is there for whoever calls": entry('due = get("due-" + caller())', 'pay(due["to"], "S", due["units"])'),
    "a share that whoever calls must have": entry('share = get("shares")[caller()]', 'pay("a", "S", share)'),
    "who calls must be among them": entry('get("members").index(caller())', 'pay("a", "S", 1)'),
    "as many as are written down": entry(
        'n = get("n", 0)', 'require(n < 9, "nine")', 'put("n", n + 1)', 'put("bid:" + str(n), 1)'
    ),
    "one of two": entry('require(role == "a" or role == "b", "role")', 'put("due-" + role, 1)', takes="role: str"),
    "what is there already": entry(
        'require(get("of:" + who) != None, "none")', 'put("of:" + who, 1)', takes="who: str"
    ),
    "a list that is emptied": entry(
        'log = get("log", [])', "log.append(1)", "if len(log) > 9:", "    log.pop(0)", 'put("log", log)'
    ),
    "a truth is a number": entry("return given == True", takes="given: int"),
    "none, or a text": entry('return "" if given == None else given + "."', takes="given: str = None"),
    "a name of several types": entry("one = given", "one = [one]", "return one + [1]", takes="given: str"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_in_what_is_sound(name: str) -> None:
    """What looks like a bad example, and is none."""
    assert findings(SOUND[name]) == []


def test_nothing_is_found_in_what_a_folder_begins_with() -> None:
    """The box that ``counterfoil contract new`` writes."""
    assert findings(BOX) == []


def test_every_function_of_the_host_has_types() -> None:
    """As many as it takes."""
    assert {name: len(takes) for name, (takes, _) in HOST_TYPES.items()} == {
        one.name: one.most for one in HOST_FUNCTIONS
    }


def test_names_that_are_computed_from_each_other_are_soon_looked_through() -> None:
    """In a row, twice each time, and around: not twice as long for each, nor too deep."""
    row = ['a0 = get("x")', *(f"a{number} = a{number - 1} + a{number - 1}" for number in range(1, 300))]
    around = [f"b{number} = b{(number + 1) % 40} + b{(number + 1) % 40}" for number in range(40)]
    assert findings(entry("b0 = 1", *row, *around, "return [a299, b39]")) == []


def doubled(line: str, times: int, last: str, first: str = "") -> str:
    steps = "".join(f"    {line.format(now=number, before=number - 1)}\n" for number in range(1, times))
    return f'def f(a0: int):\n    "A way."\n{first}{steps}    {last.format(times - 1)}\n    pay("t", "S", get("x"))\n'


@pytest.mark.parametrize(
    "source",
    [
        doubled("a{now} = a{before} + a{before}", 40, 'put("x", get("x") - a{})'),
        doubled("a{now} = a{before} and a{before}", 40, 'require(a{}, "x")', '    a0 = consents(get("o")) and True\n'),
        doubled("a{now} = [a{before}, a{before}]", 40, 'require(consents(a{}), "x")'),
        doubled("a{now} = a{before}", 900, 'require(consents(a{}), "x")'),
    ],
)
def test_a_tangled_source_is_said_to_be_one(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ways and values that double with every line, or go too deep: it neither waits for ever nor breaks off."""
    # Any bound will do: what doubles forty times passes the real one too, only later.
    monkeypatch.setattr(patience, "STEPS_MAX", 100_000)
    assert any("too tangled to be followed" in one.wrong for one in findings(source))
