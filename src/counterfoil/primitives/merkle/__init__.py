# SPDX-License-Identifier: Apache-2.0
"""The RFC 6962 Merkle tree: checking proofs, and making them."""
