"""The commands of `python -m simulator`, by what they talk to."""
