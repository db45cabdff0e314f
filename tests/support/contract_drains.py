# SPDX-License-Identifier: Apache-2.0
"""Programs that anybody could drain though somebody's word stands in them."""

from typing import Final

from support.contract_drained import ANYBODY, BOOK, BOX, DUE, GIVES, GRANTED, SEEN, TILL
from support.contract_sources import Bad, entry
from support.contract_unasked import COUNTED, EMPTY, OWN_NAMES

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
BAD: Final = {**OWN_NAMES, **EMPTY, **COUNTED, **PAID, **SHOWN, **KEYS, **SELF, **BELOW}
