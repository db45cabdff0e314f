# SPDX-License-Identifier: Apache-2.0
"""Programs that look like drains and are sound."""

from typing import Final

from support.contract_drained import AMONG, BOARD, BOX, GIVES, GRANTED, ROUND, SEEN, SIGNED, TILL
from support.contract_sources import entry

FORBIDDEN: Final = (
    'require(topic != "owner" and topic != "instrument", "not that one")',
    "put(topic, text)",
    "remove(topic)",
)
SOUND: Final = {
    # Names of a comprehension are its own.
    "who is kept, and another of his name in a list": BOARD
    + entry(
        'chair = get("board")[0]',
        'emit("listed", {"all": [chair for chair in signers]})',
        'require(consents(chair), "the chair")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
    "who calls, and others of his name in a dict": BOARD
    + entry(
        "one = caller()",
        'emit("listed", {"all": [one for one in signers], "each": {one: 1 for one in signers}})',
        'require(one in get("board"), "board")',
        'pay(to, "S", 1)',
        takes=SIGNED,
    ),
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
    **{
        f"{what}, so the list is not empty": BOARD
        + entry(*before, *ROUND, 'pay(to, "S", many)', *after, takes=SIGNED + ", many: int")
        for what, before, after in (
            ("the first is looked at", ("first = signers[0]",), ()),
            ("the first is looked at before another", ('first = signers[0] == "a" and many > 1',), ()),
            ("the first is looked at later", (), ('emit("paid", {"by": signers[0]})',)),
            ("they are counted first", ("n = len(signers)", 'require(n > 0, "one")'), ()),
            ("one of the board must sign", ('require(len([one for one in signers if one != ""]) > 0, "one")',), ()),
            ("who does not sign fails at last", (), ("if 1 > len(signers):", '    fail("one")')),
            ("who does not sign goes home first", ("if not signers:", "    return 0"), ()),
            ("one must sign in the end", (), ('require(signers != [], "one")',)),
            ("one must sign, no more", ('require(1 == len(signers), "one")',), ()),
        )
    },
    "as many as the caller says must sign, and some": BOARD
    + entry(
        'require(many > 0, "some")',
        "for number in range(many):",
        '    require(consents(get("board")[number]), "board")',
        'pay(to, "S", 1)',
        takes="to: str, many: int",
    ),
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
    **{
        f"as many sign as are told apart, and {what}": BOARD
        + entry('board = get("board")', *before, "for one in signers:", "    " + AMONG, 'pay(to, "S", 1)', takes=SIGNED)
        for what, before in (
            ("two must", ('require(len({one: 1 for one in signers}) >= 2, "two")',)),
            ("two must, by a name", ("each = {one: 1 for one in signers}", 'require(len(each) >= 2, "two")')),
            (
                "nobody stands there twice",
                ('require(len(signers) >= 2 and len({one: 1 for one in signers}) == len(signers), "two")',),
            ),
            ("one must, and no more than nine", ('require(signers and len(signers) <= 9, "nine")',)),
            (
                "one must, and more than nine fail",
                ('require(signers, "one")', "if 9 < len(signers):", '    fail("nine")'),
            ),
        )
    },
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
    **{
        f"a note that {what}": TILL + entry(*before, takes="topic: str, text: str")
        for what, before in (
            (
                "must begin with a text of its own",
                ('require(topic.startswith("note."), "n")', "put(topic, text)", "remove(topic)"),
            ),
            (
                "must begin with a text of its own, by its length",
                ('require(topic[:5] == "note.", "n")', "put(topic, text)", "remove(topic)"),
            ),
            (
                "is looked at where it is kept",
                (
                    'if text != "":',
                    '    require(topic not in ["owner", "instrument"], "n")',
                    "    put(topic, text)",
                    'elif topic == "owner" or topic == "instrument":',
                    '    fail("n")',
                    "else:",
                    "    remove(topic)",
                ),
            ),
        )
    },
    "a note under one of two topics": TILL
    + entry('require(topic == "a" or topic == "b", "a or b")', "put(topic, text)", takes="topic: str, text: str"),
    "a note where there is none": TILL
    + entry(
        'require(get(topic) == None, "taken")',
        "put(topic, 1)",
        'require(len(get("all", [])) < 9, "nine")',
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
    **{
        f"some are given, {what}": BOX
        + entry(*before, *(one.replace("«", "") for one in GIVES), takes="other: str, quantity: int, price: int")
        for what, before in (
            ("at a price", ('require(price > 0 and quantity * price > 0, "some")',)),
            ("at a price, by a name", ("due = quantity * price", 'require(due > 0, "d")', 'require(price > 0, "p")')),
            ("at a price that is kept", ('require(price and quantity * get("price", 1) > 0, "some")',)),
            ("by the dozen", ('require(price and quantity * 12 >= 0, "some")',)),
            ("as few as there may be", ("few = min(quantity, price)", 'require(few > 0, "some")')),
        )
    },
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
