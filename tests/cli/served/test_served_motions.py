# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_motions`` holds where a service holds the folder."""

from cli.test_motions import *  # noqa: F403
