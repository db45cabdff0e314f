# SPDX-License-Identifier: Apache-2.0
"""Personal data outside the chain: kept, shown for a reason, disclosed, deleted."""
