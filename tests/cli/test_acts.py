# SPDX-License-Identifier: Apache-2.0
"""A command for every call: options and rows become calls, are rehearsed, and are ordered only if they would stand."""

import json

import pytest

from counterfoil.cli.acts import TAKEN, fields_of, option_of, shared_by, verb_of
from counterfoil.cli.main import app
from counterfoil.modules import laws, nouns
from support.network import SHARES, YUAN

TRANSFER = ["holdings", "transfer", "--instrument", SHARES, "--quantity", 5]
ALICE_TO_BOB = [*TRANSFER, "--sender", "alice-1", "--receiver", "bob-1"]


def height(run_json, network) -> int:
    [chain] = run_json("show", "chain", "-n", network)
    return chain["height"]


@pytest.fixture
def guarded(run, trading):
    """An account of Alice's that moves only by her and the bank, and one that takes only what she agrees to."""
    run(
        *("parties", "change-account-control", "-n", trading, "--account", "alice-1", "--outgoing", "both"),
        *("--incoming", "holder", "--custodian", "bank", "-k", "alice", "-k", "bank"),
    )
    return trading


def test_every_call_has_a_command():
    """Named after it, below its module, and no module is called as a command of ours is."""
    assert not set(nouns()) & {command.name for command in app.registered_commands}
    assert not set(nouns()) & {group.name for group in app.registered_groups}
    for law in laws().by_noun.values():
        verbs = [verb_of(call) for call in law.calls]
        assert len(set(verbs)) == len(verbs)


def test_no_field_takes_the_place_of_an_option():
    """A field that is called as an option of every act has the noun in front."""
    for call in laws().calls.values():
        options = [option_of(call, field.name).removeprefix("--") for field, _ in fields_of(call)]
        assert not TAKEN & set(options)
        assert len(set(options)) == len(options)


def test_whose_keys_sign_is_said_by_every_act():
    """Either it is a field of the call, or an option of the command."""
    for call in laws().calls.values():
        options = {option_of(call, field.name) for field, _ in fields_of(call)} | {
            f"--{one}" for one in shared_by(call)
        }
        assert "--by" in options, call


def test_an_act_is_ordered_and_published(run_json, trading):
    """One line, no JSON: the transfer stands in a block."""
    made = run_json(*ALICE_TO_BOB, "-k", "alice", "-n", trading)
    assert [one["status"] for one in made["transactions"]] == ["committed"]
    assert made["published"] is True
    held = run_json("show", "account", "bob-1", "-n", trading)["holdings"]
    assert next(one["free"] for one in held if one["instrument"] == SHARES) == 105


def test_not_authorised_says_whose_signature_is_missing(run, run_json, guarded):
    """The bank has not signed: it is named with its key, and nothing is ordered."""
    before = height(run_json, guarded)
    result = run(*ALICE_TO_BOB, "-k", "alice", "-n", guarded, code=2)
    assert "signatures are missing: bank (key bank)" in result.stderr
    assert height(run_json, guarded) == before


def test_a_dry_run_says_which_signatures_are_missing(run_json, guarded):
    """And what would happen; exit code 1 while it could not be ordered, 0 once it could."""
    before = height(run_json, guarded)
    [told] = run_json(*ALICE_TO_BOB, "-k", "alice", "-n", guarded, "--dry-run", code=1)["transactions"]
    assert told["outcome"] == "ok"
    assert [event["type"] for event in told["would_happen"]] == ["holdings.transferred"]
    lacking = {one["party"]: (one["signed"], one["could_sign"]) for one in told["signatures"] if one["lacking"]}
    assert lacking == {"bank": ([], ["bank"])}
    [whole] = run_json(*ALICE_TO_BOB, "-k", "alice", "-k", "bank", "-n", guarded, "--dry-run")["transactions"]
    assert whole["complete"]
    assert height(run_json, guarded) == before


def test_what_would_be_rejected_is_not_ordered(run, run_json, trading):
    """A rejected transaction would be its intent's answer for ever; so it is said beforehand."""
    before = height(run_json, trading)
    much = [*ALICE_TO_BOB[:-5], 10**9, *ALICE_TO_BOB[-4:]]
    result = run(*much, "-k", "alice", "-n", trading, code=1)
    assert "Nothing was ordered" in result.stdout
    assert "insufficient_free_quantity" in result.stdout
    assert height(run_json, trading) == before


