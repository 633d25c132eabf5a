"""The embedded run: everything the stack needs, on this machine, without Docker."""
