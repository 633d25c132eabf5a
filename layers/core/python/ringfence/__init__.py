"""Ringfence: real-time payment-fraud detection on stateless functions.

`domain` holds the nouns, `flow` the verbs, `adapters` the drivers. Start at `flow/accept.py`
and read on in the order of a transaction's life: accept, observe, score, decide, alert.
"""

__version__ = "0.1.0"