def test_signed_by_one_then_by_another(run, run_json, guarded, tmp_path):
    """Written in the names of all who must consent, signed by the second after it was shown, then submitted."""
    first, both = tmp_path / "first.json", tmp_path / "both.json"
    made = run_json(*ALICE_TO_BOB, "-k", "alice", "-n", guarded, "-o", first)
    assert made["by"] == ["alice", "bank"]
    shown = run("sign", first, "-k", "bank", "-n", guarded, "-o", both)
    for told in ("To be signed", "holdings.transfer", "alice-1", "bob-1", SHARES):
        assert told in shown.stderr
    told = run_json("submit", first, "-n", guarded, "--dry-run", code=1)
    assert [one["party"] for one in told["transactions"][0]["signatures"] if one["lacking"]] == ["bank"] or (
        told["transactions"][0]["outcome"] == "incomplete"
    )
    assert run_json("submit", both, "-n", guarded, "--dry-run")["ordered"] is False
    [answer] = run_json("submit", both, "-n", guarded)["transactions"]
    assert answer["status"] == "committed"


def test_an_envelope_is_shown(run_json, trading, tmp_path):
    """Chain, parties, signatures and every call, without opening a network."""
    signed = tmp_path / "tx.json"
    run_json(*ALICE_TO_BOB, "-k", "alice", "-n", trading, "-o", signed)
    shown = run_json("show", "envelope", signed)
    assert (shown["chain"], shown["by"]) == ("main", ["alice"])
    assert shown["calls"] == [
        {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 5}
    ]


def test_a_transaction_of_another_chain_is_not_signed(run, run_json, trading, bare, tmp_path):
    """A rehearsal network has the same names and another genesis."""
    run_json(*ALICE_TO_BOB, "-k", "alice", "-n", trading, "-o", tmp_path / "tx.json")
    run("keys", "new", "alice", "-n", bare, "--no-encrypt")
    result = run("sign", tmp_path / "tx.json", "-k", "alice", "-n", bare, "-o", tmp_path / "no.json", code=2)
    assert "of genesis" in result.stderr
    assert not (tmp_path / "no.json").exists()


def test_rows_are_one_transaction(run_json, trading, tmp_path):
    """A call for each row, what is the same for all as an option; once more it is the same intent."""
    rows = tmp_path / "moves.csv"
    rows.write_text("\ufeffreceiver,quantity,reference\nbob-1,1,first\nbob-1,2,\n", encoding="utf-8")
    act = ["holdings", "transfer", "--csv", rows, "--sender", "alice-1", "--instrument", SHARES, "-k", "alice"]
    [made] = run_json(*act, "-n", trading)["transactions"]
    assert made["events"] == 2
    shown = run_json("show", "transaction", made["transaction"], "-n", trading)
    assert [call.get("reference") for call in shown["calls"]] == ["first", None]
    [again] = run_json(*act, "-n", trading, code=1)["transactions"]
    assert (again["reason"], again["transaction"]) == ("already_seen", made["transaction"])


