# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract``: what goes wrong is said, where, and nothing else happens."""

from support.contract_commands import brought

SPINS = '''

def spin(rounds: int):
    """Count."""
    left = rounds
    for one in range(rounds):
        left = left - 1
        require(left >= 0, "none")
    fail("no end")
'''


def test_a_folder_with_something_in_it_is_left_alone(run, tmp_path):
    """Nothing of the reader's is written over."""
    folder = tmp_path / "box"
    folder.mkdir()
    (folder / "contract.star").write_text("mine")
    told = run("contract", "new", folder, code=2)
    assert "something here already" in told.output
    assert (folder / "contract.star").read_text() == "mine" and len(list(folder.iterdir())) == 1


def test_a_folder_begun_from_the_library_holds(run, run_json, tmp_path):
    """A copy, whose tests run where it is; and the names that there are, where it has none of that name."""
    run("contract", "new", tmp_path / "sale", "--from", "escrow")
    told = run_json("contract", "test", tmp_path / "sale", "--only", "accepts")
    assert told["tests"] and all(one["passed"] for one in told["tests"])
    assert "escrow" in run("contract", "new", tmp_path / "none", "--from", "escrows", code=2).output
    assert not (tmp_path / "none").exists()


def test_a_source_that_is_no_program_is_told_by_line(run, tmp_path):
    """Line and column, what is wrong, what would be right; and the same for the tests of it."""
    run("contract", "new", tmp_path / "box")
    source = tmp_path / "box" / "contract.star"
    source.write_text(source.read_text().replace("caller(), 0)\n", "caller(), 0) / 2\n", 1))
    for verb in ("check", "test", "doc"):
        told = run("contract", verb, tmp_path / "box", code=2)
        assert "line 20" in told.output and "// divides whole numbers" in told.output


def test_the_source_in_place_of_its_folder_is_told_which_folder(run, tmp_path):
    """`contract check deal/contract.star`."""
    run("contract", "new", tmp_path / "deal")
    told = " ".join(run("contract", "check", tmp_path / "deal" / "contract.star", code=2).output.split())
    assert "a file, where a folder is needed" in told and f"name the folder: {tmp_path / 'deal'})" in told


def test_what_a_reviewer_would_ask_is_told(run_json, run, tmp_path):
    """Units for anybody, and a function that nothing calls."""
    run("contract", "new", tmp_path / "box")
    source = tmp_path / "box" / "contract.star"
    more = '\n\ndef give(to: str):\n    """Pay one."""\n    pay(to, "SHARE", 1)\n\n\ndef idle():\n    return 1\n'
    source.write_text(source.read_text() + more)
    found = run_json("contract", "check", tmp_path / "box", code=1)["findings"]
    assert [one["wrong"] for one in found] == [
        "give moves units (pay) for anybody who calls it",
        "nothing calls idle",
    ]


def test_a_failing_test_is_told_with_its_line(run_json, run, tmp_path):
    """Which, where, and why; the others run all the same."""
    run("contract", "new", tmp_path / "box")
    tests = tmp_path / "box" / "test_contract.py"
    tests.write_text(tests.read_text().replace('"SHARE") == 30', '"SHARE") == 31'))
    told = run_json("contract", "test", tmp_path / "box", code=1)
    assert [one["passed"] for one in told["tests"]] == [False, True]
    assert "test_contract.py, line 22: AssertionError: 30 == 31" in told["tests"][0]["words"]
    assert told["tests"][0]["source"].startswith("assert chain.balance(")
    assert told["lines_not_run"] == [22, 23, 25, 26, 31]


def test_arguments_that_cannot_be_read(run, trading, tmp_path):
    """Without a name, and twice."""
    brought(run, trading, tmp_path / "box", "call")
    call = ("contract", "call", "box", "take_out", "--by", "alice", "--key", "alice", "--network", trading)
    assert "has no name and value" in run(*call, "--arg", "30", code=2).output
    assert "given twice" in run(*call, "--arg", "to=a", "--arg", "to=b", code=2).output
    assert "call_does_not_fit" in run(*call, "--arg", "to=alice-1", code=1).output
    assert "only 30 are yours" in run(*call, "--arg", "to=alice-1", "--arg", "quantity=31", code=1).output


