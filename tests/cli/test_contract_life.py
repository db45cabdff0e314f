# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract`` beyond the first call: replaced, stopped, ended, and what is typed for its arguments."""

import pytest

from support.contract_commands import brought, newer, reviewed

SALE = '''"""Kept for a while."""


def init(until: int, why: str, lots: list, open: bool = False):
    """Begin."""
    put("until", until)
    put("why", why)
    put("open", open)
    put("lots", lots)


def kept(key: str):
    """View: what it keeps."""
    return get(key)
'''


def test_a_contract_is_replaced_stopped_and_ended(run, run_json, trading, tmp_path):
    """By its own commands, from its folder or by the code's name, each told as committed."""
    brought(run, trading, tmp_path / "box", "pause")
    newer(run, trading, tmp_path / "box")
    there = ("--key", "alice", "--network", trading)
    told = run_json("contract", "upgrade", "box", "--folder", tmp_path / "box", *there)
    assert [one["status"] for one in told["transactions"]] == ["committed"]
    assert run_json("contract", "read", "box", "which", "-n", trading)["value"] == "SSE.600000"
    assert (
        "runs this code already"
        in run("contract", "upgrade", "box", "--folder", tmp_path / "box", *there, code=1).output
    )
    because = ("--by", "alice", "--reason", "a fault")
    for verb, status in (("pause", "paused"), ("resume", "live")):
        run("contract", verb, "box", *because, *there)
        (found,) = run_json("contract", "list", "--network", trading)["contracts"]
        assert (found["status"], found["version"]) == (status, 2)
    run("contract", "retire", "box", "--reason", "not needed", *there)
    assert "box is retired" in run("contract", "pause", "box", *because, *there, code=1).output


def test_what_was_held_for_a_contract_is_freed_when_it_has_ended(run, trading, tmp_path):
    """By whoever held it, years before the hold runs out; a pledge and a mandate that cannot be revoked likewise."""
    brought(run, trading, tmp_path / "box", "pause")
    there, executor = ("--key", "alice", "--network", trading), "contracts/contract/box"
    units = ("--account", "alice-1", "--instrument", "SSE.600000", "--quantity", "5")
    run("holdings", "hold", "--hold", "years", *units, "--executor", executor, "--expires", "+900d", *there)
    run("holdings", "pledge", "--pledge", "deposit", *units, "--pledgee", executor, *there)
    granted = ("--mandate", "standing", "--account", "alice-1", "--executor", executor)
    run("holdings", "grant-mandate", *granted, "--no-revocable", *there)
    taken = {
        ("release-hold", "--hold", "years"): "its executor neither consents nor has ended",
        ("release-pledge", "--pledge", "deposit"): "reserved for another executor",
        ("revoke-mandate", "--mandate", "standing"): "until it has ended",
    }
    for words, why in taken.items():
        assert why in " ".join(run("holdings", *words, *there, code=1).output.split())
    said = run("contract", "retire", "box", "--reason", "not needed", *there).stderr
    assert "hold years (5 SSE.600000 of alice-1)" in " ".join(said.split())
    for words in taken:
        assert f"counterfoil holdings {' '.join(words)}" in " ".join(said.split())
        run("holdings", *words, *there)
    told = run("show", "record", "holdings/encumbrance/years", "--network", trading).output
    assert "released" in told
    statement = run("show", "statement", "of-box", "--network", trading).output
    assert "The account is closed." in statement and "账户状态：已结束。" in statement


def test_what_stays_behind_is_told_when_a_contract_is_retired(run, trading, tmp_path):
    """Units in its account, by a dry run too: only an order moves them."""
    brought(run, trading, tmp_path / "box", "call")
    retire = ("contract", "retire", "box", "--reason", "not needed", "--supervisor", "supervisor", "--by", "alice")
    there = ("--key", "alice", "--key", "supervisor", "--network", trading)
    for more in (("--dry-run",), ()):
        said = " ".join(run(*retire, *there, *more).stderr.split())
        assert "30 SSE.600000 stay in of-box: only an order moves them" in said
        assert "holdings release-hold" not in said


def test_an_argument_that_a_function_does_not_take_is_told_with_those_that_it_does(run, trading, tmp_path):
    """`--arg amount=501`."""
    brought(run, trading, tmp_path / "box", "call")
    there = ("--by", "alice", "--network", trading)
    told = run("contract", "call", "box", "take_out", "--arg", "amount=501", "--key", "alice", *there, code=2).output
    assert "take_out takes no argument 'amount' (it takes to: str, quantity: int)" in " ".join(told.split())
    told = run("contract", "read", "box", "of", "--arg", "amount=501", *there, code=2).output
    assert "of takes no argument 'amount' (it takes party: str)" in " ".join(told.split())


