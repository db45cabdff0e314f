# SPDX-License-Identifier: Apache-2.0
"""Commands that are given a service's address in the place of a folder: requests signed here, keys never sent."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from counterfoil.cli.afar_service import AfarService
from counterfoil.client.steps import Answer
from support.certified import certified
from support.network import SHARES, copy_network
from support.node_service import Served, make_served_network, served

MOVE = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES)
HOLDING = f"holdings/holding/bob-1/{SHARES}"


def bob_has(service: Served) -> int:
    kept = service.node.ledger.record(HOLDING)  # type: ignore[arg-type]
    assert kept is not None
    free: int = json.loads(kept)["free"]
    return free


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_served_network(tmp_path_factory.mktemp("afar") / "network")


@pytest.fixture
def service(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A service; whoever asks it stands in an empty folder."""
    with served(copy_network(made, tmp_path / "elsewhere" / "network")) as service:
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        yield service


@pytest.fixture
def afar(run: Callable[..., Any], service: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A command at the service; ``key``: whose key file signs."""

    def afar(*words: Any, key: str = "alice", code: int | None = 0, **options: Any) -> Any:
        file = service.root / "keys" / f"{key}.key"
        return run(*words, "--key", file, "--network", service.url, code=code, **options)

    return afar


def test_an_act_is_signed_here_and_ordered_there(service: Served, afar: Callable[..., Any]) -> None:
    """Committed, and told in the words of a folder; published at the service's times."""
    told = afar(*MOVE, "--quantity", 5).stdout
    assert "committed in block" in told and "Not published yet." in told
    answer = json.loads(afar(*MOVE, "--quantity", 6, "--json").stdout)
    [one] = answer["transactions"]
    assert (one["status"], one["code"], one["reason"], one["detail"]) == ("committed", 0, "ok", "Done.")
    shown = json.loads(afar("show", "record", HOLDING, "--json", key="bob").stdout)
    assert shown["value"]["free"] == 111
    transaction = json.loads(afar("show", "transaction", one["transaction"], "--json").stdout)
    assert transaction["height"] == one["height"]
    assert [call["call"] for call in transaction["calls"]] == ["holdings.transfer"]
    assert "alice" in afar("show", "transaction", one["transaction"]).stdout
    assert not any(b"seed" in line.path.encode() for line in service.lines)


def test_what_would_be_refused_is_said_and_not_ordered(service: Served, afar: Callable[..., Any]) -> None:
    """A rehearsal is made there first, and explains as one here does."""
    told = " ".join(afar(*MOVE, "--quantity", 10**9, code=1).stdout.split())
    assert "Nothing was ordered" in told and "would be rejected: insufficient" in told
    dry = json.loads(afar(*MOVE, "--quantity", 3, "--dry-run", "--json").stdout)
    [one] = dry["transactions"]
    assert (one["outcome"], one["complete"]) == ("ok", True)
    assert [event["type"] for event in one["would_happen"]] == ["holdings.transferred"]
    assert [(who["party"], who["signed"]) for who in one["signatures"]] == [("alice", ["alice"])]
    assert bob_has(service) == 100


def test_whose_signature_is_missing_is_said(run: Callable[..., Any], service: Served, afar: Callable[..., Any]) -> None:
    """Bob asks for what alice alone can give: whose word is lacking, and no more; written out, alice signs it."""
    error = afar(*MOVE, "--quantity", 4, key="bob", code=2).stderr
    assert "signatures are missing: alice (its key)" in error
    shown = " ".join(afar(*MOVE, "--quantity", 4, "--dry-run", key="bob", code=1).stdout.split())
    assert "is told once the others have signed" in shown
    afar(*MOVE, "--quantity", 4, "--out", "signed.json")
    bob = {"COUNTERFOIL_KEY": str(service.root / "keys" / "bob.key")}
    [one] = json.loads(run("submit", "signed.json", "-n", service.url, "--json", env=bob).stdout)["transactions"]
    assert one["status"] == "committed", "whoever is known hands in what another signed, and signs nothing"
    assert bob_has(service) == 104


def test_files_are_signed_and_submitted(afar: Callable[..., Any], service: Served) -> None:
    """Calls of a file, a transaction signed by one and handed in by another; a retry has the answer that it had."""
    call = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 2}
    Path("calls.json").write_text(json.dumps([call]))
    first, second = (json.loads(afar("submit", "calls.json", "--json").stdout) for _ in range(2))
    assert first == second
    Path("other.json").write_text(json.dumps([call | {"quantity": 3}]))
    afar("sign", "other.json", "--out", "signed.json")
    assert json.loads(afar("sign", "signed.json", "--dry-run", "--json").stdout)["transactions"][0]["complete"]
    assert json.loads(afar("submit", "signed.json", "--dry-run", "--json").stdout)["transactions"][0]["outcome"] == "ok"
    [one] = json.loads(afar("submit", "signed.json", "--json").stdout)["transactions"]
    assert one["status"] == "committed"
    Path("nonsense").write_text("nonsense")
    afar("submit", "nonsense", code=2)
    Path("much.json").write_text(json.dumps([call | {"quantity": 10**9}]))
    [much] = json.loads(afar("submit", "much.json", "--json", code=1).stdout)["transactions"]
    assert (much["status"], much["reason"]) == ("rejected", "insufficient_free_quantity")


