# SPDX-License-Identifier: Apache-2.0
"""Programs that anybody could drain though somebody's word stands in them, each beside what looks alike and is sound."""

from typing import Final

import pytest

from counterfoil.node.contracts.findings import findings
from support.contract_sources import Bad, assert_found, entry

ANYBODY: Final = "f moves units (pay) for anybody who calls it"
TILL: Final = '''
def init(owner: str, instrument: str):
    """Begin."""
    put("owner", owner)
    put("instrument", instrument)


def pay_out(to: str, quantity: int):
    """The owner alone takes out."""
    require(consents(get("owner")), "the owner alone")
    pay(to, get("instrument"), quantity)


'''
BOARD: Final = '''
def init(board: list):
    """Begin."""
    put("board", board)


'''
GRANTED: Final = (
    'for party in shown("holdings/encumbrance/" + {})["granted_by"]:',
    '    require(consents(party), "must agree")',
)
BOX: Final = '''
def init(instrument: str):
    """Begin."""
    put("instrument", instrument)


def put_in(hold: str, quantity: int):
    """Take in."""
    for party in shown("holdings/encumbrance/" + hold)["granted_by"]:
        require(consents(party), "must agree: " + party)
    take(hold, account(), quantity, get("instrument"))
    put("of." + caller(), get("of." + caller(), 0) + quantity)


def take_out(to: str, quantity: int):
    """Pay out what is mine."""
    mine = get("of." + caller(), 0)
    require(quantity <= mine, "only " + str(mine) + " are yours")
    if quantity == mine:
        remove("of." + caller())
    else:
        put("of." + caller(), mine - quantity)
    pay(to, get("instrument"), quantity)


'''
SIGNED: Final = "to: str, signers: list"
EMPTY: Final = {
    "the list of those who sign may be empty": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "for one in signers:",
            '    require(one in board and consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "the list may be empty, all of which must sign": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(all([one in board and consents(one) for one in signers]), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "as many as the caller says must sign": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "for number in range(many):",
            '    require(consents(board[number]), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
        ),
        ANYBODY,
    ),
    "those of the board whom the caller names must sign": Bad(
        BOARD
        + entry(
            'asked = [one for one in get("board") if one in signers]',
            "for one in asked:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "a list that may be empty goes to a helper": Bad(
        BOARD
        + 'def signed(those):\n    for one in those:\n        require(one in get("board") and consents(one), "board")\n'
        "\n\n" + entry("signed(signers)", '«pay(to, "S", 1)', takes=SIGNED),
        ANYBODY,
    ),
    "at least none must sign": Bad(
        BOARD
        + entry(
            'require(len(signers) >= 0, "none")',
            "for one in signers:",
            '    require(one in get("board") and consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "one must sign on another branch": Bad(
        BOARD
        + entry(
            "if q > 9:",
            '    require(len(signers) > 0, "one")',
            "for one in signers:",
            '    require(one in get("board") and consents(one), "board")',
            '«pay(to, "S", q)',
            takes="to: str, signers: list, q: int",
        ),
        ANYBODY,
    ),
}
SHOWN: Final = {
    "whoever holds an account that the caller names": Bad(
        entry(
            'record = shown("parties/account/" + to)',
            'require(record != None, "show it")',
            'require(consents(record["holder"]), "its holder")',
            '«pay(to, "S", q)',
            takes="to: str, q: int",
        ),
        ANYBODY,
    ),
    "whoever holds an account that the caller names, if anybody does": Bad(
        entry(
            'record = shown("parties/account/" + to)',
            'require(consents(record.get("holder", "")), "its holder")',
            '«pay(to, "S", q)',
            takes="to: str, q: int",
        ),
        ANYBODY,
    ),
    "the caller holds an account that he names": Bad(
        entry(
            'require(shown("parties/account/" + to)["holder"] == caller(), "its holder")',
            '«pay(to, "S", q)',
            takes="to: str, q: int",
        ),
        ANYBODY,
    ),
    "whoever holds an account, as a helper looks": Bad(
        'def holder(of):\n    return shown("parties/account/" + of)["holder"]\n\n\n'
        + entry('require(consents(holder(to)), "its holder")', '«pay(to, "S", q)', takes="to: str, q: int"),
        ANYBODY,
    ),
    "those who granted a hold that is not taken": Bad(
        entry(*(one.format("proof") for one in GRANTED), '«pay(to, "S", q)', takes="to: str, proof: str, q: int"),
        ANYBODY,
    ),
    "those who granted another hold than is taken": Bad(
        entry(
            *(one.format("proof") for one in GRANTED),
            "«take(hold, account(), q)",
            takes="hold: str, proof: str, q: int",
        ),
        "f moves units (take) for anybody who calls it",
    ),
    "those who granted one of two holds that are taken": Bad(
        entry(
            *(one.format("proof") for one in GRANTED),
            "take(proof, account(), 1)",
            "«take(hold, account(), q)",
            takes="hold: str, proof: str, q: int",
        ),
        "f takes a hold by the word of those who granted another",
    ),
}
KEYS: Final = {
    "a note under any topic": Bad(
        TILL
        + entry(
            'require(topic != "instrument", "the till\'s")',
            "«put(topic, text)",
            "remove(topic)",
            takes="topic: str, text: str",
        ),
        'f lets anybody who calls it keep something under a key that he chooses, and "owner" may be it',
    ),
    "a note under a topic that begins as another key does": Bad(
        TILL + entry('«put("own" + topic, text)', 'remove("own" + topic)', takes="topic: str, text: str"),
        'f lets anybody who calls it keep something under a key that he chooses, and "owner" may be it',
    ),
    "any topic is forgotten": Bad(
        TILL + entry("«remove(topic)", takes="topic: str"),
        'f lets anybody who calls it remove what is kept under a key that he chooses, and "instrument" may be it',
    ),
    "any topic, as a helper keeps it": Bad(
        TILL
        + "def keep(key, text):\n    «put(key, text)\n    remove(key)\n\n\n"
        + entry("keep(topic, text)", takes="topic: str, text: str"),
        'f lets anybody who calls it keep something under a key that he chooses, and "instrument" may be it',
    ),
    "any topic, and what is whose may be it": Bad(
        BOX + entry('require(topic != "instrument", "no")', "«put(topic, 1000)", "remove(topic)", takes="topic: str"),
        'f lets anybody who calls it keep something under a key that he chooses, and "of." may be it',
    ),
}
SEEN: Final = '''
def init(owner: str):
    """Begin."""
    put("seen." + owner, True)


def pay_out(to: str, quantity: int):
    """Only who is known takes out."""
    require(get("seen." + caller(), False), "unknown")
    pay(to, "S", quantity)


def leave():
    """Forget who calls."""
    remove("seen." + caller())


'''
BOOK: Final = '''
def init(owner: str):
    """Begin."""
    put("book", {owner: 1})


def pay_out(to: str, quantity: int):
    """Only who is in the book takes out."""
    require(caller() in get("book"), "unknown")
    pay(to, "S", quantity)


def leave():
    """Forget who calls."""
    book = get("book")
    book.pop(caller())
    put("book", book)


'''
SELF: Final = {
    "whoever comes is known": Bad(
        SEEN + entry('require(level > 0, "no level")', '«put("seen." + caller(), True)', takes="level: int"),
        'f lets anybody who calls it give himself what pay_out goes by, under "seen."',
    ),
    "whoever is named is known": Bad(
        SEEN + entry('«put("seen." + who, True)', takes="who: str"),
        'f lets anybody who calls it give himself what pay_out goes by, under "seen."',
    ),
    "whoever comes is in the book": Bad(
        BOOK + entry('book = get("book")', "book[caller()] = 1", '«put("book", book)'),
        'f lets anybody who calls it give himself what pay_out goes by, under "book"',
    ),
    "whoever comes has as much as he says": Bad(
        BOX + entry('require(q > 0, "none")', '«put("of." + caller(), q)', takes="q: int"),
        'f lets anybody who calls it give himself what take_out goes by, under "of."',
    ),
    "whoever comes has it once": Bad(
        entry(
            'require(get("had." + caller()) == None, "had it")',
            'put("had." + caller(), True)',
            '«pay(to, "S", 1)',
            "if False:",
            '    remove("had." + caller())',
            takes="to: str",
        ),
        ANYBODY,
    ),
    "whoever comes has only so much": Bad(
        entry(
            'had = get("had." + caller(), 0)',
            'require(had + q <= 100, "too much")',
            'put("had." + caller(), had + q)',
            '«pay(to, "S", q)',
            "if False:",
            '    remove("had." + caller())',
            takes="to: str, q: int",
        ),
        ANYBODY,
    ),
}
GIVES: Final = (
    'mine = get("of." + caller(), 0)',
    'require(quantity <= mine, "only so many are yours")',
    'put("of." + caller(), «mine - quantity)',
    'put("of." + other, get("of." + other, 0) + quantity)',
)
NEGATIVE: Final = "f reckons with quantity, which may be below nothing"
BELOW: Final = {
    "fewer than none are given": Bad(BOX + entry(*GIVES, takes="other: str, quantity: int"), NEGATIVE),
    "fewer than none are given, in another order": Bad(
        BOX
        + entry(
            *GIVES[:2],
            'put("of." + other, «quantity + get("of." + other, 0))',
            'put("of." + caller(), mine + (-quantity))',
            takes="other: str, quantity: int",
        ),
        NEGATIVE,
    ),
    "fewer than none are given, as a helper books it": Bad(
        BOX
        + 'def booked(who, change):\n    put("of." + who, «get("of." + who, 0) + change)\n\n\n'
        + entry(
            'require(quantity <= get("of." + caller(), 0), "only so many")',
            "booked(caller(), -quantity)",
            "booked(other, quantity)",
            takes="other: str, quantity: int",
        ),
        NEGATIVE,
    ),
    "fewer than none are given, in a book": Bad(
        BOX.replace('get("of." + caller(), 0)', 'get("book")[caller()]')
        .replace('put("of." + caller(), get("book")[caller()] + quantity)', 'emit("in", {})')
        .replace('remove("of." + caller())', 'put("book", {})')
        .replace('put("of." + caller(), mine - quantity)', 'put("book", {})')
        + entry(
            'book = get("book")',
            'require(quantity <= book[caller()], "only so many")',
            "mine = caller()",
            "«book[mine] -= quantity",
            "book[other] += quantity",
            'put("book", book)',
            takes="other: str, quantity: int",
        ),
        NEGATIVE,
    ),
    "it is looked at too low": Bad(
        BOX + entry('require(quantity > -5, "too low")', *GIVES, takes="other: str, quantity: int"), NEGATIVE
    ),
    "it is not below what the caller says": Bad(
        BOX + entry('require(quantity > least, "too low")', *GIVES, takes="other: str, quantity: int, least: int"),
        NEGATIVE,
    ),
    "it is looked at on one branch": Bad(
        BOX
        + entry(
            "if other != caller():", '    require(quantity > 0, "some")', *GIVES, takes="other: str, quantity: int"
        ),
        NEGATIVE,
    ),
    "two who are kept, and the one gives the other fewer than none": Bad(
        entry(
            'require(consents("a"), "a")',
            'put("of.a", «get("of.a") - quantity)',
            'put("of.b", get("of.b") + quantity)',
            takes="quantity: int",
        )
        + '\n\ndef out(to: str):\n    """Pay."""\n    require(consents("a"), "a")\n    pay(to, "S", get("of.a"))\n'
        + '    put("of.a", 0)\n',
        NEGATIVE,
    ),
}
TWICE: Final = "f counts whom the caller lists twice as two"
AMONG: Final = 'require(one in board and consents(one), "board")'
COUNTED: Final = {
    "one who stands there twice": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(len(signers) >= 2, "two")',
            "«for one in signers:",
            "    " + AMONG,
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
    "one who stands there twice, counted": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "n = 0",
            "«for one in signers:",
            "    if one in board and consents(one):",
            "        n += 1",
            'require(n > 1, "two")',
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
    "one who stands there twice, as many as are needed": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "said = []",
            "«for one in signers:",
            "    " + AMONG,
            "    said.append(one)",
            'require(len(said) >= get("many", 2), "many")',
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
}
DUE: Final = '''
def add(who: str, q: int):
    """So much is due."""
    require(consents("a") and q > 0, "a")
    put("due." + who, get("due." + who, 0) + q)


def drop(who: str):
    """Nothing is due."""
    require(consents("a"), "a")
    remove("due." + who)


'''
PAID: Final = {
    "units that are paid and stay in the book": Bad(
        BOX.replace('    else:\n        put("of." + caller(), mine - quantity)\n', "").replace("    pay(", "    «pay("),
        'take_out pays on a way on which nothing is written down of it, under "of."',
    ),
    "what is due, and stays due": Bad(
        DUE
        + entry(
            'due = get("due." + caller(), 0)', 'emit("paid", {"units": due})', '«pay(to, "S", due)', takes="to: str"
        ),
        'f pays on a way on which nothing is written down of it, under "due."',
    ),
}
BAD: Final = {**EMPTY, **COUNTED, **PAID, **SHOWN, **KEYS, **SELF, **BELOW}


@pytest.mark.parametrize("name", BAD)
def test_a_drain_is_found(name: str) -> None:
    """This alone, where it is."""
    assert_found(BAD[name])


FORBIDDEN: Final = (
    'require(topic != "owner" and topic != "instrument", "not that one")',
    "put(topic, text)",
    "remove(topic)",
)
SOUND: Final = {
    # Lists that are not empty.
    "two of the board sign": BOARD
    + entry(
        'require(len(signers) == 2 and signers[0] != signers[1], "two")',
        "for one in signers:",
        '    require(one in get("board") and consents(one), "board")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "as many sign as are counted": BOARD
    + entry(
        "said = {}",
        "for one in signers:",
        '    require(one in get("board") and consents(one), "board")',
        "    said[one] = 1",
        'require(len(said) >= 2, "two")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "who does not sign goes home": BOARD
    + entry(
        "if len(signers) == 0:",
        '    fail("nobody")',
        "for one in signers:",
        '    require(one in get("board") and consents(one), "board")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "one is there, as all must sign": BOARD
    + entry(
        'board = get("board")',
        'require(len(signers) > 0 and all([one in board and consents(one) for one in signers]), "board")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "the helper is given some": BOARD
    + 'def signed(those):\n    for one in those:\n        require(one in get("board") and consents(one), "board")\n\n\n'
    + entry('require(len(signers) > 0, "one")', "signed(signers)", 'pay(to, "S", 1)', takes=SIGNED),
    "all of the board sign": BOARD
    + entry('for one in get("board"):', '    require(consents(one), "board")', 'pay(to, "S", 1)', takes="to: str"),
    "an empty list beside whoever is asked": BOARD
    + entry(
        'require(consents("a"), "a")',
        "for one in notes:",
        '    emit("note", {"text": one})',
        'pay(to, "S", 1)',
        takes="to: str, notes: list",
    ),
    # Those who are counted.
    "each who signs is struck out": BOARD
    + entry(
        'board = get("board")',
        'require(len(signers) >= 2, "two")',
        "for one in signers:",
        '    require(consents(one), "board")',
        "    board.remove(one)",
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "who signed before is seen": BOARD
    + entry(
        "said = []",
        "for one in signers:",
        '    require(one in get("board") and consents(one) and one not in said, "board")',
        "    said.append(one)",
        'require(len(said) >= 2, "two")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "one is enough": BOARD
    + entry(
        'board = get("board")',
        'require(len(signers) >= 1, "one")',
        "for one in signers:",
        "    " + AMONG,
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    # Records that are shown.
    "whoever holds an account that is kept": entry(
        'require(consents(shown("parties/account/" + get("account"))["holder"]), "its holder")',
        'pay("a", "S", 1)',
        'put("account", "a")',
    ),
    "whoever holds the one account that may be named": entry(
        'require(to == get("account"), "that one")',
        'require(consents(shown("parties/account/" + to)["holder"]), "its")',
        'pay(to, "S", 1)',
        'put("account", "a")',
        takes="to: str",
    ),
    "whoever holds the account that a hold is taken from": entry(
        'found = shown("holdings/encumbrance/" + hold)',
        'require(consents(shown("parties/account/" + found["account"])["holder"]), "its holder")',
        "take(hold, account(), q)",
        takes="hold: str, q: int",
    ),
    "whoever holds an account has what is his": entry(
        'holder = shown("parties/account/" + to)["holder"]',
        'require(consents(holder), "its holder")',
        'due = get("due." + holder)',
        'pay(to, "S", due)',
        'remove("due." + holder)',
        takes="to: str",
    ),
    "two holds, of both of which they are asked": entry(
        *(one.format("hold") for one in GRANTED),
        *(one.format("other") for one in GRANTED),
        "take(hold, account(), 1)",
        "take(other, account(), 1)",
        takes="hold: str, other: str",
    ),
    "a hold that somebody who is kept may take": entry(
        'require(consents("a"), "a")', "take(hold, account(), 1)", takes="hold: str"
    ),
    "every hold of a list, whose granters are asked": entry(
        "for hold in holds:",
        *("    " + one.format("hold") for one in GRANTED),
        "    take(hold, account(), 1)",
        takes="holds: list",
    ),
    # Keys.
    "a note with a beginning of its own": TILL
    + entry('put("note." + topic, text)', 'remove("note." + topic)', takes="topic: str, text: str"),
    "a note under whoever calls": TILL + entry("put(caller(), text)", "remove(caller())", takes="text: str"),
    "a note under neither": TILL + entry(*FORBIDDEN, takes="topic: str, text: str"),
    "a note under one of two topics": TILL
    + entry('require(topic == "a" or topic == "b", "a or b")', "put(topic, text)", takes="topic: str, text: str"),
    "a note where there is none": TILL
    + entry(
        'require(get(topic) == None, "taken")',
        "put(topic, 1)",
        "if False:",
        '    remove("" + str(1))',
        takes="topic: str",
    ),
    "the owner keeps what he likes": TILL
    + entry(
        'require(consents(get("owner")), "the owner")',
        "put(topic, 1)",
        'require(len(get("all", [])) < 9, "nine")',
        takes="topic: str",
    ),
    # What is kept of whoever calls.
    "the owner says who is known": SEEN
    + entry('require(consents("a"), "a")', 'put("seen." + who, True)', takes="who: str"),
    "whoever is known brings another": SEEN
    + entry('require(get("seen." + caller(), False), "unknown")', 'put("seen." + who, True)', takes="who: str"),
    "whoever comes is known no more": SEEN + entry('put("seen." + caller(), False)'),
    "whoever comes is called by a name, and asked besides": SEEN
    + entry('put("name." + caller(), name)', 'remove("name." + caller())', takes="name: str"),
    "whoever brings units has as many": BOX,
    # Numbers that are not below nothing.
    "some are given": BOX
    + entry(
        'require(quantity > 0, "some")', *(one.replace("«", "") for one in GIVES), takes="other: str, quantity: int"
    ),
    "some are given, or it fails": BOX
    + entry(
        "if quantity < 1:",
        '    fail("some")',
        *(one.replace("«", "") for one in GIVES),
        takes="other: str, quantity: int",
    ),
    "some are given, under a name": BOX
    + entry(
        "some = 0 < quantity and quantity < 100",
        'require(some, "some")',
        *(one.replace("«", "") for one in GIVES),
        takes="other: str, quantity: int",
    ),
    "each of a list has some": BOX
    + entry(
        'require(consents("a"), "a")',
        "for who, units in more:",
        '    require(units >= 0, "some")',
        '    put("of." + who, get("of." + who, 0) + units)',
        '    put("of.a", get("of.a", 0) - units)',
        takes="more: list",
    ),
    "somebody who is kept puts right what is whose": BOX
    + entry(
        'require(consents("a"), "a")', 'put("of." + who, get("of." + who, 0) + change)', takes="who: str, change: int"
    ),
    # Units that are written down.
    "it is over once it is paid": BOX.replace("mine - quantity)\n    pay(", "mine)\n    pay(").replace(
        "    require(quantity <= mine",
        '    require(get("over") == None, "over")\n    put("over", 1)\n    require(quantity <= mine',
    ),
    "an owner pays out as he likes": TILL,
    "votes do not decide what is paid": BOX + entry('put("votes", get("votes", 0) + change)', takes="change: int"),
}


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_in_what_is_sound(name: str) -> None:
    """What looks like a drain, and is none."""
    assert findings(SOUND[name]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("the list of those who sign may be empty", "the caller may leave nothing to ask in that loop"),
        (
            "whoever holds an account that the caller names",
            "consents(record['holder']) asks whoever is in a record that",
        ),
        ("those who granted another hold than is taken", "consents(party) asks whoever is in a record that the caller"),
        (
            "those who granted one of two holds that are taken",
            'require the word of those who granted this one: "granted',
        ),
        ("fewer than none are given", "require(quantity > 0, …)"),
    ],
)
def test_it_is_said_what_would_settle_it(name: str, said: str) -> None:
    """Why what is asked asks nobody."""
    (found,) = findings(BAD[name].source.replace("«", ""))
    assert found.right.startswith(said)
