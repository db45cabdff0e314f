# SPDX-License-Identifier: Apache-2.0
"""What importing costs and needs, both clients side by side, and what is shown of them."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import counterfoil
from counterfoil import client as package
from counterfoil.client import Done, RemoteSigner, SignedTransaction
from counterfoil.client.async_client import AsyncBatch, AsyncClient
from counterfoil.client.base_client import BaseClient
from counterfoil.client.cards import ROWS_MAX, SHOWN_MAX, card, line
from counterfoil.client.client import Batch, Client
from counterfoil.client.results import Status
from counterfoil.primitives.errors import InputError
from support.fake_node import KEY, TRANSFER, URL, FakeNode

NOT_NEEDED = ("api", "cli", "node", "commerce", "custody", "consensus", "storage", "readmodel", "sandbox", "vault")
"""Of what a client needs nothing."""


def python(code: str) -> str:
    """What a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_alone_loads_nothing() -> None:
    """`import counterfoil`, as the verifier does, and what signs requests alone, stay as quick as they were."""
    told = python(
        "import counterfoil, sys\n"
        "print(sorted(m for m in sys.modules if m.startswith('counterfoil') or m == 'httpx'))\n"
        "import counterfoil.client.signing; print('counterfoil.client.client' in sys.modules)"
    )
    assert told.splitlines() == ["['counterfoil']", "False"]


def test_a_client_needs_no_node() -> None:
    """Made, and used for calls, it has loaded nothing of the rings that hold a ledger."""
    told = python(
        "from counterfoil import Client, AsyncClient, calls; import sys\n"
        f"Client({URL!r}); calls.holdings.transfer(**{dict(TRANSFER)!r})\n"
        "print(*sorted({m.split('.')[1] for m in sys.modules if m.startswith('counterfoil.')}))"
    )
    assert set(told.split()).isdisjoint(NOT_NEEDED)


def test_what_is_lacking_is_named() -> None:
    """Where the verifier alone is installed, the error says what to install."""
    told = python(
        "import sys; sys.modules['httpx'] = None\n"
        "try:\n    from counterfoil import Client\n"
        "except ImportError as error:\n    print(error)"
    )
    assert "pip install 'counterfoil[client]'" in told


def test_every_name_is_there() -> None:
    """What the package says it has, it has; and nothing else is found."""
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)
    assert counterfoil.Client is Client and counterfoil.AsyncClient is AsyncClient
    for module in (counterfoil, package):
        with pytest.raises(AttributeError, match="Clint"):
            module.Clint  # type: ignore[attr-defined]  # noqa: B018


def public(kind: type) -> dict[str, inspect.Signature]:
    """Its own methods, and what they take."""
    return {
        name: inspect.signature(one)
        for name, one in vars(kind).items()
        if inspect.isfunction(one) and not name.startswith("_")
    }


@pytest.mark.parametrize(("waits", "awaits"), [(Client, AsyncClient), (Batch, AsyncBatch)])
def test_both_clients_have_the_same_words(waits: type, awaits: type) -> None:
    """Each method of one is one of the other, with the same parameters, defaults and docstring."""
    one, other = public(waits), public(awaits)
    assert list(one) == list(other)
    for name, signature in one.items():
        assert list(signature.parameters) == list(other[name].parameters)
        assert [p.default for p in signature.parameters.values()] == [
            p.default for p in other[name].parameters.values()
        ]
        told, told_too = inspect.getdoc(getattr(waits, name)), inspect.getdoc(getattr(awaits, name))
        assert told and told_too is not None and told.split(":")[0] == told_too.split(":")[0]


@pytest.mark.parametrize(
    "url", ["", "node.example", "ftp://node.example", "http://", "http://[::1", "http://a b:x", "http://h/?a=b", 5]
)
def test_an_address_is_one(url: Any) -> None:
    """What is none is told at once, with what would be."""
    with pytest.raises(InputError, match=r"no address of a service.*http://127\.0\.0\.1:8403"):
        Client(url)


def test_a_password_in_an_address_is_not_taken() -> None:
    """Nor repeated: who asks is said by a key or a token."""
    with pytest.raises(InputError, match="no address") as told:
        Client("http://ann:pa55word@node.example")
    assert "pa55word" not in str(told.value)


@pytest.mark.parametrize("key", [5, object(), b"key", ["no/such/file"], "no/such/file"])
def test_a_key_is_a_file_or_a_signer(key: Any) -> None:
    """And a file is there."""
    with pytest.raises(InputError):
        Client(URL, key=key)


def test_nothing_that_is_shown_is_secret(fake: FakeNode) -> None:
    """Neither seed nor token nor passphrase, in no repr, no page of a notebook, and no error."""
    secrets = (KEY.seed.hex(), repr(KEY.seed), "t0ken", "open sesame")
    client = Client(URL, **fake.options(token="t0ken", passphrase="open sesame"))
    shown: list[Any] = [client, client.holdings, client._node, client._connection, client._driver]
    shown += [RemoteSigner(KEY.public, KEY.sign), client.draft, client.holdings.transfer]
    texts = [repr(one) for one in shown] + [BaseClient._repr_html_(client), repr(vars(client))]
    assert not [text for text in texts for secret in secrets if secret in text]
    with pytest.raises(InputError) as told:
        Client(URL, token="t0ken\n")
    assert "t0ken" not in str(told.value)
    client.close()


def test_what_others_wrote_is_escaped() -> None:
    """A page in a notebook is not theirs to write in; it is short, and no letter in it hides others."""
    evil = "<script>alert('x')</script>\u202e"
    shown = card(evil, {evil: evil, **{str(number): "x" * 10_000 for number in range(50)}})
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "\u202e" not in shown
    assert len(shown) < 400 * (ROWS_MAX + 3) and f"and {51 - ROWS_MAX} more" in shown
    assert len(line("Done", {"a": "x" * 10_000})) < SHOWN_MAX + 20
    done = Done(status=Status.rejected, sentence=evil, zh="否", outcome=5, remedy="Ask.")
    assert "<script>" not in done._repr_html_() and "5" in done._repr_html_() and "否" in done._repr_html_()
    assert repr(done).startswith("Done(status=rejected")


def test_a_token_reads_in_place_of_a_key(ask: Any, fake: FakeNode) -> None:
    """It goes with every request, and no signature does."""
    ask(key=None, token="t0ken").status()
    assert fake.asked[0].headers["authorization"] == "Bearer t0ken"
    assert "signature" not in fake.asked[0].headers


def test_a_file_that_is_no_transaction_is_told(tmp_path: Path) -> None:
    """With the file's name; nothing is overwritten, and another's lines are not taken for those that are signed."""
    file = tmp_path / "tx.json"
    file.write_bytes(b"nonsense\n{}\n")
    with pytest.raises(InputError, match=r"tx\.json"):
        SignedTransaction.read(file)
    with pytest.raises(InputError, match="cannot be read"):
        SignedTransaction.read(tmp_path / "none.json")
