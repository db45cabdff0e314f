# SPDX-License-Identifier: Apache-2.0
"""The authenticated map: pages, batches, proofs, and its ICS 23 form."""
