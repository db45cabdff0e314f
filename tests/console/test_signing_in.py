# SPDX-License-Identifier: Apache-2.0
"""Signing in with a key that stays in the browser: from a key file, kept without being readable, or made here."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from counterfoil.identity.keyfile import write_key
from counterfoil.identity.signing import PrivateKey
from support.chromium import findings
from support.console import KEY_FILE, Behind, sign_in, titled
from support.node_service import SUPERVISOR

Open = Callable[..., Any]
PASSPHRASE: Final = "correct horse 电池"
KEPT: Final = """async () => {
  const opening = indexedDB.open("counterfoil-console", 1);
  await new Promise((done) => { opening.onsuccess = done; });
  const asking = opening.result.transaction("keys").objectStore("keys").getAll();
  await new Promise((done) => { asking.onsuccess = done; });
  const read = async (key) => {
    try { return await crypto.subtle.exportKey("pkcs8", key); } catch (error) { return error.name; }
  };
  return Promise.all(asking.result.map(async ({ key, name }) => ({ name, read: await read(key), type: key.type })));
}"""


def give(page: Any, file: Path, passphrase: str = "") -> None:
    page.set_input_files(KEY_FILE, file)
    page.fill("input[name=passphrase]", passphrase)
    page.locator("form button[type=submit]").click()


def test_an_encrypted_key_file_signs_in(opened: Open, behind: Behind, tmp_path: Path) -> None:
    """As the command line writes it; a wrong passphrase and none are told, in the page's language."""
    file = tmp_path / "alice.key"
    write_key(file, behind.service.key("alice"), PASSPHRASE, name="alice", scrypt_n=2**12)
    page = opened("zh-CN")
    for wrong in ("", "wrong"):
        give(page, file, wrong)
        page.get_by_text("口令错误或缺失，或文件已损坏。").wait_for()
    assert findings(page) == []
    give(page, file, PASSPHRASE)
    page.get_by_text("当前主体：Alice (alice)").wait_for()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no JSON", "This is no key file."),
        ("null", "This is no key file."),
        ('{"format": "counterfoil-key/v1"}', "This is no key file."),
        ('{"format": "counterfoil-key/v2"}', "This is no key file."),
    ],
)
def test_what_is_no_key_file_is_told(opened: Open, tmp_path: Path, content: str, said: str) -> None:
    """Whatever it holds."""
    file = tmp_path / "x.key"
    file.write_text(content)
    page = opened()
    give(page, file)
    page.get_by_text(said).wait_for()


def test_a_key_that_is_nobodys_is_told(opened: Open, behind: Behind, tmp_path: Path) -> None:
    """So is a file whose public key is not its seed's, or that wants more memory than there is to give."""
    file = tmp_path / "nobody.key"
    write_key(file, PrivateKey(seed=bytes(range(32))), None)
    page = opened()
    read = json.loads(file.read_text())
    give(page, file)
    page.get_by_text("The node knows nobody with this key.").wait_for()
    other, greedy = tmp_path / "other.key", tmp_path / "greedy.key"
    other.write_text(json.dumps(read | {"public": "00" * 32}))
    kdf = {"function": "scrypt", "n": 2**24, "p": 1, "r": 8, "salt": "AAAA"}
    greedy.write_text(json.dumps(read | {"kdf": kdf}))
    give(page, other)
    page.get_by_text("The seed does not belong to the public key beside it.").wait_for()
    give(page, greedy, "x")
    page.get_by_text("This is no key file.").wait_for()


def test_a_kept_key_signs_and_is_not_read(opened: Open, behind: Behind) -> None:
    """After the page is opened anew it signs in without the file; no script has it out; it is forgotten when asked."""
    page = opened()
    page.get_by_label("Keep the key in this browser").check()
    sign_in(page, behind, "bob")
    page.reload()
    page.wait_for_selector(KEY_FILE)
    [kept] = page.evaluate(KEPT)
    assert kept == {"name": "bob", "read": "InvalidAccessError", "type": "private"}
    page.get_by_role("button", name="Sign in as bob").click()
    page.get_by_text("Signed in as Bob (bob)").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Forget bob").click()
    page.get_by_role("button", name="Forget bob").wait_for(state="detached")
    assert page.evaluate(KEPT) == []


def test_a_key_is_made_here(opened: Open) -> None:
    """Its public key is shown for the registrar; the private one cannot be read, by anybody."""
    page = opened()
    page.get_by_role("button", name="Make a key here").click()
    shown = page.locator("[role=status] code").inner_text()
    assert len(bytes.fromhex(shown)) == 32
    [kept] = page.evaluate(KEPT)
    assert kept["read"] == "InvalidAccessError"


def test_nothing_secret_leaves(opened: Open, behind: Behind) -> None:
    """In no address, header or body that the browser sends is the seed, in any of its writings; nor is it stored."""
    sent: list[str] = []
    page = opened()
    page.on("request", lambda one: sent.append(f"{one.url} {one.all_headers()} {one.post_data or ''}"))
    sign_in(page, behind)
    behind.go(page, "/chains/main/accounts/alice-1")
    titled(page, "Account alice-1")
    key = behind.service.key(SUPERVISOR)
    written = json.loads(behind.key_file(SUPERVISOR).read_text())["box"]
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert any("signature-input" in one for one in sent)
    for secret in (key.seed.hex(), written, written.rstrip("=")):
        assert not [one for one in [*sent, stored] if secret in one]