def test_what_happened_is_listed_and_traced(run, run_json, trading, tmp_path):
    """The registry says whose code and what it holds; a trace says lines, and changes nothing."""
    brought(run, trading, tmp_path / "box", "call")
    (found,) = run_json("contract", "list", "--network", trading)["contracts"]
    assert (found["approved_by"], found["holds"], found["runs"]) == (["bank", "supervisor"], {"SSE.600000": 30}, 2)
    trace = ("contract", "trace", "box", "take_out", "--arg", "to=alice-1", "--by", "alice", "--network", trading)
    told = run_json(*trace, "--arg", "quantity=30")
    assert told["lines"][0] == {"line": 20, "source": '    mine = get("of." + caller(), 0)'}
    assert "holdings.transferred" in told["events"]
    assert "only 30 are yours" in run_json(*trace, "--arg", "quantity=31", code=1)["refused"]
    assert run_json("contract", "list", "--network", trading)["contracts"] == [found]
    assert "there is no contract" in run("contract", "trace", "none", "of", "--by", "bob", "-n", trading, code=2).output


def test_what_a_call_came_to_is_told_and_read_again(run, run_json, trading, tmp_path):
    """What it returned, kept, emitted and moved; a view needs no key and no block, also while the contract stands."""
    brought(run, trading, tmp_path / "box", "call")
    there = ("--network", trading)
    take = ("contract", "call", "box", "take_out", "--arg", "to=alice-1", "--by", "alice", "--key", "alice", *there)
    (told,) = run_json(*take, "--arg", "quantity=10")["transactions"]
    came = {"contract": "box", "function": "take_out", "returned": None, "kept": {"of.alice": 20}, "emitted": []}
    assert told["ran"] == [came] and len(told["moved"]) == 1 and "of-box" in told["moved"][0]
    shown = run(*take, "--arg", "quantity=5").output
    assert "box.take_out" in shown and "alice: 15" in shown and "of-box" in shown
    listed = run_json("contract", "events", "box", *there)["events"]
    assert [one["type"] for one in listed if one["ran"]] == ["contracts.ran"] * 4
    assert listed[-1]["height"] > told["height"] and "alice (15)" in listed[-1]["words"]
    (said,) = [one for event in listed for ran in event["ran"] for one in ran["emitted"]]
    assert said == {"name": "put_in", "fields": {"by": "alice", "quantity": 30}}
    assert "alice (15)" in run("contract", "events", "box", *there).output
    run("contracts", "pause", "--contract", "box", "--by", "alice", "--reason", "a fault", "--key", "alice", *there)
    view = ("contract", "read", "box", "of", "--arg", "party=alice", *there)
    found = run_json(*view)
    assert found["value"] == 15 and found["height"] >= listed[-1]["height"] and found["time"]
    assert run_json("contract", "trace", "box", "of", "--arg", "party=alice", "--by", "bob", *there)["value"] == "15"
    assert "is no view" in run("contract", "read", "box", "take_out", *there, code=2).output
    assert run_json("contract", "read", "box", "of", *there, code=1)["refused"] == "call_does_not_fit"
    assert "there is no contract" in run("contract", "read", "none", "of", *there, code=2).output


def test_all_that_is_wrong_with_a_source_is_told(run, run_json, tmp_path):
    """One fault a line, none inside the words of another."""
    run("contract", "new", tmp_path / "box")
    source = tmp_path / "box" / "contract.star"
    source.write_text("import os\n" + source.read_text().replace("quantity <= mine", "quantity is mine"))
    told = run("contract", "check", tmp_path / "box", code=2).output
    assert "line 1, " in told and "line 22, " in told and "more)" not in told
    assert len(run_json("contract", "check", tmp_path / "box", code=2)["problems"]) > 1
    source.write_text(source.read_text() + "\nimport os" * 30)
    assert len(run_json("contract", "check", tmp_path / "box", code=2)["problems"]) > 30


def test_a_key_that_is_not_there_is_told_with_what_makes_it(run, trading, tmp_path):
    """Not what the system says of a file."""
    brought(run, trading, tmp_path / "box", "new")
    told = run("contract", "propose", tmp_path / "box", "--by", "alice", "--key", "nokey", "--network", trading, code=2)
    assert "counterfoil keys new nokey" in told.output


