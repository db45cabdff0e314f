# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_acts`` holds where a service holds the folder."""

from cli.test_acts import *  # noqa: F403
