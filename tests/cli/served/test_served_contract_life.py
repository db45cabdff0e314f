# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_contract_life`` holds where a service holds the folder."""

from cli.test_contract_life import *  # noqa: F403
