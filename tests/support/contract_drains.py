# SPDX-License-Identifier: Apache-2.0
"""Programs that anybody could drain though somebody's word stands in them."""

from typing import Final

from support.contract_drained import AMONG, BOARD, BOOK, BOX, DUE, GIVES, GRANTED, ROUND, SEEN, SIGNED, TILL
from support.contract_sources import Bad, entry

ANYBODY: Final = "f moves units (pay) for anybody who calls it"
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
    **{
        f"{what}, as the list may be empty": Bad(
            BOARD + entry(*before, *ROUND, '«pay(to, "S", many)', *after, takes=SIGNED + ", many: int"), ANYBODY
        )
        for what, before, after in (
            ("the first is looked at if there is one", ('first = signers[0] if signers else ""',), ()),
            ("the first is looked at if there is one, briefly", ('first = signers and signers[0] == "a"',), ()),
            ("the first is looked at for each of others", ('first = [signers[0] for one in get("none", [])]',), ()),
            ("the first is looked at later if there is one", (), ('first = signers[0] if signers else ""',)),
            ("who does not sign goes home too late", (), ("if not signers:", "    return 0")),
            (
                "who goes home too late may fail",
                (),
                ("if not signers:", "    if many:", "        return 0", '    fail("")'),
            ),
            ("one must sign, unless it ended", (), ("if many > 1:", "    return 0", 'require(signers, "one")')),
            ("one must sign or stand beside", ('require(len(signers + ["x"]) >= 1, "one")',), ()),
            (
                "as many must sign as the caller says",
                ('require(len({one: 1 for one in signers}) == many, "many")',),
                (),
            ),
            (
                "fewer may not sign than the caller says",
                ("if len({one: 1 for one in signers}) < many:", '    fail("few")'),
                (),
            ),
            ("one is added", (), ('signers.append("x")', 'require(signers, "one")')),
            ("another list is there later", (), ('signers = ["x"]', 'require(signers, "one")')),
            ("more are there", ("n = len(signers) + 1", 'require(n > 0, "one")'), ()),
            ("one must sign of another list", ('require(len([each for each in get("board")]) > 0, "one")',), ()),
        )
    },
    "as many as the caller says must sign, and not none": Bad(
        BOARD
        + entry(
            'require(many != 0, "some")',
            "for number in range(many):",
            '    require(consents(get("board")[number]), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
        ),
        ANYBODY,
    ),
    "those whom the caller names of the board must sign, and he names one": Bad(
        BOARD
        + entry(
            'require(len(signers) > 0, "one")',
            'asked = [one for one in get("board") if one in signers]',
            "for one in asked:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "so many of the board as the caller says must sign, and it has some": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(len(board) > 0, "one")',
            "for one in board[:many]:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
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
    **{
        f"a note under any topic, {what}": Bad(
            TILL + entry(*before, "«put(topic, text)", "remove(topic)", takes="topic: str, text: str, careful: bool"),
            f'f lets anybody who calls it keep something under a key that he chooses, and "{key}" may be it',
        )
        for what, key, before in (
            (
                "which is looked at on one branch",
                "instrument",
                ("if careful:", '    require(topic != "owner" and topic != "instrument", "no")'),
            ),
            ("which is new on one branch", "instrument", ("if careful:", '    require(get(topic) == None, "no")')),
            (
                "which fails on one branch",
                "instrument",
                ("if careful:", '    if topic == "owner" or topic == "instrument":', '        fail("no")'),
            ),
            (
                "which is another afterwards",
                "instrument",
                ('require(topic.startswith("note.") and careful, "no")', "topic = text"),
            ),
            ("which begins as another", "owner", ('require(topic.startswith("own") and careful, "no")',)),
            ("which begins as another, by its length", "owner", ('require(topic[:1] == "o" and careful, "no")',)),
            ("which begins as it likes", "instrument", ('require(topic[:5] == text and careful, "no")',)),
        )
    },
    "any topic but those that something of whoever calls begins with": Bad(
        BOX
        + entry(
            'require(topic != "instrument" and topic != "of.", "no")',
            "«put(topic, 1000)",
            "remove(topic)",
            takes="topic: str",
        ),
        'f lets anybody who calls it keep something under a key that he chooses, and "of." may be it',
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
            'require(len(get("all", [])) < 9, "nine")',
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
            'require(len(get("all", [])) < 9, "nine")',
            takes="to: str, q: int",
        ),
        ANYBODY,
    ),
}
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
    **{
        f"it is looked at {what}": Bad(
            BOX + entry(*before, *GIVES, takes="other: str, quantity: int, price: int"), NEGATIVE
        )
        for what, before in (
            ("times what may be below nothing", ('require(quantity * price > 0, "some")',)),
            ("times what may be below nothing, by a name", ("due = quantity * price", 'require(due > 0, "some")')),
            ("times what may be nothing", ('require(price >= 0 and quantity * price >= 0, "some")',)),
            ("times itself", ('require(quantity * quantity >= price * 0, "some")',)),
            ("times what is kept below nothing", ('require(price and quantity * get("x", -1) > 0, "some")',)),
            ("times what is written down", ('require(price and quantity * -2 > 0, "some")',)),
            (
                "times what is bound on one branch",
                ('if other == "a":', '    require(price > 0, "p")', 'require(quantity * price > 0, "some")'),
            ),
            ("with more", ("due = quantity + price", 'require(due > 0, "some")')),
            ("turned round", ("less = -quantity", 'require(less > price * 0, "some")')),
        )
    },
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
PAYS: Final = 'pay(to, "S", 1)'
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
    **{
        f"one who stands there twice, where {what}": Bad(
            BOARD + entry('board = get("board")', *before, "«for one in signers:", "    " + AMONG, PAYS, takes=SIGNED),
            TWICE,
        )
        for what, before in (
            ("two are at most as many", ('require(2 <= len(signers), "two")',)),
            ("one is less than as many", ('require(1 < len(signers), "two")',)),
            ("fewer fail", ("if len(signers) < 2:", '    fail("two")')),
            ("two at least, or it fails", ("if not (2 <= len(signers)):", '    fail("two")')),
            ("fewer go home", ("if len(signers) <= 1:", "    return 0")),
            ("there are not fewer", ('require(not len(signers) < 2, "two")',)),
            ("they are counted first", ("n = len(signers)", 'require(n >= 2, "two")')),
            (
                "the board is counted",
                ("those = {one: 1 for one in board}", 'require(len(those) >= 2 and len(signers) >= 2, "two")'),
            ),
            (
                "they are told apart, and it is forgotten",
                ("those = {one: 1 for one in signers}", 'emit("signed", those)', 'require(len(signers) >= 2, "two")'),
            ),
        )
    },
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
