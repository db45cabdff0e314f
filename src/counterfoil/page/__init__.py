# SPDX-License-Identifier: Apache-2.0
"""Everything that a person looks at as HTML or SVG: evidence reports, cash flows."""
