# SPDX-License-Identifier: Apache-2.0
"""``python -m counterfoil`` is the command ``counterfoil``. Where only the verifier is installed it says so."""

import sys

NEEDS = "counterfoil needs its extra `node` (pip install 'counterfoil[node]'); the verifier alone is counterfoil-verify"


def main() -> None:
    """The console script; exit code 3 when what it needs is not installed."""
    try:
        from counterfoil.cli.main import main as run
    except ModuleNotFoundError as error:
        if (error.name or "counterfoil").partition(".")[0] == "counterfoil":
            raise
        sys.stderr.write(f"error: there is no {error.name}: {NEEDS}\n")
        sys.exit(3)
    run()


if __name__ == "__main__":
    main()