def test_what_the_ledger_refuses_is_traced_up_to_there(run, run_json, trading, tmp_path):
    """Where a payment cannot be made, the line that asked for it is the last; a wrong name is told with the right."""
    brought(run, trading, tmp_path / "box", "call", more=SPINS)
    asked = ("contract", "trace", "box", "take_out", "--arg", "to=nowhere", "--arg", "quantity=1")
    told = run_json(*asked, "--by", "alice", "--network", trading, code=1)
    assert [one["line"] for one in told["lines"]][-1] == 26 and told["left_out"] is None
    told = run("contract", "trace", "box", "takeout", "--by", "alice", "--network", trading, code=1).output
    assert "has no function takeout; it has" in told and "take_out" in told
    pause = ("contracts", "pause", "--contract", "box", "--by", "bob", "--reason", "r", "--key", "bob")
    told = run(*pause, "--network", trading, code=1).output
    assert "alice, who began this, or a supervisor" in told
    spins = ("contract", "trace", "box", "spin", "--arg", "rounds=2000", "--by", "alice", "--network", trading)
    told = run_json(*spins, code=1)
    assert len(told["lines"]) == 1_000 and told["lines"][-1]["source"].strip() == 'fail("no end")'
    assert told["left_out"] == {"after": 500, "lines": 2 * 2_000 + 3 - 1_000}
    assert max(one["times"] for one in told["times"]) == 2_000
    told = run(*spins, code=1).output
    assert "3003 lines are left out" in told and "How often each ran" in told and "no end" in told


def test_a_name_that_nobody_has_is_said_to_be_nobodys(run, trading, tmp_path):
    """Asked in the name of a party that is not there, a view would answer about nobody."""
    brought(run, trading, tmp_path / "box", "call")
    of = ("box", "of", "--arg", "party=alice", "--network", trading)
    for verb in ("read", "trace"):
        assert "--by: there is no party 'alicia'" in run("contract", verb, *of, "--by", "alicia", code=2).stderr
        run("contract", verb, *of, "--by", "alice")


def test_an_argument_that_no_ledger_takes_is_named_by_its_option(run, trading, tmp_path):
    """The option and the place in it, and not a path in a document that nobody typed."""
    brought(run, trading, tmp_path / "box", "call")
    for text, where in (("[1, 1.5]", "--arg party, [1]"), ('{"é": 1}', "--arg party"), ("9" * 30, "--arg party")):
        told = run("contract", "read", "box", "peek", "--arg", f"party={text}", "--network", trading, code=2).stderr
        assert where in told and "$." not in told


def test_what_a_contract_says_of_itself_has_no_hidden_characters_and_can_be_proposed(run, tmp_path):
    """As its source: it is read in terminals. What no chain takes is said when it is checked, not once it is signed."""
    folder = tmp_path / "box"
    brought(run, tmp_path, folder, "new")
    manifest = folder / "contract.toml"
    says = manifest.read_text()
    cases = {
        'title = "a\\u202eb"': "contract.toml, title: a character that is not seen",
        'summary = "\\u001b[2J"': "contract.toml, summary: a character that is not seen",
        'roles = ["a\\u200b"]': "contract.toml, roles: a character that is not seen",
        f'title = "{"t" * 201}"': "contract.toml, title: Expected `str` of length <= 200",
        'licence = "A B"': "contract.toml, licence: Expected `str` matching",
    }
    for line, told in cases.items():
        name = line.partition(" ")[0]
        kept = "\n".join(one for one in says.split("\n") if not one.startswith(f"{name} ="))
        manifest.write_text(f"{line}\n{kept}")
        for verb in ("check", "test", "doc"):
            assert told in run("contract", verb, folder, code=2).stderr


def test_a_field_that_does_not_fit_is_named_as_it_was_typed(run, trading, tmp_path):
    """By its option or its argument, and not by its place in a document that nobody typed."""
    brought(run, trading, tmp_path / "box", "call")
    order = ("--by", "alice", "--key", "alice", "--network", trading)
    for words, where in (
        (("call", "box", "a-b"), "FUNCTION: "),
        (("call", "box", "put_in", *("--by", "alice") * 9), "--by: "),
        (("call", "box", "of", "--arg", f"party={'x' * 20_000}"), "--arg: "),
        (("deploy", "b/x", "--code", "box", "--arg", "instrument=SSE.600000"), "CONTRACT: "),
        (("deploy", "b", "--code", "box", "--account", "a/b", "--arg", "instrument=SSE.600000"), "--account: "),
        (("approve", tmp_path / "box", "--reference", ""), "--reference: "),
    ):
        told = run("contract", *words, *order, code=2).stderr
        assert where in told and "$." not in told
