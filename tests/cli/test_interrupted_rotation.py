# SPDX-License-Identifier: Apache-2.0
"""A rotation of seal keys that something interrupts: begun again with the same keys, it ends."""

import json

from support.network import SHARES


def test_a_rotation_without_witnesses_is_ended_by_beginning_it_again(run, run_json, trading, tmp_path):
    """No quorum, then a submission under the old key, then the witnesses are back: the same command puts all right."""
    described = (trading / "network.json").read_text()
    run("keys", "new", "seal-2", "-n", trading, "--no-encrypt")
    away = json.loads(described)
    away["witnesses"][0] |= {"url": "http://127.0.0.1:9", "key": None}
    (trading / "network.json").write_text(json.dumps(away))
    assert "quorum" in run("custody", "rotate", "--seal-key", "seal-2", "-n", trading, code=3).stderr
    (trading / "network.json").write_text(described)
    transfer = {"sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 5}
    (tmp_path / "calls.json").write_text(json.dumps({"call": "holdings.transfer"} | transfer))
    late = run("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice")
    assert "begin the rotation or recovery again with the same keys" in late.stderr
    height = run_json("show", "chain", "-n", trading)[0]["height"]
    assert "same keys" in run("custody", "publish", "-n", trading, code=3).stderr
    assert run_json("show", "chain", "-n", trading)[0]["height"] == height, "a retry adds no block"
    run("custody", "rotate", "--seal-key", "seal-2", "-n", trading)
    run("custody", "publish", "-n", trading)
    assert "Clean." in run("audit", trading).stdout
    [chain] = run_json("show", "chain", "-n", trading)
    assert chain["anchored_height"] == chain["height"] > height
