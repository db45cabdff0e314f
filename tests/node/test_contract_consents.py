# SPDX-License-Identifier: Apache-2.0
"""Consents that ask nobody: of whom the caller names, of one side of an ``or``, of an owner whom anybody may set."""

from typing import Final

import pytest

from counterfoil.node.contracts.findings import findings
from support.contract_sources import SALE, Bad, assert_found, entry

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
    "nobody is asked": Bad(entry('«pay("a", "S", 1)'), "f moves units (pay) for anybody who calls it"),
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
    "an owner under a constant's name that anybody may set": Bad(
        'OWNER = "owner"\n\n\n' + OWNED.replace('"owner"', "OWNER") + entry('«put(OWNER, o)', takes="o: str"),
        "f lets anybody who calls it say who owner is, whose word is asked",
    ),
    "a board that anybody may join": Bad(
        OWNED.replace('"owner", owner', '"board", [owner]').replace(
            'consents(get("owner"))', 'caller() in get("board")')
        + entry('board = get("board")', 'require(len(board) < 9, "nine")', "board.append(o)", '«put("board", board)',
                takes="o: str"),
        "f lets anybody who calls it say who board is, whose word is asked",
    ),
    "any caller consents for all whom he lists, at once": Bad(
        entry('require(all([consents(who) for who in signers]), "all must agree")', '«pay(to, "S", 1)',
              takes="signers: list, to: str"),
        "f moves units (pay) for anybody who calls it",
    ),
    "an owner among the terms that anybody may set": Bad(
        SALE.replace("def f", "def g") + "\n\n"
        + entry('terms = get("terms")', 'terms["seller"] = o', '«put("terms", terms)', takes="o: str"),
        "f lets anybody who calls it say who seller is, whose word is asked",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_consent_that_asks_nobody_is_found(name: str) -> None:
    """Anybody could drain the contract."""
    assert_found(BAD[name])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody is asked", "require who calls (caller) or who agrees (consents), unless everybody may"),
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
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_where_somebody_is_asked(name: str) -> None:
    """What looks like a consent that asks nobody, and is none."""
    assert findings(SOUND[name]) == []
