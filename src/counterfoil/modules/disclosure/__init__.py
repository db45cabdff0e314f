# SPDX-License-Identifier: Apache-2.0
"""Disclosure: documents by their hashes, versioned and superseded; who must disclose what by when."""