def test_rows_that_cannot_be_done_twice_are_already_seen(run_json, trading, tmp_path):
    """A retry of what succeeded is told so, and not that the accounts are open already."""
    rows = tmp_path / "accounts.csv"
    rows.write_text("account,outgoing\nalice-2,holder\nalice-3,holder\n")
    act = ["parties", "open-account", "--csv", rows, "--holder", "alice", "-k", "alice", "-n", trading]
    [made] = run_json(*act)["transactions"]
    [again] = run_json(*act, code=1)["transactions"]
    assert (again["reason"], again["transaction"]) == ("already_seen", made["transaction"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("receiver,quantity\nbob-1,1\nbob-1,1e3\n", ["line 3, quantity", "'1e3' is not a whole number"]),
        ("receiver,quantity\nbob-1,\n", ["line 2, quantity", "missing"]),
        ("receiver,quantity\nbob-1,0\n", ["line 2, quantity", ">= 1"]),
        ("receiver,quantity\nbob-1\n", ["line 2", "1 fields; the others have 2"]),
        ("receiver,amount\nbob-1,1\n", ["column 'amount'", "no field of this call"]),
        ("receiver,quantity,quantity\nbob-1,1,1\n", ["'quantity'", "stands twice"]),
        ("receiver,quantity\n", ["0 rows"]),
    ],
)
def test_a_damaged_row_names_its_line(run, run_json, trading, tmp_path, text, told):
    """And nothing is ordered: the rows are one transaction."""
    (tmp_path / "moves.csv").write_text(text)
    before = height(run_json, trading)
    act = ["holdings", "transfer", "--csv", tmp_path / "moves.csv", "--sender", "alice-1", "--instrument", SHARES]
    result = run(*act, "-k", "alice", "-n", trading, code=2)
    for part in told:
        assert part in result.stderr
    assert height(run_json, trading) == before


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"--quantity": "1,000"}, "--quantity: '1,000' is not a whole number"),
        ({"--quantity": "\uff11"}, "--quantity: '\uff11' is not a whole number"),
        ({"--quantity": str(2**53)}, "--quantity: "),
        ({"--quantity": None}, "--quantity: it is missing"),
    ],
)
def test_a_wrong_option_is_named(run, trading, changed, told):
    """With what would be right."""
    given = {"--sender": "alice-1", "--receiver": "bob-1", "--instrument": SHARES, "--quantity": "1"} | changed
    words = [word for option, value in given.items() if value is not None for word in (option, value)]
    assert told in run("holdings", "transfer", *words, "-k", "alice", "-n", trading, code=2).stderr


def test_all_that_is_missing_is_named_at_once(run, trading):
    """Of several fields their options, of one also how it is written."""
    several = run("holdings", "transfer", "--sender", "alice-1", "-k", "alice", "-n", trading, code=2).stderr
    assert "--receiver, --instrument, --quantity: they are missing" in several
    policy = ("--by", "supervisor", "--changers", "supervisor")
    one = run("supervision", "set-policy", *policy, "-k", "supervisor", "-n", trading, code=2).stderr
    assert "--powers: it is missing (kind=…,authorities=…,[officers=…]" in one
    (csv := trading.parent / "moves.csv").write_text("sender,quantity\nalice-1,1\n")
    row = run("holdings", "transfer", "--csv", csv, "-k", "alice", "-n", trading, code=2).stderr
    assert "moves.csv, line 2, receiver, instrument: they are missing" in row


def test_a_word_that_is_none_is_told_with_those_that_are(run, trading):
    """At its place in the list, also within a field."""
    act = ["restrictions", "set-rules", "--instrument", SHARES, "--by", "depository", "--offset-min", 480]
    rules = ["--rules", "kind=listed", "--rules", "kind=professional", "--reference", "r"]
    told = run(*act, *rules, "-k", "depository", "-n", trading, code=2).stderr
    assert "--rules, number 2, kind: Invalid enum value 'professional' (attested, country_allowed" in told


def test_delivery_versus_payment_in_one_line(run_json, trading):
    """Legs are written as names and values; each side signs."""
    made = run_json(
        *("settlement", "settle-now", "--instruction", "T-9", "-k", "alice", "-k", "bob", "-n", trading),
        *("--legs", f"sender=alice-1,receiver=bob-1,instrument={SHARES},quantity=10"),
        *("--legs", f"sender=bob-1,receiver=alice-1,instrument={YUAN},quantity=8560"),
    )
    assert made["transactions"][0]["events"] == 3


