# SPDX-License-Identifier: Apache-2.0
"""Events about goods and the ledger: batches that are anchored, and proofs of single events."""
