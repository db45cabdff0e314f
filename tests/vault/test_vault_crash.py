# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` at random moments: what was put is there, what was deleted is gone, and the log tells both."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from counterfoil.vault.keeping import Vault
from counterfoil.vault.vault_file import FILE, VaultFile
from support.vault_crash import KEY, WHY, person

VICTIM = Path(__file__).resolve().parents[1] / "support" / "vault_crash.py"


def acknowledged(folder: Path, lines_max: int) -> list[tuple[str, int, str]]:
    """What a process said that was done, until it was killed after so many lines and whatever came then."""
    with subprocess.Popen([sys.executable, str(VICTIM), str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(lines_max)]
        process.kill()
        lines += [line for line in process.stdout if line.endswith("\n")]
    told = [line.split() for line in lines]
    return [(act, int(number), box) for act, number, box in told]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_acknowledged_is_lost_and_nothing_deleted_comes_back(tmp_path: Path, seed: int) -> None:
    """Three lives on one vault; rows that were asked to go are whole or gone, without a trace in any file."""
    random, folder = Random(seed), tmp_path / "vault"
    Vault.create(folder, KEY).close()
    for _ in range(3):
        told = acknowledged(folder, random.randrange(1, 40))
        deleted = {number for act, number, _ in told if act == "deleted"}
        with Vault(folder, KEY) as vault:
            assert list(vault.problems()) == []
            entered = [(entry.act.value, entry.party) for entry in vault.entries()]
            assert all((act, f"H-{number}") in entered for act, number, _ in told if act != "asked")
            gone = {number for act, number, _ in told if act in ("put", "shown") and vault.deletion(person(number))}
            assert deleted <= gone and all(vault.holds(person(number)) != (number in gone) for _, number, _ in told)
        lying = b"".join(path.read_bytes() for path in folder.iterdir())
        boxes = {number: bytes.fromhex(box)[-32:] for act, number, box in told if act == "asked"}
        assert all((box in lying) != (number in gone) for number, box in boxes.items())


def test_a_death_between_deletion_and_rewriting_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next opening writes the file anew; a death in the middle of that leaves it to the one after."""

    class Death(BaseException):
        """The process dies here."""

    def die(file: VaultFile) -> None:
        raise Death

    folder = tmp_path / "vault"
    with Vault.create(folder, KEY) as vault:
        vault.put(person(1), "the data of person 1", WHY)
        with monkeypatch.context() as patch:
            patch.setattr(VaultFile, "scrub", die)
            with pytest.raises(Death):
                vault.delete(person(1), WHY)
            assert vault.deletion(person(1)) is not None
    with monkeypatch.context() as patch:
        patch.setattr(VaultFile, "scrub", die)
        with pytest.raises(Death):
            Vault(folder, KEY)
    before = (folder / FILE).read_bytes()
    with Vault(folder, KEY) as vault:
        assert vault._file.fact("scrub") is None and list(vault.problems()) == []
    assert (folder / FILE).read_bytes() != before
