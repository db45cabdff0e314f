# SPDX-License-Identifier: Apache-2.0
"""What the parties module needs from others: nothing. The others ask it."""
