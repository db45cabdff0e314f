# SPDX-License-Identifier: Apache-2.0
"""``validator_process`` of the next release: it knows one protocol version more."""

import sys
from pathlib import Path
from typing import Final

from counterfoil.law.module import PROTOCOL_VERSIONS
from support import validator_process

NEXT_VERSION: Final = max(PROTOCOL_VERSIONS) + 1

if __name__ == "__main__":
    PROTOCOL_VERSIONS[NEXT_VERSION] = PROTOCOL_VERSIONS[NEXT_VERSION - 1]
    sys.exit(validator_process.main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