def test_keys_times_and_documents_are_written_as_people_have_them(run, run_json, trading, tmp_path):
    """A policy by names of keys, an expiry from now, the hash of a file."""
    order = tmp_path / "order.pdf"
    order.write_bytes(b"the order")
    run("keys", "new", "carol", "dave", "erin", "-n", trading, "--no-encrypt")
    run(
        *("parties", "register", "--party", "board", "--registrar", "depository", "--kind", "organisation"),
        *("--name", "Board", "--keys", "2 of carol, dave, erin", "-k", "depository", "-n", trading),
    )
    keys = run_json("show", "party", "board", "-n", trading)["keys"]
    assert (keys["threshold"], len(keys["keys"])) == (2, 3)
    run(
        *("holdings", "hold", "--hold", "h-1", "--account", "alice-1", "--instrument", SHARES, "--quantity", 1),
        *("--executor", "bob", "--expires", "+7d", "-k", "alice", "-n", trading),
    )
    run(
        *("holdings", "freeze", "--freeze", "f-1", "--account", "alice-1", "--instrument", SHARES, "--quantity", 1),
        *("--supervisor", "supervisor", "--reference", "Order 7", "--document", order),
        *("-k", "supervisor", "-n", trading),
    )
    held = {one["instrument"]: one for one in run_json("show", "account", "alice-1", "-n", trading)["holdings"]}
    assert (held[SHARES]["held"], held[SHARES]["frozen"]) == (1, 1)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--keys", "carol, dave", "does not say how many keys must sign"),
        ("--keys", "two of carol", "not a whole number"),
        ("--keys", "nobody", "nobody"),
        ("--commitment", "no-such-file", "no salted commitment"),
        ("--kind", "robot", "--kind: Invalid enum value 'robot' (organisation, person, council)"),
    ],
)
def test_what_cannot_be_read_is_told(run, trading, option, value, told):
    """By the option that it stands in."""
    words = ["--party", "p", "--registrar", "depository", "--name", "P", "--kind", "organisation", option, value]
    if option == "--kind":
        words = words[:-4] + words[-2:]
    assert told in run("parties", "register", *words, "-k", "depository", "-n", trading, code=2).stderr


def test_what_is_typed_for_a_commitment_is_not_repeated(run, trading, tmp_path):
    """An identity number on the command line or in a file of calls: the error says how long it is, and no more."""
    number = "110101199003071234"
    register = ["--registrar", "depository", "--kind", "person", "-k", "depository", "-n", trading]
    typed = run("parties", "register", "--party", "H-9", "--commitment", f"Wang {number}", *register, code=2)
    (tmp_path / "persons.csv").write_text(f"party,commitment\nH-9,{number}\n")
    read = run("parties", "register", "--csv", tmp_path / "persons.csv", *register, code=2)
    assert "23 characters" in typed.stderr and "line 2, commitment" in read.stderr
    for told in (typed, read):
        assert number not in told.stderr + told.stdout and "Wang" not in told.stderr + told.stdout


def test_a_key_in_a_file_of_its_own_signs(run, run_json, trading, tmp_path):
    """What keys new --out made is taken wherever a key is named."""
    own = tmp_path / "carol.key"
    run("keys", "new", "carol", "--out", own, "--no-encrypt")
    register = ["parties", "register", "--party", "carol", "--registrar", "depository", "--kind", "organisation"]
    run(*register, "--name", "Carol", "--keys", own, "-k", "depository", "-n", trading)
    opening = ["parties", "open-account", "--account", "carol-1", "--holder", "carol", "--outgoing", "holder"]
    assert run_json(*opening, "-k", own, "-n", trading)["published"] is True


def test_an_attachment_travels_from_a_file_and_is_opened(run, run_json, trading, tmp_path):
    """Sealed to a public half, given to a call twice as @FILE, taken out again, opened without a network."""
    (tmp_path / "invoice.txt").write_text("Ten shares.\n")
    run("keys", "new", "carol", "--out", tmp_path / "carol.key", "--no-encrypt")
    (tmp_path / "carol.json").write_text(run("keys", "show", tmp_path / "carol.key", "--json").stdout)
    run("attachment", "seal", tmp_path / "invoice.txt", "--to", tmp_path / "carol.json", "-o", tmp_path / "sealed.json")
    sealed = ["--sealed", f"@{tmp_path / 'sealed.json'}"]
    [made] = run_json(*ALICE_TO_BOB, *sealed, *sealed, "-k", "alice", "-n", trading)["transactions"]
    shown = run_json("show", "transaction", made["transaction"], "-n", trading)["calls"][0]["sealed"]
    assert len(shown) == 2
    (tmp_path / "item.json").write_text(json.dumps(shown[1]))
    run("attachment", "open", tmp_path / "item.json", "--key", tmp_path / "carol.key", "-o", tmp_path / "read.txt")
    assert (tmp_path / "read.txt").read_text() == "Ten shares.\n"


