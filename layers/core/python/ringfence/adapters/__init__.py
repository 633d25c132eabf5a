"""Drivers: one technology per file. Driver exceptions are translated here and go no further."""