def test_what_is_not_one_s_own_is_not_there(afar: Callable[..., Any]) -> None:
    """Another's record and what there is none of are told alike, and that it may be for others."""
    told = {afar("show", "record", path, code=2).stderr.replace(path, "PATH") for path in (HOLDING, f"{HOLDING}x")}
    assert len(told) == 1
    assert "or it is not for whoever asks" in told.pop()
    assert "free" in afar("show", "record", HOLDING, key="watch").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("due",),
        ("custody", "publish"),
        ("keys", "new", "dave"),
        ("import", "instruments", "x.csv"),
        ("show", "chain"),
        ("audit", "https://ledger.example:8403"),
    ],
)
def test_what_does_not_work_from_afar_says_so(run: Callable[..., Any], words: Any, tmp_path: Path) -> None:
    """In one sentence, and nothing is made."""
    given = words if "audit" in words else (*words, "--network", "https://ledger.example:8403")
    error = run(*given, code=2).stderr
    assert len(error.splitlines()) == 1
    assert "audit" in words or "this works in the folder of the network alone" in error
    assert not Path("https:").exists()


def test_keys_are_files_that_stay_here(run: Callable[..., Any], afar: Callable[..., Any], service: Served) -> None:
    """A name is none, and neither is nothing; an unknown key is nobody; the environment may name the file."""
    where = ("--network", service.url)
    assert (
        "keys stay here: name its file, such as alice.key"
        in run(*MOVE, "--quantity", 1, "-k", "alice", *where, code=2).stderr
    )
    assert "a service is asked with a key" in run(*MOVE, "--quantity", 1, *where, code=2).stderr
    run("keys", "new", "stranger", "--out", "stranger.key", "--no-encrypt")
    assert "401" in run(*MOVE, "--quantity", 1, "-k", "stranger.key", *where, code=2).stderr
    file = str(service.root / "keys" / "bob.key")
    shown = run("show", "record", HOLDING, *where, "--json", env={"COUNTERFOIL_KEY": file})
    assert json.loads(shown.stdout)["record"] == HOLDING


def test_over_tls(run: Callable[..., Any], made: Path, tmp_path: Path) -> None:
    """A certificate that the system does not know is believed where --ca names it, and nowhere else."""
    tls = certified(tmp_path)
    root = copy_network(made, tmp_path / "network")
    with served(root, tls=tls) as service:
        act = (*MOVE, "--quantity", 5, "-k", root / "keys" / "alice.key", "-n", service.url)
        assert service.url.startswith("https://")
        assert "committed in block" in run(*act, "--ca", tls.certificate).stdout
        unbelieved = run(*act, code=2).stderr
        assert "its certificate is not believed" in unbelieved and "--ca" in unbelieved
        gone = ("token", "revoke", "ab" * 16, service.url, "-k", root / "keys" / "alice.key")
        assert "not believed" in run(*gone, code=2).stderr
        assert "Revoked" in run(*gone, "--ca", tls.certificate).stdout
        in_clear = (*MOVE, "--quantity", 5, "-k", root / "keys" / "alice.key", "--ca", tls.certificate)
    with served(root) as service:
        secured = service.url.replace("http:", "https:")
        assert "does not speak TLS" in run(*in_clear, "-n", secured, code=2).stderr
    with served(root, tls=tls) as service:
        assert "no certificates in PEM" in run(*act, "--ca", root / "network.json", code=2).stderr