def test_another_party_gives_its_public_half_and_signs_without_the_network(run, run_json, trading, tmp_path):
    """The registrar sees no private key; who signs elsewhere needs a key file and a trust file."""
    run("keys", "new", "carol", "--out", tmp_path / "carol.key", "--no-encrypt")
    (tmp_path / "carol.json").write_text(run("keys", "show", tmp_path / "carol.key", "--json").stdout)
    register = ["parties", "register", "--party", "carol", "--registrar", "depository", "--kind", "organisation"]
    run(*register, "--name", "Carol", "--keys", tmp_path / "carol.json", "-k", "depository", "-n", trading)
    opening = ["parties", "open-account", "--account", "carol-1", "--holder", "carol", "--outgoing", "holder"]
    first, both = tmp_path / "first.json", tmp_path / "both.json"
    run(*ALICE_TO_BOB[:-2], "--receiver", "bob-1", "-k", "alice", "-n", trading, "-o", first)
    run(*opening, "--sealed", "[]", "-k", tmp_path / "carol.key", "-n", trading, "-o", tmp_path / "own.json")
    nowhere = ["sign", tmp_path / "own.json", "--key", tmp_path / "carol.key", "-n", tmp_path / "nowhere"]
    assert "--trust FILE" in run(*nowhere, code=2).stderr
    elsewhere = ["sign", tmp_path / "own.json", "--key", tmp_path / "carol.key", "--trust", trading / "trust.json"]
    assert "parties.open_account" in run(*elsewhere, "-n", tmp_path / "nowhere", "-o", both).stderr
    [answer] = run_json("submit", both, "-n", trading)["transactions"]
    assert answer["status"] == "committed"
    other = json.loads((trading / "trust.json").read_text())
    other["chains"]["main"]["genesis"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(other))
    stranger = [
        "sign",
        first,
        "--key",
        tmp_path / "carol.key",
        "--trust",
        tmp_path / "other.json",
        "-o",
        tmp_path / "no",
    ]
    assert "does not know" in run(*stranger, code=2).stderr


def test_a_file_that_is_there_is_not_overwritten(run, trading, tmp_path):
    """Not by an act, and not by sign, whose output may not be its input."""
    there = tmp_path / "there.json"
    there.write_text(json.dumps({"call": "holdings.transfer"}))
    assert "is there already" in run(*ALICE_TO_BOB, "-k", "alice", "-n", trading, "-o", there, code=2).stderr
    assert "is there already" in run("sign", there, "-k", "alice", "-n", trading, "-o", there, code=2).stderr
    assert json.loads(there.read_text()) == {"call": "holdings.transfer"}


def test_a_statement_of_an_unknown_instrument_is_no_empty_statement(run, trading):
    """It names what the chain does not know."""
    result = run("show", "statement", "alice-1", "--instrument", "SSE.600001", "-n", trading, code=2)
    assert "there is no instrument 'SSE.600001'" in result.stderr


def test_amounts_have_their_unit_and_times_are_dates(run, trading):
    """An account, a statement, an instrument and a block, as people read them."""
    assert "5,000.00" in (shown := run("show", "account", "bob-1", "-n", trading).stdout) and YUAN in shown
    assert "share" in run("show", "statement", "alice-1", "-n", trading).stdout
    assert "1,000 share" in run("show", "instrument", SHARES, "-n", trading).stdout
    assert " 20" in run("show", "block", 1, "-n", trading).stdout.partition("time")[2].split("\n")[0]


def test_valid_for_longer_than_the_chain_allows(run, trading, tmp_path):
    """Nothing is cut in silence: the window is named."""
    (tmp_path / "calls.json").write_text(
        json.dumps(
            {"call": "parties.suspend_account"} | {"account": "bob-1", "by": "supervisor", "reference": "Order 7"}
        )
    )
    words = ["sign", tmp_path / "calls.json", "-k", "supervisor", "-n", trading, "--valid-for", 100_000]
    assert "100000 blocks are too many" in run(*words, code=2).stderr


def test_a_failed_init_leaves_no_folder(run, tmp_path):
    """Without a passphrase there is no network, and nothing of one; what was in the folder before stays."""
    run("init", tmp_path / "deep" / "new", code=2, input="")
    assert list(tmp_path.iterdir()) == []


def test_the_bare_command_shows_its_help_as_it_is_laid_out(run):
    """Not as one line of an error."""
    result = run(code=2)
    assert "error:" not in result.output
    assert result.output.count("\n") > 20
