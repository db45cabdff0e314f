# SPDX-License-Identifier: Apache-2.0
"""Access: a dated policy of whose questions are noted, and batches of such notes, which name nobody."""
