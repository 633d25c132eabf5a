"""Unit tests of the bench: what it says, not how fast it is."""
