# SPDX-License-Identifier: Apache-2.0
"""``counterfoil validators``: a chain gets its first four, one joins with the engine's own key, another rotates."""

import json
import shlex
from base64 import b64encode

import pytest

from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.parties.records import Role
from counterfoil.modules.validators.calls import Begin, Offer
from counterfoil.modules.validators.queries import validator_set, voting
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.validator_keys import prove_keys, read_consensus_key
from counterfoil.primitives.errors import InputError
from support.cli_examples import examples
from support.network import CHAIN, copy_network, open_network
from support.supply_network import make_supply_network
from support.validating import node_key

FIRMS = ("east", "south", "west", "middle", "north")
SUPERVISOR = "supervisor"


def _offered(firm):
    keys = prove_keys(CHAIN, f"{firm}-1", firm, consensus=node_key("consensus", firm), seal=node_key("seal", firm))
    return Offer(validator=f"{firm}-1", party=firm, keys=keys, moniker=firm, address=f"{firm}.example:26656")


def _four(stage):
    """Four firms run a validator each; north has none yet."""
    for firm in FIRMS:
        stage.party(firm, Role.custodian)
    for firm in FIRMS[:4]:
        stage.do(_offered(firm), signed_by=firm)
    begin = Begin(validators=tuple(f"{firm}-1" for firm in FIRMS[:4]), registrar=DEPOSITORY, supervisor=SUPERVISOR)
    stage.do(begin, signed_by=" ".join((DEPOSITORY, SUPERVISOR, *FIRMS[:4])))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("validators") / "network", _four)


@pytest.fixture
def network(template, tmp_path, monkeypatch):
    """Where the examples are typed: a folder with the network, and the engine's key in a file."""
    found = copy_network(template, tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    with open_network(found) as opened:
        for name in ("north-seal", "north-seal-2"):
            opened.keyring.create(name)
    write_engine_key(tmp_path / "priv_validator_key.json", node_key("consensus", "north"))
    return found


def write_engine_key(path, key, kind="tendermint/PrivKeyEd25519"):
    """As CometBFT writes it."""
    both = key.seed + bytes.fromhex(key.public.key)
    path.write_text(
        json.dumps(
            {
                "address": "00" * 20,
                "pub_key": {"type": "tendermint/PubKeyEd25519", "value": b64encode(both[32:]).decode()},
                "priv_key": {"type": kind, "value": b64encode(both).decode()},
            }
        )
    )


def example_of(verb):
    (line,) = examples(("validators", verb))
    return shlex.split(line)[1:]


JOIN = ("validators", "join", "--validator", "north-1", "--registrar", DEPOSITORY, "--supervisor", SUPERVISOR)


def test_the_set_is_shown(run, run_json, network):
    """Its number, how many decide, and each of them in its order; the examples run."""
    for line in examples(("validators", "show")):
        run(*shlex.split(line)[1:])
    told = run_json("validators", "show", "-n", network)
    assert (told["set"]["number"], told["set"]["needed"]) == (1, 3)
    assert [seat["validator"] for seat in told["seats"]] == [f"{firm}-1" for firm in FIRMS[:4]]
    assert {one["status"] for one in told["validators"]} == {"serving"} and "trail" not in told["validators"][0]
    text = run("validators", "show", "-n", network).output
    assert "The set in force" in text and text.index("east-1") < text.index("middle-1")


def test_a_chain_of_one_operator_says_so(run, run_json, bare):
    """In words, and to machines as none."""
    assert "one operator orders and seals it" in run("validators", "show", "-n", bare).output
    assert run_json("validators", "show", "-n", bare) == {"set": None, "seats": [], "validators": []}


def test_a_firm_offers_joins_and_rotates(run, run_json, network):
    """With the key by which its engine votes; each example is typed as it stands."""
    run(*example_of("offer"), "--no-publish")
    shown = run_json("validators", "show", "-n", network)["validators"]
    north = next(one for one in shown if one["validator"] == "north-1")
    assert north["status"] == "offered" and north["consensus_key"] == node_key("consensus", "north").public.key
    run(*JOIN, "--reason", "resolution 7", "-k", DEPOSITORY, "-k", SUPERVISOR, "-n", network, "--no-publish")
    with open_network(network) as opened:
        view = opened.chain(CHAIN).ledger.view
        assert [one.party for one in voting(view)] == ["east", "south", "west", "middle", "north"]
    told = run_json("validators", "show", "-n", network)
    assert told["set"]["needed"] == 4 and len(told["seats"]) == 5
    run(*example_of("rotate"), "--no-publish")
    with open_network(network) as opened:
        found = validator_set(opened.chain(CHAIN).ledger.view)
        second = opened.keyring.get("north-seal-2").public
    assert found is not None and found.seats[-1].seal_key == second and found.number == 3
    assert found.seats[-1].consensus_key == node_key("consensus", "north").public.key


def test_what_is_not_taken_is_said_before(run, network):
    """A firm's second of five, and one that leaves four."""
    leave = ("validators", "leave", "--validator", "east-1", "--by", "east", "--reason", "we stop")
    told = run(*leave, "-k", "east", "-n", network, code=1)
    assert "A set of fewer than four validators outlasts no failure" in " ".join(told.output.split())
    line = example_of("offer")
    line[line.index("priv_validator_key.json")] = "east"
    told = run(*line, code=1)
    assert "A party signs with this key" in " ".join(told.output.split())


def test_the_engines_key_is_read_and_no_other(tmp_path):
    """Another kind, or a public half that is another's, is refused; what is no file of the engine is a key of ours."""
    key, path = PrivateKey(bytes(range(32))), tmp_path / "priv_validator_key.json"
    ours = node_key("consensus", "ours")
    write_engine_key(path, key)
    assert read_consensus_key(str(path), lambda _name: ours).seed == key.seed
    assert read_consensus_key("ours", lambda _name: ours) is ours
    write_engine_key(path, key, kind="tendermint/PrivKeySecp256k1")
    with pytest.raises(InputError, match="no Ed25519 key"):
        read_consensus_key(str(path), lambda _name: ours)
    path.write_text('{"priv_key": {"type": "tendermint/PrivKeyEd25519", "value": "?"}}')
    with pytest.raises(InputError, match="base64"):
        read_consensus_key(str(path), lambda _name: ours)
    path.write_text("{}")
    assert read_consensus_key(str(path), lambda _name: ours) is ours
