"""The world and what is learnt from it.

Serving never imports this, and this never imports the rules: it would grade itself.
"""
