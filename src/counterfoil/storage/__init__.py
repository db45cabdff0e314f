# SPDX-License-Identifier: Apache-2.0
"""What a node keeps on disk: the lock, the block log and the state store, each with an in-memory twin."""
