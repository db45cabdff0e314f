# SPDX-License-Identifier: Apache-2.0
"""One folder per business noun, all with the same anatomy; modules never import each other."""