def test_a_contract_that_is_not_there_is_told_with_the_one_that_was_meant(run, trading, tmp_path):
    """By `source`, `read` and `call`, as parties are."""
    brought(run, trading, tmp_path / "box", "call")
    there = ("--network", trading)
    for words in (
        ("source", "boxx", "-o", tmp_path / "read"),
        ("read", "boxx", "of"),
        ("call", "boxx", "of", "--by", "alice", "--key", "alice"),
    ):
        assert "did you mean box?" in run("contract", *words, *there, code=2).output


def test_whoever_calls_a_view_is_told_that_to_read_it_is_free(run, trading, tmp_path):
    """And one that changes something is called without a word."""
    brought(run, trading, tmp_path / "box", "call")
    call, there = ("contract", "call", "box"), ("--by", "alice", "--key", "alice", "--network", trading)
    told = run(*call, "of", "--arg", "party=alice", *there).stderr
    assert "counterfoil contract read asks it without a key" in " ".join(told.split())
    assert "read" not in run(*call, "take_out", "--arg", "to=alice-1", "--arg", "quantity=5", *there).stderr


def test_code_is_named_by_its_name_or_hash(run, run_json, trading, tmp_path):
    """Where the folder is not at hand; a name that several codes have is told with their hashes."""
    brought(run, trading, tmp_path / "box", "deploy")
    deploy = ("contract", "deploy", "box", "--arg", "instrument=SSE.600000", "--by", "alice", "--key", "alice")
    there = ("--network", trading)
    assert "which code is not said" in run(*deploy, *there, code=2).output
    assert "no approved code 'none'" in run(*deploy, "--code", "none", *there, code=2).output
    run(*deploy, "--code", "box", *there)
    first = run_json("contract", "list", *there)["contracts"][0]["code"]
    newer(run, trading, tmp_path / "box")
    upgrade = ("contract", "upgrade", "box", "--key", "alice", *there)
    several = run(*upgrade, "--code", "box", code=2).output
    second = run_json("contract", "check", tmp_path / "box")["code"]
    assert "2 codes are called 'box'" in several and first in several and second in several
    run(*upgrade, "--code", second)


def test_a_trial_is_ended(run, run_json, trading, tmp_path):
    """From then on everybody may call."""
    brought(run, trading, tmp_path / "box", "deploy")
    deploy = ("contract", "deploy", "box", "--folder", tmp_path / "box", "--arg", "instrument=SSE.600000")
    run(*deploy, "--trial", "alice", "--by", "alice", "--key", "alice", "--network", trading)
    run("contract", "open", "box", "--key", "alice", "--network", trading)
    assert run_json("contract", "list", "--network", trading)["contracts"][0]["status"] == "live"


def test_the_code_of_a_generic_command_is_no_files_hash(run, run_json, trading, tmp_path):
    """Of a folder, or of its manifest, the code's own hash is taken; of any other file nothing."""
    brought(run, trading, tmp_path / "box", "approve")
    approve = ("contracts", "approve", "--by", "bank", "--reference", "read", "--key", "bank", "--network", trading)
    told = run(*approve, "--code", tmp_path / "box" / "contract.star", code=2).output
    assert "neither the hash of code nor a contract's folder" in told
    run(*approve, "--code", tmp_path / "box" / "contract.toml")
    code = run_json("contract", "check", tmp_path / "box")["code"]
    assert "approved" in run("show", "record", f"contracts/code/{code}", "--network", trading).output


def test_json_is_typed_as_anybody_writes_it(run, trading, tmp_path):
    """With spaces, and names in any order; a fraction is told as what it is."""
    brought(run, trading, tmp_path / "box", "call")
    call = ("contracts", "call", "--contract", "box", "--function", "take_out", "--by", "alice", "--key", "alice")
    there = ("--network", trading)
    run(*call, "--arguments", '{"to": "alice-1", "quantity": 5}', *there)
    told = run(*call, "--arguments", '{"to": "alice-1", "quantity": 0.5}', *there, code=2).output
    assert "floating-point numbers are not allowed" in told and "--arguments" in told


@pytest.fixture
def sale(run, trading, tmp_path):
    """The words that deploy a contract with a time, a text, a truth value and a list, on a chain that approved it."""
    folder = tmp_path / "sale"
    brought(run, trading, folder, "propose")
    (folder / "contract.star").write_text(SALE)
    reviewed(run, trading, folder)
    return ("contract", "deploy", "sale", "--folder", folder, "--by", "alice", "--key", "alice", "--network", trading)


