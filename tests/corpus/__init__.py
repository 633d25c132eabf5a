"""Stored decisions that every later build must make again.

`python -m tests.corpus` writes them anew (PYTHONPATH=.:layers/core/python). That is for a change of
the ledger that is meant: it drops the proof that what was decided before still replays, so it is
told in CHANGELOG.md, as is every reason why receipts of an earlier build no longer do.
"""
