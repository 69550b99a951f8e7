"""The look that console, portal and mail share: styles, keys, page frames, partials and filters.

A leaf: every other face may import it, it imports no face. It holds no model and no rule.
"""