def test_arguments_are_read_by_their_types(run, run_json, trading, sale):
    """A time where an int is asked, a number's digits where a text is; what fits no type is told with the cure."""
    told = run(*sale, "--arg", "until=soon", "--arg", "why=2026", code=2).output
    assert "--arg until: 'soon' is no int" in told and "+7d" in told
    told = run(*sale, "--arg", "until=2026-12-01", "--arg", "why=2026", code=2).output
    assert "does not say its time zone" in told and "2026-12-01T00:00+08:00" in told
    told = run(*sale, "--arg", "until=+7d", "--arg", "why=x", "--arg", "lots=1", code=2).output
    assert "--arg lots: '1' is no list" in told and "--arg 'lots=[1, 2]'" in told
    rest = ("--arg", "why=2026", "--arg", "open=yes", "--arg", "lots=[1, 2]")
    run(*sale, "--arg", "until=2026-12-01T15:00+08:00", *rest)
    kept = [
        run_json("contract", "read", "sale", "kept", "--arg", f"key={key}", "--network", trading)["value"]
        for key in ("until", "why", "open", "lots")
    ]
    assert kept == [1_796_108_400_000, "2026", True, [1, 2]]
    told = run_json("contract", "read", "sale", "kept", "--arg", "key=+7d", "--network", trading, code=1)
    assert "+7d" in told["because"]


def test_what_is_given_of_another_type_is_told(run, trading, sale):
    """By the ledger, of arguments that were typed as JSON: which type, and what was given."""
    run(*sale, "--arg", "until=1", "--arg", "why=x", "--arg", "lots=[]")
    call = ("contracts", "call", "--contract", "sale", "--function", "kept", "--by", "alice", "--key", "alice")
    told = run(*call, "--arguments", '{"key": 7}', "--network", trading, code=1).output
    assert "key of kept is str, and is given 7" in told
    told = run(*call, "--arguments", '{"key": ["7"]}', "--network", trading, code=1).output
    assert "key of kept is str, and is given a list" in told


def test_the_path_of_a_record_is_judged_before_anything_is_signed(run, trading, tmp_path):
    """One of no table is refused; one at which nothing is may come to be, and is told."""
    brought(run, trading, tmp_path / "box", "call")
    call = ("contract", "call", "box", "take_out", "--arg", "to=alice-1", "--arg", "quantity=1", "--by", "alice")
    there = ("--key", "alice", "--network", trading)
    told = run(*call, "--shows", "no such", *there, code=2).output
    assert "'no such' is the path of no record" in told and "instruments/instrument/SSE.600000" in told
    told = run(*call, "--shows", "holdings/hold/for-box", *there, code=2).output
    assert "did you mean holdings/encumbrance/for-box?" in told
    told = run(*call, "--shows", "instruments/instrument/SSE.1", *there)
    assert "warning: no record is at instruments/instrument/SSE.1 yet" in told.stderr
    quiet = run(*call, "--shows", "instruments/instrument/SSE.600000", *there)
    assert "warning" not in quiet.stderr and "what" in quiet.stdout
    read = ("contract", "read", "box", "of", "--arg", "party=alice", "--network", trading)
    assert "the path of no record" in run(*read, "--shows", "alice", code=2).output


@pytest.mark.parametrize("name", ["供应", "a b"])
def test_what_no_code_can_be_called_is_refused_at_once(run, tmp_path, name):
    """By ``new``, with what a name looks like, and by ``check`` where it was written into the manifest."""
    told = run("contract", "new", tmp_path / name, code=2).output
    assert f"'{name}' is no name of code" in told and "A-Z a-z 0-9" in told
    assert not (tmp_path / name).exists()
    run("contract", "new", tmp_path / "box")
    manifest = tmp_path / "box" / "contract.toml"
    manifest.write_text(manifest.read_text().replace('name = "box"', f'name = "{name}"'))
    assert f"'{name}' is no name of code" in run("contract", "check", tmp_path / "box", code=2).output


def test_a_hold_for_a_contract_that_does_not_exist_is_refused_and_any_other_record_told(run, trading):
    """A name that is typed wrongly: whoever deployed it first would have the units; an order may still come."""
    hold = ("holdings", "hold", "--account", "alice-1", "--instrument", "SSE.600000", "--quantity", "1")
    there = ("--expires", "+1d", "--key", "alice", "--network", trading)
    told = run(*hold, "--hold", "h-1", "--executor", "contracts/contract/bxo", *there, code=1)
    assert "contract_unknown" in told.output and "no record is at contracts/contract/bxo yet" in told.stderr
    told = run(*hold, "--hold", "h-2", "--executor", "contract/box", *there, code=2).output
    assert "'contract/box' is the path of no record (did you mean contracts/contract/box or" in told
    told = run(*hold, "--hold", "h-3", "--executor", "funds/order/O-9", *there)
    assert "warning: no record is at funds/order/O-9 yet" in told.stderr
