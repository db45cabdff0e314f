# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_freezes`` holds where a service holds the folder."""

from cli.test_freezes import *  # noqa: F403
