# SPDX-License-Identifier: Apache-2.0
"""Who said what: keys, key policies, signed envelopes and notes, and the identifiers of the field."""
