# SPDX-License-Identifier: Apache-2.0
"""What became of things: where they were, what they went into and came out of, and whether that can be so."""
