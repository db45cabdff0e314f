# SPDX-License-Identifier: Apache-2.0
"""What a reader of a contract would ask about: each check finds its bad example, at its line and column."""

from typing import Final, NamedTuple

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.beginning import SOURCE as BOX
from counterfoil.node.contracts.findings import findings
from counterfoil.node.contracts.typing_of import HOST_TYPES


class Bad(NamedTuple):
    """A program that begins on line 1, and what is found in it: the mark « stands before the place."""

    source: str
    wrong: str
    roles: tuple[str, ...] = ()


def entry(*lines: str, takes: str = "") -> str:
    return "\n".join((f"def f({takes}):", '    """Do it."""', *(f"    {line}" for line in lines), ""))


SALE: Final = '''
def init(seller: str, buyer: str, agent: str):
    """Begin."""
    require(seller != "agent", "two")
    put("terms", {"seller": seller, "buyer": buyer, "agent": agent})


def f():
    """Do it."""
    require(consents(get("terms")["seller"]), "the seller must")
'''
OWNED: Final = """
def init(owner: str):
    \"\"\"Begin.\"\"\"
    put("owner", owner)


def out(to: str, q: int):
    \"\"\"Pay.\"\"\"
    require(consents(get("owner")), "the owner must")
    pay(to, "S", q)


"""
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
    # A consent that asks nobody.
    "any caller consents for himself": Bad(
        entry('require(consents(who), "who must agree")', '«pay(to, "S", q)', takes="who: str, to: str, q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller consents for himself, and somebody else's units move": Bad(
        entry('require(consents(who), "who must agree")', 'due = get("due:" + whose, 0)', 'require(q <= due, "due")',
              'put("due:" + whose, due - q)', '«pay(to, "S", q)', takes="who: str, whose: str, to: str, q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller is whom he names": Bad(
        entry('require(who == caller(), "who calls")', '«pay(to, "S", 1)', takes="who: str, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller consents for all whom he lists": Bad(
        entry("for who in signers:", '    require(consents(who), "all must agree")', '«pay(to, "S", 1)',
              takes="signers: list, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller consents for one of those whom he lists": Bad(
        entry("agreed = False", "for who in signers:", "    if consents(who):", "        agreed = True",
              'require(agreed, "one must agree")', '«pay(to, "S", 1)', takes="signers: list, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller consents for himself, and the name is not empty": Bad(
        entry('require(len(who) > 0 and consents(who), "who must agree")', '«pay(to, "S", 1)',
              takes="who: str, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "any caller consents for himself, as a helper asks": Bad(
        'def asked(who):\n    require(consents(who), "who must agree")\n\n\n'
        'def g():\n    """Do it."""\n    asked("a")\n    pay("a", "S", 1)\n\n\n'
        + entry("asked(party)", '«pay(to, "S", 1)', takes="party: str, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "what is his own is looked up, and not asked": Bad(
        entry('require(consents(who), "who must agree")', 'put("due:" + who, get("due:" + who, 0) - q)',
              '«pay(to, "S", q)', 'if get("due:" + who) == 0:', '    remove("due:" + who)',
              takes="who: str, to: str, q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "a disjunction lets one by": Bad(
        entry('require(consents("a") or q < 100, "a must agree")', '«pay("b", "S", q)', takes="q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "a disjunction lets one by, under a name": Bad(
        entry('may = q < 100 or consents("a")', 'require(may, "a must agree")', '«pay("b", "S", q)', takes="q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "a disjunction lets one by, in a helper": Bad(
        'def may(q):\n    return q < 100 or consents("a")\n\n\n'
        + entry('require(may(q), "a must agree")', '«pay("b", "S", q)', takes="q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "not both is not enough": Bad(
        entry('require(not (consents("a") and q >= 100), "not so")', '«pay("b", "S", q)', takes="q: int"),
        "f moves units (pay) for anybody who calls it",
    ),
    "an owner that anybody may set": Bad(
        OWNED + entry('«put("owner", o)', takes="o: str"),
        "f lets anybody who calls it say who owner is, whose word is asked",
    ),
    "an owner that any caller becomes": Bad(
        OWNED + entry('«put("owner", caller())'), "f lets anybody who calls it say who owner is, whose word is asked"
    ),
    "an owner that anybody may set who agrees to be it": Bad(
        OWNED + entry('require(consents(o), "o must agree")', '«put("owner", o)', takes="o: str"),
        "f lets anybody who calls it say who owner is, whose word is asked",
    ),
    "an owner among the terms that anybody may set": Bad(
        SALE.replace("def f", "def g") + "\n\n"
        + entry('terms = get("terms")', 'terms["seller"] = o', '«put("terms", terms)', takes="o: str"),
        "f lets anybody who calls it say who seller is, whose word is asked",
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
    bad = BAD[name]
    source = bad.source.replace("«", "")
    before = bad.source.split("«")[0].split("\n")
    (found,) = findings(source, bad.roles)
    assert (found.wrong, found.line, found.column) == (bad.wrong, len(before), len(before[-1]) + 1)
    assert found.right


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("units for anybody", "require who calls (caller) or who agrees (consents), unless everybody may"),
        ("any caller consents for himself", "consents(who) asks whom the caller names, and he may name himself"),
        ("any caller is whom he names", "who == caller() asks whom the caller names, and he may name himself"),
        ("a disjunction lets one by", "one side of `consents('a') or q < 100` asks nobody"),
    ],
)
def test_it_is_said_why_what_is_asked_asks_nobody(name: str, said: str) -> None:
    """Whoever wrote a consent would else be told to write one."""
    (found,) = findings(BAD[name].source.replace("«", ""))
    assert found.right.startswith(said)


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
    "whom the caller names has as much": entry(
        'require(consents(who), "who must agree")', 'due = get("due:" + who, 0)', 'require(q <= due, "due")',
        'put("due:" + who, due - q)', 'pay(to, "S", q)', 'if due == q:', '    remove("due:" + who)',
        takes="who: str, to: str, q: int"
    ),
    "whom the caller names is who is kept": entry(
        'require(who == get("who") and consents(who), "who must agree")', 'pay("a", "S", 1)', 'put("who", "a")',
        takes="who: str"
    ),
    "whom the caller names is one of those who are kept": entry(
        'require(who in get("board"), "the board")', 'require(consents(who), "who must agree")', 'pay("a", "S", 1)',
        takes="who: str"
    ),
    "enough of those whom the caller lists are among those who are kept": entry(
        "said = {}", "for who in signers:", '    if who in get("board") and consents(who):', "        said[who] = 1",
        'require(len(said) > 1, "two of the board")', 'pay("a", "S", 1)', takes="signers: list"
    ),
    "whoever made the hold agrees, and gets something for it": entry(
        'require(consents(who), "who must agree")', 'for one in shown("holdings/encumbrance/" + hold)["granted_by"]:',
        '    require(consents(one), "who made it must agree")', "take(hold, account(), 1)", 'pay(to, "T", 1)',
        takes="who: str, hold: str, to: str"
    ),
    "one of two must agree": entry('require(consents("a") or consents("b"), "a or b")', 'pay("c", "S", 1)'),
    "an owner hands on": OWNED + entry(
        'require(consents(get("owner")), "the owner must")', 'put("owner", o)', takes="o: str"
    ),
    "an owner that is whoever comes first": OWNED + entry(
        'require(get("owner") == None, "there is one")', 'put("owner", caller())'
    ),
    "another term that anybody may set": SALE.replace("def f", "def g") + "\n\n" + entry(
        'terms = get("terms")', 'terms["note"] = o', 'put("terms", terms)', takes="o: str"
    ),
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