def test_two_keys_of_two_parties_sign(run: Callable[..., Any], service: Served) -> None:
    """Whose each key is is told to that key; the transaction is in the names of both."""
    keys = [word for name in ("alice", "bob") for word in ("-k", service.root / "keys" / f"{name}.key")]
    call = [
        {"call": "holdings.transfer", "instrument": SHARES, "quantity": 1, "sender": "alice-1", "receiver": "bob-1"}
    ]
    Path("calls.json").write_text(json.dumps(call * 1))
    run("sign", "calls.json", *keys, "-n", service.url, "--out", "both.json")
    assert json.loads(run("show", "envelope", "both.json", "--json").stdout)["by"] == ["alice", "bob"]


def test_evidence_is_made_there(
    run: Callable[..., Any], afar: Callable[..., Any], service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for, in the names of the options; the package as it came; one that is not for one is not there."""
    claim = ("evidence", "export", "--claim", "control", "--account", "bob-1", "--instrument", SHARES, "--out")
    error = afar(*claim[:5], "alice-9", *claim[6:], "x.zip", key="bob", code=2).stderr
    assert "it is not there, or not for whoever asks" in error and not Path("x.zip").exists()
    run(*claim, "made.zip", "--no-publish", "-n", service.root)
    asked = []

    def post(_: AfarService, path: str, body: dict[str, Any]) -> Answer:
        asked.append((path, body))
        return Answer(200, {}, Path("made.zip").read_bytes())

    monkeypatch.setattr(AfarService, "post", post)
    told = json.loads(afar(*claim, "told.zip", "--json", key="bob").stdout)
    wanted = {"claim": "control", "account": "bob-1", "instrument": SHARES, "publish": True}
    assert asked == [("/chains/main/evidence", wanted)]
    assert told["claim"] == "control" and Path("told.zip").read_bytes() == Path("made.zip").read_bytes()


def test_nobody_answers(run: Callable[..., Any], service: Served) -> None:
    """The environment's fault: exit code 3, and one line."""
    file = service.root / "keys" / "bob.key"
    error = run("show", "record", HOLDING, "-k", file, "-n", "http://127.0.0.1:9", code=3).stderr
    assert "http://127.0.0.1:9: no answer" in error


@pytest.mark.parametrize("address", ["http://u:secret@127.0.0.1:1", "http://127.0.0.1:1/?a=b"])
def test_what_is_no_address_of_a_service_is_told(run: Callable[..., Any], service: Served, address: str) -> None:
    """Without the password that somebody wrote into it."""
    key = service.root / "keys" / "alice.key"
    told = run("show", "record", HOLDING, "--key", key, "--network", address, code=2)
    assert "no address of a service" in told.stderr
    assert "secret" not in told.stdout + told.stderr


def test_a_lost_answer_is_asked_for_again(
    afar: Callable[..., Any], service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks when the block is durable: the command says what became of it, and it was done once."""
    import httpx

    genuine, lost = httpx.Client.send, []

    def send(self: httpx.Client, request: httpx.Request, **given: Any) -> httpx.Response:
        answer = genuine(self, request, **given)
        if str(request.url).endswith("/transactions") and not lost:
            lost.append(answer)
            answer.close()
            raise httpx.ReadError("broken")
        return answer

    monkeypatch.setattr(httpx.Client, "send", send)
    [one] = json.loads(afar(*MOVE, "--quantity", 5, "--json").stdout)["transactions"]
    assert lost and one["status"] == "committed"
    assert bob_has(service) == 105
