"""Nouns: pure values. No clock, environment, network, randomness or logging in here."""
